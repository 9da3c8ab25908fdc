"""`giliran demo`: an office that shows everything, and where to look."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import UTC, datetime

from rich.console import Console
from sqlmodel import Session, col, select

from scheduler.commands.failing import CommandFailed
from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.db.engine.preflight import name_of
from scheduler.db.models import Application, Booking, Document, Office, Ticket
from scheduler.db.opening import open_database
from scheduler.demo import filling
from scheduler.demo.accounts import PASSWORDS, PEOPLE
from scheduler.demo.days import first_day, is_over
from scheduler.domain.calendar.calendar import local_day
from scheduler.domain.stages import BookingStage, DocumentStage
from scheduler.flow.applying.applications import application_code
from scheduler.flow.core.local_time import today_of
from scheduler.flow.invitations.invitations import pass_of
from scheduler.messages.notices.links import invitation_url, ready_invitations
from scheduler.pictures.vault import Vault
from scheduler.runtime.clock import Clock
from scheduler.runtime.config import Settings

PAGES = (
    ("door", "/door"),
    ("counter", "/counter"),
    ("TV", "/display/{office}"),
    ("TV at the door", "/display/{office}?layout=door"),
    ("TV to be paired", "/display"),
    ("the hall", "/office/hall"),
    ("documents", "/office/documents"),
    ("calendar", "/office/calendar"),
    ("roster of counters", "/office/roster"),
    ("forecast", "/office/forecast"),
    ("applications", "/office/applications"),
    ("procedures", "/office/procedures"),
    ("blanks", "/office/blanks"),
    ("batches", "/office/batches"),
    ("kelurahan", "/place"),
    ("messages", "/office/messages"),
    ("inbox", "/office/inbox"),
    ("postponing", "/office/postponements"),
    ("staff bookings", "/office/bookings"),
    ("waves", "/office/waves"),
    ("document types", "/office/types"),
    ("figures", "/office/figures"),
    ("satisfaction", "/office/figures/satisfaction"),
    ("screens", "/office/screens"),
    ("voice", "/office/voice"),
    ("notices", "/office/announcements"),
    ("trial of devices", "/office/settings/trial"),
    ("alarms", "/office/settings/alarms"),
    ("settings", "/office/settings"),
    ("health", "/office/settings/health"),
    ("staff", "/office/staff"),
    ("second factor", "/office/settings/second-factor"),
    ("tokens", "/office/tokens"),
    ("who saw what", "/office/disclosures"),
    ("own account", "/account"),
    ("pictures", "/office/media"),
    ("office, public", "/o/{office}"),
    ("applying", "/o/{office}/permohonan"),
    ("API", "/api/v1/openapi.json"),
)
"""What else there is to look at, and where."""


def run() -> None:
    """Fill what is missing and print the links.

    1. A database that is new becomes a training database; one with real offices is refused.
    2. Without the office: fill it, and begin at 09.40 of a working day.
    3. With it, and its day not over: leave everything as it is.
    4. Past closing: seal that day and fill a fresh one.
    """
    settings, today = Settings(), datetime.now(UTC)
    database, clock = open_database(_for_training(settings, today))
    try:
        console = Console(highlight=False, soft_wrap=True)
        with console.status("Filling the demonstration office") if console.is_terminal else nullcontext():
            now = _filled(settings, database, clock, real=today)
        with database.reading() as session:
            for line in lines(session, settings.base_url, now):
                console.print(line)
    finally:
        database.close()


def lines(session: Session, base_url: str, now: datetime) -> list[str]:
    """What there is to look at, and who may sign in."""
    office = queries.office_by_code(session, filling.CODE)
    assert office is not None
    today = queries.day_of(session, office.id, today_of(office, now))
    tickets = queries.tickets_of(session, today.id) if today else []
    invited = ready_invitations(session, office, now)
    links = [
        (
            "invitation",
            invitation_url(base_url, max(invited, key=lambda r: len(r.documents)).invitation) if invited else "",
        ),
        ("ticket, waiting", _ticket_url(session, base_url, tickets, "waiting")),
        ("ticket, called in", _ticket_url(session, base_url, tickets, "admitted")),
        ("ticket, served", _ticket_url(session, base_url, tickets[::-1], "served")),
        ("ticket, moved", _moved_url(session, base_url, office)),
        ("application, asked", _application_url(session, base_url, office, DocumentStage.INCOMPLETE)),
        ("application, waits", _application_url(session, base_url, office, DocumentStage.WAITING_FOR_BLANK)),
        *((label, base_url + path.format(office=office.code)) for label, path in PAGES),
    ]
    shown = next((each.documents[0] for each in invited if each.documents[0].nik and not each.is_visit), None)
    slip = f"registration {shown.reference} with NIK {shown.nik}" if shown else ""
    staff = [f"{name} ({role})".ljust(26) + PASSWORDS[role] for name, role in PEOPLE]
    local = now.astimezone(filling.ZONE)
    return [
        f"[bold]{office.name}[/bold], training: {local:%Y-%m-%d %H.%M} WIB. Start it with: giliran serve",
        *(f"  {label:<18} {url}" for label, url in links if url),
        "Sign in as (these passwords are for the demonstration only):",
        *(f"  {line}" for line in staff),
        *([f"At the kelurahan somebody shows: {slip}"] if slip else []),
    ]


def _for_training(settings: Settings, real: datetime) -> Settings:
    """A database that is still to be made is made under a clock."""
    is_new = settings.on_sqlite and (not settings.sqlite_path.exists() or settings.sqlite_path.stat().st_size == 0)
    return settings.model_copy(update={"clock": settings.clock or real}) if is_new else settings


def _filled(settings: Settings, database: Database, clock: Clock, *, real: datetime) -> datetime:
    """The moment at which the demonstration goes on."""
    with database.reading() as session:
        office, others = queries.office_by_code(session, filling.CODE), queries.offices(session)
        if others and not queries.is_training(session):
            raise CommandFailed(
                f"{name_of(settings)} holds real data and is left alone. Name a new database for the demonstration:"
                " GILIRAN_DATABASE_URL=sqlite:///demo.db giliran demo",
            )
        calendar = filling.calendar_of(session, office) if office else None
    now, files = clock(), Vault(settings.files)
    if calendar is None:
        pinned = settings.clock is not None or bool(others)
        today = first_day(now if pinned else real, filling.ZONE, pinned=pinned)
        return database.run(filling.fill_office, today=today, base_url=settings.base_url, files=files)
    if is_over(now, *calendar, filling.ZONE):
        today = local_day(real, filling.ZONE)
        return database.run(filling.fill_day, now=now, not_before=today, base_url=settings.base_url, files=files)
    return now


def _moved_url(session: Session, base_url: str, office: Office) -> str:
    """A visit ahead that the office moved."""
    moved = select(Booking).where(
        Booking.office_id == office.id, Booking.stage == BookingStage.BOOKED, Booking.moved_by_office > 0
    )
    booking = session.exec(moved.order_by(col(Booking.id)).limit(1)).first()
    return f"{base_url}/t/{pass_of(booking)}" if booking else ""


def _ticket_url(session: Session, base_url: str, tickets: Sequence[Ticket], stage: str) -> str:
    """A ticket at a stage; of those called in, one that has not come through the door."""
    found = next((t for t in tickets if t.stage == stage and (stage != "admitted" or t.entered_at is None)), None)
    booking = session.get(Booking, found.booking_id) if found else None
    return f"{base_url}/t/{pass_of(booking)}" if booking else ""


def _application_url(session: Session, base_url: str, office: Office, stage: str) -> str:
    """An application whose document stands at a stage."""
    standing = select(Application).join(Document, col(Document.id) == col(Application.document_id))
    found = session.exec(
        standing.where(col(Document.office_id) == office.id, col(Document.stage) == stage)
        .order_by(col(Application.id))
        .limit(1)
    ).first()
    return f"{base_url}/a/{application_code(found)}" if found else ""
