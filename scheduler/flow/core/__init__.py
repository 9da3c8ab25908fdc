"""What every step stands on: the history, the outbox, repeated presses, limits, whom messages may reach."""
