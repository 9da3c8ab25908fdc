"""How a reading for everybody is sent: kept by caches for as long as it holds, and not sent twice to who has it."""

import hashlib
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response


def public_answer(
    request: Request,
    body: bytes,
    media_type: str,
    *,
    lasts: timedelta,
    age: timedelta = timedelta(),
    by_cookie: bool = False,
) -> Response:
    """A body for everybody, or nothing for who says that they have it.

    lasts: for how long caches may give it on, of which `age` has passed. by_cookie: its language is what a cookie says,
    so the browser that asked may keep it and nobody in between.
    """
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    told = {
        "Cache-Control": f"{'private' if by_cookie else 'public'}, max-age={int(lasts.total_seconds())}",
        "ETag": tag,
        "Age": str(max(0, int(age.total_seconds()))),
    }
    if tag in request.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers=told)
    return Response(body, 200, told, media_type)
