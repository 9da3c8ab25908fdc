"""Engines, the one writer, and prepared statements."""
