"""What is written down of what people and machines did, and the chain of hashes over it."""
