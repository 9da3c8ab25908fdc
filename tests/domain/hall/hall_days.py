"""Days of a made-up office, to hold what people are told of their wait against what happens.

Visits take as long as real ones do: log-normal, each clerk at a speed of their own. Some who are booked stay away, some
do not come when they are called, clerks take breaks nobody knew of, and at noon the office rests.
"""

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random

from scheduler.domain.hall.closing import InTime
from scheduler.domain.hall.expected import Booked, expecting, last_due
from scheduler.domain.hall.forecast import Leaving, Outlook, Work
from scheduler.domain.hall.pace import Pace, pace_of
from scheduler.domain.hall.queue import Desk, Key, Queued, Rules, due_at, next_to_admit, next_to_call
from scheduler.domain.hall.rests import Rest
from scheduler.domain.hall.waiting import estimate

MINUTE = timedelta(minutes=1)
EIGHT = datetime(2025, 3, 4, 1, 0, tzinfo=UTC)
CLOSES = 7 * 60
BREAK = Rest(EIGHT + 240 * MINUTE, EIGHT + 300 * MINUTE)
RULES = Rules(grace=15 * MINUTE, walk_in_delay=20 * MINUTE, priority_lead=15 * MINUTE)
WORK = {"A": (5, 5, 5, 10), "B": (5, 5, 10, 15)}
DESKS = ("AB", "AB", "AB")
REMEMBERED = 20


@dataclass(frozen=True)
class Told:
    """A range somebody was told, and the minutes it really took."""

    until: str
    least: int
    most: int
    took: float

    @property
    def held(self) -> bool:
        return self.least <= self.took <= self.most


