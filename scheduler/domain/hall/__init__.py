"""The queue: who comes in and is called next, how long everybody still waits, the end of the day."""
