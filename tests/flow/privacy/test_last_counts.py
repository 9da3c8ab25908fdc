"""An erasure changes no count of a day that was counted, however often it would have been counted again."""

import asyncio
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import col

from scheduler.db.models import Attempt, CountedDay, DayCount, Message
from scheduler.db.queries.figures import note_changed
from scheduler.domain.figures.kinds import Figure
from scheduler.flow.privacy.erasing import erase
from scheduler.jobs.figures import count_all
from tests.conftest import Stopwatch
from tests.flow.privacy.test_person import NIK, surrounded
from tests.scenes.factories import MONDAY, NINE, World, at

TUESDAY = MONDAY + timedelta(days=1)


def counts(office: World) -> set[tuple[Any, ...]]:
    """Of single days: what is added up over a month grows with each."""
    days = office.rows(DayCount, col(DayCount.figure).in_(sorted(Figure)))
    return {(row.day, row.figure, row.part, row.bucket, row.count) for row in days}


def closed(office: World) -> Collection[date]:
    return [row.day for row in office.rows(CountedDay, col(CountedDay.is_final))]


def counted(office: World, clock: Stopwatch, *, day: int) -> int:
    """What the job does on a day after Monday."""
    clock.now = at(9, day=day)
    office.tick(now=clock.now)
    return asyncio.run(count_all(office.database, clock))


@pytest.fixture
def told(office: World) -> World:
    """A person to whom a message went on Monday, which was delivered."""
    surrounded(office)
    message = office.rows(Message)[0]
    tried = {"message_id": message.id, "channel": "sms", "started_at": NINE, "state": "accepted"}
    office.database.run(
        lambda session: session.add(Attempt(office_id=office.office.id, number=9, external_id="x", **tried))
    )
    return office


@pytest.mark.postgres("statements")
def test_a_day_whose_rows_went_keeps_its_counts(told: World, clock: Stopwatch) -> None:
    counted(told, clock, day=2)
    before = counts(told)
    assert (MONDAY, "messages", "sms:accepted", 0, 1) in before

    told.do(erase, NIK, now=clock.now)
    told.database.run(note_changed, told.office.id, MONDAY)

    assert counted(told, clock, day=3) == 2  # Tuesday again, and Wednesday
    assert counts(told) >= before
    assert closed(told) == [MONDAY]


@pytest.mark.postgres("statements")
def test_what_was_reported_since_is_counted_before_it_goes(told: World, clock: Stopwatch) -> None:
    counted(told, clock, day=2)
    attempt = told.rows(Attempt, Attempt.external_id == "x")[0]
    told.change(Attempt, attempt.id, state="delivered")

    told.do(erase, NIK, now=clock.now)

    assert (MONDAY, "messages", "sms:delivered", 0, 1) in counts(told)
    assert closed(told) == [MONDAY]


def test_a_day_that_is_not_counted_yet_is_counted_still(told: World, clock: Stopwatch) -> None:
    told.database.run(note_changed, told.office.id, MONDAY)

    told.do(erase, NIK)

    assert closed(told) == []
    assert counted(told, clock, day=2) == 2
    assert (MONDAY, "served", "A", 0, 1) in counts(told)
