"""What a phone keeps and is told, and a message that reached somebody else."""
