"""When the office is open: hours, closures and holidays, and what a change of them would do."""
