"""Links that were lost, numbers that are wrong, notices that clerks send by hand."""
