"""Days that are over are counted and kept: in their turn, again where they changed, and never once rows have gone."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col

from scheduler.db.models import CountedDay, DayCount, Message, Office, OfficeDay
from scheduler.db.queries import figures as queries
from scheduler.domain.figures.counts import Count, Counts, Every
from scheduler.domain.figures.kinds import SPREAD, Figure
from scheduler.flow.counter.paper_handovers import Late, record_handover
from scheduler.flow.figures import keeping
from scheduler.flow.figures.reading import counts_of
from scheduler.jobs.figures import count_all
from tests.conftest import Stopwatch
from tests.scenes.factories import HOLDER, MONDAY, World, at
from tests.support.plans import rows_of, sent_by

pytestmark = pytest.mark.postgres("statements")
TUESDAY = MONDAY + timedelta(days=1)
NEXT_DAY = at(9, day=1)


def count(office: World, clock: Stopwatch, now: datetime = NEXT_DAY) -> int:
    """What the job does at a moment; returns how many days it counted."""
    clock.now = now
    office.tick(now=now)
    return asyncio.run(count_all(office.database, clock))


def read(office: World, *figures: Figure, now: datetime = NEXT_DAY, **facts: Any) -> Counts:
    def ask(session: Session) -> Counts:
        here = session.get_one(Office, office.office.id)
        return counts_of(session, here, figures, MONDAY - timedelta(days=7), TUESDAY, now=now, **facts)

    return office.read(ask)


def add(office: World, row: DayCount) -> None:
    office.database.run(lambda session: session.add(row))


def late(office: World, *, now: datetime) -> None:
    """A handover of Monday is entered from paper."""
    office.do(record_handover, Late(at(10), 1, HOLDER, [office.document().reference]), now=now)


def test_a_day_that_is_over_is_kept_and_today_is_live(office: World, clock: Stopwatch) -> None:
    office.arrived(9)
    office.walk_in(now=NEXT_DAY)

    assert count(office, clock) == 1
    assert read(office, Figure.NUMBERS).by_day(Figure.NUMBERS) == {MONDAY: 1, TUESDAY: 1}
    assert {row.day for row in office.rows(DayCount, ~col(DayCount.figure).contains(":"))} == {MONDAY}


def test_what_is_counted_is_not_counted_again_the_same_day(office: World, clock: Stopwatch) -> None:
    office.arrived(9)
    count(office, clock)

    assert count(office, clock, at(20, day=1)) == 0
    assert count(office, clock, at(1, day=2)) == 2  # Tuesday, and Monday again


def test_days_without_anything_are_counted_in_their_order(office: World, clock: Stopwatch) -> None:
    office.arrived(9)

    assert count(office, clock, at(9, day=4)) == 4
    assert office.read(lambda s: queries.counted_until(s, office.office.id)) == MONDAY + timedelta(days=3)


def test_a_handover_from_paper_makes_its_day_be_counted_again(office: World, clock: Stopwatch) -> None:
    office.arrived(9)
    count(office, clock)
    late(office, now=NEXT_DAY)

    assert count(office, clock) == 1
    assert read(office, Figure.SERVED).by_day(Figure.SERVED) == {MONDAY: 1}
    assert count(office, clock) == 0


def test_what_changed_while_a_day_was_counted_makes_it_be_counted_again(office: World, clock: Stopwatch) -> None:
    office.arrived(9)
    office.tick(now=NEXT_DAY)
    seen = office.read(lambda s: keeping.count_next(s, office.office.id, now=NEXT_DAY))
    late(office, now=NEXT_DAY)
    office.database.run(keeping.keep, office.office.id, seen, now=NEXT_DAY)

    assert count(office, clock) == 1
    assert read(office, Figure.SERVED).total(Figure.SERVED) == 1


def test_a_day_of_which_rows_have_gone_is_never_counted_again(office: World, clock: Stopwatch) -> None:
    office.arrived(9)
    count(office, clock)
    seen = office.read(lambda s: keeping.look_at(s, s.get_one(Office, office.office.id), MONDAY, now=NEXT_DAY))
    office.database.run(queries.close_days, office.office.id, MONDAY)
    late(office, now=NEXT_DAY)

    assert not office.database.run(keeping.keep, office.office.id, seen, now=NEXT_DAY)
    assert count(office, clock) == 0
    assert read(office, Figure.NUMBERS).total(Figure.NUMBERS) == 1


def test_a_closed_day_keeps_no_other_from_being_counted_again(office: World, clock: Stopwatch) -> None:
    office.arrived(9)
    count(office, clock, at(1, day=2))
    office.database.run(queries.close_days, office.office.id, MONDAY)
    for day in (MONDAY, TUESDAY):
        office.database.run(queries.note_changed, office.office.id, day)

    assert count(office, clock, at(9, day=2)) == 1  # Tuesday
    assert count(office, clock, at(1, day=3)) == 2  # Wednesday, and Tuesday again


def test_a_day_that_was_ended_early_waits_for_midnight(office: World, clock: Stopwatch) -> None:
    office.arrived(9)
    (today,) = office.rows(OfficeDay)
    office.change(OfficeDay, today.id, sealed_at=at(14))
    clock.now = at(20)

    assert asyncio.run(count_all(office.database, clock)) == 0
    assert count(office, clock) == 1


def test_a_day_that_nobody_ended_waits(office: World, clock: Stopwatch) -> None:
    office.arrived(9)

    clock.now = NEXT_DAY
    assert asyncio.run(count_all(office.database, clock)) == 0


def test_two_that_counted_the_same_day_write_it_once(office: World) -> None:
    office.arrived(9)
    office.tick(now=NEXT_DAY)
    first, second = (office.read(lambda s: keeping.count_next(s, office.office.id, now=NEXT_DAY)) for _ in range(2))

    assert office.database.run(keeping.keep, office.office.id, first, now=NEXT_DAY)
    assert not office.database.run(keeping.keep, office.office.id, second, now=NEXT_DAY)
    assert len(office.rows(CountedDay)) == 1


def test_kept_and_live_say_the_same_of_a_day(office: World, clock: Stopwatch) -> None:
    number = office.called(party=2)
    office.hand_over(number, now=at(9, 8))
    office.booked(10)
    figures = list(Figure)
    live = read(office, *figures, now=at(23, 59))
    count(office, clock)
    kept = read(office, *figures)

    for figure in figures:
        assert kept.by_day(figure).get(MONDAY) == live.by_day(figure).get(MONDAY), figure
        assert figure not in SPREAD or kept.spread(figure) == live.spread(figure), figure


@pytest.mark.parametrize("every", list(Every))
def test_values_are_spread_out_by_stretches(office: World, every: Every) -> None:
    days = (MONDAY - timedelta(days=5), MONDAY - timedelta(days=6), MONDAY)
    for day in days:
        add(office, DayCount(office_id=office.office.id, day=day, figure="waits", part="A", bucket=4, count=2))
    counts = read(office, Figure.WAITS, every=every)

    spreads = counts.spreads(Figure.WAITS)
    assert {first: spread.count for first, spread in spreads.items()} == counts.by_stretch(Figure.WAITS)
    assert sum(spread.count for spread in spreads.values()) == 6
    assert set(spreads) == {every.first_of(day) for day in days}


def test_a_month_that_was_added_up_says_what_its_days_say(office: World) -> None:
    def ask(session: Session, first: date, last: date) -> Counts:
        here = session.get_one(Office, office.office.id)
        return counts_of(session, here, (Figure.WAITS, Figure.INSIDE_MOST), first, last, now=at(9, day=40))

    november, december = date(2026, 11, 1), date(2026, 12, 1)
    for day, minutes, most in ((november, 3, 4), (november + timedelta(days=9), 3, 9), (december, 8, 2)):
        waits = {"figure": "waits", "part": "A", "bucket": minutes, "count": 2}
        inside = {"figure": "inside_most", "part": "", "bucket": 36, "count": most}
        for each in (waits, inside):
            add(office, DayCount(office_id=office.office.id, day=day, **each))
    periods = ((november, date(2026, 12, 20)), (november + timedelta(days=1), date(2026, 12, 20)))
    before = [office.read(lambda s, p=period: ask(s, *p)) for period in periods]

    for month in (november, december):
        office.database.run(queries.add_up, office.office.id, month)

    for period, counts in zip(periods, before, strict=True):
        after = office.read(lambda s, p=period: ask(s, *p))
        for figure in (Figure.WAITS, Figure.INSIDE_MOST):
            assert after.by_day(figure) == counts.by_day(figure)
            assert after.spreads(figure) == counts.spreads(figure)
            assert after.by_bucket(figure) == counts.by_bucket(figure)
    assert before[0].total(Figure.INSIDE_MOST) == 9
    assert before[1].spread(Figure.WAITS).times == {3: 2, 8: 2}


def test_a_year_is_read_by_its_months(office: World) -> None:
    first, figures = date(2026, 1, 1), (Figure.PEOPLE, Figure.NUMBERS, Figure.HANDED_OVER)

    def fill(session: Session) -> None:
        for place in range(300):
            for figure, part in ((Figure.PEOPLE, "A"), (Figure.NUMBERS, "A"), (Figure.HANDED_OVER, "hall:ktp")):
                facts = {"figure": figure, "day": first + timedelta(days=place), "part": part, "count": place}
                session.add(DayCount(office_id=office.office.id, **facts))
        session.flush()
        for month in range(1, 11):
            queries.add_up(session, office.office.id, date(2026, month, 1))

    def ask(session: Session, every: Every) -> Counts:
        last = first + timedelta(days=299)
        days, buckets = queries.counts(session, office.office.id, figures, first, last, every=every)
        return Counts(first, last, every=every, days=days, buckets=buckets)

    office.database.run(fill)
    by_month, by_day = (office.read(lambda s, e=every: ask(s, e)) for every in (Every.MONTH, Every.DAY))

    for figure in figures:
        assert by_month.parts(figure) == by_day.parts(figure)
    assert by_month.by_day(Figure.NUMBERS) == by_day.by_day(Figure.NUMBERS)
    sent = sent_by(office.database, lambda s: ask(s, Every.MONTH))
    assert sum(rows_of(office.database, each) for each in sent) == 300 + 2 * (9 + 27)  # October is not over


def test_a_day_written_by_itself_leaves_its_month_as_added_up_whole(office: World) -> None:
    for day, minutes in ((MONDAY - timedelta(days=1), 3), (MONDAY, 5), (MONDAY, 9)):
        rows = [Count(day, Figure.WAITS, "A", minutes, 2), Count(day, Figure.INSIDE_MOST, "", 36, minutes)]
        office.database.run(queries.replace_day, office.office.id, day, rows, seen_at=None, at=None, counted=0)
    kept = sorted((row.figure, row.day, row.part, row.bucket, row.count) for row in office.rows(DayCount))
    assert (f"{Figure.WAITS}:months", MONDAY.replace(day=1), "A", 9, 2) in kept
    assert (f"{Figure.WAITS}:months", MONDAY.replace(day=1), "A", 5, 2) not in kept

    office.database.run(queries.add_up, office.office.id, MONDAY.replace(day=1))

    assert kept == sorted((row.figure, row.day, row.part, row.bucket, row.count) for row in office.rows(DayCount))


def test_figures_of_persons_go_where_the_office_wants_them_no_more(office: World) -> None:
    office.change(Office, office.office.id, figures_of_persons=True)
    for figure in ("person_served", "person_served:months", "served"):
        add(office, DayCount(office_id=office.office.id, day=MONDAY, figure=figure, part="3", count=2))

    office.database.run(queries.forget_persons, office.office.id)

    assert [row.figure for row in office.rows(DayCount)] == ["served"]


def test_figures_of_persons_are_not_kept_of_a_day_that_was_counted_before_they_went(office: World) -> None:
    office.change(Office, office.office.id, figures_of_persons=True)
    office.hand_over(office.called(), now=at(9, 5))
    office.tick(now=NEXT_DAY)
    seen = office.read(lambda s: keeping.count_next(s, office.office.id, now=NEXT_DAY))
    office.change(Office, office.office.id, figures_of_persons=False)

    assert office.database.run(keeping.keep, office.office.id, seen, now=NEXT_DAY)
    assert {row.figure for row in office.rows(DayCount)} >= {"served"}
    assert not office.rows(DayCount, DayCount.figure == "person_served")


def test_the_first_day_is_that_of_whatever_came_first(office: World, clock: Stopwatch) -> None:
    facts = {"office_id": office.office.id, "key": "reply:1", "cause": "reply", "state": "unreached"}
    office.database.run(lambda session: session.add(Message(**facts, created_at=at(9, day=-2))))
    office.arrived(9)

    assert count(office, clock) == 3
    assert read(office, Figure.UNREACHED).by_day(Figure.UNREACHED) == {MONDAY - timedelta(days=2): 1}


def test_figures_of_persons_are_shown_only_where_the_office_wants_them(office: World) -> None:
    row = DayCount(office_id=office.office.id, day=MONDAY, figure="person_served", part="3", count=2)
    add(office, row)

    assert read(office, Figure.PERSON_SERVED).total(Figure.PERSON_SERVED) == 0
    office.change(Office, office.office.id, figures_of_persons=True)
    assert read(office, Figure.PERSON_SERVED).total(Figure.PERSON_SERVED) == 2
