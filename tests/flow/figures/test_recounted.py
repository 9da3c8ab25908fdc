"""Days on which anything happens, counted twice: by the figures, and over again from the history by simpler means."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from scheduler.db.models import (
    Booking,
    Document,
    DocumentType,
    Handover,
    Move,
    Office,
    OfficeDay,
    Service,
    Slot,
    Ticket,
    ToldWait,
    TurnedAway,
)
from scheduler.db.models import (
    Counter as CounterRow,
)
from scheduler.domain.figures.counts import Counts
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.hall.numbers import letter_of
from scheduler.domain.refusals import Refusal
from scheduler.flow.counter.handovers import Proof
from scheduler.flow.counter.paper_handovers import Late, record_handover
from scheduler.flow.door import arrivals
from scheduler.flow.door.arrivals import Scan
from scheduler.flow.door.turned_away import COUNTED_CODES
from scheduler.flow.figures.counting import count_day
from tests.races.hall.hall_machine import HallMachine
from tests.races.hall.test_hall_machine import ACTS, WEIGHTS
from tests.scenes.factories import GUARD, HOLDER, MONDAY, World, at

STEPS = 130
NIGHT = at(23, 59)
PROXY = Proof("proxy", "collector_ktp", collector_name="Tuti", collector_letter="1/2026", old_card="none")
Inside = dict[datetime, int]
Times = dict[int, tuple[int | None, int]]


class PlayedDay(HallMachine):
    """A day in the hall; `inside` is what the hall said, after all that happened at a moment.

    times: the slot and the units of each visit by its id, as they were when it had just come.
    """

    inside: Inside
    times: Times

    def play(self, random: Random) -> None:
        self.inside, self.times = {}, {}
        self.do(partial(self.open_office, limit=random.randint(2, 6), guarded=random.random() < 0.5))
        for _ in range(3):
            self.office.booked(random.choice((9, 10, 11, 13, 14)))
        for step in range(STEPS):
            self.do(partial(random.choices(ACTS, WEIGHTS)[0], self, random))
            if step % 40 == 20:
                self.do(self.be_turned_away)
            if step % 60 == 30:
                self.do(self.hand_over_on_paper)
        self.now = NIGHT
        self.do(partial(self.office.tick, now=NIGHT))

    def do(self, act: Callable[[], object]) -> None:
        """Do one thing, and look at the hall at that moment: later its board may be right and older than the moment."""
        act()
        self.office.read(self._check)
        self.inside[self.now] = self.people()
        self.note_times()

    def note_times(self) -> None:
        """Look at the visits that came in the last step."""
        came = {each.booking_id for each in self.office.rows(Ticket, Ticket.office_id == self.office.office.id)}
        for each in self.office.rows(Booking, col(Booking.id).in_(came - self.times.keys())):
            self.times[each.id] = each.slot_id, each.units

    def people(self) -> int:
        return self.office.rows(OfficeDay, OfficeDay.office_id == self.office.office.id)[0].people_inside

    def be_turned_away(self) -> None:
        scan = Scan(reference=self.office.document(stage="in_production").reference)
        try:
            self.office.database.run(arrivals.arrive, self.office.office, scan, by=GUARD, now=self.now)
        except Refusal as refusal:
            self.office.do(arrivals.turn_away, scan, refusal, by=GUARD, now=self.now)

    def hand_over_on_paper(self) -> None:
        late = Late(self.now, 1, PROXY, [self.office.document().reference])
        self._try(lambda: self.office.do(record_handover, late, now=self.now))


def test_paper_handed_in_and_a_quiet_minute_after_it_break_no_rule(open_database: Any) -> None:
    played = type("Played", (PlayedDay,), {"database": open_database()})()
    played.inside, played.times = {}, {}
    played.do(partial(played.open_office, limit=4, guarded=False))
    for number in (1, 2, 3):
        played.do(partial(played.set_counter, number, "closed"))
    played.do(partial(played.let_time_pass, 45))
    version = played.before.day.version

    played.do(played.hand_over_on_paper)
    written = played.before.day.version
    played.do(partial(played.let_time_pass, 1))

    assert version < written == played.before.day.version


def test_limit_set_lower_than_those_inside_breaks_no_rule_on_a_day_that_has_just_begun(open_database: Any) -> None:
    played = type("Played", (PlayedDay,), {"database": open_database()})()
    played.inside, played.times = {}, {}
    played.do(partial(played.open_office, limit=6, guarded=False))

    played.do(partial(played.set_limit, 4))

    assert played.before.day.lobby_limit == 4 < played.people()


@pytest.fixture(scope="module", params=range(2))
def seed(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def test_every_figure_of_the_hall_agrees_with_its_history(open_database: Any, seed: int) -> None:
    played = type("Played", (PlayedDay,), {"database": open_database()})()
    played.play(Random(seed))
    office = played.office
    live = count(office, NIGHT)

    recounted = office.read(lambda session: Recount(session, office.office.id, played.times))
    compare(live, recounted, played.inside)
    office.tick(now=at(0, 1, day=1))
    last = at(10, day=1)
    office.do(record_handover, Late(at(14), 1, HOLDER, [office.document().reference]), now=last)
    afterwards = count(office, last)
    played.note_times()
    played.inside[at(0, day=1)] = played.inside[NIGHT]
    recounted = office.read(lambda session: Recount(session, office.office.id, played.times))
    compare(afterwards, recounted, played.inside)
    for figure in set(Figure) - {Figure.LEFT, Figure.INSIDE_MINUTES, *BY_PAPER}:  # the day's last minute has passed
        assert afterwards.by_day(figure) == live.by_day(figure), figure
        assert afterwards.spread(figure) == live.spread(figure), figure
    assert {figure: afterwards.total(figure) - live.total(figure) for figure in BY_PAPER} == dict.fromkeys(BY_PAPER, 1)


BY_PAPER = (
    Figure.NUMBERS,
    Figure.PEOPLE,
    Figure.WALK_INS,
    Figure.SERVED,
    Figure.HANDED_OVER,
    Figure.WITHDRAWN_CARDS,
    Figure.COUNTER_SERVED,
)
"""Of which a handover that is entered from paper the day after is one more."""


def count(office: World, now: datetime) -> Counts:
    def read(session: Session) -> Counts:
        here = session.get_one(Office, office.office.id)
        return Counts(MONDAY, MONDAY, count_day(session, here, MONDAY, now=now))

    return office.read(read)


def compare(counts: Counts, recounted: "Recount", inside: Inside) -> None:
    for figure, parts in recounted.parts().items():
        assert counts.parts(figure) == {part: times for part, times in sorted(parts.items()) if times}, figure
    assert spread_by_part(counts, Figure.WAITS) == recounted.waits
    assert spread_by_part(counts, Figure.SERVICE_TIMES) == recounted.service_times
    assert counts.by_bucket(Figure.INSIDE_MOST) == most_by_quarter(inside)
    assert counts.by_bucket(Figure.INSIDE_MINUTES) == minutes_by_quarter(inside)


def spread_by_part(counts: Counts, figure: Figure) -> Counter[tuple[str, int]]:
    return Counter(
        {
            (part, value): times
            for part in counts.parts(figure)
            for value, times in counts.by_bucket(figure, part).items()
        }
    )


def most_by_quarter(inside: Inside) -> dict[int, int]:
    """The most people of each quarter of an hour, from how many there were after each moment."""
    moments = sorted(inside)
    found: dict[int, int] = {}
    for moment, following in zip(moments, [*moments[1:], NIGHT], strict=True):
        for quarter in range(quarter_of(moment), quarter_of(following - timedelta(seconds=1)) + 1):
            found[quarter] = max(found.get(quarter, 0), inside[moment])
    return {quarter: people for quarter, people in found.items() if people}


def minutes_by_quarter(inside: Inside) -> dict[int, int]:
    """People times minutes of each quarter of an hour, minute by minute: nothing happens between two minutes here."""
    found: Counter[int] = Counter()
    for moment, following in pairwise(sorted(inside)):
        for minute in range((following - moment) // timedelta(minutes=1)):
            found[quarter_of(moment + timedelta(minutes=minute))] += inside[moment]
    return {quarter: people for quarter, people in found.items() if people}


def quarter_of(moment: datetime) -> int:
    return (moment - at(0)) // timedelta(minutes=15)


class Recount:
    """A day played over again from the moves of its numbers, one after the other; an undo takes a move out of it.

    times: as of `PlayedDay`.
    """

    def __init__(self, session: Session, office_id: int, times: Times) -> None:
        self.times = times
        here = Ticket.office_id == office_id
        self.tickets = session.exec(select(Ticket).where(here).order_by(Ticket.id)).all()
        day = session.exec(select(OfficeDay).where(OfficeDay.office_id == office_id, OfficeDay.day == MONDAY)).one()
        self.tickets = [each for each in self.tickets if each.office_day_id == day.id]
        self.session, self.office_id, self.day = session, office_id, day
        slots = select(Slot).where(Slot.office_id == office_id, Slot.starts_at >= at(0), Slot.starts_at < at(0, day=1))
        self.slots = {each.id: each for each in session.exec(slots).all()}
        self.letters = {each.id: each.letter for each in session.exec(select(Service)).all()}
        self.moves = {each.id: self._played(Move.ticket_id == each.id) for each in self.tickets}
        self.waits: Counter[tuple[str, int]] = Counter()
        self.service_times: Counter[tuple[str, int]] = Counter()
        self.minutes: Counter[str] = Counter()
        for each in self.tickets:
            self._time(each)

    def parts(self) -> dict[Figure, Counter[str]]:
        numbers = Counter(map(self._letter, self.tickets))
        served = Counter(self._letter(each) for each in self.tickets if self._ended_as(each) == "served")
        missed = Counter(self._letter(each) for each in self.tickets if self._ended_as(each) == "missed")
        left = Counter(self._letter(each) for each in self.tickets if self._ended_as(each) == "left")
        people: Counter[str] = Counter()
        for each in self.tickets:
            people[self._letter(each)] += each.people
        return {
            Figure.NUMBERS: numbers,
            Figure.PEOPLE: people,
            Figure.SERVED: served,
            Figure.MISSED: missed,
            Figure.LEFT: left,
            Figure.HANDED_OVER: self._handed_over(),
            Figure.NO_SHOWS: self._no_shows(),
            Figure.TURNED_AWAY: self._turned_away(),
            Figure.TURNED_AWAY_IN_VAIN: self._turned_away(),  # what nobody made ready is all that these days refuse
            Figure.BY_PROXY: self._handed_over_to("proxy"),
            Figure.WITHDRAWN_CARDS: self._cards(),
            Figure.COUNTER_SERVED: Counter(
                self._counter(each) for each in self.tickets if self._ended_as(each) == "served"
            ),
            Figure.COUNTER_MINUTES: self.minutes,
            Figure.LIMIT: Counter({"": self.day.lobby_limit}),
            **self._seats(),
            **self._told(),
        }

    def _seats(self) -> dict[Figure, Counter[str]]:
        """Visits that have a time of the day, or had one when they came; seats by their units."""
        found: dict[Figure, Counter[str]] = {
            figure: Counter()
            for figure in (
                Figure.SEATS,
                Figure.SEATS_TAKEN,
                Figure.SEATS_USED,
                Figure.BOOKED,
                Figure.WALK_INS,
            )
        }
        for slot in self.slots.values():
            found[Figure.SEATS][self.letters[slot.service_id]] += slot.planned
        came = {each.booking_id for each in self.tickets}
        for each in self.session.exec(select(Booking).where(Booking.office_id == self.office_id)).all():
            letter, (then, units) = self.letters[each.service_id], self.times.get(each.id, (each.slot_id, each.units))
            if each.id in came and then is None:
                found[Figure.WALK_INS][letter] += 1
            if then in self.slots and (each.id in came or each.stage != "cancelled"):
                found[Figure.BOOKED][letter] += 1
                found[Figure.SEATS_TAKEN][letter] += units
                found[Figure.SEATS_USED][letter] += units if each.id in came else 0
        return found

    def _told(self) -> dict[Figure, Counter[str]]:
        """Each wait that was told, from stage to stage: how long it went on from then, and how it ended."""
        names = ("", "_known", "_held", "_early", "_late", "_other", "_width")
        found: dict[Figure, Counter[str]] = {Figure(f"told{name}"): Counter() for name in names}
        tickets = {each.id: each for each in self.tickets}
        for told in self.session.exec(select(ToldWait).where(ToldWait.office_id == self.office_id)).all():
            part = f"{letter_of(tickets[told.ticket_id].number)}:{told.until}"
            found[Figure.TOLD][part] += 1
            end = self._end_of_wait(told)
            lasted = ((end.at if end else NIGHT) - told.at) / timedelta(minutes=1)
            how = "late" if lasted > told.most else None
            if how is None and end is not None and end.after == told.until and end.note is None:
                how = "early" if lasted < told.least else "held"
            if how is not None:
                found[Figure.TOLD_KNOWN][part] += 1
                found[Figure.TOLD_WIDTH][part] += told.most - told.least
                found[Figure(f"told_{how}")][part] += 1
            elif end is None:
                found[Figure.TOLD_OTHER][f"{part}:still_waiting"] += 1
            else:
                ended = "out_of_order" if end.after == told.until else end.after
                found[Figure.TOLD_OTHER][f"{part}:{ended}"] += 1
        return found

    def _end_of_wait(self, told: ToldWait) -> Move | None:
        stage = {"admitted": "waiting", "called": "admitted"}[told.until]
        rows = self.session.exec(select(Move).where(Move.ticket_id == told.ticket_id).order_by(col(Move.id))).all()
        end: Move | None = None
        for move in rows:
            if move.before == move.after:
                continue
            if move.after == stage and move.at <= told.at:
                end = None
            elif move.before == stage and end is None:
                end = move
        return end

    def _counter(self, ticket: Ticket) -> str:
        assert ticket.counter_id is not None
        return str(self.session.get_one(CounterRow, ticket.counter_id).number)

    def _played(self, which: Any) -> list[Move]:
        """The moves that stand, oldest first."""
        played: list[Move] = []
        for move in self.session.exec(select(Move).where(which).order_by(col(Move.id))).all():
            if move.undoes is None:
                played.append(move)
            else:
                played = [each for each in played if each.id != move.undoes]
        return played

    def _ended_as(self, ticket: Ticket) -> str:
        """How it ended; a number that was called and never came was missed, also when the day said that it left."""
        rows = self.session.exec(select(Move).where(Move.ticket_id == ticket.id).order_by(col(Move.id))).all()
        changes = [(each.before, each.after, each.why) for each in rows if each.before != each.after]
        before, after, why = changes[-1]
        return "missed" if (before, after, why) == ("missed", "left", "day_ended") else after

    def _time(self, ticket: Ticket) -> None:
        calls = [m for m in self.moves[ticket.id] if m.after == "called" != m.before and m.why != "late_record"]
        if calls:
            self.waits[self._letter(ticket), int((calls[0].at - ticket.arrived_at).total_seconds() // 60)] += 1
        ends = [m for m in self.moves[ticket.id] if m.after == "served" != m.before]
        if calls and self._ended_as(ticket) == "served" and ends and ends[-1].why != "late_record":
            lasted = int((ends[-1].at - calls[-1].at).total_seconds() // 60)
            self.service_times[self._letter(ticket), lasted] += 1
            self.minutes[self._counter(ticket)] += lasted

    def _handed_over(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for code, _ in self._handovers():
            found[f"hall:{code}"] += 1
        return found

    def _handed_over_to(self, kind: str) -> Counter[str]:
        return Counter(code for code, each in self._handovers() if each.collector_kind == kind)

    def _cards(self) -> Counter[str]:
        return Counter(code for code, each in self._handovers() if each.old_card == "withdrawn")

    def _handovers(self) -> Iterator[tuple[str, Handover]]:
        """What was collected in a step that was not taken back, with the code of its type."""
        codes = {each.id: each for each in self.session.exec(select(DocumentType)).all()}
        own = {each.id for each in self.tickets}
        for each in self.session.exec(select(Handover).where(Handover.office_id == self.office_id)).all():
            kept = self._played(Move.document_id == each.document_id)
            kind = codes[self._type_of(each.document_id)]
            if each.ticket_id in own and kind.hands_over and any(m.step == each.step for m in kept):
                yield kind.code, each

    def _type_of(self, document_id: int) -> int:
        return self.session.get_one(Document, document_id).type_id

    def _no_shows(self) -> Counter[str]:
        came = {each.booking_id for each in self.tickets}
        rows = self.session.exec(
            select(Booking, Slot).where(
                Booking.slot_id == Slot.id, Booking.office_id == self.office_id, Slot.starts_at < at(0, day=1)
            )
        )
        return Counter("A" for booking, _ in rows if booking.id not in came and booking.stage in ("booked", "missed"))

    def _turned_away(self) -> Counter[str]:
        rows = self.session.exec(select(TurnedAway).where(TurnedAway.office_id == self.office_id)).all()
        seen = {(each.reason, each.document_id or each.booking_id) for each in rows if each.reason in COUNTED_CODES}
        return Counter(reason for reason, _ in seen)

    def _letter(self, ticket: Ticket) -> str:
        return letter_of(ticket.number)
