"""When an office is open, and the slots that its hours make."""
