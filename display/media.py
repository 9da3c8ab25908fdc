"""Pictures and videos between calls, as files that browsers keep."""

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from display.ports import Media

FOR_GOOD = "public, max-age=31536000, immutable"
"""For a file under an address that carries the mark of its content."""
ASK_AGAIN = "no-cache"


def routes(media: Media) -> list[BaseRoute]:
    """Where screens fetch pictures and videos; a part of one is answered too (Range), as players ask for it."""

    async def show(request: Request) -> Response:
        office, medium = request.path_params["office"], request.path_params["medium"]
        found = await media.file(office, medium) if office.isprintable() else None
        if found is None:
            raise HTTPException(404)
        path, media_type = found
        return FileResponse(path, media_type=media_type, headers=_headers(path, request.query_params.get("v")))

    return [Route("/display/{office}/media/{medium:int}", show, name="display_media")]


def _headers(path: Path, asked: str | None) -> dict[str, str]:
    kept = FOR_GOOD if asked == path.stem else ASK_AGAIN
    return {"Cache-Control": kept, "X-Content-Type-Options": "nosniff"}
