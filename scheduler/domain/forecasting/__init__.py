"""Days that have not come, played by the rules of the hall with people as they usually are."""
