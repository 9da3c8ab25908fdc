"""What could be guessing is counted in the database."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session

from scheduler import keys
from scheduler.db.models import Counted
from scheduler.flow.core import counting
from tests.scenes.factories import NINE, World

pytestmark = pytest.mark.postgres("dialect")

WITHIN = timedelta(minutes=15)


def take(office: World, now: datetime = NINE, *, who: str = "ani", kind: str = "ref4", most: int = 2, **f) -> int:
    return office.database.run(counting.take, kind, who, most=most, within=WITHIN, now=now, **f)


def wait(office: World, now: datetime, *, who: str = "ani", most: int = 2) -> timedelta:
    return office.read(lambda s: counting.wait(s, "ref4", who, most=most, now=now))


def later(**span: float) -> datetime:
    return NINE + timedelta(**span)


def test_so_many_are_taken_and_no_more(office: World) -> None:
    assert [take(office) for _ in range(4)] == [1, 2, 0, 0]


def test_each_kind_and_each_asker_is_counted_alone(office: World) -> None:
    taken = [take(office), take(office), take(office, who="budi"), take(office, kind="pairing")]

    assert taken == [1, 2, 1, 1]


def test_count_holds_from_the_first_on(office: World) -> None:
    take(office)
    take(office, later(minutes=10))

    assert take(office, later(minutes=14, seconds=59)) == 0
    assert take(office, later(minutes=15)) == 1


def test_renewed_count_holds_from_the_latest_on(office: World) -> None:
    take(office, renewed=True)
    take(office, later(minutes=10), renewed=True)

    assert take(office, later(minutes=24), most=9, renewed=True) == 3
    assert take(office, later(minutes=39), most=9, renewed=True) == 1


def test_one_who_is_held_off_gets_one_more_then(office: World) -> None:
    for _ in range(2):
        take(office)
    office.database.run(counting.hold_off, "ref4", "ani", until=later(seconds=4))

    assert take(office, later(seconds=3)) == 0
    assert take(office, later(seconds=4)) == 3
    assert take(office, later(seconds=4)) == 4, "until it is held off anew"


def test_what_is_refused_is_not_counted(office: World) -> None:
    for _ in range(9):
        take(office)

    (row,) = office.rows(Counted)
    assert (row.count, row.since, row.latest) == (2, NINE, NINE)


def test_what_is_given_back_may_be_taken_again(office: World) -> None:
    for _ in range(2):
        take(office)

    office.database.run(counting.give_back, "ref4", "ani")

    assert [take(office), take(office)] == [2, 0]


def test_more_is_never_given_back_than_was_taken(office: World) -> None:
    take(office)
    for _ in range(3):
        office.database.run(counting.give_back, "ref4", "ani")

    assert [take(office, later(minutes=14)) for _ in range(3)] == [1, 2, 0]
    assert take(office, later(minutes=28)) == 0, "it counts from the first that stayed"


def test_who_is_forgotten_begins_anew(office: World) -> None:
    for who in ("ani", "ani", "budi"):
        take(office, who=who)

    office.database.run(counting.forget, "ref4", "ani")

    assert [take(office), take(office, who="budi"), take(office, who="budi")] == [1, 2, 0]


def test_how_long_it_is_until_the_next(office: World) -> None:
    take(office)
    assert wait(office, NINE) == timedelta()
    take(office)

    assert wait(office, later(minutes=5)) == timedelta(minutes=10)
    assert wait(office, NINE, who="budi") == timedelta()
    assert wait(office, later(minutes=15)) == timedelta()


def test_several_are_counted_as_one(office: World) -> None:
    assert [take(office, most=99, times=5), take(office, most=99)] == [5, 6]


def test_of_whom_it_is_stands_in_no_row(office: World) -> None:
    take(office, who="203.0.113.7 Ani Wati +6281234567890")

    (row,) = office.rows(Counted)
    assert row.who == keys.ring().counted("ref4", "203.0.113.7 Ani Wati +6281234567890")
    assert len(row.who) == 16
    assert row.who != keys.Keyring(["another secret"]).counted("ref4", "203.0.113.7 Ani Wati +6281234567890")


@pytest.mark.parametrize("who", ["", "\ud800", "x" * 10_000])
def test_anything_can_be_counted(office: World, who: str) -> None:
    assert take(office, who=who) == 1


def test_what_holds_no_longer_is_swept_in_portions(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "PORTION", 2)
    for number in range(3):
        take(office, who=f"192.0.2.{number}")
    take(office, later(minutes=1), who="ani")

    def has_old(now: datetime) -> bool:
        return office.read(lambda s: counting.has_old(s, now))

    def sweep(session: Session) -> int:
        return counting.forget_old(session, now=later(minutes=15))

    assert (has_old(later(minutes=14)), has_old(later(minutes=15))) == (False, True)
    assert [office.database.run(sweep) for _ in range(3)] == [2, 1, 0]
    assert [row.who for row in office.rows(Counted)] == [keys.ring().counted("ref4", "ani")]


def test_portion_is_no_larger_by_whatever_way_the_database_goes(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A choice of rows with a limit, asked anew for each row, would choose others each time (PostgreSQL)."""
    monkeypatch.setattr(counting, "PORTION", 2)
    for number in range(5):
        take(office, who=f"192.0.2.{number}")

    def sweep(session: Session) -> int:
        if not office.database.on_sqlite:
            for way in ("hashjoin", "mergejoin", "hashagg", "material", "sort", "incremental_sort"):
                session.execute(text(f"SET LOCAL enable_{way} = off"))
        return counting.forget_old(session, now=later(minutes=15))

    assert [office.database.run(sweep) for _ in range(3)] == [2, 2, 1]
