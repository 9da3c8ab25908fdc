"""What is foreseen of the coming days is kept, made anew when it is time, and held against how the day was."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from math import ceil
from typing import Any

import pytest
from sqlalchemy import delete
from sqlmodel import Session, col

from scheduler.db.models import Counter, CounterService, DayForecast, Slot
from scheduler.domain.forecasting import foreseen as writing
from scheduler.flow.calendar import closures
from scheduler.flow.calendar.closures import NewClosure
from scheduler.flow.forecasting import habits, judging, keeping
from scheduler.flow.forecasting.keeping import Due, Kept, ToDo
from tests.scenes.factories import MONDAY, NINE, World, at

TUESDAY = MONDAY + timedelta(days=1)
WORKDAYS = [MONDAY + timedelta(days=n) for n in (1, 2, 3, 4, 7, 8, 9, 10, 11, 14)]


def look(office: World, now: datetime = NINE, most: int = 31) -> ToDo | None:
    return office.read(lambda session: keeping.look(session, office.office, now, most=most))


def due(office: World, now: datetime = NINE) -> Sequence[date]:
    found = look(office, now)
    return [each.day for each in found.due] if found else []


def keep(office: World, each: Due, *, now: datetime = NINE) -> bool:
    habits = office.read(lambda session: keeping.habits_of(session, office.office, now=now)).habits
    return office.database.run(keeping.keep, office.office.id, each, keeping.play(each, habits, seeds=2), now=now)


def foresee(office: World, now: datetime = NINE) -> None:
    found = look(office, now)
    for each in found.due if found else ():
        keep(office, each, now=now)


def kept(office: World) -> dict[date, Kept]:
    last = MONDAY + timedelta(days=40)
    return office.read(lambda session: keeping.kept_days(session, office.office.id, MONDAY, last))


@pytest.mark.postgres("statements")
def test_all_days_of_work_that_can_be_booked_are_due_and_then_kept(office):
    assert due(office) == WORKDAYS

    foresee(office)

    assert due(office) == []
    assert list(kept(office)) == WORKDAYS
    assert {each.made_at for each in kept(office).values()} == {NINE}


def test_no_more_days_than_asked_the_soonest_first(office):
    found = look(office, most=2)

    assert found is not None
    assert [each.day for each in found.due] == WORKDAYS[:2]


def test_all_are_foreseen_again_once_the_habits_of_the_day_are_there(office):
    foresee(office)
    found = office.read(lambda session: habits.fitted(session, office.office, now=at(10)))
    office.database.run(habits.keep, office.office.id, found, now=at(10))

    assert due(office, at(11)) == WORKDAYS
    foresee(office, at(11))
    assert due(office, at(11)) == []


def test_after_an_update_that_writes_otherwise_all_are_foreseen_again(office, monkeypatch):
    foresee(office)
    monkeypatch.setattr(writing, "VERSION", writing.VERSION + 1)

    assert due(office) == WORKDAYS


def test_next_day_all_are_foreseen_again(office):
    foresee(office)

    assert due(office, at(0, 30, day=1)) == [*WORKDAYS[1:], MONDAY + timedelta(days=15)]


def test_day_that_is_set_otherwise_is_foreseen_again(office):
    foresee(office)
    office.do(closures.shut, NewClosure(TUESDAY, TUESDAY, "Apel", from_time=time(13), to_time=time(14)), now=NINE)

    assert due(office) == [TUESDAY]


@pytest.mark.parametrize(("fewer", "again"), [(1, []), (0, [TUESDAY])])
def test_day_is_foreseen_again_once_a_tenth_of_it_is_taken(office, fewer, again):
    foresee(office)
    slots = [row for row in office.rows(Slot) if at(0, day=1) <= row.starts_at < at(0, day=2)]
    left = ceil(sum(slot.planned for slot in slots) / 10) - fewer
    for slot in slots:
        office.change(Slot, slot.id, taken=min(left, slot.capacity))
        left -= min(left, slot.capacity)

    assert due(office) == again


def test_in_the_evening_tomorrow_is_foreseen_again_after_any_change(office):
    foresee(office)
    office.booked(9, day=1)
    office.booked(9, day=2)

    assert due(office, at(16)) == []
    assert due(office, at(17)) == [TUESDAY]


def test_newest_stays(office):
    found = look(office)
    assert found is not None

    assert keep(office, found.due[0], now=at(10))
    assert not keep(office, found.due[0], now=NINE)
    assert kept(office)[TUESDAY].made_at == at(10)


def test_what_was_foreseen_a_week_before_stays(office):
    foresee(office)
    later = MONDAY + timedelta(days=9)
    first = kept(office)[later]
    foresee(office, at(9, day=3))

    again = kept(office)[later]
    assert (again.made_at, again.a_week_before) == (at(9, day=3), first.foreseen)
    assert kept(office)[MONDAY + timedelta(days=4)].a_week_before is None


@pytest.mark.postgres("statements")
def test_day_on_which_the_office_is_shut_now_is_foreseen_no_more(office):
    foresee(office)
    office.do(closures.shut, NewClosure(TUESDAY, TUESDAY, "Libur"), now=NINE)
    found = look(office)
    assert found is not None

    office.database.run(keeping.drop, office.office.id, found.gone, today=MONDAY)

    assert found.gone == [TUESDAY]
    assert list(kept(office)) == WORKDAYS[1:]


@pytest.mark.postgres("statements")
def test_what_an_older_version_wrote_is_not_shown(office):
    foresee(office)
    office.database.run(_of_old, office.office.id, TUESDAY)

    assert list(kept(office)) == WORKDAYS[1:]


def test_day_without_counters_warns_of_every_service(office):
    for counter in office.rows(Counter):
        office.database.run(_take_nothing, counter.id)
    found = look(office)
    assert found is not None
    keep(office, found.due[0])

    assert {each.letter for each in kept(office)[TUESDAY].foreseen.untaken} == {"A", "B", "C"}


# --- how the day was


def judge(office: World, now: datetime, *, is_ended: bool = True) -> list[date]:
    if is_ended:
        office.tick(now=now)
    days = office.read(lambda session: list(judging.days_to_judge(session, office.office, now)))
    for day in days:
        truth = office.read(lambda session, day=day: judging.seen(session, office.office, day, now))
        assert office.database.run(judging.write_down, office.office.id, day, truth)
    return days


@pytest.fixture
def tuesday(office: World) -> World:
    """Foreseen on Monday; on Tuesday two of three who are booked come, and somebody without a time."""
    early, late, _ = (office.booked(9, day=1, party=party) for party in (2, 1, 1))
    foresee(office)
    for number, code in enumerate((early, late)):
        office.scan(code, now=at(8, 50 + number, day=1))
    office.walk_in(now=at(9, 1, day=1))
    for number in (1, 2):
        office.call(number, now=at(9, 2, day=1))
    return office


@pytest.mark.postgres("statements")
def test_day_is_held_against_what_was_foreseen_once_it_is_over(tuesday: World):
    assert judge(tuesday, at(16, day=1)) == []
    assert judge(tuesday, at(0, day=2), is_ended=False) == []
    assert judge(tuesday, at(1, day=2)) == [TUESDAY]

    truth = kept(tuesday)[TUESDAY].truth
    assert truth is not None
    assert (truth.booked, truth.came, truth.walk_ins) == (3, 2, 1)
    assert (truth.served, truth.unserved) == (2, 1)
    assert (truth.wait, truth.long_wait) == (11, 12)
    assert truth.inside[:8] == (0, 0, 0, 0, 3, 4, 4, 4)
    assert judge(tuesday, at(1, day=2)) == []


def test_nobody_changes_what_was_foreseen_of_a_day_whose_truth_is_known(tuesday: World):
    found = look(tuesday)
    judge(tuesday, at(1, day=2))

    assert found is None
    row = tuesday.rows(DayForecast, DayForecast.day == TUESDAY)[0]
    again = tuesday.read(lambda session: keeping.look_at(session, tuesday.office, TUESDAY, NINE))[0]
    assert not keep(tuesday, again, now=at(2, day=2))
    assert tuesday.rows(DayForecast, DayForecast.day == TUESDAY)[0].made_at == row.made_at


def test_day_on_which_nobody_came_says_nothing(office):
    foresee(office)

    assert judge(office, at(1, day=2)) == [TUESDAY]
    assert kept(office)[TUESDAY].truth is None
    assert judge(office, at(1, day=2)) == []


def test_score_is_of_the_days_whose_truth_is_known(tuesday: World):
    judge(tuesday, at(1, day=3))

    found = tuesday.read(lambda session: judging.judged(session, tuesday.office, at(1, day=3)))

    assert found.day_before is not None
    assert (found.day_before.days, found.week_before) == (1, None)
    assert found.day_before.peaks.of == 1


def test_what_was_foreseen_a_week_before_is_held_against_the_same_quarters(tuesday: World):
    """Since then the office lets people in half an hour earlier."""
    judge(tuesday, at(1, day=2))
    [row] = tuesday.rows(DayForecast, DayForecast.day == TUESDAY)
    assert row.truth is not None
    inside = row.truth["says"]["inside"]
    before = {
        **row.forecast,
        "opens": (datetime.fromisoformat(row.forecast["opens"]) + timedelta(minutes=30)).isoformat(),
        "inside": [[most, most, most] for most in inside[2:]],
        "outside": row.forecast["outside"][2:],
    }
    tuesday.database.run(_a_week_before, tuesday.office.id, before)

    found = tuesday.read(lambda session: judging.judged(session, tuesday.office, at(1, day=3))).week_before

    assert found is not None
    assert found.quarters.share == 1


def test_score_of_a_new_office_is_nothing(office):
    found = office.read(lambda session: judging.judged(session, office.office, NINE))

    assert found == (None, None)


@pytest.mark.postgres("statements")
def test_what_is_not_known_yet_is_named(office):
    found = office.read(lambda session: judging.unknown(session, office.office, NINE))

    assert found.types.keys() >= {"KTP-el", "KK"}
    assert found.weekdays == [0, 1, 2, 3, 4]
    assert found.counters == [counter.number for counter in office.rows(Counter)]


def _a_week_before(session: Session, office_id: int, before: dict[str, Any]) -> None:
    session.get_one(DayForecast, (office_id, TUESDAY)).a_week_before = before


def _of_old(session: Session, office_id: int, day: date) -> None:
    row = session.get_one(DayForecast, (office_id, day))
    row.forecast = {**row.forecast, "version": writing.VERSION - 1}
    session.add(row)


def _take_nothing(session: Session, counter_id: int) -> None:
    session.execute(delete(CounterService).where(col(CounterService.counter_id) == counter_id))


def test_counter_at_which_somebody_was_served_is_known(tuesday: World):
    found = tuesday.read(lambda session: judging.unknown(session, tuesday.office, at(9, 30, day=1)))

    assert 1 in found.counters
    tuesday.hand_over("A-001", now=at(9, 20, day=1))
    found = tuesday.read(lambda session: judging.unknown(session, tuesday.office, at(9, 30, day=1)))
    assert 1 not in found.counters
