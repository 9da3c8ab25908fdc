"""Visits that are booked: made, moved, joined, left; urgent ones, and reminders."""
