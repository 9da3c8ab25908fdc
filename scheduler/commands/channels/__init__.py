"""`giliran channel`."""
