"""The first question sent twice at once, as by a double click: unguarded there are two offices; guarded there is one.
Two managers who were sent at once from one browser: one is. Another office added twice at once is there once.
"""

from functools import partial

import pytest
from sqlmodel import Session, select

from scheduler.db.engine.database import Database
from scheduler.db.models import Office, Staff
from scheduler.domain.refusals import Invalid
from scheduler.domain.start import StartElsewhere
from scheduler.flow.start import addresses, steps
from scheduler.flow.start.another import add_office
from scheduler.flow.start.steps import Named
from tests.scenes.factories import EARLY, race
from tests.scenes.starts import NAMED, opened_address, started
from tests.support.databases import ON_POSTGRES

pytestmark = pytest.mark.postgres("locks")


def named_at_once(open_database, cookie: str) -> list[object]:
    """Both processes are sent the office's name, each spelled in its own way; what came of it."""
    named = [Named(f"Disdukcapil {place}", "", "", "WIB") for place in ("Bintan", "Batam")]
    return race([partial(open_database().run, steps.name_office, cookie, each, [], now=EARLY) for each in named])


def offices(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.exec(select(Office.name)))


@ON_POSTGRES
@pytest.mark.deep("without the guard")
def test_named_twice_at_once_two_are_made(database: Database, open_database, monkeypatch: pytest.MonkeyPatch):
    cookie = opened_address(database)

    def unheld(_session: Session) -> None:
        """Nobody waits for anybody."""

    monkeypatch.setattr(addresses, "_hold", unheld)
    named_at_once(open_database, cookie)

    assert len(offices(database)) == 2


def test_named_twice_at_once_one_is_made(database: Database, open_database):
    cookie = opened_address(database)

    assert not [each for each in named_at_once(open_database, cookie) if isinstance(each, Exception)]
    assert len(offices(database)) == 1


def test_of_two_managers_at_once_one_is_the_first(database: Database, open_database):
    cookie = opened_address(database)
    database.run(steps.name_office, cookie, NAMED, [], now=EARLY)

    names = ("Sari", "Budi")
    came = race(
        [partial(open_database().run, steps.first_manager, cookie, each, "a hash", now=EARLY) for each in names]
    )

    assert sorted(type(each) for each in came if isinstance(each, Exception)) == [StartElsewhere]
    with database.reading() as session:
        assert len(session.exec(select(Staff)).all()) == 1


def test_processes_that_start_at_once_each_give_out_one_that_holds(database: Database, open_database):
    codes = race([partial(open_database().run, addresses.give_out) for _ in range(4)])

    assert len(set(codes)) == 4
    for code in codes:
        with database.reading() as session:
            addresses.look_at(session, str(code))


def added_at_once(database: Database, open_database) -> list[type]:
    """Both processes are sent the same new office; what came of it."""
    like = started(database)
    with database.reading() as session:
        manager = session.exec(select(Staff)).one()
    lingga = Named("Disdukcapil Kabupaten Lingga", "", "", "WIB")
    add = [partial(open_database().run, add_office, like, lingga, 9, staff_id=manager.id, now=EARLY) for _ in range(2)]
    return sorted((type(each) for each in race(add)), key=lambda kind: kind.__name__)


def test_added_twice_at_once_the_second_is_refused(database: Database, open_database):
    assert added_at_once(database, open_database) == [Invalid, Office]
