"""Notices of papers: what is asked for, where a document stands."""
