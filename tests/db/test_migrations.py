"""Making and upgrading databases, and refusing those that cannot be used."""

import os
import shutil
import sqlite3
import stat
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Connection, Table, func, inspect, text
from sqlalchemy import table as named
from sqlalchemy.engine import URL, make_url
from sqlmodel import Session, select

from alembic import command
from scheduler.db import models, queries
from scheduler.db.engine import migrations
from scheduler.db.engine.database import Database
from scheduler.db.engine.migrations import DatabaseUnfit, migrate
from scheduler.flow.booking import bookings
from scheduler.flow.offices import offices
from scheduler.flow.offices.offices import Plan
from scheduler.flow.staff import add_staff, create_token, signed_in
from scheduler.flow.staff.sessions import hash_of
from scheduler.runtime.config import Settings
from tests.scenes.factories import EARLY, NINE, World
from tests.support.databases import administer

NOW = datetime(2026, 11, 30, 1, tzinfo=UTC)
NEXT = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "next", "{HEAD}", None, None


def upgrade() -> None:
    with op.batch_alter_table("service") as service:
        service.add_column(sa.Column("colour", sa.String, nullable=False, server_default="blue"))
        service.alter_column("slot_capacity", existing_type=sa.Integer, nullable=True)


def downgrade() -> None:
    with op.batch_alter_table("service") as service:
        service.alter_column("slot_capacity", existing_type=sa.Integer, nullable=False)
        service.drop_column("colour")
""".replace("{HEAD}", migrations.HEAD)

BOTH = pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.pg)])
Make = Callable[[str], str]


def settings_of(url: str, **facts: Any) -> Settings:
    return Settings(database_url=url, secret_key="a secret for tests", **facts)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "giliran.db"


@pytest.fixture
def on_file(file: Path) -> Settings:
    return settings_of(f"sqlite:///{file}")


@pytest.fixture
def migrated_url(empty_url: Make, sqlite_template: Path, tmp_path: Path) -> Make:
    """Makes a database as this version's migrations leave it: a file as this run has made it once."""

    def make(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path / 'giliran.db')}"
        url = empty_url(kind)
        migrate(settings_of(url))
        return url

    return make


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """The migrations of a later version."""
    folder = tmp_path / "scripts"
    shutil.copytree(migrations.SCRIPTS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "next_colours.py").write_text(NEXT)
    return folder


def add_office(settings: Settings) -> None:
    database = Database(settings)
    database.run(offices.create_office, "bintan", Plan(name="Disdukcapil Bintan"), [], now=NOW)
    database.close()


def count(connection: Connection, table: str) -> Any:
    return connection.execute(select(func.count()).select_from(named(table))).scalar_one()


def test_head_is_that_of_the_scripts() -> None:
    assert ScriptDirectory(str(migrations.SCRIPTS)).get_current_head() == migrations.HEAD


@BOTH
def test_models_and_migrations_agree(migrated_url: Make, kind: str) -> None:
    settings = settings_of(migrated_url(kind))

    with migrations.locked(settings) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, models.metadata) == []


@BOTH
def test_checks_and_partial_indexes_are_there(migrated_url: Make, kind: str) -> None:
    settings = settings_of(migrated_url(kind))

    with migrations.locked(settings) as connection:
        found = inspect(connection)
        for table in models.metadata.sorted_tables:
            checks = {c["name"]: c["sqltext"] for c in found.get_check_constraints(table.name)}
            assert checks.keys() == checks_of(table).keys()
            if kind == "sqlite":  # PostgreSQL writes them down in words of its own
                assert checks == checks_of(table)
            assert _partial(connection, table.name, kind) == {
                i.name for i in table.indexes if i.dialect_options["sqlite"]["where"] is not None
            }


def _partial(connection: Connection, table: str, kind: str) -> set[Any]:
    return {i["name"] for i in inspect(connection).get_indexes(table) if where_of(i, kind) is not None}


