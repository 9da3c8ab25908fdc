"""What the display half asks for, as `display/ports.py` says it."""
