"""Prepared statements: what is made of rows is made once of the same ones, and of others anew."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest
from sqlalchemy import bindparam, select
from sqlmodel import col

from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import OpeningHours
from tests.scenes.factories import World

_OPENS = (
    select(col(OpeningHours.opens))
    .where(col(OpeningHours.office_id) == bindparam("office"))
    .order_by(col(OpeningHours.id))
)
Opens = Callable[[World], tuple[Any, ...]]


@pytest.fixture
def made() -> list[int]:
    """One for each time that something was made."""
    return []


@pytest.fixture
def opens(made: list[int]) -> Opens:
    """When an office opens on its weekdays, by a statement that nobody has asked before."""
    statement = Prepared(_OPENS)

    def count(rows: Iterable[Sequence[Any]]) -> tuple[Any, ...]:
        made.append(1)
        return tuple(opens for (opens,) in rows)

    def asked(office: World) -> tuple[Any, ...]:
        own = office.office.id
        return office.read(lambda session: statement.made(count, session, of=own, office=own))

    return asked


@pytest.mark.postgres("statements")
def test_what_is_made_of_rows_is_made_once_of_the_same_and_of_others_anew(
    office: World, elsewhere: World, made: list[int], opens: Opens
) -> None:
    first = opens(office)
    assert opens(office) is first
    assert len(made) == 1

    def later(session: Any) -> None:
        row = session.scalars(select(OpeningHours).where(col(OpeningHours.office_id) == office.office.id)).first()
        row.opens = row.opens.replace(minute=59)
        session.add(row)

    office.database.run(later)

    changed = opens(office)
    assert len(changed) == len(first)
    assert sum(one != other for one, other in zip(first, changed, strict=True)) == 1
    assert opens(elsewhere) == first


def test_offices_that_are_asked_in_turn_put_out_nothing_of_each_other(
    office: World, elsewhere: World, made: list[int], opens: Opens
) -> None:
    for _ in range(3):
        opens(office)
        opens(elsewhere)

    assert len(made) == 2
