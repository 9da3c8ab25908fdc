"""What an account at a channel consists of."""
