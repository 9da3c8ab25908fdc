"""`giliran backup`, `restore` and `copy`; and the drill: backed up under load, put back elsewhere, served."""

import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from scheduler.backup import sealing
from scheduler.backup.postgres_copy import rows_of
from scheduler.db.engine.database import Database
from scheduler.db.models import BackupRun, DeedRow
from scheduler.flow.upkeep.backups import begin
from scheduler.main import create_app
from scheduler.pictures.vault import Vault
from scheduler.runtime import alone as lock
from scheduler.runtime.alone import alone
from scheduler.runtime.config import Settings
from tests.commands.conftest import Run
from tests.conftest import Stopwatch
from tests.scenes.factories import World, at
from tests.support import postgres_tools
from tests.support.databases import ON_SQLITE
from tests.support.patience import wait_until

WORDS = "kuda hijau makan roti"


@pytest.fixture(autouse=True)
def _tools(monkeypatch: pytest.MonkeyPatch) -> None:
    postgres_tools.add_to_path(monkeypatch)
    monkeypatch.setattr(sealing, "COST", 2)


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Path]:
    """Makes another machine the one that commands run on: an empty folder, and the same settings."""

    def go() -> Path:
        place = tmp_path / "elsewhere"
        place.mkdir()
        monkeypatch.chdir(place)
        monkeypatch.setenv("GILIRAN_DATABASE_URL", f"sqlite:///{place / 'giliran.db'}")
        return place

    return go


def backup_in(tmp_path: Path) -> Path:
    (found,) = (tmp_path / "backups").glob("giliran-*")
    return found


@pytest.mark.postgres("dialect")
def test_backup_says_where_it_is_and_that_the_secret_is_not_within(bintan: str, giliran: Run, tmp_path: Path) -> None:
    said = giliran("backup")

    assert said.status == 0
    assert f"{backup_in(tmp_path)}  " in said.out
    assert "read back and whole" in said.out
    assert "The secret is NOT within (GILIRAN_SECRET_KEY). Keep it apart" in said.out


