"""A year of 250 visits a day: what each page of the office, the citizen, the counter and the door takes to answer."""

import asyncio
import re
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median

import httpx2 as httpx
from sqlalchemy import Select, or_, select, text
from sqlmodel import Session, col
from starlette.routing import BaseRoute, Mount, Route

from benchmarks.report import Table
from benchmarks.support import postgres
from benchmarks.support.seeding import Seeded, settings_of
from benchmarks.support.year import VISITS, Standing, Year, make
from scheduler import keys
from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.db.engine.migrations import migrate
from scheduler.db.models import Booking, BookingDocument, Document, Invitation, Slot, SurveyMark, Ticket
from scheduler.domain.stages import BookingStage, DocumentStage
from scheduler.domain.text import codes
from scheduler.flow.invitations.invitations import PURPOSE, pass_of
from scheduler.flow.place.showing import show
from scheduler.flow.staff import people, sessions
from scheduler.main import create_app
from scheduler.pictures.vault import Vault
from scheduler.web.shared.nearest import to_page_above
from scheduler.web.shared.staff.fields import new_nonce

AIM = 300
SHOWN = 25
"""Rows of the table: the slowest. What is quicker is counted."""
TIMES = 3
PEOPLE = {"/counter": "Ani", "/door": "Rudi", "/place": "Yuni"}
"""Who asks for what is below a path; everything else of the office Sari, who may do most."""
MANAGER = "Sari"
PARAMETER = re.compile(r"{(\w+)(?::\w+)?}")
WITHOUT = ("/static", "/display/static", "/login", "/start", "/hooks", "/join", "/account", "/office/_components")
"""What shows nothing of a year."""
ELSEWHERE = (
    "/display/screen/",  # a screen shows its key
    "/door/kiosk/",  # so does a kiosk
    "/api/v1/offices/{office}/documents/",  # a machine its token
    "/api/v1/offices/{office}/forecast",
    "/api/v1/offices/{office}/materials",
    "/api/v1/offices/{office}/transfers",
    "/place",  # on to the one place
    "/office/messages/sent",  # a form's address, which leads back to its page
    "/office/blanks/counts",
    "/office/blanks/receipts",
    "/office/blanks/sharing",
    "/office/blanks/spoilt",
    "/office/blanks/stops",
    "/office/blanks/supplies",
    "/office/applications/figures",  # old addresses
    "/office/messages/figures",
    "/office/turned-away",
    "/o/{office}/live",  # a part of a page, which leads to the page
    "/office/documents/search",  # asked for once something is sought, below
    "/office/documents/people",  # asked for of a document, below
    "/office/documents/withdrawal",
    "/office/documents/channel",
    "/office/transfers/new",
    "/office/postponements/preview",
    "/api/v1/offices/{office}/slots",
)
"""Addresses that show nothing when they are asked for as they stand. A path that ends in "/" means all below it."""
MORE = (
    "/office/figures{page}?span=free&from={year_ago}&to={today}&against=year",
    "/office/figures{page}?span=month&day={last_month}&against=before",
    "/office/figures/month?month={last_month:.7}",
    "/office/figures/proxies?from={year_ago}&to={today}",
    "/office/figures/satisfaction?first={year_ago:.7}&last={today:.7}",
    "/office/withdrawn-cards?from={year_ago}&to={today}",
    "/office/documents?page=2",
    "/office/documents?q=Siti",
    "/office/documents?q={reference}",
    "/office/documents/people?q={reference}",
    "/office/documents/withdrawal?q={reference}",
    "/office/documents/channel?q={reference}",
    "/office/transfers/new?q={reference}",
    "/office/settings/person?q={reference}",
    "/office/messages?from={year_ago}&to={today}",
    "/office/messages?page=40",
    "/office/messages?page=2000",
    "/office/messages?state=unreached",
    "/office/messages?state=delivered&page=40",
    "/office/messages?cause=moved",
    "/office/messages?channel=sms",
    "/office/messages?q={reference}",
    "/office/inbox?show=closed",
    "/office/inbox?show=all&page=5",
    "/office/postponements/preview?kind=closing&starts_on={next_week}&reason=Gladi&nonce={nonce}",
    "/office/disclosures?from={year_ago}&to={today}",
    "/office/audit?first={year_ago}&last={today}",
    "/office/audit?kind=settings",
    "/office/hall?day={last_month}",
    "/office/applications?show=all",
    "/api/v1/offices/{office}/slots?service=A",
)
"""Pages that are asked for something."""
SEARCHES = (
    ("/office/documents/search", {"text": "Siti"}),
    ("/office/documents/search", {"text": "Siti", "stage": "ready"}),
    ("/office/documents/search", {"stage": "ready", "since": "{year_ago}", "until": "{last_month}"}),
    ("/office/documents/search", {"text": "{reference}"}),
    ("/office/bookings/searches", {"text": "{unbooked}"}),
    ("/office/figures/files?span=free&from={year_ago}&to={today}&against=year", {"format": "xlsx"}),
    ("/office/figures/proxies/file?from={year_ago}&to={today}", {"format": "xlsx"}),
    ("/office/figures/uncollected/list", {}),
)
"""Forms that read alone: what they say, and the page that they lead to, is one answer."""
FIGURES = ("", "/hall", "/waits", "/seats", "/documents", "/applications", "/messages", "/blanks")


