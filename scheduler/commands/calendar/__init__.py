"""`giliran closure` and `giliran hours`."""
