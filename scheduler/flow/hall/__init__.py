"""The hall of today: its lock and its places, the queue as it stands, who is let in, and the board of it."""