@dataclass
class Day:
    """One day, from half an hour before opening until everybody who came in is gone."""

    random: Random
    ratios: dict[str, deque[float]]
    limit: int = 12
    open: dict[int, bool] = field(default_factory=dict)
    busy: dict[int, tuple[int, datetime]] = field(default_factory=dict)
    queue: dict[int, Queued] = field(default_factory=dict)
    minutes: dict[int, int] = field(default_factory=dict)
    words: dict[tuple[int, str], tuple[datetime, int, int]] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    events: list[tuple[datetime, int, str, tuple]] = field(default_factory=list)
    expected: dict[int, tuple[datetime, str, int]] = field(default_factory=dict)
    order: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.speed = {number: self.random.lognormvariate(0, 0.12) for number in range(1, len(DESKS) + 1)}
        self.pressed = self.random.lognormvariate(0, 0.2)  # how this office compares to its own settings
        self.load = self.random.uniform(0.75, 1.1)
        self.open = dict.fromkeys(self.speed, True)
        self._plan()

    def _plan(self) -> None:
        self._plan_visits()
        for number in self.open:
            for _ in range(self.random.choice((0, 1, 1, 2))):
                pause = self.random.uniform(30, CLOSES)
                self.later(pause, "pause", (number,))
                self.later(pause + self.random.uniform(5, 15), "resume", (number,))
        for minute in (0, 240, 300):
            self.later(minute, "look", ())

    def _plan_visits(self) -> None:
        r, numbers = self.random, count(1)
        seats = [(slot, service) for slot in [*range(0, 240, 30), *range(300, CLOSES, 30)] for service in "AB"]
        for slot, service in seats:
            for _ in range(round(r.gauss(5.2, 1) * self.load)):
                number, minutes = next(numbers), r.choice(WORK[service])
                self.expected[number] = (at(slot), service, minutes)
                if r.random() < 0.86:
                    arrival = slot + min(max(r.gauss(-6, 7), -15), 20)
                    self.later(arrival, "arrive", (number, service, at(slot), minutes))
        for _ in range(round(25 * self.load)):
            number, service = next(numbers), r.choice("AAB")
            self.later(r.uniform(-10, CLOSES - 20), "arrive", (number, service, None, r.choice(WORK[service])))

    def later(self, minute: float, kind: str, facts: tuple) -> None:
        heappush(self.events, (at(minute), next(self.order), kind, facts))

    def live(self) -> list[Told]:
        while self.events:
            now, _, kind, facts = heappop(self.events)
            getattr(self, f"do_{kind}")(now, *facts)
            self.settle(now)
        return self.told

    # --- what happens

    def do_look(self, now: datetime) -> None:
        """Time alone changed something."""

    def do_arrive(self, now: datetime, number: int, service: str, slot: datetime | None, minutes: int) -> None:
        self.expected.pop(number, None)
        priority = self.random.random() < 0.04
        key = Key(due_at(now, slot, priority=priority, rules=RULES), next(self.order))
        people = self.random.choice((1, 1, 1, 1, 2))
        self.queue[number] = Queued(number, service, key, people, "waiting")
        self.minutes[number] = minutes
        self.settle(now)
        if self.queue[number].stage == "waiting":
            self.tell(number, "admitted", now)

    def do_pause(self, now: datetime, desk: int) -> None:
        self.open[desk] = False

    def do_resume(self, now: datetime, desk: int) -> None:
        self.open[desk] = True

    def do_gone(self, now: datetime, desk: int, number: int) -> None:
        _, since = self.busy.pop(desk)
        self.ratios[self.queue[number].service].append((now - since) / MINUTE / self.minutes[number])
        del self.queue[number]
        self.later((now - EIGHT) / MINUTE, "look", ())

    def do_missed(self, now: datetime, desk: int, number: int) -> None:
        del self.busy[desk], self.queue[number]

    def settle(self, now: datetime) -> None:
        rest = BREAK.covers(now)
        let_in = []
        while True:
            if not rest and now >= EIGHT:
                self.call_all(now)
            outlook = self.outlook(now)
            admission = next_to_admit(
                outlook.tickets,
                outlook.desks,
                limit=self.limit,
                inside=outlook.inside,
                now=now,
                in_time=InTime(outlook),
            )
            if rest or admission is None:
                break
            for party in admission.passes:
                self.queue[party.id] = replace(party, passed=party.passed + 1)
            number = admission.ticket.id
            self.queue[number] = replace(admission.ticket, stage="admitted")
            self.happened(number, "admitted", now)
            let_in.append(number)
        for number in let_in:
            if self.queue[number].stage == "admitted":
                self.tell(number, "called", now)

    def call_all(self, now: datetime) -> None:
        for desk in self.desks():
            ticket = next_to_call(desk, self.queue.values(), now)
            if ticket is None:
                continue
            self.happened(ticket.id, "called", now)
            if now > at(CLOSES):
                self.late.append((now - at(CLOSES)) / MINUTE)
            self.queue[ticket.id] = replace(ticket, stage="called")
            self.busy[desk.number] = (ticket.id, now)
            minute = (now - EIGHT) / MINUTE
            if self.random.random() < 0.05:
                self.later(minute + self.random.uniform(1, 2.5), "missed", (desk.number, ticket.id))
            else:
                ratio = self.pressed * self.speed[desk.number] * self.random.lognormvariate(-0.1, 0.45)
                self.later(minute + 0.3 + ratio * self.minutes[ticket.id], "gone", (desk.number, ticket.id))

    # --- what is told, and what came of it

    def tell(self, number: int, until: str, now: datetime) -> None:
        if BREAK.covers(now):
            return
        told = estimate(self.with_expected(self.outlook(now))).get(number)
        if told:
            self.words[number, until] = (now, *told)

    def happened(self, number: int, what: str, now: datetime) -> None:
        words = self.words.pop((number, what), None)
        if words:
            said, least, most = words
            self.told.append(Told(what, least, most, (now - said) / MINUTE))

    def desks(self) -> list[Desk]:
        return [
            Desk(number, frozenset(services), self.open[number], number in self.busy)
            for number, services in enumerate(DESKS, start=1)
        ]

    def outlook(self, now: datetime) -> Outlook:
        paces = {service: pace_of(self.ratios[service]) for service in "AB"}
        leaving = {}
        for desk, (number, since) in self.busy.items():
            ticket = self.queue[number]
            left, variance = paces[ticket.service].left(self.minutes[number], (now - since) / MINUTE)
            leaving[desk] = Leaving(now + left * MINUTE, ticket.people, variance)
        return Outlook(
            tickets=[t for t in self.queue.values() if t.stage != "called"],
            desks=self.desks(),
            limit=self.limit,
            inside=sum(t.people for t in self.queue.values() if t.stage != "waiting"),
            now=now,
            work={number: work_of(paces[t.service], self.minutes[number]) for number, t in self.queue.items()},
            leaving=leaving,
            rests=[BREAK] if now >= EIGHT else [Rest(at(-60), EIGHT, admits=True), BREAK],
            ends=dict.fromkeys("AB", at(CLOSES)),
        )

    def with_expected(self, outlook: Outlook) -> Outlook:
        """As the office's own list of bookings tells it."""
        last = last_due(outlook)
        if last is None:
            return outlook
        paces = {service: pace_of(self.ratios[service]) for service in "AB"}
        since = outlook.now - RULES.grace
        booked = sorted(
            (slot, number, service, minutes)
            for number, (slot, service, minutes) in self.expected.items()
            if since <= slot < last
        )
        return expecting(
            outlook,
            [Booked(service, slot, 1, work_of(paces[service], minutes)) for slot, _, service, minutes in booked],
        )


def work_of(pace: Pace, minutes: float) -> Work:
    return Work(minutes * pace.factor, pace.variance(minutes), pace.doubt if pace.visits else None)


def at(minute: float) -> datetime:
    return EIGHT + minute * MINUTE


def days(seed: int, number: int) -> list[Told]:
    """So many days of one office, the first left out: nothing is known on it yet."""
    random = Random(seed)
    ratios: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=REMEMBERED))
    told: list[Told] = []
    for day in range(number + 1):
        seen = Day(random, ratios).live()
        told += seen if day else []
    return told
