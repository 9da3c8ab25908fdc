"""Notices of the day itself."""
