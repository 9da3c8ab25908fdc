"""Batches to pickup places."""
