"""The office's plain page: a document by its registration number, and the invitations to be sent by hand."""

from scheduler.web.office.handlers import ROUTES, refused

__all__ = ["ROUTES", "refused"]
