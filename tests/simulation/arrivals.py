"""Who comes on a day, when and how they behave; and what else happens to the hall: all of it drawn from one seed."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from tests.scenes.factories import at

FRIDAY = 4
MINUTE = timedelta(minutes=1)
SERVICE_OF = {"KTP-el": "A", "KIA": "A", "KK": "B", "akta": "B", "Perekaman KTP-el": "C"}
RECORDING = ("Perekaman KTP-el",)
WISHES = (("KTP-el",), ("KIA",), ("KK",), ("akta",), ("KTP-el", "KK"), ("KTP-el", "KIA", "akta"), RECORDING)
HOW_OFTEN = (30, 8, 18, 6, 8, 4, 8)

BEGINS = (7 * 60 + 45, 11 * 60 + 10, 14 * 60)
"""Minutes after midnight: a morning before the doors open, a noon with the break in it, an afternoon that closes."""
LASTS = 75
OPENS, CLOSES = 8, 15
"""Hours of the office."""

UNFORESEEN = {
    "recount": 4,
    "one_more": 4,
    "one_less": 4,
    "new_limit": 2,
    "reserve": 2,
    "empty_hall": 1,
    "counter_break": 4,
    "counter_close": 2,
    "counter_open": 4,
    "correct": 4,
    "anything": 8,
    "out_of_order": 3,
    "step_aside": 3,
    "come_back": 3,
    "take_back": 4,
    "found_again": 3,
    "clock_forward": 1,
    "clock_back": 1,
    "restart": 2,
    "call_nobody": 2,
    "paper_record": 3,
    "wrong_hands": 1,
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with something to fetch, or to be recorded, and how it goes with them.

    slot: when booked, None for a walk-in. comes_at: None never comes. shows: pass, short, or reference.
    work: minutes at the counter. deaf: calls not heard. patience: minutes until they go home, None for ever.
    walks: minutes from being called in to the door.
    """

    name: int
    wants: tuple[str, ...]
    slot: datetime | None
    comes_at: datetime | None
    party: int = 1
    priority: bool = False
    shows: str = "pass"
    work: float = 4.0
    deaf: int = 0
    patience: int | None = None
    walks: float = 1.0
    shows_twice: bool = False
    is_ready: bool = True
    trouble: str | None = None

    @property
    def letter(self) -> str:
        """The service of what takes longest, where nothing else is said."""
        return SERVICE_OF[self.wants[0]]


@dataclass(frozen=True, slots=True)
class Plan:
    """A day as it is drawn: the office, its people, and what nobody planned, by the minute it happens.

    is_quiet: nothing goes wrong on the way to the server, and whoever calls or comes to a counter takes the usual time.
    """

    seed: int
    day: int
    starts: datetime
    ends: datetime
    limit: int
    guarded: bool
    counters: int
    people: list[Person] = field(default_factory=list)
    unforeseen: list[tuple[datetime, str]] = field(default_factory=list)
    is_quiet: bool = False

    @property
    def opens(self) -> datetime:
        return at(OPENS, day=self.day)

    @property
    def closes(self) -> datetime:
        return at(CLOSES, day=self.day)

    @property
    def pause(self) -> tuple[datetime, datetime]:
        """The office's break; longer on Fridays."""
        return at(11, 30, day=self.day) if self.day == FRIDAY else at(12, day=self.day), at(13, day=self.day)


def plan_of(seed: int) -> Plan:
    """The day of a seed; the same seed, the same day."""
    random = Random(seed)
    day, begins = random.randint(0, 4), random.choices(BEGINS, (5, 3, 3))[0]
    early_break = day == FRIDAY and begins == BEGINS[1]
    starts = at(0, begins - (30 if early_break else 0), day=day)
    plan = Plan(
        seed=seed,
        day=day,
        starts=starts,
        ends=starts + LASTS * MINUTE,
        limit=random.randint(2, 6),
        guarded=random.random() < 0.5,
        counters=random.choices((1, 2, 3, 4), (2, 5, 3, 1))[0],
    )
    plan.people.extend(person_of(random, plan, name) for name in range(random.randint(8, 18)))
    moments = sorted(random.uniform(5, LASTS) for _ in range(random.randint(3, 9)))
    kinds = random.choices(list(UNFORESEEN), list(UNFORESEEN.values()), k=len(moments))
    plan.unforeseen.extend((starts + round(m) * MINUTE, kind) for m, kind in zip(moments, kinds, strict=True))
    return plan


def person_of(random: Random, plan: Plan, name: int) -> Person:
    """Somebody who may come on a day."""
    wants = random.choices(WISHES, HOW_OFTEN)[0]
    slot = random.choice(_slots(plan)) if random.random() < 0.68 else None
    came = plan.starts + random.uniform(0, LASTS - 10) * MINUTE if slot is None else _comes(random, slot)
    if slot is not None and random.random() < 0.06:  # booked for another day, comes today
        slot = at(9, 30, day=plan.day + 1 if plan.day < FRIDAY else 7)
    return Person(
        name=name,
        wants=wants,
        slot=slot,
        comes_at=None if slot is not None and random.random() < 0.08 else _to_the_second(came),
        party=random.choices((1, 2, 3, 4), (70, 18, 9, 3))[0],
        priority=random.random() < 0.12,
        shows=random.choices(("pass", "short", "reference"), (70, 15, 15))[0],
        work=round(min(20.0, random.lognormvariate(1.3, 0.5)), 1),
        deaf=random.choices((0, 1, 5), (88, 6, 6))[0],
        patience=random.randint(8, 40) if random.random() < 0.08 else None,
        walks=random.choices((0.5, 2, 9), (80, 12, 8))[0],
        shows_twice=random.random() < 0.15,
        is_ready=random.random() > 0.05,
        trouble=random.choice(TROUBLES) if random.random() < 0.3 else None,
    )


TROUBLES = (
    "partial",
    "partial_and_go",
    "misplaced",
    "misprint",
    "wrong_data",
    "refused",
    "not_entitled",
    "papers_missing",
    "prayer",
    "outside",
    "copy_shop",
    "other_service",
    "other_counter",
    "goes_home",
    "served_at_once",
    "old_card",
    "taken_back",
    "behind_others",
    "until_ready",
)


def _comes(random: Random, slot: datetime) -> datetime:
    """Most a little before their time, some far too early, some late."""
    kind = random.choices(("in time", "early", "late"), (75, 10, 15))[0]
    spread = {"in time": (-14, 10), "early": (-50, -16), "late": (16, 60)}[kind]
    return slot + random.uniform(*spread) * MINUTE


def _slots(plan: Plan) -> list[datetime]:
    """The half hours of the day's own stretch in which the office works."""
    halves = [at(0, half, day=plan.day) for half in range(OPENS * 60, CLOSES * 60, 30)]
    pause = plan.pause
    return [half for half in halves if plan.starts <= half <= plan.ends and not pause[0] <= half < pause[1]]


def _to_the_second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