def checks_of(table: Table) -> dict[str, str]:
    return {str(c.name): str(c.sqltext) for c in table.constraints if isinstance(c, CheckConstraint)}


def where_of(index: Any, kind: str) -> Any:
    options = index.get("dialect_options", {})
    return options.get("sqlite_where") if kind == "sqlite" else options.get("postgresql_where")


@BOTH
def test_new_database_is_no_training_without_a_clock(empty_url: Make, kind: str) -> None:
    settings = settings_of(empty_url(kind))

    migrate(settings)

    with migrations.locked(settings) as connection, Session(connection) as session:
        assert [(d.training, d.clock_at) for d in session.exec(select(models.Deployment))] == [(False, None)]


@BOTH
def test_new_database_under_a_clock_is_training(empty_url: Make, kind: str) -> None:
    settings = settings_of(empty_url(kind), clock=NOW)

    migrate(settings)

    with migrations.locked(settings) as connection, Session(connection) as session:
        assert [(d.training, d.clock_at) for d in session.exec(select(models.Deployment))] == [(True, NOW)]


@BOTH
def test_every_migration_goes_down_and_up_again_on_data(migrated_url: Make, kind: str, scripts: Path) -> None:
    settings = settings_of(migrated_url(kind))
    add_office(settings)
    config = Config()
    config.set_main_option("script_location", str(scripts))

    with migrations.locked(settings) as connection:
        config.attributes["connection"] = connection
        before = {name: count(connection, name) for name in models.metadata.tables}
        command.upgrade(config, "next")
        command.downgrade(config, migrations.HEAD)
        assert {name: count(connection, name) for name in models.metadata.tables} == before
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == [migrations.VERSION_TABLE]
        command.upgrade(config, "next")
        assert count(connection, "office") == 0


@BOTH
def test_rows_of_before_a_change_stand_after_it_as_they_are_needed(migrated_url: Make, kind: str) -> None:
    settings = settings_of(migrated_url(kind))
    database = Database(settings)
    office = World(database, "bintan")
    office.booked()
    database.run(bookings.cancel, office.booked(), ref4=None, by="citizen", now=EARLY)
    waiting = office.document(stage="received")
    office.change(models.Document, waiting.id, stage="waiting_for_blank")
    for name, expires_at in (("with an end", NINE), ("without", None)):
        office.at_time(create_token, name, ["documents"], now=EARLY, expires_at=expires_at)
    database.close()
    visits = text("SELECT booking_id, document_id, live FROM visit ORDER BY booking_id")
    moments = text("SELECT waits_since = created_at FROM document WHERE stage = 'waiting_for_blank'")
    config = Config()
    config.set_main_option("script_location", str(migrations.SCRIPTS))

    with migrations.locked(settings) as connection:
        config.attributes["connection"] = connection
        before = connection.execute(visits).all()
        command.downgrade(config, "0006")
        at_that_time = (connection.execute(visits).all(), _partial(connection, "visit", kind))
        command.upgrade(config, "head")

        assert [bool(row.live) for row in before] == [True, False]
        assert at_that_time == (before, {"uq_visit_live_document"})
        assert (connection.execute(visits).all(), _partial(connection, "visit", kind)) == at_that_time
        assert [bool(row[0]) for row in connection.execute(moments)] == [True], "it has a place in its line"
        held = text("SELECT name FROM token WHERE revoked_at IS NULL")
        assert connection.execute(held).scalars().all() == ["without"], "one that ended holds again in no older program"


