"""The whole hall at one look: every counter, how full it is, who waits longest, what is set aside or looked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from scheduler.board.model import Board
from scheduler.db import queries
from scheduler.db.models import Counter, Move, Office, OfficeDay, Service, Ticket
from scheduler.db.queries.spans import in_span, span
from scheduler.domain.alarms.kinds import Alarm
from scheduler.domain.refusals import N_
from scheduler.domain.roster.ahead import Differs
from scheduler.domain.stages import LIVE, TicketStage
from scheduler.flow.alarms.rules import is_on
from scheduler.flow.applying.phone_codes import Rules, full_since
from scheduler.flow.core.local_time import today_of
from scheduler.flow.counter.counter_problems import Missing, misplaced
from scheduler.flow.counter.counters import stranded
from scheduler.flow.counter.parking import PRAYER
from scheduler.flow.counter.wait_accuracy import Measured, measured, total
from scheduler.flow.door.turned_away import Turned, turned_away_between
from scheduler.flow.door.walk_in_quota import left_today
from scheduler.flow.hall.hall_state import hall_of, letters_now
from scheduler.flow.hall.publishing import board_now
from scheduler.flow.hall.standing import is_walking
from scheduler.flow.roster.today import differing
from scheduler.flow.screens.alarm_contacts import is_anybody_told
from scheduler.flow.screens.device_watch import watched
from scheduler.flow.screens.screen_watch import screens_of
from scheduler.flow.screens.silence import Silent, silent_here
from scheduler.flow.staff import SignedIn
from scheduler.flow.staff.signing_in import Guessed, guessed
from scheduler.web.office.hall.desks import Desk, desks_of
from scheduler.web.office.shared.move_words import WHY

FOR_DOCUMENT = N_("menunggu dokumennya")
NOTES: Mapping[str, str] = {PRAYER: N_("sedang salat"), "ready": FOR_DOCUMENT, "document": FOR_DOCUMENT}
"""Reasons of setting aside that are words of the program."""
ENOUGH = 30
"""Waits whose end is known, before their share is shown."""
QUEUED = frozenset({TicketStage.WAITING, TicketStage.ADMITTED})
SHOWN = LIVE | {TicketStage.MISSED}


@dataclass(frozen=True, slots=True)
class Line:
    """Who waits for a service, as numbers; walk_ins: numbers it still gives today, None where nothing limits them.

    entering: called in, and not past the door.
    """

    service: Service
    outside: int
    entering: int
    inside: int
    longest: Ticket | None
    desks: int
    walk_ins: int | None


@dataclass(frozen=True, slots=True)
class Aside:
    """A number that was set aside. why: in words of the program; until: when it comes back, if that is known."""

    number: str
    why: str | None
    until: datetime | None
    outside: bool


@dataclass(frozen=True, slots=True)
class HallPage:
    """The hall now. missed: numbers that did not come when called; missing: documents not on their shelf.

    stranded: how many numbers inside no open counter takes. silent: devices to look at. unnamed: there are screens,
    and nobody would be told that one is silent. guessed: passwords of staff that somebody tries. codes_full: since
    when no more codes leave today that confirm phones. differing: counters that are otherwise than they are planned.
    """

    staff: SignedIn
    now: datetime
    board: Board
    day: OfficeDay | None
    desks: list[Desk]
    lines: list[Line]
    aside: list[Aside]
    missed: list[Ticket]
    missing: list[Missing]
    turned: list[Turned]
    stranded: int
    silent: Sequence[Silent]
    unnamed: bool
    guessed: Guessed | None
    codes_full: datetime | None
    codes_daily: int
    differing: Sequence[Differs] = ()

    @property
    def reserved(self) -> int:
        """Places kept free of the queue."""
        return self.day.reserved if self.day else 0

    @property
    def halted_at(self) -> datetime | None:
        """Since when the hall is emptied."""
        return self.day.halted_at if self.day else None

    @property
    def help_wanted_at(self) -> datetime | None:
        """Since when somebody at a kiosk waits for staff."""
        return self.day.help_wanted_at if self.day else None

    @property
    def longest(self) -> Ticket | None:
        """Who has waited longest of all."""
        return _longest([line.longest for line in self.lines if line.longest])

    @property
    def stamp(self) -> str:
        """What the forms stand at; when it differs the page is out of date."""
        return f"{self.reserved}:{self.board.lobby.limit}:{int(self.halted_at is not None)}"

    @property
    def version(self) -> str:
        """Rises with every change of the board, as a word that can be compared."""
        return f"{self.board.day:%Y%m%d}{self.board.version:09}"

    def is_today(self, moment: datetime) -> bool:
        """Whether a moment lies on the hall's own date."""
        return today_of(self.staff.office, moment) == self.board.day

    def minutes(self, since: datetime) -> int:
        """Whole minutes from a moment until now."""
        return max(int((self.now - since) / timedelta(minutes=1)), 0)


