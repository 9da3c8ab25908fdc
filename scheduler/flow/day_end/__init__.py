"""The end of a day: who was not served, and what is put in order overnight."""
