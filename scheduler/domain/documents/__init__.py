"""Stages of what is handed over, and labels for it."""
