"""Who may collect, and what they bring."""
