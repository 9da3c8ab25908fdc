"""Prepared statements: what is made of rows is made once of the same ones, and of others anew."""

from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from sqlalchemy import bindparam, select
from sqlmodel import col

from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import OpeningHours
from tests.scenes.factories import World

OPENS = Prepared(
    select(col(OpeningHours.opens))
    .where(col(OpeningHours.office_id) == bindparam("office"))
    .order_by(col(OpeningHours.id))
)
made: list[int] = []


def _count(rows: Iterable[Sequence[Any]]) -> tuple[Any, ...]:
    made.append(1)
    return tuple(opens for (opens,) in rows)


def opens(office: World) -> tuple[Any, ...]:
    return office.read(lambda session: OPENS.made(_count, session, office=office.office.id))


@pytest.mark.postgres("statements")
def test_what_is_made_of_rows_is_made_once_of_the_same_and_of_others_anew(office: World, elsewhere: World) -> None:
    made.clear()
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
