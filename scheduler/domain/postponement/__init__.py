"""Dealing out new times."""
