"""Notices of applications."""
