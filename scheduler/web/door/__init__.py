"""The door: one field, one big answer, the count of people inside."""

from scheduler.web.door.handlers import ROUTES, refused

__all__ = ["ROUTES", "refused"]
