"""Blank forms: the ledger, supplies, who stands in line for one, and who gets it."""
