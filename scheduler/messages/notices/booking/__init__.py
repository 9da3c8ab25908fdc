"""Notices of visits: booked, moved, offered, ended."""
