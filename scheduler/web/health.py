"""For the machine that watches the machine: is the process there, and can it read its database."""

from sqlalchemy import text
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response


async def alive(request: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("ok")


async def ready(request: Request) -> Response:
    """The database answers too."""
    await request.app.state.db.read(_ping)
    return JSONResponse({"database": "ok"})


def _ping(session: Session) -> None:
    session.connection().execute(text("SELECT 1"))
