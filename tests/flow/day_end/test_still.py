"""Still halls: what nobody asks of them has not changed, whoever changes what, and whatever time alone changes."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, SQLModel, col, delete, update

from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.db.models import (
    Announcement,
    Closure,
    Counter,
    CounterService,
    Office,
    OfficeDay,
    OpeningHours,
    Service,
    Slot,
)
from scheduler.domain.refusals import Refusal
from scheduler.flow.calendar import closures
from scheduler.flow.calendar.closures import NewClosure
from scheduler.flow.counter import calls, counters, handovers, parking, undo
from scheduler.flow.day_end import sweeps
from scheduler.flow.day_end.still import CLOSURES, NOTICES, STANDING, StillHalls
from scheduler.flow.hall import people_count
from scheduler.flow.invitations import invitations
from scheduler.flow.screens import announcements
from scheduler.flow.screens.announcements import Notice
from scheduler.jobs import tick
from tests.conftest import Stopwatch
from tests.scenes.factories import MONDAY, MORNING, NINE, World, at
from tests.support.examples import examples
from tests.support.handed import each_statement

STEPS = 40
INSTANT = timedelta.resolution


class PlayedDay:
    """A day on which anything is done to a hall, mostly while nobody waits in it."""

    def __init__(self, office: World, random: Random) -> None:
        self.office, self.random, self.now = office, random, MORNING - timedelta(hours=1)
        self.times_still = 0
        self.numbers: list[str] = []

    def play(self) -> None:
        """Raises AssertionError where a hall was left alone that was to be asked."""
        self.look()
        for _ in range(STEPS):
            act = self.random.choice(ACTS)
            with suppress(Refusal):
                act(self)
            self.look()

    def look(self) -> None:
        """Take the tick where it is asked and needed, and see for how long nothing should be."""
        self.office.tick(now=self.now)  # fails where a still hall needs one
        until = _still_until(self.office, self.now)
        assert until is not None, self.now
        if until > self.now:
            self.times_still += 1
            for moment in (until - INSTANT, *self._some_before(until)):
                assert _still_until(self.office, moment) is not None, moment

    def _some_before(self, until: datetime) -> list[datetime]:
        return [self.now + self.random.random() * (until - self.now - INSTANT) for _ in range(2)]

    # --- what happens

    def time_passes(self) -> None:
        self.now += timedelta(seconds=self.random.choice((15, 60, 200, 600, 1800)))

    def stillness_ends(self) -> None:
        """The very moment at which something may be due."""
        until = _still_until(self.office, self.now)
        if until is not None and until < at(23):
            self.now = max(self.now, until)

    def visit(self) -> None:
        """Somebody comes; they are called, gone, away, or still there."""
        self.numbers.append(self.office.walk_in(service="C", now=self.now).ticket)
        for _ in range(self.random.randint(0, 3)):
            self.random.choice((self.call, self.miss, self.leave, self.set_aside))()

    def call(self) -> None:
        self.office.call(self.random.randint(1, 3), now=self.now)

    def miss(self) -> None:
        self._to_one(calls.miss)

    def leave(self) -> None:
        self._to_one(handovers.leave)

    def set_aside(self) -> None:
        minutes = self.random.choice((5, 90, None))
        until = self.now + timedelta(minutes=minutes) if minutes else None
        self._to_one(parking.park, until=until, outside=self.random.random() < 0.5)

    def wait_for_documents(self) -> None:
        self._to_one(parking.park, until_ready=True)

    def shut(self) -> None:
        hour = self.random.randint(7, 15)
        hours = self.random.choice(({}, {"from_time": time(hour), "to_time": time(hour + 1, 30)}))
        service = self.random.choice((None, *(each.id for each in self._own(Service))))
        ends = self.random.choice((MONDAY, MONDAY + timedelta(days=3), None)) if not hours else MONDAY
        self.office.do(closures.shut, NewClosure(MONDAY, ends, "uji", service_id=service, **hours), now=self.now)

    def open_again(self) -> None:
        """By hand: nobody writes a board."""
        self._by_hand(delete(Closure).where(col(Closure.office_id) == self.office.office.id))

    def change_hours(self) -> None:
        opens, closes = time(self.random.choice((7, 8, 9))), time(self.random.choice((14, 15, 16)))
        own = col(OpeningHours.office_id) == self.office.office.id
        self._by_hand(update(OpeningHours).where(own).values(opens=opens, closes=closes))

    def announce(self) -> None:
        starts = self.now + timedelta(minutes=self.random.choice((0, 20, 100)))
        ends = starts + timedelta(minutes=self.random.choice((3, 50)))
        self.office.do(announcements.announce, Notice("Bawa map.", starts, ends), now=self.now)

    def change_counter(self) -> None:
        step = self.random.choice((counters.open_counter, counters.close_counter))
        self.office.at_time(step, self.random.randint(1, 3), now=self.now)

    def empty(self) -> None:
        self.office.do(people_count.empty_hall, reason="uji", now=self.now)

    def open_hall(self) -> None:
        self.office.do(people_count.open_hall, now=self.now)

    def come_booked(self) -> None:
        """Somebody books a visit of today, and comes for it, or not yet."""
        document = self.office.document(now=self.now)
        slots = [slot for slot in self._slots_of("A") if self.now < slot.starts_at < at(17)]
        if document.invitation_id and slots:
            slot = self.random.choice(slots[:2])
            booking = self.office.book(self.office.code(document), slot, now=self.now)
            if self.random.random() < 0.7:
                self.numbers.append(self.office.scan(invitations.pass_of(booking), now=self.now).ticket)

    def undo(self) -> None:
        self._to_one(undo.undo_last)

    def recount(self) -> None:
        self.office.do(people_count.recount, self.random.randint(0, 6), reason="uji", now=self.now)

    def reserve(self) -> None:
        self.office.do(people_count.reserve, self.random.randint(0, 3), now=self.now)

    def change_limit(self) -> None:
        self.office.edit(lobby_limit=self.random.choice((1, 3, 6)), now=self.now)

    def switch_guard(self) -> None:
        self.office.edit(guarded=not self.office.office.guarded, now=self.now)

    def give_a_service_hours(self) -> None:
        """By hand, as all that follow."""
        service, opens = self.random.choice(self._own(Service)), self.random.choice((7, 9, 10))
        hours = {"weekday": 0, "opens": time(opens), "closes": time(self.random.choice((12, 14, 17)))}
        self._add(OpeningHours(office_id=self.office.office.id, service_id=service.id, **hours))

    def move_break(self) -> None:
        begins = self.random.choice((time(10), time(11, 45), None))
        ends = begins.replace(hour=13) if begins else None
        self._by_hand(break_of(self.office, begins, ends))

    def write_notice(self) -> None:
        starts = self.now + timedelta(minutes=self.random.choice((-10, 0, 15)))
        times = {"starts_at": starts, "ends_at": starts + timedelta(minutes=25), "created_at": self.now}
        self._add(Announcement(office_id=self.office.office.id, text="Uji", by="x", **times))

    def set_clock_back(self) -> None:
        self.now = max(self.now - timedelta(minutes=self.random.choice((1, 20, 90))), MORNING - timedelta(hours=1))

    def _to_one(self, step: Callable[..., Any], **facts: Any) -> None:
        if self.numbers:
            self.office.do(step, self.random.choice(self.numbers), now=self.now, **facts)

    def _by_hand(self, statement: Any) -> None:
        self.office.database.run(lambda session: session.execute(statement))

    def _add(self, row: SQLModel) -> None:
        self.office.database.run(lambda session: session.add(row))

    def _own(self, kind: type[Any]) -> list[Any]:
        """The rows of this day's office."""
        return self.office.rows(kind, kind.office_id == self.office.office.id)

    def _slots_of(self, letter: str) -> list[Slot]:
        (service,) = (each for each in self._own(Service) if each.letter == letter)
        return sorted(self.office.rows(Slot, Slot.service_id == service.id), key=lambda slot: slot.starts_at)


