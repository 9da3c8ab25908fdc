"""Trying an office's devices before people come: a test call on its screens, and what came of each trial."""
