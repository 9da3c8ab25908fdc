"""A full disk in the middle of a batch takes back steps that were done; whoever waits for them must be told.

In pairs: the fault with the guard off, none with it on.
"""

from sqlalchemy import text

from scheduler.db.engine.database import Database
from scheduler.domain.refusals import Unavailable
from tests.db.ledger import Ledger, write
from tests.support.databases import ON_SQLITE

pytestmark = ON_SQLITE


def test_full_disk_without_the_guard_loses_what_was_acknowledged(open_database):
    ledger = Ledger(open_database(guarded=False))

    told, kept = _fill_up(ledger)

    assert "before" in told
    assert "before" not in kept
    assert kept[-1] == "after"  # in autocommit, as if nothing had happened


def test_full_disk_with_the_guard_loses_nothing_that_was_acknowledged(open_database):
    ledger = Ledger(open_database())

    told, kept = _fill_up(ledger)

    assert told == [Unavailable, Unavailable, "after"]  # the last came into the next batch
    assert kept == ["after"]


def test_rollback_under_our_feet_without_the_guard_loses_what_was_acknowledged(open_database):
    ledger = Ledger(open_database(guarded=False))
    ledger.database.run(_poison)

    told = ledger.outcomes(write("before"), write("poison"), write("after"))

    assert (told[0], told[2]) == ("before", "after")
    assert ledger.lines() == ["after"]


def test_rollback_under_our_feet_with_the_guard_is_told_to_the_whole_batch(open_database):
    ledger = Ledger(open_database())
    ledger.database.run(_poison)

    told = ledger.outcomes(write("before"), write("poison"))

    assert told == [Unavailable, Unavailable]
    assert ledger.lines() == []
    assert ledger.outcomes(write("later")) == ["later"]


def test_commit_that_fails_is_told_to_the_whole_batch(database: Database):
    ledger = Ledger(database)
    database.run(_add_deferred)

    def orphan(session):
        session.execute(text("INSERT INTO child (parent) VALUES (99)"))

    told = ledger.outcomes(write("before"), orphan)

    assert told == [Unavailable, Unavailable]
    assert ledger.lines() == []


def _fill_up(ledger: Ledger) -> tuple[list, list[str]]:
    """Hand over a line, more than the disk takes, and a line after it, in one batch; what was told, what is there."""

    def shrink(session):
        pages = session.execute(text("PRAGMA page_count")).scalar()
        session.execute(text(f"PRAGMA max_page_count = {pages + 20}"))

    def big(session):
        session.execute(text("INSERT INTO ledger (line) VALUES (:line)"), {"line": "x" * 1_000_000})

    told = ledger.outcomes(shrink, write("before"), big, write("after"))
    return told[1:], ledger.lines()


def _poison(session):
    session.execute(
        text(
            "CREATE TRIGGER poison BEFORE INSERT ON ledger WHEN NEW.line = 'poison'"
            " BEGIN SELECT RAISE(ROLLBACK, 'disk full'); END"
        )
    )


def _add_deferred(session):
    """A constraint that is looked at only when the batch is committed."""
    session.execute(text("CREATE TABLE parent (id INTEGER PRIMARY KEY)"))
    session.execute(text("CREATE TABLE child (parent INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)"))
