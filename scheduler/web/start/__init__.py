"""The first start: a one-time address, one question a page, and the page on which an office is opened."""

from scheduler.web.start.handlers import ROUTES, refused

__all__ = ["ROUTES", "refused"]
