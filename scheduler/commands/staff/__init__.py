"""`giliran staff` and `giliran token`."""
