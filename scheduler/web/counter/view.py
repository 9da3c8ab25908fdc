"""What a counter's screen shows: its card, the line, the fill of the hall, and where somebody may be passed on to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from scheduler.board.model import Board
from scheduler.db import queries
from scheduler.db.engine.loading import Loaded
from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import Call, Counter, Move, Office, OfficeDay, Ticket
from scheduler.db.queries.spans import in_span, span
from scheduler.domain.calendar.calendar import day_bounds
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.hall.lasting import lasts_long
from scheduler.domain.roster.ahead import Ahead
from scheduler.domain.stages import AT_COUNTER, TicketStage
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.counter.counters import stranded
from scheduler.flow.counter.services import served_since
from scheduler.flow.counter.undo import UNDO_FOR
from scheduler.flow.door.help_wanted import wanted_at_counters
from scheduler.flow.hall.hall_state import Hall, hall_of, letters_now
from scheduler.flow.hall.publishing import board_now
from scheduler.flow.roster.today import ahead_at
from scheduler.flow.screens.silence import Silent, silent_here
from scheduler.flow.staff import SignedIn
from scheduler.web.counter.card import Card, card_of
from scheduler.web.counter.rows import SOON, Row, rows_of

HAD = AT_COUNTER | {TicketStage.PARKED, TicketStage.SERVED, TicketStage.MISSED, TicketStage.LEFT}
LOOKED_BACK = 5
"""How many calls, newest first, are looked at for the last step of a counter."""

CALLED_LAST = Prepared(
    select(col(Call.ticket_id))
    .where(
        col(Call.office_day_id) == bindparam("day"),
        col(Call.counter_number) == bindparam("counter"),
        in_span(col(Call.at)),
    )
    .order_by(col(Call.id).desc())
    .limit(LOOKED_BACK)
)
MOVES_OF_TICKET = Loaded(
    Move, col(Move.ticket_id) == bindparam("ticket"), in_span(col(Move.at)), order=col(Move.id).desc()
)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where the one at the counter may be passed on to.

    services: letter and name of those that only others take. counters: number of each other open one, and whether it is
    free.
    """

    services: list[tuple[str, str]]
    counters: list[tuple[int, bool]]

    @property
    def digits(self) -> list[int | None]:
        """The key of each service, of those that are no counter's: a counter's is its number. None: there is none."""
        left = [digit for digit in range(1, 10) if digit not in dict(self.counters)]
        return [*left, *[None] * len(self.services)][: len(self.services)]


@dataclass(frozen=True, slots=True)
class CounterPage:
    """Everything on the screen of one counter. last: the number whose last step can be taken back here.

    is_resting: nobody is called now, for the office is on a break or the hall is emptied. stranded: how many numbers
    are inside for whom no counter is open. would_strand: how many there would be if this counter took a break.
    long: minutes for which the number here is served, once they are too many. silent: devices to look at.
    help_wanted_at: since when a kiosk calls, where no guard would hear it. ahead: what the roster says of the counter.
    """

    staff: SignedIn
    office: Office
    counter: Counter
    services: list[str]
    board: Board
    pause_at: datetime | None
    card: Card | None
    rows: list[Row]
    last: str | None
    is_resting: bool
    stranded: int
    would_strand: int
    long: int | None
    elsewhere: Elsewhere
    silent: Sequence[Silent]
    help_wanted_at: datetime | None
    ahead: Ahead | None
    now: datetime

    @property
    def soon(self) -> list[Row]:
        """Who comes next, of those who are inside or walk in."""
        return [row for row in self.rows if row.place in ("inside", "entering")][:SOON]

    @property
    def line(self) -> list[Row]:
        """Everybody else who waits to be called or let in, in the order of the queue."""
        soon = self.soon
        return [row for row in self.rows if row.place != "parked" and row not in soon]

    @property
    def aside(self) -> list[Row]:
        """Who was set aside."""
        return [row for row in self.rows if row.place == "parked"]

    @property
    def next(self) -> Row | None:
        """Whom the next call is for."""
        return next(iter(self.soon), None)

    @property
    def stamp(self) -> str:
        """What the card and the counter stand at; when it differs the screen is out of date."""
        card = self.card
        stands = f"{card.number}:{card.stage}:{card.calls}:{sum(i.is_open for i in card.items)}" if card else "-"
        return f"{stands}:{self.counter.state}:{self.stranded}:{int(self.is_resting)}"

    @property
    def version(self) -> str:
        """Rises with every change of the board, as a word that can be compared."""
        return f"{self.board.day:%Y%m%d}{self.board.version:09}"


