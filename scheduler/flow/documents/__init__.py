"""Documents on their way: registered, found, printed, shelved, ready."""
