"""The days of an office counted, kept, and read again."""