def counter_page(session: Session, staff: SignedIn, counter: Counter, now: datetime) -> CounterPage:
    """The screen of the counter that a member of staff signed in at."""
    office = staff.office
    counter = queries.counter_by_id(session, counter.id) or counter
    day = queries.day_of(session, office.id, today_of(office, now))
    board = board_now(session, office, now)
    hall = hall_of(session, office, day, now) if day else None
    standing = hall.at(counter) if hall else None
    here = queries.ticket_by_id(session, standing.id) if standing else None
    services = hall.services if hall else queries.services_of(session, office.id)
    letters = letters_now(session, office, now).get(counter.id, frozenset())
    rows = rows_of(session, hall, board, counter, letters) if hall else []
    pause = hall.pause() if hall else None
    return CounterPage(
        staff=staff,
        office=office,
        counter=counter,
        services=[s.name for s in services if s.letter in letters],
        board=board,
        pause_at=pause[0] if pause and pause[0] > now else None,
        card=card_of(session, office, here, now) if here else None,
        rows=rows,
        last=last_ticket(session, office, day, counter, now) if day else None,
        is_resting=hall is not None and hall.is_resting,
        stranded=len(stranded(hall)) if hall else 0,
        would_strand=_would_strand(hall, counter) if hall else 0,
        long=_long(session, here, now) if here else None,
        elsewhere=_elsewhere(hall, counter) if hall and here else Elsewhere([], []),
        silent=silent_here(session, office, now),
        help_wanted_at=wanted_at_counters(session, office, day, now),
        ahead=ahead_at(session, office, counter, now),
        now=now,
    )


def refuse_elsewhere(session: Session, counter: Counter, number: str) -> None:
    """A screen acts on the number that stands at its own counter now. Raises IllegalStep."""
    here = queries.ticket_at_counter(session, counter.id)
    if here is None or here.number != number.upper():
        raise IllegalStep(stage="elsewhere")


def card_at(session: Session, office: Office, number: str, now: datetime) -> Card | None:
    """The card of one of today's numbers; None of one that is not given."""
    day = queries.day_of(session, office.id, today_of(office, now))
    ticket = queries.ticket_by_number(session, day.id, number.upper()) if day else None
    return card_of(session, office, ticket, now) if ticket else None


def last_ticket(session: Session, office: Office, day: OfficeDay, counter: Counter, now: datetime) -> str | None:
    """The number whose last step was taken at a counter, the latest one, while it may be undone; never an older one's
    in its place.

    A number that was passed on or set aside here counts until somebody else does something with it.
    """
    begins, _ = day_bounds(day.day, zone_of_office(office))
    for (ticket_id,) in CALLED_LAST.all(session, day=day.id, counter=counter.number, **span(begins, now)):
        ticket = queries.ticket_by_id(session, ticket_id)
        moves = _still_valid(session, ticket, now)
        if (ticket.counter_id == counter.id and ticket.stage in HAD) or _left_from(moves, counter):
            return ticket.number if now - moves[0].at <= UNDO_FOR else None
        if any(move.after == TicketStage.CALLED for move in moves):
            return None
    return None


def _still_valid(session: Session, ticket: Ticket, now: datetime) -> list[Move]:
    """The moves of a ticket that are neither undone nor undo another, newest first."""
    every = MOVES_OF_TICKET.all(session, ticket=ticket.id, **span(ticket.arrived_at, now))
    undone = {move.undoes for move in every}
    return [move for move in every if move.undoes is None and move.id not in undone]


def _left_from(moves: Sequence[Move], counter: Counter) -> bool:
    """Whether the newest step of a ticket's moves took it away from a counter."""
    last = [move for move in moves if move.step == moves[0].step]
    return any(move.before in AT_COUNTER and move.was.get("counter_id") == counter.id for move in last)


def _long(session: Session, here: Ticket, now: datetime) -> int | None:
    since = served_since(session, [here], now).get(here.id) if here.stage == TicketStage.SERVING else None
    is_long = since is not None and lasts_long(here.minutes, since, now)
    return (now - since) // timedelta(minutes=1) if since and is_long else None


def _would_strand(hall: Hall, counter: Counter) -> int:
    others = [desk for desk in hall.desks() if desk.is_open and desk.number != counter.number]
    taken = {letter for desk in others for letter in desk.services}
    inside = [ticket for ticket in hall.tickets if ticket.stage == TicketStage.ADMITTED]
    # Whom this counter was to call is anybody's once it does not.
    return sum(hall.waits_for(t) in (None, counter.number) and hall.service_letter(t) not in taken for t in inside)


def _elsewhere(hall: Hall, counter: Counter) -> Elsewhere:
    """Counters and services that take the one here; never where nobody would call them, or this counter again."""
    others = [desk for desk in hall.desks() if desk.is_open and desk.number != counter.number]
    taken = {letter for desk in others for letter in desk.services} - hall.letters.get(counter.id, frozenset())
    return Elsewhere(
        services=[(service.letter, service.name) for service in hall.services if service.letter in taken],
        counters=[(desk.number, not desk.busy) for desk in others],
    )
