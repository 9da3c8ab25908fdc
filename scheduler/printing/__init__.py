"""Numbers on paper by a receipt printer that the server reaches itself."""
