"""What the page of the waves shows: what each service has free, who waits since when, and why one document waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Document, Invitation, Office, Service, Slot
from scheduler.db.search.tails import documents_ending_in
from scheduler.domain.invitations.waves import Room, Waiting, days_until, in_line
from scheduler.domain.stages import DocumentStage
from scheduler.flow.core.local_time import today_of
from scheduler.flow.core.opt_outs import phone_to_tell
from scheduler.flow.invitations.demand import rooms_of, units_a_day
from scheduler.flow.invitations.households import SEATED
from scheduler.flow.invitations.invitations import HERE
from scheduler.flow.invitations.waves import line_of, waits
from scheduler.flow.staff import SignedIn


@dataclass(frozen=True, slots=True)
class ReadyDay:
    """Households that wait since one day."""

    day: date
    households: int
    documents: int
    units: int


@dataclass(frozen=True, slots=True)
class ServiceWave:
    """One service: its room, what an average day of the horizon holds, who waits, first day first."""

    service: Service
    room: Room
    a_day: float
    line: Sequence[Waiting]

    @property
    def households(self) -> int:
        return len(self.line)

    @property
    def days(self) -> list[ReadyDay]:
        """Who waits, by the day on which the first of a household's documents became ready."""
        groups: dict[date, list[Waiting]] = {}
        for each in self.line:
            groups.setdefault(each.place[0], []).append(each)
        return [
            ReadyDay(day, len(home), sum(len(each.documents) for each in home), sum(each.units for each in home))
            for day, home in groups.items()
        ]

    def days_until_end_of(self, place: int) -> int | None:
        """In about how many days the n-th of the line is invited."""
        units = sum(each.units for each in self.line[: place + 1])
        return days_until(units, room=self.room, units_a_day=self.a_day)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one document stands, and why it has no invitation or what became of it.

    why: waiting, stopped (nothing goes out now), not_ready, over, elsewhere, at_home, expired, booked, invited.
    reached: whether there is a phone that messages may go to.
    ahead: households before it. days: until its turn, about; None where nobody can say.
    """

    document: Document
    why: str
    reached: bool
    ahead: int = 0
    days: int | None = None
    since: date | None = None
    invitation: Invitation | None = None
    slot: Slot | None = None


@dataclass(frozen=True, slots=True)
class WavesPage:
    """The waves of an office, and what was asked about one registration number."""

    staff: SignedIn
    office: Office
    percent: int
    services: list[ServiceWave]
    wanted: str
    standing: Standing | None
    several: Sequence[Document]
    """The documents that are meant where last digits fit more than one."""


def waves_page(session: Session, staff: SignedIn, wanted: str, *, now: datetime) -> WavesPage:
    """The page for a registration number or its last four digits, or none."""
    office = queries.office_by_id(session, staff.office.id)
    services = _services(session, office, now)
    known = queries.document_by_reference(session, office.id, wanted) if wanted else None
    found = [known] if known else documents_ending_in(session, office.id, wanted)
    standing = _standing(session, office, services, found[0], now) if len(found) == 1 else None
    several = found if len(found) > 1 else ()
    return WavesPage(staff, office, office.wave_percent, services, wanted, standing, several)


def _services(session: Session, office: Office, now: datetime) -> list[ServiceWave]:
    rooms, line = rooms_of(session, office, now=now), in_line(line_of(session, office))
    return [
        ServiceWave(
            service,
            rooms[service.id],
            units_a_day(session, office, service.id, now=now),
            [each for each in line if each.service == service.id],
        )
        for service in queries.services_of(session, office.id)
    ]


def _standing(
    session: Session, office: Office, services: Sequence[ServiceWave], document: Document, now: datetime
) -> Standing:
    reached = phone_to_tell(session, office.id, [document]) is not None
    if waits(document):
        return _in_line(office, services, document, reached=reached)
    invitation = session.get(Invitation, document.invitation_id) if document.invitation_id else None
    booking = queries.live_booking_of_document(session, document.id)
    slot = session.get(Slot, booking.slot_id) if booking and booking.slot_id else None
    why = _why(document, invitation, now, is_booked=booking is not None)
    return Standing(document, why, reached, invitation=invitation, slot=slot)


def _why(document: Document, invitation: Invitation | None, now: datetime, *, is_booked: bool) -> str:
    if is_booked:
        return "booked"
    if document.stage in (DocumentStage.COLLECTED, DocumentStage.WITHDRAWN):
        return "over"
    if document.channel not in HERE or document.stage == DocumentStage.AT_PARTNER:
        return "elsewhere"
    if document.stage != DocumentStage.READY:
        return "not_ready"
    if document.channel != SEATED:
        return "at_home"
    return "invited" if invitation is not None and invitation.expires_at > now else "expired"


def _in_line(office: Office, services: Sequence[ServiceWave], document: Document, *, reached: bool) -> Standing:
    wave, place = next(
        (wave, place) for wave in services for place, each in enumerate(wave.line) if document.id in each.documents
    )
    since = today_of(office, document.ready_at or document.created_at)
    if wave.room.percent < 1:
        return Standing(document, "stopped", reached, ahead=place, since=since)
    days = wave.days_until_end_of(place)
    return Standing(document, "waiting", reached, ahead=place, days=days, since=since)
