"""The door: who may have a number now, and who was sent away."""
