"""What a screen that opens shows where its page cannot be made: one that tries again, since nobody stands beside it."""

import logging

from starlette.requests import Request
from starlette.responses import HTMLResponse

from display.pages import BOTH, SOURCE, Pages

AGAIN = "5"
"""Seconds after which the page loads itself again."""

log = logging.getLogger("giliran.display")


def disturbed(request: Request, pages: Pages, error: Exception) -> HTMLResponse:
    """The page that tries again, where something failed, which is logged."""
    log.error("A screen's page could not be made; it tries again.", exc_info=error)
    return _later(request, pages, "disturbed")


def crowded(request: Request, pages: Pages) -> HTMLResponse:
    """The page that tries again, where too many screens wait for an office, or one address asks for too many codes."""
    return _later(request, pages, "crowded")


def language_of(request: Request, pages: Pages) -> str:
    """The one language of a page that shows no board: what `?lang=` asks for, else Indonesian."""
    asked = request.query_params.get("lang", SOURCE)
    return asked if asked in pages.languages - {BOTH} else SOURCE


def _later(request: Request, pages: Pages, why: str) -> HTMLResponse:
    shown = pages.plain("start/later.html", language_of(request, pages), why=why)
    return HTMLResponse(shown, 503, {"Cache-Control": "no-store", "Refresh": AGAIN, "Retry-After": AGAIN})
