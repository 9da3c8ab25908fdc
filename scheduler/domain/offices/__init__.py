"""What a new office starts with, and what it may change."""
