"""Documents of the weeks before, in all stages, and the bookings of days to come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from scheduler.db.models import Document, Invitation, Service, Slot
from scheduler.demo.people import Families
from scheduler.demo.play import IMPORTER, Play, working_days_before
from scheduler.domain.booking import SlotFull
from scheduler.domain.stages import path
from scheduler.flow.booking import bookings
from scheduler.flow.booking.bookings import Booked
from scheduler.flow.core.history import new_step
from scheduler.flow.custody.collectors import Collector
from scheduler.flow.documents import documents
from scheduler.flow.documents.documents import NewDocument
from scheduler.flow.invitations import invitations

TITLES = {"akta": ("Akta Kelahiran", "Akta Kelahiran", "Akta Perkawinan", "Akta Kematian")}
REASONS = ("first", "changed", "changed", "damaged", "lost", "moved_in")
TYPES_OF = {"A": ("KTP-el", "KTP-el", "KTP-el", "KIA"), "B": ("KK", "akta"), "C": ("Perekaman KTP-el",)}
PRINTED = ("KTP-el", "KTP-el", "KTP-el", "KIA")

UNFINISHED = (
    ("received", 14),
    ("incomplete", 9),
    ("in_production", 34),
    ("waiting_for_blank", 22),
    ("misplaced", 2),
    ("withdrawn", 2),
    ("returned", 1),
    ("collected", 32),
)
"""Stage -> how many documents stand there."""

KELURAHAN = ("Kampung Bugis", "Senggarang", "Tanjung Unggat", None)
"""Where households live; of some the export does not say."""
READY_TO_BOOK = 34
AT_HOME = 14
"""Households with a KK or an akta that they can print themselves."""

BOOKED_LATER = (("10.00", 4), ("10.30", 3), ("11.00", 2), ("13.30", 3), ("14.00", 2))
"""On each of the days to come: slot -> bookings."""


@dataclass(frozen=True, slots=True)
class Household:
    """What was registered together: the references, and the code of the invitation that ready brought."""

    references: tuple[str, ...]
    code: str | None


class Registry:
    """Registers households; a registration number tells the day and counts on."""

    def __init__(self, play: Play, families: Families) -> None:
        self.play = play
        self.families = families
        self._count = play.read(_count_documents, play.office.id)

    def household(
        self, types: Sequence[str], stage: str, *, day: date, ready_at: datetime, channel: str | None = "office"
    ) -> Household:
        """A family's documents, registered on a morning and moved on to a stage by `ready_at`."""
        family = self.families.next(len(types))
        home = []
        for place, kind in enumerate(types):
            self._count += 1
            new = NewDocument(
                reference=f"2172/{day:%d%m%Y}/{self._count:04}",
                type=kind,
                title=self.families.one_of(TITLES.get(kind, (kind,))),
                holder=family.members[place],
                nik=family.niks[place],
                kk=family.kk,
                phone=family.phone,
                applicant=family.members[0] if place else None,
                reason=self._reason(kind),
                channel=channel,
                shelf=self._shelf() if channel == "office" and kind != "Perekaman KTP-el" else None,
                printed_on=ready_at.date() if stage == "ready" else None,
                kelurahan=KELURAHAN[self._count % len(KELURAHAN)],
                rt=f"{self._count % 7 + 1:02}",
                rw=f"{self._count % 3 + 1:02}",
            )
            registered = min(self.play.at(day, "09.00") + timedelta(minutes=self._count % 300), ready_at)
            home.append(_registered(self.play, new, stage, ready_at, now=registered))
        return Household(tuple(document.reference for document in home), _code_of(self.play.session, home[0]))

    def _reason(self, kind: str) -> str | None:
        return self.families.one_of(REASONS) if kind in ("KTP-el", "KIA") else None

    def _shelf(self) -> str:
        return f"{self.families.one_of(tuple('ABCD'))}-{self._count % 60 + 1:02}"


def fill(registry: Registry, day: date) -> None:
    """Everything an office has on a morning but its visitors of the day."""
    play, past = registry.play, working_days_before(day, 15)
    number = 0
    for stage, count in UNFINISHED:
        for _ in range(count):
            number += 1
            registered = past[number % 12]
            ready_at = play.at(past[min(number % 12 + 3, 14)], "14.00")
            registry.household([PRINTED[number % 4]], stage, day=registered, ready_at=ready_at)
    for number in range(READY_TO_BOOK):
        types = [PRINTED[number % 4], "KK", "akta"][: 2 if number % 5 == 0 else 3 if number % 11 == 0 else 1]
        registry.household(types, "ready", day=past[number % 10], ready_at=play.at(past[10 + number % 5], "14.30"))
    for number in range(AT_HOME):
        kind = ["KK", "akta"][number % 2]
        registered, ready_at = past[number % 10], play.at(past[12], "15.00")
        registry.household([kind], "ready", day=registered, ready_at=ready_at, channel="self_print")


def fill_days_ahead(registry: Registry, days: Sequence[date], *, now: datetime, letters: str = "AABC") -> None:
    """Bookings of the days to come (and of today's later hours), made by `now`."""
    number = 0
    for day in days:
        for clock, count in BOOKED_LATER:
            for _ in range(count):
                number += 1
                letter = letters[number % len(letters)]
                kinds = TYPES_OF[letter]
                home = registry.household([kinds[number % len(kinds)]], "ready", day=now.date(), ready_at=now)
                book(registry.play, home, letter, day, clock, now=now)


def book(
    play: Play,
    home: Household,
    letter: str,
    day: date,
    clock: str,
    *,
    now: datetime,
    party: int = 1,
    by: str = "citizen",
) -> Booked | None:
    """Take a slot for a household; None where the slot is full or not there."""
    slot = play.read(_slot, play.office.id, letter, play.at(day, clock))
    if slot is None or home.code is None:
        return None
    facts: dict[str, Any] = {"party": party, "collector": Collector(), "by": by}
    try:
        return play.do_by_code(bookings.book, home.code, slot.id, now=now, **facts)
    except SlotFull:
        return None


def _registered(play: Play, new: NewDocument, stage: str, ready_at: datetime, *, now: datetime) -> Document:
    """Register a document and move it on, in equal paces until `ready_at`."""
    session, office = play.session, play.office
    new_step(session)
    document, _ = documents.register(session, office, new, by=IMPORTER, now=now)
    steps = _way(document, documents.table_of(session, document), stage)
    for place, step in enumerate(steps, start=1):
        new_step(session)
        at = now + (ready_at - now) * place / len(steps)
        documents.advance_document(session, office, document, step, by=IMPORTER, now=at, printed=True)
    return document


def _way(document: Document, table: Mapping[str, frozenset[str]], stage: str) -> list[str]:
    if stage == document.stage:
        return []
    return [stage] if stage == "withdrawn" else path(table, document.stage, stage)


def _count_documents(session: Session, office_id: int) -> int:
    return session.scalar(select(func.count()).select_from(Document).where(col(Document.office_id) == office_id)) or 0


def _code_of(session: Session, document: Document) -> str | None:
    invitation = session.get(Invitation, document.invitation_id) if document.invitation_id else None
    return invitations.code_of(invitation) if invitation else None


def _slot(session: Session, office_id: int, letter: str, starts_at: datetime) -> Slot | None:
    return session.scalar(
        select(Slot)
        .join(Service, col(Service.id) == col(Slot.service_id))
        .where(col(Slot.office_id) == office_id, col(Service.letter) == letter, col(Slot.starts_at) == starts_at)
    )
