"""What the page of a pass shows: a visit and the state it is in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from scheduler.board.model import Board, Turn
from scheduler.db.models import Booking, Office, Slot, Ticket
from scheduler.domain.calendar import calendar
from scheduler.domain.offices.bringing import Thing
from scheduler.domain.stages import BookingStage, DocumentStage
from scheduler.domain.text.names import initials
from scheduler.flow.core.local_time import today_of
from scheduler.flow.regency.transfers import Whereabouts
from scheduler.web.citizen.booking.at_door import AtDoor
from scheduler.web.citizen.booking.later_visit import LaterVisit
from scheduler.web.citizen.booking.moved import Moved, NotServed
from scheduler.web.shared.booking.papers import Choice, Paper, cards_back

State = Literal["booked", "live", "served", "cancelled", "did_not_come", "not_served", "went_home", "unfinished"]
"""not_served: the day ended before the turn came. went_home: they left, or were seen off, with nothing found wrong;
unfinished: the counter found something.
"""


@dataclass(frozen=True, slots=True)
class TicketPage:
    """A visit as its citizen sees it. `turn` and `board` while the visit is live; `may_choose_again` where its
    documents may be booked anew, by whoever knows more than the pass.
    """

    office: Office
    booking: Booking
    code: str
    short: str
    """The nomor jadwal as it is written."""
    state: State
    papers: list[Paper]
    slot: Slot | None
    collector: Choice | None
    bring: Sequence[Thing]
    today: date
    may_choose_again: bool = False
    ticket: Ticket | None = None
    board: Board | None = None
    turn: Turn | None = None
    on_board: bool = False
    handed_at: datetime | None = None
    closed: calendar.Closed | None = None
    moved: Moved | None = None
    not_served: NotServed | None = None
    door: AtDoor | None = None
    """What the door would say now; None on other days than its own."""
    changed: str | None = None
    """What its citizen did a moment ago."""
    later: LaterVisit | None = None
    survey: Literal["open", "answered"] | None = None
    """Whether the office asks how the visit was, or has been told; None where it does not ask, or not any more."""
    ended_with_papers: bool = False
    """Whether the visit was cancelled since what it was to fetch was given up."""

    @property
    def handed(self) -> list[Paper]:
        """What was handed over."""
        return [paper for paper in self.papers if paper.stage == DocumentStage.COLLECTED]

    @property
    def is_given_up(self) -> bool:
        """Whether nothing that the visit was to fetch is kept any more."""
        return bool(self.papers) and all(paper.is_given_up for paper in self.papers)

    @property
    def moved_to(self) -> Whereabouts | None:
        """The other office where all is fetched that the visit was to fetch, as it is known of the first of it."""
        places = [paper.moved_to for paper in self.papers]
        return places[0] if places and all(places) else None

    @property
    def is_reviewed(self) -> bool:
        """Whether it may still be taken back that all documents were given up, for a part of them at least: then the
        visit, which was cancelled for that, stands again too.
        """
        gone = [paper for paper in self.papers if paper.stage == DocumentStage.WITHDRAWN]
        is_all = len(gone) == len(self.papers) and any(paper.is_reviewed for paper in gone)
        return is_all and self.ended_with_papers

    @property
    def still_here(self) -> list[Paper]:
        """What may be booked again."""
        return [paper for paper in self.papers if paper.can_book]

    @property
    def cards_back(self) -> list[Paper]:
        """Those whose old card stays with the office."""
        return cards_back(self.papers)

    @property
    def is_visit(self) -> bool:
        """Whether nothing is fetched: an appointment for a recording."""
        return not any(paper.hands_over for paper in self.papers)

    @property
    def shows_pass(self) -> bool:
        """Whether the QR still opens something."""
        return self.state in ("booked", "live")

    @property
    def can_change(self) -> bool:
        return self.booking.stage == BookingStage.BOOKED and self.slot is not None

    @property
    def can_cancel(self) -> bool:
        """Whether the citizen may cancel the visit: also while the office owes it a new time."""
        return self.state == "booked" and (self.slot is not None or self.moved is not None)

    @property
    def collector_initials(self) -> str:
        """The initials of somebody else who collects, as the citizen named them."""
        return initials(self.booking.collector_name or "")

    @property
    def can_leave(self) -> bool:
        """Whether the citizen may go home now: in today's queue and not at a counter."""
        return self.turn is not None and self.turn.state not in {"called", "serving"}

    @property
    def day(self) -> date | None:
        """The local date of the slot."""
        return today_of(self.office, self.slot.starts_at) if self.slot else None

    @property
    def is_tomorrow(self) -> bool:
        return self.day == self.today + timedelta(days=1)

    @property
    def visit(self) -> str:
        """The mark by which a notice finds this ticket on the phone; it leads nobody to the code."""
        return self.booking.code_hash.hex()[:16]

    @property
    def watch(self) -> str | None:
        """What a page shows whose visit has no number on the board, to ask again by; None where nothing will come."""
        if self.state == "booked" and self.slot and self.day == self.today:
            return f"booked-{self.slot.id}-{self.door.state if self.door else ''}"
        return f"{self.turn.state}" if self.turn and not self.on_board else None

    @property
    def hears(self) -> bool:
        """Whether the office tells the page by a socket what becomes of it today."""
        return self.on_board or self.watch is not None

    @property
    def window(self) -> tuple[datetime, datetime]:
        """From when and until when the door takes this booking in time."""
        assert self.slot is not None
        early, grace = timedelta(minutes=self.office.early_minutes), timedelta(minutes=self.office.grace_minutes)
        return self.slot.starts_at - early, self.slot.starts_at + grace
