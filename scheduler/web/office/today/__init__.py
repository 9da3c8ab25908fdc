"""The first page of whoever leads an office: today, the last day of work, and what somebody should look at."""

from scheduler.web.office.today.handlers import ROUTES

__all__ = ["ROUTES"]
