"""What a process stands on: settings, the clock, the log, connections, work beside the requests."""
