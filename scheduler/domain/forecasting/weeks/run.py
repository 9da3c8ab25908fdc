"""The coming weeks run once, day by day, with the product's own rule of who is invited.

On each day documents become ready, invitations that nobody used end, waves go out (`domain/invitations/waves.py`) as
long as anybody may be invited, those book whose day to answer it is, and who is booked comes or does not. A day can be
booked from the day before on. What happens within a day is not looked at: the hall of a day is `playing`'s.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from random import Random
from typing import NamedTuple

from scheduler.domain.blanks.allocation import may_begin
from scheduler.domain.forecasting.people import poisson
from scheduler.domain.forecasting.weeks.coming import Household, Weeks
from scheduler.domain.invitations.waves import Place, Room, Waiting, next_wave, place_of

NOON = time(12)
SPARES = 0.6180339887498949
"""By so much a part of all (0 to 1) is moved for who answers or comes once more: far from those before it."""


class Now(StrEnum):
    """Where somebody stands: their documents are yet to be printed; they wait for an invitation, have one, are booked,
    have to be moved, have fetched; or did not book before their invitation ended.
    """

    UNPRINTED = "unprinted"
    WAITING = "waiting"
    INVITED = "invited"
    BOOKED = "booked"
    TO_MOVE = "to_move"
    FETCHED = "fetched"
    LAPSED = "lapsed"


class DayEnd(NamedTuple):
    """The end of a day. pickups: visits of that day; units: of work that its slots held.

    documents: where those of everybody stand; stack: those of the stack.
    """

    pickups: int
    units: int
    documents: Mapping[Now, int]
    stack: Mapping[Now, int]


class Booking(NamedTuple):
    """A visit of a day, whether its people came or not."""

    service: str
    household: Household


@dataclass(frozen=True, slots=True)
class Run:
    """How the weeks went. days: the end of each. visits: who was booked on each, in the end."""

    days: Sequence[DayEnd]
    visits: Sequence[Sequence[Booking]]

    @property
    def line_gone(self) -> int | None:
        """The first day, by its place, from whose end on nobody waits for an invitation or to be printed."""
        return _last(day.documents[Now.WAITING] + day.documents[Now.UNPRINTED] == 0 for day in self.days)

    @property
    def stack_fetched(self) -> int | None:
        """The day, by its place, on which the last of the stack who comes has fetched; None where some still may."""
        open_still = (Now.UNPRINTED, Now.WAITING, Now.INVITED, Now.BOOKED, Now.TO_MOVE)
        if any(self.days[-1].stack[stage] for stage in open_still):
            return None
        fetched = [day.stack[Now.FETCHED] for day in self.days]
        return fetched.index(fetched[-1])


def run(weeks: Weeks, seed: int) -> Run:
    """Run the weeks. The same seed, the same people."""
    return _Weeks(weeks, seed).run()


@dataclass(slots=True, eq=False)
class _One:
    """A household. parts: numbers of its own (0 to 1) by which it books at all, when, which day, and comes.

    place: in the line for an invitation. invited, answers: the days, by their places, on which it was and books.
    """

    household: Household
    service: str
    parts: tuple[float, float, float, float]
    of_stack: bool
    stage: Now
    place: Place | None = None
    invited: int = 0
    answers: int | None = None
    missed: int = 0

    def part(self, which: int) -> float:
        """A number of its own, another one after each missed visit."""
        return (self.parts[which] + self.missed * SPARES) % 1.0

    def as_waiting(self) -> Waiting:
        """As the rule of waves knows it."""
        assert self.place is not None
        return Waiting(self.place, ord(self.service), self.household.units, ())


@dataclass(slots=True)
class _Line:
    """Who waits for an invitation to a service, in order. asked: units of invitations that are open."""

    line: deque[_One] = field(default_factory=deque)
    asked: int = 0


class _Weeks:
    """A run that is going on. free: units by service and day. at: everybody who is booked, by day."""

    def __init__(self, weeks: Weeks, seed: int) -> None:
        self.weeks, self.seed, self.today = weeks, seed, 0
        of_all = Random(hash((seed, -1)))
        self.books, self.shows = weeks.answers.books.drawn(of_all), weeks.answers.shows.drawn(of_all)
        self.usual = {service: weeks.usual[service].drawn(of_all) for service in sorted(weeks.usual)}
        self.lines = {service: _Line() for service in weeks.services}
        self.free = {service: [day.seats.get(service, 0) for day in weeks.days] for service in weeks.services}
        self.at: list[list[_One]] = [[] for _ in weeks.days]
        self.open: list[_One] = []
        self.to_move: list[_One] = []
        self.unprinted: deque[_One] = deque()
        self.documents, self.stack = Counter[Now](), Counter[Now]()
        self.blanks = weeks.stack.blanks if weeks.stack else None
        self.number = 0
        self.begin()

    # --- the beginning

    def begin(self) -> None:
        """Everybody of whom something is known stands where they do."""
        known, random = self.weeks, Random(hash((self.seed, -2)))
        for at, day in enumerate(known.days):
            for one in self.all_of(day.booked, random, Now.BOOKED):
                self.seat(one, at)
        for one in self.all_of(known.asked, random, Now.INVITED):
            self.invite(one)
        for one in self.all_of(known.waiting, random, Now.WAITING):
            self.stand_in_line(one)
        self.move_all()
        self.unprinted.extend(self.of_stack(Random(hash((self.seed, -3)))))

    def all_of(self, known: Mapping[str, Sequence[Household]], random: Random, stage: Now) -> Iterator[_One]:
        """Households that are known, by service."""
        for service in sorted(known):
            for household in known[service]:
                yield self.new(service, household, random, stage)

    def of_stack(self, random: Random) -> Iterator[_One]:
        """The households of the stack: as many as its documents make, the last with what is left."""
        stack = self.weeks.stack
        left = stack.documents if stack else 0
        while stack and left > 0:
            drawn = self.weeks.households[stack.service].at(random.random())
            household = Household(min(drawn.documents, left), drawn.units)
            left -= household.documents
            yield self.new(stack.service, household, random, Now.UNPRINTED, of_stack=True)

    def new(self, service: str, household: Household, random: Random, stage: Now, *, of_stack: bool = False) -> _One:
        """Somebody, as yet without a place in line."""
        parts = random.random(), random.random(), random.random(), random.random()
        one = _One(household, service, parts, of_stack, stage)
        self.count(one, stage, 1)
        return one

    # --- a day

    def run(self) -> Run:
        ends = []
        for place, day in enumerate(self.weeks.days[: self.weeks.length]):
            self.today = place
            if day.is_open:
                self.print_some()
                self.become_ready()
            self.end_invitations()
            self.send_and_book()
            ends.append(self.visits())
        return Run(ends, [[Booking(one.service, one.household) for one in booked] for booked in self.at[: len(ends)]])

    def print_some(self) -> None:
        """As many of the stack are printed as there are blanks, and printing keeps up with; whole households."""
        stack = self.weeks.stack
        waiting = sum(one.household.documents for one in self.unprinted)
        if stack is None or not waiting:
            return
        free = waiting if self.blanks is None else self.blanks
        begun = may_begin(free=free, waiting=waiting, per_day=stack.a_day, begun=0)
        while self.unprinted and self.unprinted[0].household.documents <= begun:
            one = self.unprinted.popleft()
            begun -= one.household.documents
            if self.blanks is not None:
                self.blanks -= one.household.documents
            self.stand_in_line(one)

    def become_ready(self) -> None:
        """Documents become ready as on any day."""
        for service, expected in self.usual.items():
            random = Random(hash((self.seed, self.weeks.days[self.today].date.toordinal(), ord(service))))
            for _ in range(poisson(expected, random)):
                household = self.weeks.households[service].at(random.random())
                self.stand_in_line(self.new(service, household, random, Now.WAITING))

    def end_invitations(self) -> None:
        """Invitations end that nobody used in time."""
        still = []
        for one in self.open:
            if self.today - one.invited < self.weeks.valid:
                still.append(one)
                continue
            self.lines[one.service].asked -= one.household.units
            self.put(one, Now.LAPSED)
        self.open = still

    def send_and_book(self) -> None:
        """Waves go out as long as anybody may be invited, and who answers today books, which may make room again."""
        self.book()
        while invited := self.wave():
            for one in invited:
                self.invite(one)
            self.book()

    def wave(self) -> list[_One]:
        """Whose turn it is. Only the head of each line is looked at: as much as there could ever be room for."""
        waiting, rooms = list[Waiting](), dict[int, Room]()
        for service, line in self.lines.items():
            if line.line:
                room = rooms[ord(service)] = Room(self.bookable(service), line.asked, self.weeks.percent)
                waiting += (one.as_waiting() for one in _head(line.line, room))
        return [self.lines[chr(each.service)].line.popleft() for each in next_wave(waiting, rooms)]

    def bookable(self, service: str) -> int:
        """Units that can be booked today."""
        return sum(max(units, 0) for units in self.free[service][self.today + 1 : self.today + 1 + self.weeks.horizon])

    def invite(self, one: _One) -> None:
        """Somebody has an invitation from today on, once more perhaps; whether and when they book is their own."""
        self.put(one, Now.INVITED)
        one.invited = self.today
        will = one.part(0) < self.books
        one.answers = self.today + int(self.weeks.answers.after.at(one.part(1))) if will else None
        self.lines[one.service].asked += one.household.units
        self.open.append(one)

    def book(self) -> None:
        """Who wants to book by today does so, if any day has room; else they try again tomorrow."""
        still = []
        for one in self.open:
            if one.answers is None or one.answers > self.today or not self.find_day(one):
                still.append(one)
                continue
            self.lines[one.service].asked -= one.household.units
        self.open = still

    def find_day(self, one: _One) -> bool:
        """Book one of the days that have room, if there is any."""
        free, units, found = self.free[one.service], one.household.units, None
        left_out = int(self.weeks.answers.later.at(one.part(2)))
        for day in range(self.today + 1, min(self.today + 1 + self.weeks.horizon, len(free))):
            if free[day] < units:
                continue
            found = day
            if left_out == 0:
                break
            left_out -= 1
        if found is not None:
            self.seat(one, found)
        return found is not None

    def seat(self, one: _One, day: int) -> None:
        self.put(one, Now.BOOKED)
        self.free[one.service][day] -= one.household.units
        self.at[day].append(one)

    def move_all(self) -> None:
        """Who is booked on a day that has no seats for their service is moved to the next days with room, in order;
        for whom there is none within these weeks stays to be moved.
        """
        for day, booked in enumerate(self.at):
            lost = [one for one in booked if not self.weeks.days[day].seats.get(one.service)]
            self.at[day] = [one for one in booked if self.weeks.days[day].seats.get(one.service)]
            for one in lost:
                self.free[one.service][day] += one.household.units
                free = self.free[one.service]
                found = next((at for at in range(day + 1, len(free)) if free[at] >= one.household.units), None)
                if found is None:
                    self.put(one, Now.TO_MOVE)
                else:
                    self.seat(one, found)

    def visits(self) -> DayEnd:
        """Who is booked today comes, or may book again where they have not missed too often."""
        pickups = 0
        for one in self.at[self.today]:
            if one.part(3) < self.shows:
                pickups += 1
                self.put(one, Now.FETCHED)
                continue
            one.missed += 1
            if one.missed > self.weeks.missed:
                self.put(one, Now.LAPSED)
            else:
                self.invite(one)
        units = sum(one.household.units for one in self.at[self.today])
        return DayEnd(pickups, units, +self.documents, +self.stack)

    # --- where everybody stands

    def stand_in_line(self, one: _One) -> None:
        """Somebody waits for an invitation, behind all who do."""
        self.put(one, Now.WAITING)
        self.number += 1
        day = self.weeks.days[self.today].date
        one.place = place_of(day=day, priority=False, ready_at=datetime.combine(day, NOON), number=self.number)
        self.lines[one.service].line.append(one)

    def put(self, one: _One, stage: Now) -> None:
        self.count(one, one.stage, -1)
        one.stage = stage
        self.count(one, stage, 1)

    def count(self, one: _One, stage: Now, sign: int) -> None:
        self.documents[stage] += sign * one.household.documents
        if one.of_stack:
            self.stack[stage] += sign * one.household.documents


def _head(line: Iterable[_One], room: Room) -> Iterator[_One]:
    """As many of a line as there could be room for, and one more."""
    units = room.asked
    for one in line:
        yield one
        units += one.household.units
        if units * 100 > room.percent * room.free:
            return


def _last(holds: Iterable[bool]) -> int | None:
    """From which place on something holds to the end; None where it does not in the end."""
    found: int | None = None
    for place, each in enumerate(holds):
        found = (place if found is None else found) if each else None
    return found
