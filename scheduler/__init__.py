"""Giliran: hand finished civil documents to citizens without a crowd."""

__version__ = "0.1.0"