def test_backup_goes_to_another_folder_where_nothing_goes_by_rule(
    bintan: str, giliran: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GILIRAN_BACKUP_KEEP", "0,0,0")
    usb = tmp_path / "usb"
    usb.mkdir()
    assert giliran("backup").status == 0
    (usb / backup_in(tmp_path).name.replace("2026", "2025")).write_bytes(backup_in(tmp_path).read_bytes())

    assert giliran("backup", "--to", usb).status == 0

    assert len(list(usb.glob("giliran-*.tar"))) == 2


@pytest.mark.parametrize(
    ("typed", "said"), [("short\nshort\n", "at least 16 letters"), (f"{WORDS}\n{WORDS}s\n", "not the same")]
)
def test_passphrase_is_strong_and_typed_twice(bintan: str, giliran: Run, tmp_path: Path, typed: str, said: str) -> None:
    answer = giliran("backup", "--sealed", stdin=typed)

    assert answer.status == 2
    assert said in answer.err
    assert not (tmp_path / "backups").exists()


@ON_SQLITE
def test_beside_another_none_is_begun(bintan: str, giliran: Run, opened: Callable[[], Database]) -> None:
    database = opened()
    database.run(begin, "/backups", by="staff:1", now=datetime.now(UTC))

    said = giliran("backup")

    assert (said.status, said.out) == (1, "")
    assert "Another backup is being made. Try again when it is done" in said.err
    assert len(giliran("backup").err.splitlines()) == 1


def test_backup_that_fails_says_why_in_a_sentence(bintan: str, giliran: Run, tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("no folder")

    answer = giliran("backup")

    assert answer.status == 1
    assert re.fullmatch(r"The backup could not be written to \S+: File exists\. Nothing of it was left\.\n", answer.err)


@pytest.mark.postgres("dialect")
def test_without_pg_dump_it_is_said_what_to_install(
    bintan: str, url: str, giliran: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scheduler.backup import postgres_copy  # noqa: PLC0415

    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(postgres_copy, "PLACES", Path("/nowhere"))

    answer = giliran("backup")

    if url.startswith("sqlite"):
        assert answer.status == 0
    else:
        assert answer.status == 1
        assert re.search(r"no pg_dump of version \d+ or newer .*apt-get install postgresql-client-\d+", answer.err)


@ON_SQLITE
def test_restore_says_what_it_will_do_and_asks(
    bintan: str, giliran: Run, tmp_path: Path, elsewhere: Callable[[], Path]
) -> None:
    giliran("backup")
    place = elsewhere()

    refused = giliran("restore", backup_in(tmp_path), stdin="n\n")

    assert refused.status == 1
    assert f"1 office)  ->  {place / 'giliran.db'}" in refused.out
    assert "is not in it" in refused.out
    assert "Nothing was put back." in refused.err
    assert list(place.iterdir()) == []
    assert giliran("restore", backup_in(tmp_path), stdin="y\n").status == 0


@ON_SQLITE
def test_restored_database_has_everything_and_says_where_it_came_from(
    bintan: str, giliran: Run, tmp_path: Path, elsewhere: Callable[[], Path], opened: Callable[[], Database]
) -> None:
    giliran("staff", "add", "--name", "Ani", "--role", "clerk", "--password-stdin", stdin="pisang goreng hangat\n")
    Vault(Settings().files).folder.mkdir()
    (Settings().files / "ab").mkdir()
    (Settings().files / "ab" / ("ab" + "0" * 30)).write_bytes(b"sealed")
    giliran("backup")
    place = elsewhere()

    said = giliran("restore", backup_in(tmp_path), "--yes")

    assert said.status == 0
    assert "The secret opens it" in said.out
    assert (place / "files" / "ab" / ("ab" + "0" * 30)).read_bytes() == b"sealed"
    assert not list(place.glob("*.restoring"))
    assert "Ani" in giliran("staff", "list").out
    world = World.__new__(World)
    world.database = opened()
    assert world.rows(DeedRow)[-1].deed == "backup_restored"
    assert world.rows(BackupRun) == [], "the one that made it was under way in it, and is no failure"


@ON_SQLITE
def test_restore_leaves_what_is_there_alone(bintan: str, giliran: Run, tmp_path: Path, elsewhere) -> None:
    giliran("backup")
    place = elsewhere()
    (place / "media").mkdir()
    (place / "media" / "mine").write_text("mine")

    onto_folder = giliran("restore", backup_in(tmp_path), "--yes")
    (place / "media" / "mine").unlink()
    (place / "giliran.db-wal").write_text("mine")
    onto_log = giliran("restore", backup_in(tmp_path), "--yes")

    assert (onto_folder.status, onto_log.status) == (1, 1)
    assert "media is not empty" in onto_folder.err
    assert "giliran.db-wal" in onto_log.err
    assert sorted(each.name for each in place.iterdir()) == ["giliran.db-wal", "media"]


@ON_SQLITE
@pytest.mark.parametrize("cut", [1000, -20_000])
def test_damaged_backup_puts_nothing_back(bintan: str, giliran: Run, tmp_path: Path, elsewhere, cut: int) -> None:
    giliran("backup")
    damaged = tmp_path / "damaged.tar"
    content = bytearray(backup_in(tmp_path).read_bytes())
    content[cut] ^= 1
    damaged.write_bytes(bytes(content))
    place = elsewhere()

    said = giliran("restore", damaged, "--yes")

    assert said.status == 1
    assert "Nothing was put back." in said.err
    assert list(place.iterdir()) == []


@ON_SQLITE
def test_secret_comes_back_with_the_passphrase_alone(
    bintan: str, giliran: Run, tmp_path: Path, elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    giliran("backup", "--with-secret", "--sealed", stdin=f"{WORDS}\n{WORDS}\n")
    place, secret = elsewhere(), os.environ["GILIRAN_SECRET_KEY"]
    monkeypatch.delenv("GILIRAN_SECRET_KEY")

    wrong = giliran("restore", backup_in(tmp_path), "--yes", stdin="kuda hijau makan nasi\n")
    right = giliran("restore", backup_in(tmp_path), "--yes", stdin=f"{WORDS}\n")

    assert wrong.status == 1
    assert "The passphrase does not open it" in wrong.err
    assert right.status == 0
    assert (place / "giliran.db.key").read_text() == f"{secret}\n"
    assert (place / "giliran.db.key").stat().st_mode & 0o777 == 0o600
    assert giliran("staff", "list").status == 0
    assert secret not in right.out + right.err


@ON_SQLITE
def test_where_the_last_step_fails_nothing_was_put_back(
    bintan: str, giliran: Run, tmp_path: Path, elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "one").write_bytes(b"one")
    giliran("backup", "--with-secret", stdin=f"{WORDS}\n{WORDS}\n")
    place, really = elsewhere(), Path.replace

    def replace(path: Path, target: Path) -> Path:
        if target.name == "giliran.db":
            assert (place / "media" / "one").exists()
            assert (place / "giliran.db.key").exists()
            raise OSError(28, "No space left on device")
        return really(path, target)

    monkeypatch.delenv("GILIRAN_SECRET_KEY")
    monkeypatch.setattr(Path, "replace", replace)

    said = giliran("restore", backup_in(tmp_path), "--yes", stdin=f"{WORDS}\n")

    assert said.status == 1
    assert "No space left on device. Nothing was put back." in said.err
    assert list(place.iterdir()) == []


@ON_SQLITE
def test_without_the_secret_it_is_said_where_it_goes(
    bintan: str, giliran: Run, tmp_path: Path, elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    giliran("backup")
    place = elsewhere()
    monkeypatch.delenv("GILIRAN_SECRET_KEY")

    said = giliran("restore", backup_in(tmp_path), "--yes")

    assert said.status == 0
    assert f"its file to {place / 'giliran.db.key'}, or GILIRAN_SECRET_KEY. Nothing starts without it." in said.out
    assert not (place / "giliran.db.key").exists()


@ON_SQLITE
def test_other_secret_is_refused_before_anything_is_put_back(
    bintan: str, giliran: Run, tmp_path: Path, elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    giliran("backup")
    place = elsewhere()
    monkeypatch.setenv("GILIRAN_SECRET_KEY", "quite another secret, and long enough")

    said = giliran("restore", backup_in(tmp_path), "--yes")

    assert said.status == 1
    assert "is not the one of this backup" in said.err
    assert list(place.iterdir()) == []


@ON_SQLITE
@pytest.mark.pg
def test_backup_of_sqlite_does_not_go_into_postgresql_but_by_copy(
    bintan: str, giliran: Run, tmp_path: Path, empty_url, monkeypatch: pytest.MonkeyPatch
) -> None:
    giliran("backup")
    there = empty_url("postgres")
    monkeypatch.setenv("GILIRAN_DATABASE_URL", there)
    monkeypatch.chdir(tmp_path / "backups")
    refused = giliran("restore", backup_in(tmp_path), "--yes")
    monkeypatch.setenv("GILIRAN_DATABASE_URL", f"sqlite:///{tmp_path / 'giliran.db'}")

    copied = giliran("copy", "--to", there)

    assert refused.status == 1
    assert "giliran copy --to URL" in refused.err
    assert copied.status == 0
    assert "every table is the same on both sides" in copied.out
    assert f"GILIRAN_FILES_FOLDER={tmp_path / 'files'}" in copied.out
    monkeypatch.setenv("GILIRAN_DATABASE_URL", there)
    assert giliran("staff", "list").status == 0
    assert "is not empty" in _copied_again(giliran, there, tmp_path, monkeypatch)


def _copied_again(giliran: Run, there: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("GILIRAN_DATABASE_URL", f"sqlite:///{tmp_path / 'giliran.db'}")
    return giliran("copy", "--to", there).err


@pytest.mark.pg
def test_backup_of_postgresql_goes_into_an_empty_one(
    no_database_but: Callable[[str], str], giliran: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_database_but("postgres")
    assert giliran("office", "create", "bintan", "--name", "Disdukcapil Bintan", "--timezone", "WITA").status == 0
    assert giliran("backup").status == 0
    onto_itself = giliran("restore", backup_in(tmp_path), "--yes")
    no_database_but("postgres")

    said = giliran("restore", backup_in(tmp_path), "--yes")

    assert onto_itself.status == 1
    assert "holds tables already" in onto_itself.err
    assert said.status == 0
    assert "1 office" in said.out
    assert giliran("staff", "list").status == 0


@pytest.fixture
def no_database_but(empty_url: Callable[[str], str], told: Callable[[str], str]) -> Callable[[str], str]:
    """Makes an empty database the one that the settings name."""
    return lambda kind: told(empty_url(kind))


@ON_SQLITE
@pytest.mark.pg
def test_copy_waits_for_no_server_that_writes(
    bintan: str, giliran: Run, tmp_path: Path, empty_url, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.0)
    with alone(tmp_path / "giliran.db.serving"):
        said = giliran("copy", "--to", empty_url("postgres"))

    assert said.status == 1
    assert "Stop it first" in said.err


@ON_SQLITE
@pytest.mark.pg
@pytest.mark.parametrize("secret", ["", "quite another secret, and long enough"])
def test_copy_that_nobody_could_open_is_not_begun(
    bintan: str, giliran: Run, empty_url, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    there = empty_url("postgres")
    monkeypatch.setenv("GILIRAN_SECRET_KEY", secret)

    said = giliran("copy", "--to", there)

    assert said.status == 1
    assert "is not here: put it into" in said.err
    assert rows_of(there) == {}


# --- the drill


@contextmanager
def _booking(world: World, first: int) -> Iterator[list[str]]:
    """Somebody books one visit after the other beside the block; the passes that were promised so far."""
    passes, over = [world.booked(9, reference=f"B/{n}") for n in range(first)], threading.Event()

    def book() -> None:
        while not over.is_set() and len(passes) < 60:
            n = len(passes)
            passes.append(world.booked(9 + n % 3, 30 * (n % 2), day=1, reference=f"B/{n}"))

    booking = threading.Thread(target=book)
    booking.start()
    try:
        yield passes
    finally:
        over.set()
        booking.join()


@ON_SQLITE
def test_drill_of_an_office_that_burnt_down(
    url: str, giliran: Run, tmp_path: Path, elsewhere, opened: Callable[[], Database], clock: Stopwatch
) -> None:
    world = World(opened(), "tanjungpinang", lobby_limit=4, slot_capacity=60)
    with _booking(world, 3) as passes:
        wait_until(lambda: len(passes) > 4)
        acknowledged = list(passes)
        said = giliran("backup")
        wait_until(lambda: len(passes) > len(acknowledged))
    assert said.status == 0
    elsewhere()

    restored = giliran("restore", backup_in(tmp_path), "--yes")

    assert restored.status == 0, restored.err
    clock.now = at(8)
    app = create_app(opened(), clock, Settings())  # type: ignore[arg-type]
    browser = TestClient(app, base_url="https://giliran.example", follow_redirects=False)
    for code in acknowledged:
        page, picture = browser.get(f"/t/{code}"), browser.get(f"/t/{code}/qr.png")
        assert (page.status_code, picture.status_code) == (200, 200)
        assert picture.content.startswith(b"\x89PNG")
