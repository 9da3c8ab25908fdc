"""Alarms: what an office switched on, what is seen of it, and who is told."""
