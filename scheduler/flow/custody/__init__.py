"""Who may take a document, and the record that it changed hands."""
