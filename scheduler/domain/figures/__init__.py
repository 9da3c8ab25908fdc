"""What an office counts of its days, and what is worked out of the counts."""