@BOTH
def test_days_that_were_counted_are_added_up_by_the_month(migrated_url: Make, kind: str) -> None:
    settings = settings_of(migrated_url(kind))
    add_office(settings)
    row = (
        "INSERT INTO day_count (office_id, figure, day, part, bucket, count) VALUES (1, :figure, :day, 'A', :bucket, 2)"
    )
    kept = text(
        "SELECT figure, CAST(day AS VARCHAR), count FROM day_count WHERE figure LIKE '%\\:%' ORDER BY figure, day"
    )
    config = Config()
    config.set_main_option("script_location", str(migrations.SCRIPTS))

    with migrations.locked(settings) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, str(ScriptDirectory.from_config(config).get_revision("0050").down_revision))
        for figure, bucket in (("people", 0), ("numbers", 0), ("waits", 4), ("waits:months", 4)):
            for day in ("2026-10-01", "2026-10-31", "2026-11-30"):
                connection.execute(text(row), {"figure": figure, "day": day, "bucket": bucket})
        command.upgrade(config, "head")
        added = [tuple(each) for each in connection.execute(kept) if each[0] != "waits:months"]
        assert added == [("people:months", "2026-10-01", 4), ("people:months", "2026-11-01", 2)]

        command.downgrade(config, str(ScriptDirectory.from_config(config).get_revision("0050").down_revision))
        assert {each[0] for each in connection.execute(kept)} == {"waits:months"}


@BOTH
def test_types_are_called_after_an_upgrade_as_they_were_before(migrated_url: Make, kind: str) -> None:
    settings = settings_of(migrated_url(kind))
    database = Database(settings)
    office = World(database, "bintan")
    before = {each.code: each for each in office.rows(models.DocumentType)}
    names = office.read(lambda s: queries.office_by_code(s, "bintan")).type_names
    database.close()
    config = Config()
    config.set_main_option("script_location", str(migrations.SCRIPTS))

    with migrations.locked(settings) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, str(ScriptDirectory.from_config(config).get_revision("0027").down_revision))
        connection.execute(text("UPDATE document_type SET code = 'paspor' WHERE code = 'KIA'"))
        command.upgrade(config, "head")
    database = Database(settings)
    office = office.through(database)
    after = {each.code: each for each in office.rows(models.DocumentType)}
    kept = office.read(lambda s: queries.office_by_code(s, "bintan")).type_names
    database.close()

    assert (after.pop("paspor").name, before.pop("KIA").name) == ("paspor", "Kartu Identitas Anak")
    assert after == before
    assert {**names, "paspor": kept["paspor"]} == {**kept, "KIA": names["KIA"]}


@BOTH
def test_upgrade_keeps_what_was_there(migrated_url: Make, kind: str, scripts: Path) -> None:
    settings = settings_of(migrated_url(kind))
    add_office(settings)

    migrate(settings, head="next", scripts=scripts)

    with migrations.locked(settings) as connection:
        assert connection.execute(text("SELECT letter, colour FROM service ORDER BY letter")).all() == [
            ("A", "blue"),
            ("B", "blue"),
            ("C", "blue"),
        ]
        assert count(connection, "counter_service") == 7
        assert set(connection.execute(text("SELECT CAST(hours AS TEXT) FROM counter_service")).scalars()) == {"[]"}


def test_file_is_copied_aside_before_it_changes(file: Path, migrated_url: Make, scripts: Path) -> None:
    on_file = settings_of(migrated_url("sqlite"))
    add_office(on_file)

    migrate(on_file, head="next", scripts=scripts)

    copy = file.with_name("giliran.db.before-next.bak")
    with closing(sqlite3.connect(copy)) as before:
        assert before.execute("SELECT version_num FROM alembic_version").fetchall() == [(migrations.HEAD,)]
        assert before.execute("SELECT code FROM office").fetchall() == [("bintan",)]
    assert [p.name for p in file.parent.glob("*.part")] == []


