"""A year of 250 visits a day: what each page of the office, the citizen, the counter and the door takes to answer."""

import asyncio
import re
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median

import httpx2 as httpx
from sqlalchemy import text
from sqlmodel import Session
from starlette.routing import BaseRoute, Mount, Route

from benchmarks.report import Table
from benchmarks.support import postgres
from benchmarks.support.seeding import Seeded, settings_of
from benchmarks.support.year import VISITS, Standing, Year, make
from scheduler import keys
from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.db.engine.migrations import migrate
from scheduler.db.models import Booking, Invitation
from scheduler.domain.text import codes
from scheduler.flow.invitations.invitations import PURPOSE, pass_of
from scheduler.flow.staff import people, sessions
from scheduler.main import create_app
from scheduler.pictures.vault import Vault

AIM = 300
TIMES = 3
PEOPLE = {"/counter": "Ani", "/door": "Rudi", "/place": "Yuni"}
"""Who asks for what is below a path; everything else of the office Sari, who may do most."""
MANAGER = "Sari"
PARAMETER = re.compile(r"{(\w+)(?::\w+)?}")
WITHOUT = ("/static", "/display/static", "/login", "/start", "/hooks", "/join", "/account", "/office/_components")
"""What shows nothing of a year."""
MORE = (
    "/office/figures{page}?span=free&from={year_ago}&to={today}&against=year",
    "/office/figures{page}?span=month&day={last_month}&against=before",
    "/office/figures/files?span=free&from={year_ago}&to={today}&against=year",
    "/office/figures/month?month={last_month:.7}",
    "/office/figures/proxies?from={year_ago}&to={today}",
    "/office/figures/satisfaction?first={year_ago:.7}&last={today:.7}",
    "/office/withdrawn-cards?from={year_ago}&to={today}",
    "/office/documents?page=2",
    "/office/documents?q=Siti",
    "/office/documents/people?q={reference}",
    "/office/documents/withdrawal?q={reference}",
    "/office/settings/person?q={reference}",
    "/office/messages?from={year_ago}&to={today}",
    "/office/messages?page=40",
    "/office/messages?state=unreached",
    "/office/messages?q={reference}",
    "/office/inbox?show=closed",
    "/office/inbox?show=all&page=5",
    "/office/disclosures?from={year_ago}&to={today}",
    "/office/audit?first={year_ago}&last={today}",
    "/office/audit?kind=settings",
    "/office/hall?day={last_month}",
    "/office/applications?show=all",
)
"""Pages that are asked for something."""
FIGURES = ("", "/hall", "/waits", "/seats", "/documents", "/applications", "/messages", "/blanks")


@dataclass(frozen=True, slots=True)
class Answered:
    """A page that was asked for: how it answered, and how many milliseconds that took, the middle of some times."""

    path: str
    status: int
    took: float


