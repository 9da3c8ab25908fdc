"""What an office is and hands over: its settings, its document types, what may be applied for."""
