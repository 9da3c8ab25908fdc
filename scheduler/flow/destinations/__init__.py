"""Where a document is handed over, and what its people are told on its way."""
