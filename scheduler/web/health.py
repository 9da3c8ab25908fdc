"""For the machine that watches the machine: is the process there, and can it read its database."""

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from scheduler.domain.errors import Unavailable


async def alive(request: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("ok")


async def ready(request: Request) -> Response:
    """The database answers too. Raises Unavailable."""
    try:
        await request.app.state.db.read(_ping)
    except SQLAlchemyError:
        raise Unavailable from None
    return JSONResponse({"database": "ok"})


def _ping(session: Session) -> None:
    session.connection().execute(text("SELECT 1"))
