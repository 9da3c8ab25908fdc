"""Fills an office that shows everything, by the real steps alone."""
