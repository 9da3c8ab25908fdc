"""The script that keeps the door's page on the tablet, so that it can be opened while the network is away, and the
page that it shows where it has none, at a kiosk above all.
"""

from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from scheduler.web.shared.pages import render

SCRIPT = Path(__file__).parents[2] / "static" / "door" / "offline.js"


async def offline_script(request: Request) -> Response:
    """The service worker, which sees the door's pages and no others. Browsers ask for it anew."""
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": request.url_for("door").path}
    return Response(_script(), media_type="text/javascript", headers=headers)


async def waiting_page(request: Request) -> Response:
    """That the office cannot be reached, and is tried again: browsers keep it, to show it in place of a fault."""
    return render(request, "door/waiting.html")


@cache
def _script() -> bytes:
    return SCRIPT.read_bytes()
