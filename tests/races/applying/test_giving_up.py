"""A citizen gives an application up while a clerk accepts it, or answers while the rule ends it.

In pairs: the naive program (look, then write) does both; the guards let one of them win.
"""

import threading

import pytest
from sqlalchemy import create_engine, text
from sqlmodel import col

from scheduler.db.models import Application, Move
from scheduler.domain.applying.checking_refusals import ApplicationAnswered, ApplicationChanged
from scheduler.domain.applying.refusals import ApplicationUnderWay
from scheduler.flow.applying import applications, applying, checking, unanswered, withdrawing
from scheduler.flow.applying.giving_up import withdraw
from tests.flow.applying.test_unanswered import ending
from tests.flow.booking.test_uncollected import settings
from tests.scenes.applications import application, document, incomplete, set_items
from tests.scenes.clerks_desk import applied
from tests.scenes.factories import CLERK, NINE, World, at, race
from tests.support.circles import in_a_circle
from tests.support.databases import ON_POSTGRES

pytestmark = pytest.mark.postgres("locks")

ROUNDS = 6


@pytest.mark.deep("without the guard")
def test_giving_up_that_looks_and_then_writes_ends_what_was_accepted(office: World):
    some = applied(office)
    document = some.document.id
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    have_looked = threading.Barrier(2)

    def naive(to: str) -> str:
        with engine.connect() as connection:
            stage = connection.execute(text("SELECT stage FROM document WHERE id = :id"), {"id": document}).scalar()
            have_looked.wait(10)
            connection.execute(text("UPDATE document SET stage = :to WHERE id = :id"), {"to": to, "id": document})
            return str(stage)

    outcomes = race([lambda: naive("withdrawn"), lambda: naive("in_production")])
    engine.dispose()

    assert outcomes == ["received", "received"], "both would have moved it from there"


def test_given_up_and_accepted_at_once_is_one_of_them(office: World, open_database):
    other = open_database()
    for _ in range(ROUNDS):
        some = applied(office, items=["Kartu Keluarga"], optional=())
        some.decide(0)
        code, seen = applications.application_code(some.row), some.round

        def accept(number: int = some.id, seen: str = seen) -> None:
            office.database.run(checking.accept, office.office, number, seen=seen, despite=True, by=CLERK, now=NINE)

        gone, taken = race([lambda code=code: other.run(withdraw, code, now=NINE), accept])

        assert (gone is None) != (taken is None), (gone, taken)
        assert gone is None or isinstance(gone, ApplicationUnderWay)
        assert taken is None or isinstance(taken, ApplicationAnswered | ApplicationChanged)
        stages = [move.after for move in office.rows(Move, col(Move.document_id) == some.document.id)]
        assert stages[1:] == (["withdrawn"] if gone is None else ["in_production"])


def test_answered_and_ended_by_rule_at_once_is_one_of_them(office: World, open_database):
    other, late = open_database(), at(12, day=2)
    settings(office, unanswered_days=[], lapse_days=1)
    for _ in range(ROUNDS):
        code = incomplete(office)
        set_items(office, code, "sent")
        office.change(Application, application(office, code).id, asked_at=NINE)

        outcomes = race(
            [
                lambda code=code: other.run(applying.send_again, code, now=late),
                lambda: office.at_time(unanswered.tell_or_end, now=late),
            ]
        )

        assert [each for each in outcomes if isinstance(each, Exception)] == []
        found = document(office, code)
        stages = [move.after for move in office.rows(Move, col(Move.document_id) == found.id)]
        assert stages in (["received", "incomplete", "received"], ["received", "incomplete", "withdrawn"])


@ON_POSTGRES
@pytest.mark.parametrize("guard", [pytest.param(True, id="guarded"), pytest.param(False, id="unguarded")])
def test_who_comes_while_the_rule_ends_it(office: World, monkeypatch: pytest.MonkeyPatch, *, guard: bool) -> None:
    """Unguarded, the rule has read that nobody has come, and fails with all that it was to end."""
    code = ending(office)
    if not guard:
        monkeypatch.setattr(withdrawing, "hold_visits", lambda *_: None)

    came, ended = in_a_circle(
        office,
        lambda office: office.at_time(unanswered.tell_or_end, now=at(12, day=1)),
        first="UPDATE booking SET stage = 'arrived'",
        then="SELECT 1",
    )

    assert came == "went on"
    assert (ended == "went on") is guard
    assert document(office, code).stage == "incomplete"