def tables(_seeded: Seeded, _rounds: int) -> list[Table]:
    """All pages on both databases, those first that took longest."""
    found: dict[str, tuple[Year, list[Answered]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        found["SQLite"] = measured(f"sqlite:///{folder}/year.db", Path(folder))
        if postgres.is_there():
            with postgres.server("year") as url:
                there = url.set(database="year").render_as_string(hide_password=False)
                found["PostgreSQL"] = measured(there, Path(folder))
    took = {on: {each.path: each.took for each in pages} for on, (_, pages) in found.items()}
    paths = sorted(took["SQLite"], key=lambda path: -max(each.get(path, 0) for each in took.values()))
    visits = found["SQLite"][0].visits
    said = (
        f"{visits:,} visits, {VISITS} on each working day, made of a day that the demonstration played; each page is"
        f" asked for {TIMES} times by one person alone, in one process, and the middle counts. Aim: under {AIM} ms."
    )
    rows = [[f"`{path}`", *(f"{took[on][path]:.0f}" if path in took[on] else "" for on in took)] for path in paths]
    return [Table("Every page beside a year of visits", said, ["page", *(f"{on}, ms" for on in took)], rows)]


def measured(url: str, folder: Path) -> tuple[Year, list[Answered]]:
    """Make a year in an empty database, and ask for every page."""
    settings = settings_of(url)
    migrate(settings)
    database = Database(settings)
    try:
        made = make(database, Vault(folder / "files"))
        return made, ask(database, made, folder)
    finally:
        database.close()


def ask(database: Database, made: Year, folder: Path) -> list[Answered]:
    """Every page that answers a GET, asked by somebody who may see it."""
    settings = settings_of(database.url).model_copy(update={"files_folder": str(folder / "files")})
    app = create_app(database, Standing(made.now), settings)
    ids = database.run(_ids, made)
    cookies = {name: database.run(_signed_in, name, made) for name in (*PEOPLE.values(), MANAGER)}
    return asyncio.run(_asked(app, list(_paths(app.routes, ids)), cookies))


async def _asked(app: object, paths: list[str], cookies: Mapping[str, str]) -> list[Answered]:
    found = []
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=60) as client:
        for path in paths:
            who = next((name for below, name in PEOPLE.items() if path.startswith(below)), MANAGER)
            headers = {"Cookie": f"giliran={cookies[who]}", "Sec-Fetch-Site": "same-origin"}
            took = []
            for _ in range(TIMES):
                began = time.perf_counter()
                answer = await client.get(path, headers=headers)
                took.append((time.perf_counter() - began) * 1000)
            found.append(Answered(path, answer.status_code, median(took)))
    return found


def _paths(routes: list[BaseRoute], ids: Mapping[str, str]) -> Iterator[str]:
    for path in dict.fromkeys(_plain(routes)):
        parameters = PARAMETER.findall(path)
        if not path.startswith(WITHOUT) and all(_id(path, each, ids) for each in parameters):
            yield PARAMETER.sub(lambda found, path=path: _id(path, found[1], ids), path)  # type: ignore[misc]
    for page in FIGURES:
        yield from (each.format(page=page, **ids) for each in MORE if "{page}" in each)
    yield from (each.format(**ids) for each in MORE if "{page}" not in each)


def _plain(routes: list[BaseRoute], before: str = "") -> Iterator[str]:
    for route in routes:
        if isinstance(route, Mount):
            yield from _plain(list(route.routes), before + route.path)
        elif isinstance(route, Route) and "GET" in (route.methods or ()):
            yield before + route.path


def _id(path: str, parameter: str, ids: Mapping[str, str]) -> str:
    """What stands for a parameter of a path; nothing where the year has no such thing."""
    start = path[: path.index("{" + parameter)]
    return ids.get(start, ids.get(parameter, ""))


def _signed_in(session: Session, name: str, made: Year) -> str:
    office = queries.office_by_code(session, made.code)
    assert office is not None
    staff = people.staff_by_name(session, office.id, name)
    assert staff is not None
    return sessions.sign_in(session, staff.id, 1 if name == PEOPLE["/counter"] else None, now=made.now)


def _ids(session: Session, made: Year) -> dict[str, str]:
    """Things of the year by the paths or parameters that ask for them."""

    def one(statement: str) -> str:
        found = session.scalar(text(statement))
        return "" if found is None else str(found)

    today = made.now.date()
    booked = "SELECT max(booking_id) FROM ticket WHERE stage = 'waiting'"
    booking, invited = one(booked), one("SELECT max(invitation_id) FROM document WHERE stage = 'ready'")
    document = one("SELECT max(id) FROM document WHERE phone_hash IS NOT NULL")
    return {
        "office": made.code,
        "/i/": codes.derive(keys.ring().codes[0], PURPOSE, session.get_one(Invitation, int(invited)).salt),
        "/t/": pass_of(session.get_one(Booking, int(booking))),
        "/o/{office}/data/": f"{today - timedelta(days=45):%Y-%m}.csv",
        "/o/{office}/permohonan/": "ktp",
        "procedure": "kia.first",
        "document": document,
        "/office/bookings/of/": document,
        "reference": one(f"SELECT reference FROM document WHERE id = {document}"),  # noqa: S608
        "short": one(
            "SELECT short FROM booking WHERE stage = 'booked' AND slot_id IS NOT NULL ORDER BY id DESC LIMIT 1"
        ),
        "batch": one("SELECT max(id) FROM batch"),
        "position": "1",
        "place": one("SELECT max(place_id) FROM batch"),
        "/office/applications/": one("SELECT max(id) FROM application WHERE sent_at IS NOT NULL"),
        "/office/inbox/": one("SELECT max(id) FROM conversation"),
        "/office/messages/": one("SELECT max(id) FROM message"),
        "/office/postponements/": one("SELECT max(id) FROM postponement"),
        "/office/settings/counters/": "1",
        "/office/delivery-requests/": one("SELECT max(id) FROM delivery_request"),
        "request": one("SELECT max(id) FROM delivery_request"),
        "/office/staff/": one("SELECT min(id) FROM staff"),
        "/door/slips/": one(f"SELECT number FROM ticket WHERE booking_id = {booking} ORDER BY id DESC LIMIT 1"),  # noqa: S608
        "/office/calendar/": "closures",
        "/office/messages/texts/": "ready",
        "today": today.isoformat(),
        "last_month": (today - timedelta(days=35)).isoformat(),
        "year_ago": (today - timedelta(days=364)).isoformat(),
    }
