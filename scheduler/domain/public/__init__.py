"""What anybody may read of an office, and from what on a count is too small to be read."""
