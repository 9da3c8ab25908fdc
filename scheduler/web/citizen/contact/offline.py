"""The script that keeps opened ticket pages on the phone. Its address lies below `/t/`: that is all it ever sees."""

from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from scheduler.web.shared.assets import Part

SCRIPT = Path(__file__).parents[3] / "static" / "citizen" / "offline.js"


async def offline_script(request: Request) -> Response:
    """The service worker. Browsers ask for it anew, so that a mistake in it does not stay on phones."""
    return Response(_script(), media_type="text/javascript", headers={"Cache-Control": "no-cache"})


@cache
def _script() -> bytes:
    return Part(SCRIPT).read()
