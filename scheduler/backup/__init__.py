"""Backups of a whole installation: made beside the office at work, looked through, kept by a rule, put back elsewhere.

A backup is one file: a tar of what it holds (`archive.py`), as it is or sealed (`sealing.py`).
"""
