"""On PostgreSQL what asks history, calls and waits told about a day or a number opens the months of that day alone."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import ColumnElement
from sqlmodel import Session, select

from scheduler.db.engine import months
from scheduler.db.engine.months import MONTHLY
from scheduler.db.models import Office, Ticket
from scheduler.flow.counter import calls, counters, parking, undo
from scheduler.flow.custody.handover_records import last_handover
from scheduler.flow.figures.day import Day
from scheduler.flow.screens import nearing
from tests.conftest import Stopwatch
from tests.scenes.factories import MONDAY, NINE, World, at
from tests.support.databases import ON_POSTGRES, ON_SQLITE
from tests.support.plans import Sent, looking, sending, sent_by, sqlite_plan
from tests.web.staff.members import sign_in

MOST = 2
"""The month of a day, and the one beside it where the day is its first or last; or what comes after, for a guard."""
READS = re.compile(rf"(?:FROM|JOIN|UPDATE) ({'|'.join(MONTHLY)})\b")
BY_HANDOVER = "move.step = handover.step"
"""Bounded by the moment of the row that it is about: which months that leaves shows while it runs."""


@ON_POSTGRES
@pytest.mark.postgres("statements")
def test_what_is_asked_of_a_day_opens_its_months_alone(client: Any, office: World, clock: Stopwatch) -> None:
    office.at_time(counters.open_counter, 1)
    office.at_time(counters.open_counter, 2)
    served, called, comes, ahead, aside = (office.booked(9, half) for half in (0, 0, 0, 30, 30))
    office.scan(served)
    office.do(calls.serve, office.call())
    office.hand_over("A-001")
    office.scan(aside, early=True)
    office.do(parking.park, "A-002")
    office.scan(called)
    sign_in(client, office, counter=1)

    def page(path: str, **who: Any) -> Callable[[], object]:
        def ask() -> None:
            sign_in(client, office, **(who or {"counter": 1}))
            clock.now = at(9, 2)
            assert client.get(path).status_code == 200, path

        return ask

    def is_told(session: Session) -> ColumnElement[bool]:
        return nearing._is_told(session.get_one(Office, office.office.id), at(9, 5))

    hall = {"name": "Sari", "role": "supervisor"}
    does: dict[str, Callable[[], object]] = {
        "arrive": lambda: office.scan(comes),
        "call": lambda: office.call(1),
        "call again": lambda: office.do(calls.recall, "A-003", now=at(9, 1)),
        "undo the call again": lambda: office.do(undo.undo_last, "A-003", now=at(9, 1)),
        "serve": lambda: office.do(calls.serve, "A-003", now=at(9, 2)),
        "counter": page("/counter"),
        "ticket": page(f"/t/{called}"),
        "ticket of a visit that is over": page(f"/t/{served}"),
        "ticket of a visit to come": page(f"/t/{ahead}"),
        "hall": page("/office/hall", **hall),
        "audit": page(f"/office/audit?first={MONDAY}&last={MONDAY}", name="Tari", role="auditor"),
        "hand over": lambda: office.hand_over("A-003", now=at(9, 3)),
        "undo": lambda: office.do(undo.undo_last, "A-003", now=at(9, 4)),
        "board": lambda: office.do(parking.park, "A-003", now=at(9, 5)),
        "who comes soon": lambda: office.read(lambda s: s.scalars(select(Ticket).where(is_told(s))).all()),
        "figures": lambda: office.read(lambda s: Day(s, office.office, MONDAY, at(9, 5)).times_then),
    }
    sent = {name: sent_of(act) for name, act in does.items()}
    last = office.read(last_month)

    assert [name for name, statements in sent.items() if not statements] == []
    wide = [
        (name, statement)
        for name, statements in sent.items()
        for statement, values in statements
        if BY_HANDOVER not in statement and opened(office, (statement, moved(values, last))) > MOST
    ]
    assert wide == []
    unbounded = ("SELECT * FROM move WHERE ticket_id = %(ticket)s", {"ticket": 1})
    assert opened(office, unbounded) > MOST


@ON_SQLITE
def test_whether_something_was_taken_back_is_looked_up_by_its_step_alone(office: World) -> None:
    """Not among all that was ever undone, of every office and year."""
    booking = office.booking(office.booked())

    (sent,) = sent_by(office.database, lambda session: last_handover(session, booking.id))

    plan = sqlite_plan(office.database, sent)
    assert any("undone USING COVERING INDEX ix_undone_step (step=?)" in line for line in plan), plan
    assert not [line for line in plan if line.startswith("SCAN") or "move" in line], plan


def sent_of(act: Callable[[], object]) -> list[Sent]:
    """The statements of an act that ask a table which lies in months."""
    with sending() as sent:
        act()
    return [each for each in sent if READS.search(each[0])]


def last_month(session: Session) -> datetime:
    """A moment in the middle of the last month that has a partition: all others are before it."""
    ends = min(months.parts_of(session, table)[-1].ends for table in MONTHLY)
    return datetime(ends.year, ends.month, 1, tzinfo=UTC) - timedelta(days=15)


def moved(values: Any, moment: datetime) -> Any:
    """What a statement was sent with, as if its day were that of a moment."""
    far = moment - NINE
    return {name: each + far if isinstance(each, datetime) else each for name, each in values.items()}


def opened(office: World, sent: Sent) -> int:
    """How many partitions of one table a statement opens, of that of which it opens most."""
    with looking(office.database) as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {sent[0]}", sent[1]).scalar()
    names = set(relations((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))
    return max(sum(name.startswith(f"{table}_") for name in names) for table in MONTHLY)


def relations(node: dict[str, Any]) -> Iterator[str]:
    """The tables of a plan."""
    if "Relation Name" in node:
        yield node["Relation Name"]
    for each in node.get("Plans", ()):
        yield from relations(each)
