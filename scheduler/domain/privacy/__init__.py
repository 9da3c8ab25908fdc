"""What law and office say about people's data: how long it is kept, and what becomes of one person's."""
