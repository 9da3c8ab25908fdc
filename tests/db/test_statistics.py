"""SQLite goes the same way in every office: it counts nothing, what somebody counted is forgotten."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import Session

from scheduler.db.engine.migrations import migrate
from scheduler.flow.applying import duplicate_applications
from scheduler.flow.talks.conversations import language_of
from scheduler.runtime.config import Settings
from scheduler.web.office.talks.view import documents_of_phones
from tests.scenes.factories import World
from tests.support.databases import ON_SQLITE
from tests.support.plans import sent_by, sqlite_plan

WALK_INS = """EXPLAIN QUERY PLAN
    SELECT ticket.id FROM ticket JOIN booking ON booking.id = ticket.booking_id
    WHERE ticket.office_day_id = 1 AND booking.slot_id IS NULL AND booking.service_id = 1"""
"""Who came without a visit today: asked by the hall. A sixth of all bookings have no slot."""
EMPTY: list[tuple[str, str, str]] = []
SMALL = [("ticket", "ix_ticket_office_day_id", "40 20"), ("booking", "ix_booking_slot_id", "40 4")]
LARGE = [
    ("booking", "ix_booking_invitation_id", "75765 1"),
    ("booking", "ix_booking_slot_id", "75765 25"),
    ("booking", "uq_booking_live_short", "99 99 1"),
    ("booking", "sqlite_autoindex_booking_1", "75765 1"),
    ("ticket", "ix_ticket_live", "22 22"),
    ("ticket", "ix_ticket_booking_id", "75674 1"),
    ("ticket", "ix_ticket_office_day_id", "75674 251"),
    ("ticket", "sqlite_autoindex_ticket_1", "75674 251 1"),
    ("ticket", "sqlite_autoindex_ticket_2", "75674 251 1"),
]
"""As ANALYZE leaves them beside a year of visits. It knows how many have the same slot, not how many have none."""
PHONES = [f"+62812345678{number:02}" for number in range(12)]


def way(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [row[-1] for row in connection.execute(WALK_INS)]


def count(file: Path, counted: list[tuple[str, str, str]]) -> None:
    """What ANALYZE leaves in a file, by a tool of somebody's own."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("ANALYZE")
        connection.execute("DELETE FROM sqlite_stat1")
        connection.executemany("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", counted)
        connection.commit()


@pytest.mark.parametrize("counted", [EMPTY, SMALL, LARGE], ids=["empty", "small", "large"])
def test_hall_goes_its_way_whatever_somebody_counted(
    sqlite_template: Path, tmp_path: Path, counted: list[tuple[str, str, str]]
) -> None:
    file = Path(shutil.copyfile(sqlite_template, tmp_path / "giliran.db"))
    before = way(file)
    count(file, counted)
    assert (way(file) != before) == bool(counted)  # by the slot that they do not have

    migrate(Settings(database_url=f"sqlite:///{file}", secret_key="a secret for tests"))

    assert way(file) == before
    assert before[0].endswith("(office_day_id=?)")


@ON_SQLITE
@pytest.mark.parametrize(
    "find",
    [
        lambda session, office: documents_of_phones(session, office, PHONES),
        lambda session, office: duplicate_applications._open(session, office.id, [bytes(32)] * 12),
        lambda session, office: language_of(session, office.id, PHONES[0]),
    ],
    ids=["phones", "niks", "language"],
)
def test_few_documents_are_found_by_what_is_known_of_them(
    office: World, find: Callable[[Session, object], object]
) -> None:
    sent = sent_by(office.database, lambda session: find(session, office.office))

    plans = [line for each in sent for line in sqlite_plan(office.database, each) if " document " in line]
    assert plans
    assert all("_hash=?" in line for line in plans), plans
