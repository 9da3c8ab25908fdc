"""What may be applied for from home, with which papers, and how that is checked."""
