"""Where the two halves meet: the web half writes and reads, the display half is given its feed and `resolve`."""

import contextlib
import gc
import os
from collections.abc import AsyncIterator
from datetime import date

import uvicorn
from sqlmodel import Session
from starlette.applications import Starlette
from starlette.routing import Mount

from display.app import Display, display_routes
from display.pages import STATIC, TEMPLATES
from display.wires import LiveProtocol
from scheduler import logs
from scheduler.clock import Clock
from scheduler.config import Settings
from scheduler.db import queries
from scheduler.db.engine import Database
from scheduler.db.models import OfficeDay
from scheduler.feed import BoardFeed
from scheduler.opening import open_database
from scheduler.postponing import postponing
from scheduler.ticking import ticking
from scheduler.web.app import create_app as create_web
from scheduler.web.assets import Assets
from scheduler.web.translations import all_translations


def create_app(database: Database, clock: Clock, settings: Settings) -> Starlette:
    """Both halves as one application: pages, API, screens and waiting phones."""
    screens = make_display(database, clock)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        gc.collect()
        gc.freeze()
        # What a request makes is mostly freed by counting references; looking for cycles can wait.
        gc.set_threshold(50_000, 20, 20)
        async with screens.running(), ticking(database, clock), postponing(database, clock):
            yield

    return create_web(
        database,
        clock,
        settings,
        more_routes=[
            Mount("/display/static", Assets(directory=STATIC), name="display_static"),
            *display_routes(screens),
        ],
        more_templates=[TEMPLATES],
        more_static=[STATIC],
        lifespan=lifespan,
    )


def make_display(database: Database, clock: Clock) -> Display:
    """The display half, joined to the database by its feed and `resolve`."""

    async def resolve(code: str) -> tuple[str, date, str] | None:
        return await database.read(_ticket_of_pass, code)

    return Display(BoardFeed(database, clock), resolve=resolve, clock=clock, translations=all_translations())


def serve(settings: Settings) -> None:
    """Serve until stopped; several workers need PostgreSQL (the command refuses them on SQLite)."""
    options = {
        "host": settings.host,
        "port": settings.port,
        "ws": LiveProtocol,
        "ws_per_message_deflate": False,
        "access_log": False,
        "log_level": settings.log_level,
        "server_header": False,
    }
    if settings.workers > 1:
        os.environ["GILIRAN_BASE_URL"] = settings.base_url  # what the command was told, for processes that read it anew
        uvicorn.run("scheduler.main:worker", factory=True, workers=settings.workers, **options)  # type: ignore[arg-type]
    else:
        uvicorn.run(worker(settings), **options)  # type: ignore[arg-type]


def worker(settings: Settings | None = None) -> Starlette:
    """The application of one process over the database that the settings name."""
    told = settings or Settings()
    logs.configure(told.log_level)
    database, clock = open_database(told)
    return create_app(database, clock, told)


def _ticket_of_pass(session: Session, code: str) -> tuple[str, date, str] | None:
    booking = queries.booking_by_code(session, code)
    ticket = queries.ticket_of_booking(session, booking.id) if booking else None
    day = session.get(OfficeDay, ticket.office_day_id) if ticket else None
    if booking is None or ticket is None or day is None:
        return None
    return queries.office_by_id(session, booking.office_id).code, day.day, ticket.number
