"""The weeks before the demonstration, as an office has them of which a rule of keeping took the rows: counts alone."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import insert
from sqlmodel import Session

from scheduler.db.models import CountedDay, DayCount, Office
from scheduler.db.queries.figures import add_up
from scheduler.demo.play import Play, working_days_before
from scheduler.domain.figures.counts import Count, Every
from scheduler.domain.figures.kinds import Figure

WEEKS = 13
VISITS = 110
"""Numbers of a usual day."""
LETTERS = (("A", 0.6, ("KTP-el", "KIA")), ("B", 0.3, ("KK", "akta")), ("C", 0.1, ()))
"""A service, its share of the visits, and what it hands over."""
AT_HOME = frozenset({"KK", "akta"})
"""What most people print at home."""
OPENS, CLOSES = 8 * 4, 15 * 4
"""Quarters of an hour since midnight."""
REASONS = (("not_ready", 3), ("wrong_day", 4), ("walk_ins_full", 2), ("office_closed", 1))


def fill_past(play: Play, today: date, *, limit: int, now: datetime) -> None:
    """Keep counts of the working days of some weeks before a day; days between them are counted too, as empty."""
    open_days = set(working_days_before(today, WEEKS * 5))
    first = min(open_days)
    every = [first + timedelta(days=place) for place in range((today - first).days)]
    rows = [count for day in every if day in open_days for count in made_up(day, VISITS, limit)]
    play.do(_keep, every, rows, now=now)


def made_up(day: date, visits: int, limit: int) -> Iterator[Count]:
    """A day that might have been, the same each time it is asked for: fuller on Mondays, emptier in the afternoon."""
    chance = Random(day.toordinal())
    busy = (1.25, 1.0, 0.95, 0.95, 0.8, 0.6, 0.4)[day.weekday()] * chance.uniform(0.9, 1.1)
    for letter, share, types in LETTERS:
        yield from _service(day, chance, letter, max(1, round(visits * busy * share)), types)
    yield from _hall(day, chance, busy, limit)
    for reason, usual in REASONS:
        people = chance.randint(0, usual)
        yield from _counts(day, {(Figure.TURNED_AWAY, reason): people})
        yield from _counts(day, {(Figure.TURNED_AWAY_IN_VAIN, reason): people if reason == "not_ready" else 0})
    for channel, usual in (("online", 9), ("whatsapp", 4), ("desk", 2)):
        yield from _counts(day, {(Figure.APPLICATIONS, channel): chance.randint(usual // 2, usual)})
    sent = round(visits * busy)
    delivered = round(sent * chance.uniform(0.9, 0.97))
    states = (("accepted", sent), ("delivered", delivered), ("read", round(delivered * 0.7)), ("failed", sent // 30))
    yield from _counts(day, {(Figure.MESSAGES, f"whatsapp:{state}"): times for state, times in states})
    yield from _counts(day, {(Figure.UNREACHED, ""): chance.randint(0, 3)})


def _service(day: date, chance: Random, letter: str, numbers: int, types: tuple[str, ...]) -> Iterator[Count]:
    missed, left = (sum(chance.random() < 0.02 for _ in range(numbers)) for _ in range(2))
    served = max(0, numbers - missed - left)
    walk_ins = round(numbers * chance.uniform(0.1, 0.2))
    came = numbers - walk_ins
    no_shows = round(came * chance.uniform(0.05, 0.12))
    yield from _counts(
        day,
        {
            (Figure.NUMBERS, letter): numbers,
            (Figure.PEOPLE, letter): round(numbers * chance.uniform(1.2, 1.4)),
            (Figure.WALK_INS, letter): walk_ins,
            (Figure.SERVED, letter): served,
            (Figure.MISSED, letter): missed,
            (Figure.LEFT, letter): left,
            (Figure.BOOKED, letter): came + no_shows,
            (Figure.NO_SHOWS, letter): no_shows,
            (Figure.SEATS, letter): round((came + no_shows) * 1.3),
            (Figure.SEATS_TAKEN, letter): came + no_shows,
            (Figure.SEATS_USED, letter): came,
            (Figure.TOLD, f"{letter}:called"): numbers,
            (Figure.TOLD_KNOWN, f"{letter}:called"): served,
            (Figure.TOLD_HELD, f"{letter}:called"): round(served * 0.82),
            (Figure.TOLD_EARLY, f"{letter}:called"): served - round(served * 0.82),
            (Figure.TOLD_OTHER, f"{letter}:called:left"): numbers - served,
            (Figure.TOLD_WIDTH, f"{letter}:called"): served * 12,
        },
    )
    waits = Counter(min(90, int(chance.gammavariate(3, 6))) for _ in range(served + missed))
    times = Counter(min(30, 2 + int(chance.gammavariate(2, 2))) for _ in range(served))
    yield from (Count(day, Figure.WAITS, letter, minutes, many) for minutes, many in waits.items())
    yield from (Count(day, Figure.SERVICE_TIMES, letter, minutes, many) for minutes, many in times.items())
    for place, type_ in enumerate(types):
        documents = served // len(types) + (place < served % len(types))
        ways = [("hall", documents), ("post", documents // 12), ("place", documents // 8)]
        if type_ in AT_HOME:
            ways.append(("file", round(documents * chance.uniform(1.5, 2))))
        yield from _counts(day, {(Figure.HANDED_OVER, f"{way}:{type_}"): many for way, many in ways})
        yield from _counts(day, {(Figure.BY_PROXY, type_): documents // 25})


def _hall(day: date, chance: Random, busy: float, limit: int) -> Iterator[Count]:
    yield from _counts(day, {(Figure.LIMIT, ""): limit})
    for quarter in range(OPENS, CLOSES):
        ebb = 1 - 0.6 * (quarter - OPENS) / (CLOSES - OPENS)
        most = min(limit, round(limit * busy * ebb * chance.uniform(0.75, 1.05)))
        if most:
            yield Count(day, Figure.INSIDE_MOST, "", quarter, most)
            yield Count(day, Figure.INSIDE_MINUTES, "", quarter, round(most * 15 * 0.8))


def _counts(day: date, counts: dict[tuple[Figure, str], int]) -> Iterator[Count]:
    yield from (Count(day, figure, part, 0, times) for (figure, part), times in counts.items() if times)


def _keep(session: Session, office: Office, days: list[date], counts: list[Count], *, now: datetime) -> None:
    own = {"office_id": office.id}
    known = {"at": now, "changes": 0, "counted": 0, "is_final": True}
    session.execute(insert(CountedDay), [{**own, "day": day, **known} for day in days])
    session.execute(
        insert(DayCount),
        [
            {**own, "day": day, "figure": str(figure), "part": part, "bucket": bucket, "count": times}
            for day, figure, part, bucket, times in counts
        ],
    )
    for month in {Every.MONTH.first_of(day) for day in days}:
        add_up(session, office.id, month)
