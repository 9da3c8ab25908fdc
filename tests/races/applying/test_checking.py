"""Two clerks who decide on one item at once, who answer one application at once, and one answer while more is sent.

In pairs: the naive program (look, then write) lets the second overwrite the first and asks the citizen twice; the
guards never.
"""

import threading
from datetime import datetime

import pytest
from sqlalchemy import create_engine, text

from scheduler.db.models import Message, Move
from scheduler.domain.applying.checking_refusals import (
    ApplicationAnswered,
    ApplicationChanged,
    DecidedMeanwhile,
    WithCitizen,
)
from scheduler.flow.applying import checking
from scheduler.flow.applying.checking import Decision
from scheduler.flow.core.outbox import Cause
from tests.scenes.clerks_desk import Applied, applied
from tests.scenes.factories import World, at, race

pytestmark = pytest.mark.postgres("locks")

CLERKS = ("staff:1", "staff:2")
ONE = Decision("accepted"), Decision("missing", "expired")


@pytest.fixture
def sent(office: World) -> Applied:
    return applied(office, items=["Kartu Keluarga"], optional=())


@pytest.mark.deep("without the guard")
def test_clerks_who_look_and_then_decide_overwrite_each_other(office: World, sent: Applied) -> None:
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    have_looked = threading.Barrier(2)

    def naive(state: str) -> bool:
        with engine.connect() as connection:
            is_open = connection.execute(text("SELECT state = 'sent' FROM application_item")).scalar()
            have_looked.wait(10)
            if is_open:
                connection.execute(text("UPDATE application_item SET state = :state"), {"state": state})
        return bool(is_open)

    outcomes = race([lambda: naive("accepted"), lambda: naive("missing")])
    engine.dispose()

    assert outcomes == [True, True]


def test_of_two_clerks_at_once_one_decides(office: World, sent: Applied, open_database) -> None:
    databases, seen = [office.database, open_database()], sent.mark(0)

    def work(place: int):
        facts = {"seen": seen, "by": CLERKS[place], "now": at(10, place)}
        return lambda: databases[place].run(checking.decide, office.office, sent.id, 0, ONE[place], **facts)

    outcomes = race([work(0), work(1)])

    refused = [each for each in outcomes if isinstance(each, Exception)]
    assert [type(each) for each in refused] == [DecidedMeanwhile]
    (item,) = sent.items
    winner = CLERKS.index(item.decided_by or "")
    assert (item.state, item.why) == (ONE[winner].state, ONE[winner].why)
    assert not isinstance(outcomes[winner], Exception)


@pytest.mark.deep("without the guard")
def test_clerks_who_look_and_then_answer_ask_twice(office: World, sent: Applied) -> None:
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    have_looked = threading.Barrier(2)

    def naive() -> int:
        with engine.connect() as connection:
            waits = connection.execute(text("SELECT 1 FROM application WHERE waiting_since IS NOT NULL")).first()
            have_looked.wait(10)
            if waits is None:
                return 0
            connection.execute(text("UPDATE application SET waiting_since = NULL, asked_again = asked_again + 1"))
            return 1

    outcomes = race([naive, naive])
    engine.dispose()

    assert outcomes == [1, 1]
    assert sent.row.asked_again == 2


def test_of_two_clerks_at_once_one_asks(office: World, sent: Applied, open_database) -> None:
    sent.decide(0, "missing", "expired")
    databases, seen = [office.database, open_database(), open_database()], sent.round

    def work(place: int):
        facts = {"seen": seen, "by": CLERKS[place % 2], "now": at(10, place)}
        return lambda: databases[place].run(checking.ask_again, office.office, sent.id, **facts)

    outcomes = race([work(place) for place in range(3)])

    refused = [each for each in outcomes if isinstance(each, Exception)]
    assert {type(each) for each in refused} <= {ApplicationChanged, WithCitizen}
    assert (len(refused), sent.row.asked_again) == (2, 1)
    assert len(office.rows(Message, Message.cause == Cause.INCOMPLETE)) == 1
    assert len(office.rows(Move, Move.after == "incomplete")) == 1


def test_asking_and_accepting_at_once_is_one_answer(office: World, open_database) -> None:
    """Something optional lacks: it may be asked for, or done without."""
    some = applied(office)
    some.decide(0)
    some.decide(1)
    some.decide(2, "unreadable", "blurred")
    databases, seen = [office.database, open_database()], some.round

    def work(step, place: int, now: datetime):
        facts = {"seen": seen, "by": CLERKS[place], "now": now}
        return lambda: databases[place].run(step, office.office, some.id, **facts)

    outcomes = race([work(checking.ask_again, 0, at(10)), work(checking.accept, 1, at(10, 1))])

    refused = [each for each in outcomes if isinstance(each, Exception)]
    assert [type(each) for each in refused] in ([ApplicationChanged], [ApplicationAnswered])
    row = some.row
    assert (some.document.stage, row.asked_again, row.accepted_at is None) in (
        ("incomplete", 1, True),
        ("in_production", 0, False),
    )
