"""Measurements of the product against the floors it stands on; every figure is a ratio within one run."""
