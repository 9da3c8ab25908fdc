"""What if a day were set otherwise: what is changed, the setting that comes of it, and both held against each other."""
