"""How an office is now, on its page and in a frame of other sites; and its open data."""
