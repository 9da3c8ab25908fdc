"""Stages of documents, bookings and tickets, and labels for what is handed over."""