def hall_page(session: Session, staff: SignedIn, now: datetime, *, codes_daily: int) -> HallPage:
    """The hall of the office of whoever is signed in. codes_daily: how many codes to phones leave in a day."""
    office = staff.office
    day = queries.day_of(session, office.id, today_of(office, now))
    hall = hall_of(session, office, day, now) if day else None
    tickets = queries.tickets_of(session, day.id, SHOWN) if day else []
    services = queries.services_of(session, office.id)
    letters = letters_now(session, office, now)
    counters = queries.counters_of(session, office.id)
    today = today_of(office, now)
    return HallPage(
        staff=staff,
        now=now,
        board=board_now(session, office, now),
        day=day,
        desks=desks_of(session, counters, letters, tickets, now),
        lines=[_line(session, day, service, tickets, _open_for(service, counters, letters)) for service in services],
        aside=[_aside(session, ticket, now) for ticket in tickets if ticket.stage == TicketStage.PARKED],
        missed=[ticket for ticket in tickets if ticket.stage == TicketStage.MISSED],
        missing=misplaced(session, office, day),
        turned=turned_away_between(session, office, today, today),
        stranded=len(stranded(hall)) if hall else 0,
        silent=silent_here(session, office, now),
        unnamed=is_untold(session, office),
        guessed=guessed(session, office.id, now),
        codes_full=full_since(session, office, now, rules=Rules(a_day=codes_daily)),
        codes_daily=codes_daily,
        differing=differing(session, office, now),
    )


def is_untold(session: Session, office: Office) -> bool:
    """Whether there is anything that could fall silent, of which an alarm is to tell, and nobody whom it would."""
    is_to_tell = bool(screens_of(session, office) or watched(session, office))
    return is_to_tell and is_on(session, office.id, Alarm.DEVICE_SILENT) and not is_anybody_told(session, office)


def accuracy(session: Session, staff: SignedIn, now: datetime) -> Measured | None:
    """How often today's waits were as they were told; None while they are too few to say anything."""
    today = today_of(staff.office, now)
    found = total(measured(session, staff.office, today, today, now=now))
    return found if found.known >= ENOUGH else None


def _line(session: Session, day: OfficeDay | None, service: Service, tickets: Sequence[Ticket], desks: int) -> Line:
    own = [ticket for ticket in tickets if ticket.service_id == service.id and ticket.stage in QUEUED]
    outside, entering = (sum(map(each, own)) for each in (_is_outside, is_walking))
    return Line(
        service=service,
        outside=outside,
        entering=entering,
        inside=len(own) - outside - entering,
        longest=_longest(own),
        desks=desks,
        walk_ins=left_today(session, day, service),
    )


def _is_outside(ticket: Ticket) -> bool:
    return ticket.stage == TicketStage.WAITING


def _open_for(service: Service, counters: Sequence[Counter], letters: Mapping[int, frozenset[str]]) -> int:
    return sum(counter.state == "open" and service.letter in letters.get(counter.id, ()) for counter in counters)


def _longest(tickets: Sequence[Ticket]) -> Ticket | None:
    return min(tickets, key=lambda ticket: (ticket.arrived_at, ticket.seq), default=None)


def _aside(session: Session, ticket: Ticket, now: datetime) -> Aside:
    """A number that was set aside. What people wrote to that is not shown: it may hold a name."""
    last = session.exec(
        select(Move)
        .where(
            Move.ticket_id == ticket.id,
            Move.after == TicketStage.PARKED,
            in_span(col(Move.at), **span(ticket.arrived_at, now)),
        )
        .order_by(col(Move.id).desc())
        .limit(1)
    ).first()
    why = (WHY.get(last.why or "") or NOTES.get(last.note or "")) if last else None
    if why is None and ticket.waits_for_document:
        why = FOR_DOCUMENT
    return Aside(ticket.number, why, ticket.not_before, outside=ticket.held == 0)
