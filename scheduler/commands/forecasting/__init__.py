"""`giliran forecast`."""