class Unanswered(Exception):
    """Pages that should show something and do not: what is measured would be a refusal."""

    def __init__(self, pages: Sequence["Answered"]) -> None:
        super().__init__("\n".join(f"{each.status} {each.path}" for each in pages))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: the path, and the form that is sent to it, if one is. is_page: whether it has to show one."""

    path: str
    form: Mapping[str, str] | None = None
    is_page: bool = True

    @property
    def name(self) -> str:
        """The path, and what of the form is sought."""
        if self.form is None:
            return self.path
        return f"POST {self.path} {' '.join(f'{name}={value}' for name, value in self.form.items())}".rstrip()


@dataclass(frozen=True, slots=True)
class Answered:
    """A page that was asked for: how it answered, and how many milliseconds that took, the middle of some times."""

    path: str
    status: int
    took: float
    is_page: bool = True


def tables(_seeded: Seeded, _rounds: int) -> list[Table]:
    """The slowest pages on both databases, those first that took longest; those above the aim are its faults.

    Raises Unanswered.
    """
    found: dict[str, tuple[Year, list[Answered]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        found["SQLite"] = measured(f"sqlite:///{folder}/year.db", Path(folder))
        if postgres.is_there():
            with postgres.server("year") as url:
                there = url.set(database="year").render_as_string(hide_password=False)
                found["PostgreSQL"] = measured(there, Path(folder))
    took = {on: {each.path: each.took for each in pages} for on, (_, pages) in found.items()}
    return [table_of(took, found["SQLite"][0].visits)]


def table_of(took: Mapping[str, Mapping[str, float]], visits: int) -> Table:
    """The slowest of the pages of each database, by path; how many more there are below. visits: of the year."""
    longest: dict[str, float] = {}
    for pages in took.values():
        for path, each in pages.items():
            longest[path] = max(longest.get(path, 0), each)
    paths = sorted(longest, key=lambda path: -longest[path])
    slowest, quicker = paths[:SHOWN], paths[SHOWN:]
    below = f" {len(quicker)} more took at most {longest[quicker[0]]:.0f} ms." if quicker else ""
    said = (
        f"{visits:,} visits, {VISITS} on each working day, made of a day that the demonstration played; each page is"
        f" asked for {TIMES} times by one person alone, in one process, and the middle counts. Aim: at most {AIM} ms."
        f" The slowest {len(slowest)} of {len(paths)}.{below}"
    )
    rows = [[f"`{path}`", *(f"{took[on][path]:.0f}" if path in took[on] else "" for on in took)] for path in slowest]
    faults = [f"{path}: {longest[path]:.0f} ms" for path in paths if longest[path] > AIM]
    return Table("Every page beside a year of visits", said, ["page", *(f"{on}, ms" for on in took)], rows, faults)


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
    """Every page that answers a GET, and each form that reads alone, asked by somebody who may see it.

    Raises Unanswered for those that show none, though nothing says that they lead elsewhere.
    """
    settings = settings_of(database.url).model_copy(update={"files_folder": str(folder / "files")})
    app = create_app(database, Standing(made.now), settings)
    ids = database.run(_ids, made)
    cookies = {name: database.run(_signed_in, name, made) for name in (*PEOPLE.values(), MANAGER)}
    found = asyncio.run(_asked(app, [*_pages(app.routes, ids), *_searches(ids)], cookies))
    missing = [each for each in found if each.is_page and each.status != 200]
    if missing:
        raise Unanswered(missing)
    return found


async def _asked(app: object, wanted: Sequence[Asked], cookies: Mapping[str, str]) -> list[Answered]:
    found = []
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]
    for each in wanted:
        who = next((name for below, name in PEOPLE.items() if each.path.startswith(below)), MANAGER)
        async with httpx.AsyncClient(
            transport=transport,
            base_url="http://localhost",
            timeout=60,
            headers={"Sec-Fetch-Site": "same-origin"},
            cookies={"giliran": cookies[who]},
            follow_redirects=each.form is not None,
        ) as client:
            took = []
            for _ in range(TIMES):
                began = time.perf_counter()
                answer = await _sent(client, each)
                took.append((time.perf_counter() - began) * 1000)
        found.append(Answered(each.name, answer.status_code, median(took), each.is_page))
    return found


async def _sent(client: httpx.AsyncClient, wanted: Asked) -> httpx.Response:
    if wanted.form is None:
        return await client.get(wanted.path)
    return await client.post(wanted.path, data={"nonce": new_nonce(), **wanted.form})


def _pages(routes: list[BaseRoute], ids: Mapping[str, str]) -> Iterator[Asked]:
    for path in dict.fromkeys(_plain(routes)):
        parameters = PARAMETER.findall(path)
        if not path.startswith(WITHOUT) and all(_id(path, each, ids) for each in parameters):
            there = PARAMETER.sub(lambda found, path=path: _id(path, found[1], ids), path)  # type: ignore[misc]
            yield Asked(there, is_page=not _leads_elsewhere(path))
    for page in FIGURES:
        yield from (Asked(each.format(page=page, **ids)) for each in MORE if "{page}" in each)
    yield from (Asked(each.format(**ids)) for each in MORE if "{page}" not in each)


def _leads_elsewhere(path: str) -> bool:
    return any(path.startswith(each) if each.endswith("/") else path == each for each in ELSEWHERE)


def _searches(ids: Mapping[str, str]) -> Iterator[Asked]:
    for path, form in SEARCHES:
        yield Asked(path.format(**ids), {name: value.format(**ids) for name, value in form.items()})


def _plain(routes: list[BaseRoute], before: str = "") -> Iterator[str]:
    for route in routes:
        if isinstance(route, Mount):
            yield from _plain(list(route.routes), before + route.path)
        elif isinstance(route, Route) and "GET" in (route.methods or ()) and route.endpoint is not to_page_above:
            yield before + route.path


def _id(path: str, parameter: str, ids: Mapping[str, str]) -> str:
    """What stands for a parameter of a path; nothing where the year has no such thing."""
    start = path[: path.index("{" + parameter)]
    return ids.get(path, ids.get(start, ids.get(parameter, "")))


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
    ahead = pass_of(session.scalars(_ahead(made)).first())  # type: ignore[arg-type]
    served = session.scalars(_unasked(made)).first()
    place = one("SELECT max(place_id) FROM batch")
    free = _just_shown(session, made)
    return {
        "office": made.code,
        "/i/": codes.derive(keys.ring().codes[0], PURPOSE, session.get_one(Invitation, int(invited)).salt),
        "/t/": pass_of(session.get_one(Booking, int(booking))),
        "/t/{code}/slot": ahead,
        "/t/{code}/calendar.ics": ahead,
        "/t/{code}/survey": pass_of(served) if served else "",
        "/o/{office}/data/": f"{today - timedelta(days=45):%Y-%m}.csv",
        "topic": "kia",
        "procedure": "kia.first",
        "document": document,
        "/office/bookings/of/": free,
        "/place/{place:int}/documents/": free,
        "unbooked": one(f"SELECT reference FROM document WHERE id = {free}"),  # noqa: S608
        "/place/{place:int}/visits/": one(
            "SELECT max(short) FROM booking JOIN place_visit ON booking_id = booking.id WHERE stage = 'booked'"
        ),
        "reference": one(f"SELECT reference FROM document WHERE id = {document}"),  # noqa: S608
        "short": one(
            "SELECT short FROM booking WHERE stage = 'booked' AND slot_id IS NOT NULL ORDER BY id DESC LIMIT 1"
        ),
        "batch": one("SELECT max(id) FROM batch"),
        "position": "1",
        "place": place,
        "/office/applications/": one("SELECT max(id) FROM application WHERE sent_at IS NOT NULL"),
        "/office/inbox/": one("SELECT max(id) FROM conversation"),
        "/office/messages/": one("SELECT max(id) FROM message"),
        "/office/postponements/": one("SELECT max(id) FROM postponement"),
        "/office/settings/counters/": "1",
        "/office/delivery-requests/": one("SELECT max(id) FROM delivery_request"),
        "/office/file-requests/": one("SELECT max(id) FROM file_request"),
        "request": one("SELECT max(id) FROM delivery_request"),
        "/office/staff/": one("SELECT min(id) FROM staff"),
        "/door/slips/": one(f"SELECT number FROM ticket WHERE booking_id = {booking} ORDER BY id DESC LIMIT 1"),  # noqa: S608
        "/office/calendar/": "closures",
        "/office/messages/texts/": "ready",
        "nonce": new_nonce(),
        "today": today.isoformat(),
        "next_week": (today + timedelta(days=7)).isoformat(),
        "last_month": (today - timedelta(days=35)).isoformat(),
        "year_ago": (today - timedelta(days=364)).isoformat(),
    }


def _ahead(made: Year) -> Select[Booking]:
    """Visits that are booked for a time to come, and may be moved."""
    later = select(Booking).join(Slot, col(Slot.id) == col(Booking.slot_id))
    return later.where(
        col(Booking.stage) == BookingStage.BOOKED, col(Slot.starts_at) > made.now + timedelta(days=1)
    ).order_by(col(Booking.id))


def _unasked(made: Year) -> Select[Booking]:
    """Visits that were served today or the day before and have not answered the survey."""
    answered = select(col(SurveyMark.booking_id)).where(col(SurveyMark.booking_id) == col(Booking.id)).exists()
    served = select(Booking).join(Ticket, col(Ticket.booking_id) == col(Booking.id))
    return served.where(
        col(Booking.stage) == BookingStage.FULFILLED, col(Ticket.ended_at) > made.now - timedelta(days=2), ~answered
    ).order_by(col(Booking.id).desc())


def _just_shown(session: Session, made: Year) -> str:
    """A document that may be booked now, whose people have just shown it at a place."""
    theirs = select(col(BookingDocument.booking_id)).where(
        col(BookingDocument.document_id) == col(Document.id), col(BookingDocument.live)
    )
    free = (
        select(Document)
        .join(Invitation, col(Invitation.id) == col(Document.invitation_id))
        .where(
            col(Document.stage) == DocumentStage.READY,
            col(Document.channel) == "office",
            col(Document.place).is_(None),
            col(Invitation.expires_at) > made.now + timedelta(days=1),
            or_(col(Invitation.bookable_from).is_(None), col(Invitation.bookable_from) <= made.now),
            ~theirs.exists(),
        )
        .order_by(col(Document.id).desc())
    )
    document = session.scalars(free.limit(1)).one()
    person = people.staff_by_name(session, document.office_id, PEOPLE["/place"])
    assert person is not None
    office = queries.office_by_id(session, document.office_id)
    show(session, office, document.reference, document.nik or document.holder, by=f"staff:{person.id}", now=made.now)
    return str(document.id)
