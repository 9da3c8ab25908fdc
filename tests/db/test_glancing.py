"""A glance reads on one connection for as long as that holds, and no version of one is that of another."""

import asyncio
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import Session

from scheduler.db.engine.database import Database
from scheduler.db.engine.glancing import version
from scheduler.db.engine.prepared import driver_of
from scheduler.domain.refusals import Refusal
from tests.support.databases import ON_SQLITE


def glanced(database: Database) -> Any:
    return asyncio.run(database.glance(version))


def failing(database: Database, error: Exception) -> None:
    """A glance in which something is raised."""

    def raising(_: Session) -> None:
        raise error

    with pytest.raises(type(error)):
        asyncio.run(database.glance(raising))


def test_version_stays_until_somebody_commits(database: Database) -> None:
    before = glanced(database)

    assert glanced(database) == before


@ON_SQLITE
def test_connection_that_failed_is_another_whose_versions_are_its_own(database: Database) -> None:
    before = glanced(database)

    failing(database, OperationalError("SELECT", {}, Exception("no disk")))

    after = glanced(database)
    assert after[1] == before[1]  # SQLite counts from the same number
    assert after != before


@ON_SQLITE
def test_look_that_is_refused_or_wrong_leaves_the_connection_to_the_next(database: Database) -> None:
    before = glanced(database)

    for error in (Refusal(), KeyError("a bug")):
        failing(database, error)

    assert glanced(database) == before


@pytest.mark.postgres("dialect")
def test_database_that_is_away_says_so_as_for_any_statement(database: Database) -> None:
    def shut(session: Session) -> Any:
        driver_of(session).raw.close()
        return version(session)

    with pytest.raises(DBAPIError):
        asyncio.run(database.glance(shut))

    assert glanced(database)
