"""The figures of an office: what a head of office asks, its plots and tables, and files of them."""

from scheduler.web.office.figures.handlers import ROUTES, refused
from scheduler.web.shared.refusal_responses import Refused

REFUSED: dict[str, Refused] = {"/office/figures": refused}

__all__ = ["REFUSED", "ROUTES"]
