"""Fills an office that shows everything, by the real steps; only what its channels answered is written as if."""