D = PlayedDay
ACTS = [
    *(D.time_passes, D.time_passes, D.time_passes, D.stillness_ends, D.stillness_ends, D.visit, D.visit, D.visit),
    *(D.call, D.miss, D.leave, D.leave, D.set_aside, D.wait_for_documents, D.shut, D.open_again, D.change_hours),
    *(D.announce, D.change_counter, D.empty, D.open_hall, D.open_hall, D.come_booked, D.undo, D.recount, D.reserve),
    *(D.change_limit, D.switch_guard, D.give_a_service_hours, D.move_break, D.write_notice, D.set_clock_back),
]


@pytest.mark.postgres("statements")
@pytest.mark.timeout(600)
def test_nothing_changes_by_itself_before_a_still_hall_is_asked(database: Database):
    times_still = 0
    for seed in range(examples(6, 200) if database.on_sqlite else 1):
        random = Random(seed)
        office = World(database, f"hari-{seed}", lobby_limit=4, guarded=random.random() < 0.5)
        day = PlayedDay(office, random)
        try:
            day.play()
        except BaseException as error:
            error.add_note(f"on day {seed} at {day.now}")
            raise
        times_still += day.times_still

    assert times_still > 0


def _still_until(office: World, now: datetime) -> datetime | None:
    def asked(session: Session) -> datetime | None:
        day = queries.day_of(session, office.office.id, MONDAY)
        assert day is not None
        return sweeps.still_until(session, office.office, day, now)

    return office.read(asked)


# --- who is asked


async def _asked(still: StillHalls, office: World, now: datetime) -> bool:
    """Whether the office's hall is asked, as a tick asks."""
    return office.office.id in await office.database.glance(still.awake, now)


async def _found_still(office: World) -> StillHalls:
    """The hall of an office in which nothing is due, which the process knows."""
    still = StillHalls()
    await _tick_twice(office.database, still)
    assert not await _asked(still, office, NINE)
    return still


async def _tick_twice(database: Database, still: StillHalls) -> None:
    """The first opens the days."""
    for _ in range(2):
        await tick.tick_all(database, Stopwatch(NINE), still=still)


