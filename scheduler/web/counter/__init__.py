"""A counter: one card, the line beside it, and a key for every step."""

from scheduler.web.counter.handlers import ROUTES, refused

__all__ = ["ROUTES", "refused"]