def test_copy_is_its_owners_alone_from_its_first_moment(
    file: Path, migrated_url: Make, scripts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_file, connect, modes = settings_of(migrated_url("sqlite")), sqlite3.connect, []
    older = file.with_name("giliran.db.before-0002.bak")
    older.touch(0o644)

    def seen(path: Path, *args: Any, **facts: Any) -> sqlite3.Connection:
        modes.extend(mode_of(part) for part in file.parent.glob("*.part"))
        return connect(path, *args, **facts)

    monkeypatch.setattr(migrations.sqlite3, "connect", seen)
    mask = os.umask(0)
    try:
        migrate(on_file, head="next", scripts=scripts)
    finally:
        os.umask(mask)

    assert set(modes) == {0o600}
    assert [mode_of(copy) for copy in file.parent.glob("*.bak")] == [0o600, 0o600]


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_file_with_nothing_to_do_is_not_copied(file: Path, migrated_url: Make) -> None:
    on_file = settings_of(migrated_url("sqlite"))

    migrate(on_file)

    assert list(file.parent.glob("*.bak")) == []


@BOTH
def test_failing_migration_changes_nothing(migrated_url: Make, kind: str, scripts: Path) -> None:
    settings = settings_of(migrated_url(kind))
    broken = NEXT.replace("\n\ndef downgrade", '    op.execute("SELECT nonsense FROM nowhere")\n\n\ndef downgrade')
    (scripts / "versions" / "next_colours.py").write_text(broken)

    with pytest.raises(DatabaseUnfit):
        migrate(settings, head="next", scripts=scripts)

    with migrations.locked(settings) as connection:
        assert "colour" not in {c["name"] for c in inspect(connection).get_columns("service")}
    migrate(settings)


@BOTH
def test_newer_database_is_refused(migrated_url: Make, kind: str, scripts: Path) -> None:
    settings = settings_of(migrated_url(kind))
    migrate(settings, head="next", scripts=scripts)

    with pytest.raises(DatabaseUnfit, match="newer giliran"):
        migrate(settings)


@BOTH
def test_database_of_something_else_is_refused(empty_url: Make, kind: str) -> None:
    settings = settings_of(empty_url(kind))
    with migrations.locked(settings) as connection:
        connection.execute(text("CREATE TABLE invoice (id INTEGER)"))

    with pytest.raises(DatabaseUnfit, match="something else"):
        migrate(settings)


@BOTH
def test_two_that_start_at_once_migrate_once(empty_url: Make, kind: str) -> None:
    settings = settings_of(empty_url(kind))
    failures: list[Exception] = []

    def start() -> None:
        try:
            migrate(settings)
        except Exception as failure:  # noqa: BLE001 - any is one too many
            failures.append(failure)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    with migrations.locked(settings) as connection:
        assert count(connection, "deployment") == 1
        assert count(connection, migrations.VERSION_TABLE) == 1


@pytest.mark.parametrize("content", [b"Dear sir,\n", bytes(range(256)) * 40])
def test_file_that_is_no_database_is_refused_and_left(file: Path, on_file: Settings, content: bytes) -> None:
    file.write_bytes(content)

    with pytest.raises(DatabaseUnfit, match="is no database"):
        migrate(on_file)

    assert file.read_bytes() == content


def test_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnfit, match="is not there"):
        migrate(settings_of(f"sqlite:///{tmp_path}/nowhere/giliran.db"))


def test_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnfit, match="is a folder"):
        migrate(settings_of(f"sqlite:///{tmp_path}"))


def test_locked_file_is_refused(file: Path, migrated_url: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    on_file = settings_of(migrated_url("sqlite"))
    monkeypatch.setattr(migrations, "PATIENCE", 50)

    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseUnfit, match="is locked"):
            migrate(on_file)


