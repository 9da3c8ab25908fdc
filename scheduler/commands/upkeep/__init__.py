"""`giliran keys`."""
