"""Staff sign in by an account that a province or a city keeps for them: the far side, and what it says of somebody."""
