"""A database of each earlier version, with an office's work in it, becomes one of this version that loses nothing."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, func, inspect, select
from sqlalchemy import table as named
from starlette.testclient import TestClient

from alembic import command
from scheduler.commands.upkeep.rotating import standing
from scheduler.db import models
from scheduler.db.engine import migrations
from scheduler.db.engine.database import Database
from scheduler.db.opening import open_database
from scheduler.main import create_app
from scheduler.runtime.clock import Clock
from scheduler.runtime.config import Settings
from tests.db.earlier import MADE_AT, SECRET, VERSIONS, copy_rows, links_into, write_sqlite

FIRST = VERSIONS[0]
PEOPLE = {"Rudi": ("contoh-pintu", "door"), "Ani": ("contoh-loket", "counter-1"), "Sari": ("contoh-kepala", "office")}
"""Who signs in where with which password: those of the demonstration of every version."""
OFTEN = "at every push the first is tried, which takes the longest way, on SQLite"
CASES = [
    pytest.param(
        kind, version, marks=[*marks, *([] if (kind, version) == ("sqlite", FIRST) else [pytest.mark.deep(OFTEN)])]
    )
    for kind, marks in (("sqlite", []), ("postgres", [pytest.mark.pg]))
    for version in VERSIONS
]


@pytest.fixture
def earlier(kind: str, version: str, empty_url: Callable[[str], str], tmp_path: Path) -> Settings:
    """The settings of an office that ran that version until now."""
    file = tmp_path / "earlier.db"
    write_sqlite(version, file)
    url = f"sqlite:///{file}" if kind == "sqlite" else empty_url(kind)
    settings = Settings(database_url=url, secret_key=SECRET, clock=datetime.fromisoformat(MADE_AT), worker="off")
    if kind == "postgres":
        with migrations.locked(settings) as connection:
            config = Config()
            config.set_main_option("script_location", str(migrations.SCRIPTS))
            config.attributes["connection"] = connection
            command.upgrade(config, version)
            copy_rows(file, connection)
    return settings


@pytest.fixture
def before(earlier: Settings) -> dict[str, int]:
    """How many rows each table had."""
    with migrations.locked(earlier) as connection:
        return rows(connection)


@pytest.fixture
def upgraded(earlier: Settings, before: dict[str, int]) -> Iterator[tuple[Database, Clock]]:
    """The database and its clock, as the first command of this version leaves them."""
    database, clock = open_database(earlier)
    yield database, clock
    database.close()


def rows(connection: Connection) -> dict[str, int]:
    names = inspect(connection).get_table_names()
    return {name: connection.execute(select(func.count()).select_from(named(name))).scalar_one() for name in names}


def test_there_are_databases_of_five_versions_at_least() -> None:
    assert len(VERSIONS) >= 5
    assert FIRST == "0001"


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("kind", "version"), CASES)
def test_upgrade_keeps_every_row_and_all_that_works_by_it(
    upgraded: tuple[Database, Clock],
    earlier: Settings,
    before: dict[str, int],
    version: str,
    tmp_path: Path,
    at_rest: None,
) -> None:
    database, clock = upgraded

    with migrations.locked(earlier) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, models.metadata) == [], "its tables are those of a new database"
        after = rows(connection)
    assert all(before[name] for name in ("office", "document", "booking", "ticket", "staff", "move"))
    lost = {name: (count, after.get(name)) for name, count in before.items() if after.get(name, 0) < count}
    assert lost == {}, "rows before and after"
    found = standing(database, tmp_path / "files")
    assert (found.lost, found.behind) == (0, 0), "all that is sealed opens"
    links = links_into(version)
    with TestClient(create_app(database, clock, earlier), follow_redirects=False) as browser:
        assert [(link, status) for link in links if (status := browser.get(link).status_code) != 200] == []
        assert {name: signed_in(browser, name) for name in PEOPLE} == dict.fromkeys(PEOPLE, 303)
        assert browser.get("/office/documents").status_code == 200


def signed_in(browser: Any, name: str) -> int:
    """How signing in with the password of then is answered."""
    password, place = PEOPLE[name]
    browser.cookies.clear()
    told = {"name": name, "password": password, "place": place, "office": "tanjungpinang"}
    return int(browser.post("/login", data=told).status_code)
