"""Two offices that confirm one code: looked up and then taken both have the screen; by deleting the row, one has."""

import threading

import pytest
from sqlalchemy import text
from sqlmodel import col, delete, select

from scheduler.db.models import Pairing, Screen
from scheduler.domain.screens import PairingUnknown
from scheduler.flow.screens import screens
from scheduler.flow.screens.screens import Looks
from tests.scenes.factories import NINE, TELEVISION, World, race

pytestmark = pytest.mark.postgres("locks")


@pytest.fixture
def code(office: World) -> str:
    """Of a television that waits."""
    return office.database.run(screens.ask, TELEVISION, now=NINE)[1].code


@pytest.fixture
def both(office: World, elsewhere: World, open_database) -> list[World]:
    """Two offices, each in a process of its own."""
    return [world.through(open_database()) for world in (office, elsewhere)]


@pytest.mark.deep("without the guard")
def test_code_looked_up_and_then_used_belongs_to_two_offices(office: World, both: list[World], code: str):
    _without_the_last_guard(office)
    have_looked = threading.Barrier(2)

    def naive(world: World) -> None:
        with world.database.reading() as session:
            token_hash = session.exec(select(Pairing).where(Pairing.code == code)).one().token_hash
        have_looked.wait(10)
        world.database.run(_use, world.office.id, code, token_hash)

    race([lambda world=world: naive(world) for world in both])

    assert len({screen.office_id for screen in office.rows(Screen)}) == 2


def test_code_confirmed_by_two_offices_at_once_belongs_to_one(office: World, both: list[World], code: str):
    outcomes = race(
        [lambda world=world: world.do(screens.confirm, code, Looks("Pintu"), by="staff:3", now=NINE) for world in both]
    )

    assert sorted(type(outcome) for outcome in outcomes if isinstance(outcome, Exception)) == [PairingUnknown]
    assert len(office.rows(Screen)) == 1


def _without_the_last_guard(office: World) -> None:
    """Tokens of screens are unique as well; without that the fault shows itself."""
    if office.database.on_sqlite:
        office.database.run(_rebuild_without_unique_token)
    else:
        drop = "ALTER TABLE screen DROP CONSTRAINT uq_screen_token_hash"
        office.database.run(lambda session: session.execute(text(drop)))


def _rebuild_without_unique_token(session) -> None:
    made = session.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'screen'"))
    without = made.replace("CONSTRAINT uq_screen_token_hash UNIQUE (token_hash)", "CHECK (1)")
    assert without != made
    session.execute(text("DROP TABLE screen"))
    session.execute(text(without))


def _use(session, office_id: int, code: str, token_hash: bytes) -> None:
    session.execute(delete(Pairing).where(col(Pairing.code) == code))
    session.add(Screen(office_id=office_id, token_hash=token_hash, name="Pintu", paired_at=NINE, paired_by="staff:3"))
    session.flush()
