"""`giliran postpone`."""
