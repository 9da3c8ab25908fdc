"""Tickets and counters: numbers given, called, served, set aside, undone; and what a handover leaves behind."""
