"""What staff and machines may be, and passwords."""
