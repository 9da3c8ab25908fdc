"""An invitation and its booking, the pass, and the waiting list."""
