"""The sitemap: every route of the web half in one list, and the stack every request goes through."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Lifespan

from scheduler import __version__
from scheduler.clock import Clock
from scheduler.config import Settings
from scheduler.db import queries
from scheduler.db.engine import Database
from scheduler.domain.errors import Refusal
from scheduler.web import api, citizen, counter, door, health, office, signin
from scheduler.web.access import Throttle
from scheduler.web.pages import Pages
from scheduler.web.problems import answer_http_error, answer_refusal, answer_unreadable
from scheduler.web.security import AccessLog, BodyLimit, SameOrigin, SecurityHeaders, answer_fault_guarded

STATIC = Path(__file__).parent.parent / "static"

ROUTES: list[BaseRoute] = [
    Mount("/api/v1", routes=api.ROUTES, name="api"),  # first: a route costs every request to the ones behind it
    Route("/", citizen.offices, name="offices"),
    Route("/o/{office}", citizen.public_office, name="public_office"),
    Route("/o/{office}/links", citizen.request_link, methods=["POST"], name="links"),
    Route("/i/{code}", citizen.invitation, name="invitation"),
    Route("/i/{code}/booking", citizen.create_booking, methods=["POST"], name="booking"),
    Route("/i/{code}/renewal", citizen.renew, methods=["POST"], name="renewal"),
    Route("/t/{code}", citizen.ticket, name="ticket"),
    Route("/t/{code}/qr.png", citizen.qr_picture, name="qr_picture"),
    Route("/t/{code}/calendar.ics", citizen.calendar_entry, name="calendar_entry"),
    Route("/t/{code}/slot", citizen.slot_choice, name="slot_choice"),
    Route("/t/{code}/slot", citizen.change_slot, methods=["POST"], name="slot"),
    Route("/t/{code}/cancellation", citizen.cancel_booking, methods=["POST"], name="cancellation"),
    Route("/t/{code}/departure", citizen.go_home, methods=["POST"], name="going_home"),
    Route("/login", signin.page, name="login"),
    Route("/login", signin.create, methods=["POST"], name="session"),
    Route("/logout", signin.destroy, methods=["POST"], name="logout"),
    *door.ROUTES,
    *counter.ROUTES,
    *office.ROUTES,
    Route("/healthz", health.alive, name="alive"),
    Route("/readyz", health.ready, name="ready"),
    Mount("/static", StaticFiles(directory=STATIC), name="static"),
]

REFUSED = {
    "/i/": citizen.refused,
    "/t/": citizen.refused,
    "/door": door.refused,
    "/counter": counter.refused,
    "/office": office.refused,
    "/login": signin.refused,
}
"""Surfaces that show their people a refusal their own way."""


def create_app(
    database: Database,
    clock: Clock,
    settings: Settings,
    *,
    more_routes: Sequence[BaseRoute] = (),
    more_templates: Sequence[Path] = (),
    lifespan: Lifespan[Starlette] | None = None,
) -> Starlette:
    """The web application over an open database. more_routes and more_templates: those of the display half."""
    app = Starlette(
        routes=[*ROUTES, *more_routes],
        middleware=[
            *([Middleware(AccessLog)] if settings.log_level.lower() == "debug" else []),
            Middleware(SecurityHeaders),
            Middleware(BodyLimit, most=settings.max_body),
            Middleware(SameOrigin),
        ],
        exception_handlers={
            Refusal: answer_refusal,
            HTTPException: answer_http_error,
            OperationalError: answer_unreadable,
            Exception: answer_fault_guarded,
        },
        lifespan=lifespan,
    )
    app.state.db, app.state.clock, app.state.settings = database, clock, settings
    app.state.pages = Pages(more_templates, version=__version__)
    app.state.throttle, app.state.refused = Throttle(), REFUSED
    with database.reading() as session:
        app.state.training = queries.is_training(session)
    return app
