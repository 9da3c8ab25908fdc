"""Documents found by a blind index of their names."""
