"""Seats of the days to come: slots laid out, taken and given back, and the visits that hold them."""
