"""Screens and waiting phones: they show the board, and know nothing else."""