def break_of(office: World, begins: time | None, ends: time | None) -> Any:
    """Gives an office the same break on all days."""
    own = col(OpeningHours.office_id) == office.office.id
    return update(OpeningHours).where(own).values(break_from=begins, break_to=ends)


OF_SETTINGS: dict[str, Callable[[World], Any]] = {
    "office": lambda office: update(Office).where(col(Office.id) == office.office.id).values(name="Lain"),
    "hours": lambda office: update(OpeningHours).values(valid_from=MONDAY),
    "break": lambda office: break_of(office, time(10), time(13)),
    "service": lambda office: update(Service).where(col(Service.letter) == "A").values(name="Lain"),
    "counter": lambda office: update(Counter).where(col(Counter.number) == 1).values(state="closed"),
    "letters": lambda office: delete(CounterService),
}
ADDED: dict[str, Callable[[World], SQLModel]] = {
    "closure": lambda office: Closure(
        office_id=office.office.id, starts_on=MONDAY, ends_on=MONDAY, reason="uji", kind="office"
    ),
    "open end": lambda office: Closure(
        office_id=office.office.id, starts_on=MONDAY, ends_on=None, reason="uji", kind="office"
    ),
    "notice": lambda office: Announcement(
        office_id=office.office.id, text="Uji", text_en="", starts_at=NINE, ends_at=at(10), created_at=NINE, by="x"
    ),
}


def _change(database: Database, office: World, what: str) -> None:
    def step(session: Session) -> None:
        if what in ADDED:
            session.add(ADDED[what](office))
        else:
            session.execute(OF_SETTINGS[what](office))

    database.run(step)


@pytest.mark.postgres("statements")
@pytest.mark.parametrize("what", [*OF_SETTINGS, *ADDED])
async def test_setting_that_another_process_changes_wakes_the_hall(
    office: World, open_database: Callable[..., Database], what: str
):
    still = await _found_still(office)

    _change(open_database(), office, what)

    assert await _asked(still, office, NINE)


async def test_step_in_the_hall_wakes_it(office: World):
    still = await _found_still(office)

    office.arrived()

    assert await _asked(still, office, NINE)


async def test_hall_is_asked_at_the_moment_it_is_still_until_and_before_it_was(office: World):
    still = await _found_still(office)

    assert not await _asked(still, office, at(12) - INSTANT)
    assert await _asked(still, office, at(12))  # the break
    assert await _asked(still, office, NINE - INSTANT)


async def test_hall_of_which_a_look_finds_something_due_was_not_still_before(office: World):
    """A clock that was set back finds it otherwise; before that is written the clock is put right again."""
    still = await _found_still(office)

    assert office.read(lambda session: still.needs_tick(session, office.office, at(7)))

    assert await _asked(still, office, NINE)


@pytest.mark.postgres("statements")
async def test_version_that_comes_once_more_in_another_way_is_another(office: World):
    """A database was put back under the process that runs."""
    still = await _found_still(office)
    (day,) = office.rows(OfficeDay)

    for version in (day.version - 1, day.version):
        office.database.run(lambda session, to=version: session.execute(update(OfficeDay).values(version=to)))

        assert await _asked(still, office, NINE)


async def test_setting_that_changes_before_the_look_is_looked_at_once_more(office: World):
    """The look may have seen what was there before: another process, another moment."""
    still = await _found_still(office)
    _change(office.database, office, "service")
    assert await _asked(still, office, NINE)

    _change(office.database, office, "hours")
    assert not office.read(lambda session: still.needs_tick(session, office.office, NINE))

    assert await _asked(still, office, NINE)
    assert not office.read(lambda session: still.needs_tick(session, office.office, NINE))
    assert not await _asked(still, office, NINE)


def test_hall_is_still_until_the_end_of_what_is_shown_for_a_while(office: World):
    office.do(calls.miss, office.called())

    ends = []
    for _ in range(2):
        now = ends[-1] if ends else NINE
        office.tick(now=now)
        ends.append(_still_until(office, now))

    assert ends == [at(9, 3), at(9, 10)]  # the call, and the number that missed it


async def test_hall_in_which_somebody_waits_is_asked_by_every_tick(office: World):
    office.arrived()
    still = StillHalls()

    await _tick_twice(office.database, still)

    assert await _asked(still, office, NINE)


@pytest.mark.postgres("statements")
async def test_tick_of_many_still_halls_sends_what_one_of_few_does(database: Database):
    sent = {}
    for count in (2, 12):
        for n in range(count - 2 and 2, count):
            World(database, f"kantor-{n}")
        still = StillHalls()
        await _tick_twice(database, still)
        sent[count] = statements = []
        with each_statement(statements.append):
            await tick.tick_all(database, Stopwatch(NINE), still=still)

    settings = {each._for(database.engine.dialect).text for each in (*STANDING, CLOSURES, NOTICES)}
    asked = {count: [each for each in statements if each not in settings] for count, statements in sent.items()}
    assert asked[12] == asked[2]
    if database.on_sqlite:  # nobody has committed anything; PostgreSQL counts what is done in its other databases too
        assert asked[12] == sent[12]