def test_read_only_file_is_refused(sqlite_template: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = settings_of(f"sqlite:///{folder / 'giliran.db'}")
        shutil.copyfile(sqlite_template, folder / "giliran.db")
        (folder / "giliran.db").chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
        folder.chmod(0o755)

        with somebody_without_rights(), pytest.raises(DatabaseUnfit, match="cannot be written to"):
            migrate(settings)


@contextmanager
def somebody_without_rights() -> Iterator[None]:
    """Root may write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://a/b", "postgresql+nope://x", "nonsense"])
def test_url_that_names_no_known_database_is_refused(url: str) -> None:
    with pytest.raises(DatabaseUnfit, match="GILIRAN_DATABASE_URL"):
        migrate(settings_of(url))


def test_unreachable_server_is_refused_without_its_password() -> None:
    with pytest.raises(DatabaseUnfit, match="cannot be reached") as refusal:
        migrate(settings_of("postgresql+psycopg://giliran:verysecret@127.0.0.1:1/giliran"))

    assert "verysecret" not in str(refusal.value)


@pytest.fixture
def full_url(empty_url: Make, postgres_server: URL) -> Iterator[str]:
    """A database as somebody sees it who may have no connection more."""
    role = f"giliran_{uuid.uuid4().hex[:12]}"
    administer(postgres_server, f"CREATE ROLE {role} LOGIN PASSWORD 'verysecret' CONNECTION LIMIT 0")
    url = make_url(empty_url("postgres")).set(username=role, password="verysecret")
    yield url.render_as_string(hide_password=False)
    administer(postgres_server, f"DROP ROLE {role}")


@pytest.mark.pg
def test_server_without_a_connection_left_is_named_so(full_url: str) -> None:
    with pytest.raises(DatabaseUnfit, match=r"has no connection left.*max_connections") as refusal:
        migrate(settings_of(full_url))

    assert "verysecret" not in str(refusal.value)


@pytest.mark.pg
def test_server_that_only_reads_is_refused(empty_url: Make) -> None:
    settings = settings_of(empty_url("postgres"))
    migrate(settings)
    mark = "&" if "?" in settings.database_url else "?"
    standby = settings_of(settings.database_url + mark + "options=-c%20default_transaction_read_only%3Don")

    with pytest.raises(DatabaseUnfit, match="can only be read"):
        migrate(standby)


@pytest.mark.pg
def test_user_who_may_make_no_schema_is_refused(empty_url: Make, postgres_server: URL) -> None:
    role = f"giliran_{uuid.uuid4().hex[:12]}"
    administer(postgres_server, f"CREATE ROLE {role} LOGIN PASSWORD 'verysecret'")
    url = make_url(empty_url("postgres")).set(username=role, password="verysecret")

    with pytest.raises(DatabaseUnfit, match=rf"make a schema.*GRANT CREATE ON DATABASE .* TO \"{role}\""):
        migrate(settings_of(url.render_as_string(hide_password=False)))

    administer(postgres_server, f"DROP ROLE {role}")


@pytest.mark.pg
def test_database_that_cannot_write_every_name_is_refused(postgres_server: URL) -> None:
    name = f"giliran_{uuid.uuid4().hex[:12]}"
    administer(postgres_server, f"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    try:
        with pytest.raises(DatabaseUnfit, match=r"keeps text as LATIN1.*ENCODING 'UTF8'"):
            migrate(settings_of(postgres_server.set(database=name).render_as_string(hide_password=False)))
    finally:
        administer(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


def test_new_sqlite_file_is_its_owners_alone(tmp_path):
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'new.db'}", secret_key="x")

    migrate(settings)

    assert (tmp_path / "new.db").stat().st_mode & 0o777 == 0o600


@BOTH
def test_slots_types_and_ready_documents_of_the_first_version_are_carried_over(migrated_url: Make, kind: str) -> None:
    settings = settings_of(migrated_url(kind))
    add_office(settings)
    config = Config()
    config.set_main_option("script_location", str(migrations.SCRIPTS))

    with migrations.locked(settings) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        command.upgrade(config, migrations.HEAD)

        slots = connection.execute(text("SELECT DISTINCT capacity, planned FROM slot")).all()
        kinds = {row.code: row.collectors for row in connection.execute(text("SELECT * FROM document_type"))}
        assert [tuple(row) for row in slots] == [(6, 6)]
        assert {code: "holder" in str(collectors) for code, collectors in kinds.items()} == {
            "KTP-el": True,
            "KIA": False,
            "KK": True,
            "akta": False,
            "Perekaman KTP-el": True,
        }
        assert connection.execute(text("SELECT DISTINCT max_changes, wave_percent FROM office")).all() == [(3, 100)]


@BOTH
def test_uploads_whose_parts_are_not_sealed_begin_anew(migrated_url: Make, kind: str) -> None:
    settings = settings_of(migrated_url(kind))
    add_office(settings)
    database = Database(settings)
    database.run(_add_upload)
    database.close()
    config = Config()
    config.set_main_option("script_location", str(migrations.SCRIPTS))

    with migrations.locked(settings) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0006")
        columns = "office_id, item_id, size, received, made_at"
        connection.execute(
            text(f"INSERT INTO upload ({columns}, token, state) SELECT {columns}, 'new', 'open' FROM upload")  # noqa: S608
        )
        command.upgrade(config, "head")

        rows = connection.execute(text("SELECT token, state, why, moved_at = made_at FROM upload ORDER BY token")).all()
        assert [tuple(row) for row in rows] == [("new", "refused", "given_up", True), ("old", "done", None, True)]


def _add_upload(session: Session) -> None:
    """One that came whole."""
    office, kind = session.exec(select(models.Office)).one(), session.exec(select(models.DocumentType)).first()
    assert kind is not None
    mine = {"office_id": office.id}
    procedure = models.Procedure(**mine, code="x", type_id=kind.id, topic="ktp", asks="?", title="KTP hilang")
    session.add(procedure)
    session.flush()
    application = models.Application(
        **mine, procedure_id=procedure.id, salt=b"s", code_hash=b"h", created_at=NOW, touched_at=NOW
    )
    session.add(application)
    session.flush()
    item = models.ApplicationItem(**mine, application_id=application.id, position=0, name="KK")
    session.add(item)
    session.flush()
    facts = {"size": 5, "received": 5, "state": "done", "made_at": NOW, "moved_at": NOW}
    session.add(models.Upload(**mine, item_id=item.id, token="old", **facts))


@BOTH
def test_staff_of_before_there_were_persons_keep_passwords_sessions_and_rights(migrated_url: Make, kind: str) -> None:
    """Each has a person of the same number, which browsers know; whoever led manages people and settings too."""
    settings = settings_of(migrated_url(kind))
    add_office(settings)
    config = Config()
    config.set_main_option("script_location", str(migrations.SCRIPTS))
    with migrations.locked(settings) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0025")
        row = "INSERT INTO staff (office_id, name, role, password_hash, created_at, left_at)"
        for name, role, kept, left in (
            ("Lina", "guard", None, NOW),
            ("Rina", "clerk", "hers", None),
            ("Sari", "supervisor", "also hers", None),
        ):
            connection.execute(
                text(f"{row} SELECT id, :name, :role, :kept, :now, :left FROM office"),  # noqa: S608
                {"name": name, "role": role, "kept": kept, "now": str(NOW), "left": left and str(left)},
            )
        connection.execute(text("DELETE FROM staff WHERE name = 'Lina'"))
        session = (
            "INSERT INTO staff_session (office_id, staff_id, token_hash, created_at, expires_at, seen_at, proven_at)"
            " SELECT office_id, id, :hash, :now, :then, :now, :now FROM staff WHERE name = 'Sari'"
        )
        facts = {"hash": hash_of("a cookie"), "now": str(NOW), "then": str(NOW + timedelta(hours=1))}
        connection.execute(text(session), facts)
        command.upgrade(config, "head")

    database = Database(settings)
    with database.reading() as reading:
        found = signed_in(reading, "a cookie", NOW)
        rows = reading.exec(select(models.Staff, models.Person).join(models.Person).order_by(models.Staff.id)).all()
        office = reading.exec(select(models.Office)).one()
    new = database.run(add_staff, office, "Budi", "guard", None, now=NOW)
    database.close()

    assert [(staff.name, staff.roles, person.password_hash) for staff, person in rows] == [
        ("Rina", "clerk", "hers"),
        ("Sari", "supervisor manager", "also hers"),
    ]
    assert [staff.id == person.id == staff.person_id for staff, person in rows] == [True, True]
    assert found is not None
    assert (found.name, found.acts_at("manage"), found.acts_at("office")) == ("Sari", True, True)
    assert new.person_id > rows[-1][0].person_id
