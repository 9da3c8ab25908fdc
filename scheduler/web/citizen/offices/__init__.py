"""The offices, and one office."""
