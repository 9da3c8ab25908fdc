"""Alarms that an office may switch on: which there are, and when one rings, rings again and is over."""
