"""What an office is told of its alarms."""
