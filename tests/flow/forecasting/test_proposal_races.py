"""Proposals that several people ask for, or end, at the same moment.

In pairs: looking first and writing then has two under way, or lets a result stand over a stop; the guards let one be.
"""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import delete
from sqlmodel import Session

from scheduler.db.models import ForecastRun
from scheduler.domain.forecasting.proposing.asked import Asked
from scheduler.domain.forecasting.proposing.stages import UNDER_WAY, ProposalOver, ProposalUnderWay, RunStage
from scheduler.flow.forecasting import proposals
from tests.flow.forecasting.test_proposals import found
from tests.scenes.factories import NINE, World, race

pytestmark = pytest.mark.postgres("locks")

ASKED = Asked(wait=30, overtime=15, full=1.0)


@pytest.fixture
def without_index(office: World) -> Iterator[None]:
    """The index that lets an office have one under way is off."""
    [index] = [each for each in ForecastRun.__table__.indexes if each.unique]  # type: ignore[attr-defined]
    index.drop(office.database.engine)
    yield
    with office.database.engine.begin() as connection:
        connection.execute(delete(ForecastRun))
    index.create(office.database.engine)


@pytest.mark.parametrize("guard", [pytest.param(True, id="guarded"), pytest.param(False, id="unguarded")])
def test_of_two_who_ask_at_once_one_is_told_to_wait(
    office: World, open_database: Callable[..., Any], request: pytest.FixtureRequest, *, guard: bool
) -> None:
    """Unguarded: whether one is under way is looked for, and the index is off."""
    if not guard:
        request.getfixturevalue("without_index")
    have_looked = threading.Barrier(2)

    def naively(session: Session) -> bool:
        known = any(row.state in UNDER_WAY for row in proposals.newest(session, office.office, most=5))
        have_looked.wait(10)
        if not known:
            proposals.ask(session, office.office, ASKED, by="sari", now=NINE)
        return not known

    def ask(place: World) -> bool:
        if not guard:
            return place.database.run(naively)
        try:
            place.database.run(proposals.ask, office.office, ASKED, by="sari", now=NINE)
        except ProposalUnderWay:
            return False
        return True

    places = [office.through(open_database()) for _ in range(2)]
    outcomes = race([lambda place=place: ask(place) for place in places])  # type: ignore[misc]

    assert sum(outcomes) == (1 if guard else 2)


@pytest.mark.parametrize("guard", [pytest.param(True, id="guarded"), pytest.param(False, id="unguarded")])
def test_a_stop_and_a_result_at_once_do_not_both_count(
    office: World, open_database: Callable[..., Any], *, guard: bool
) -> None:
    """Unguarded: the process looks whether it was stopped, and then writes what it found."""
    number = office.database.run(proposals.ask, office.office, ASKED, by="sari", now=NINE)
    office.database.run(proposals.take, "one", now=NINE)
    have_looked = threading.Barrier(2)

    def naively(session: Session, to: RunStage) -> bool:
        row = session.get_one(ForecastRun, number)
        goes_on = row.state in UNDER_WAY
        have_looked.wait(10)
        if goes_on:
            row.state = to
        return goes_on

    def stop(place: World) -> bool:
        if not guard:
            return place.database.run(naively, RunStage.STOPPED)
        try:
            place.database.run(proposals.stop, office.office, number, by="sari", now=NINE)
        except ProposalOver:
            return False
        return True

    def finish(place: World) -> bool:
        if not guard:
            return place.database.run(naively, RunStage.DONE)
        return place.database.run(proposals.finish, number, "one", found(), now=NINE)

    one, other = (office.through(open_database()) for _ in range(2))
    outcomes = race([lambda: stop(one), lambda: finish(other)])

    assert sum(outcomes) == (1 if guard else 2)


@pytest.mark.parametrize("guard", [pytest.param(True, id="guarded"), pytest.param(False, id="unguarded")])
def test_two_processes_do_not_both_take_one(office: World, open_database: Callable[..., Any], *, guard: bool) -> None:
    """Unguarded: a process looks what waits, and then writes that it is its own."""
    number = office.database.run(proposals.ask, office.office, ASKED, by="sari", now=NINE)
    have_looked = threading.Barrier(2)

    def naively(session: Session, worker: str) -> bool:
        row = session.get_one(ForecastRun, number)
        is_free = row.state == RunStage.WAITING
        have_looked.wait(10)
        if is_free:
            row.state, row.worker = RunStage.RUNNING, worker
        return is_free

    def take(place: World, worker: str) -> bool:
        if not guard:
            return place.database.run(naively, worker)
        return place.database.run(proposals.take, worker, now=NINE) is not None

    one, other = (office.through(open_database()) for _ in range(2))
    outcomes = race([lambda: take(one, "one"), lambda: take(other, "other")])

    assert sum(outcomes) == (1 if guard else 2)
