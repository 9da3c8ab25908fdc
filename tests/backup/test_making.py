"""A backup is whole or not there, its owner's alone, and says what is missing; of one that failed nothing stays."""

import shutil
import stat
from pathlib import Path
from typing import NamedTuple

import pyrage
import pytest

from scheduler import keys
from scheduler.backup import making, sealing
from scheduler.backup.archive import cover_of, look_through
from scheduler.backup.faults import BackupFailed
from scheduler.backup.files import Stopped, writing
from scheduler.backup.making import make
from scheduler.backup.order import Order
from scheduler.backup.restoring import Opening, examine, plain, secret_in
from scheduler.backup.sealing import identity_of
from scheduler.db.models import Booking
from scheduler.domain.backup import Why
from scheduler.flow.screens import media
from scheduler.flow.screens.media import NewMedium
from scheduler.pictures.vault import Vault
from scheduler.runtime.config import Settings
from tests.conftest import SECRET
from tests.scenes.clerks_desk import applied
from tests.scenes.factories import NINE, World
from tests.support import postgres_tools

WORDS = "kuda hijau makan roti"


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture(autouse=True)
def _tools(monkeypatch: pytest.MonkeyPatch) -> None:
    postgres_tools.add_to_path(monkeypatch)
    monkeypatch.setattr(sealing, "COST", 2)


@pytest.fixture
def kept(office: World, settings: Settings) -> World:
    """An office with a visit, three pages that a citizen sent, a picture for screens and a recording."""
    from scheduler.db.models import ApplicationPage  # noqa: PLC0415

    applied(office)
    vault = Vault(settings.files)
    for page in office.rows(ApplicationPage):
        office.change(ApplicationPage, page.id, mark=vault.put(b"picture"))
    shown = NewMedium("picture", "a" * 16, "image/png", 5, "Alur")
    office.do(media.add, shown, now=NINE)
    for place in (settings.media / "tanjungpinang" / f"{'a' * 16}.png", settings.voice / "tanjungpinang/id/nol.wav"):
        place.parent.mkdir(parents=True)
        place.write_bytes(b"bytes")
    (settings.media / "tanjungpinang" / ".1234.part").write_bytes(b"half")
    (settings.files / "parts").mkdir()
    (settings.files / "parts" / ("b" * 32)).write_bytes(b"on its way")
    office.booked(9)
    return office


def order(tmp_path: Path, **facts: object) -> Order:
    return Order(tmp_path / "backups", NINE, training=False, **facts)  # type: ignore[arg-type]


def lying(tmp_path: Path) -> list[str]:
    return sorted(each.name for each in (tmp_path / "backups").iterdir() if each.name != making.LOCK)


@pytest.mark.postgres("dialect")
def test_everything_is_within_and_nothing_that_is_half_done(kept: World, settings: Settings, tmp_path: Path) -> None:
    made = make(settings, order(tmp_path))

    with (tmp_path / "backups" / made.file).open("rb") as file:
        found = look_through(file)
    assert (found.files["files"], found.files["media"], found.files["voice"], made.missing) == (3, 1, 1, 0)
    assert found.cover.counts["booking"] == 1
    assert found.cover.kind == ("sqlite" if settings.on_sqlite else "postgres")
    assert lying(tmp_path) == [made.file] == ["giliran-20261130T020000Z.tar"]
    assert made.size == (tmp_path / "backups" / made.file).stat().st_size


@pytest.mark.postgres("dialect")
def test_files_that_rows_name_and_that_are_gone_are_counted(kept: World, settings: Settings, tmp_path: Path) -> None:
    shutil.rmtree(settings.media)
    next(settings.files.glob("[0-9a-f][0-9a-f]/*")).unlink()

    assert make(settings, order(tmp_path)).missing == 2


def test_it_is_its_owners_alone(kept: World, settings: Settings, tmp_path: Path) -> None:
    made = make(settings, order(tmp_path))

    modes = [stat.S_IMODE(each.stat().st_mode) for each in (tmp_path / "backups", tmp_path / "backups" / made.file)]
    assert modes == [0o700, 0o600]


def test_parts_of_one_that_was_cut_off_go(kept: World, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "backups" / "giliran-x1y2.part").mkdir(parents=True)
    (tmp_path / "backups" / "giliran-x1y2.part" / "backup.tar").write_bytes(b"half")
    (tmp_path / "backups" / "other.part").mkdir()

    made = make(settings, order(tmp_path))

    assert lying(tmp_path) == [made.file, "other.part"]


def test_secret_is_left_out_unless_it_is_wanted(kept: World, settings: Settings, tmp_path: Path) -> None:
    made = make(settings, order(tmp_path))

    content = (tmp_path / "backups" / made.file).read_bytes()
    assert SECRET.encode() not in content
    assert examine(tmp_path / "backups" / made.file)[1] == b""


def test_secret_within_is_sealed_by_the_passphrase(kept: World, settings: Settings, tmp_path: Path) -> None:
    made = make(settings, order(tmp_path, with_secret=True, passphrase=WORDS))

    content = (tmp_path / "backups" / made.file).read_bytes()
    found, sealed = examine(tmp_path / "backups" / made.file)
    assert SECRET.encode() not in content
    assert found.cover.with_secret
    assert secret_in(sealed, WORDS) == SECRET


def test_whole_file_is_sealed_and_opened_again(kept: World, settings: Settings, tmp_path: Path) -> None:
    made = make(settings, order(tmp_path, with_secret=True, passphrase=WORDS, whole=True))

    path = tmp_path / "backups" / made.file
    assert lying(tmp_path) == [made.file] == ["giliran-20261130T020000Z.tar.sealed"]
    assert b"giliran.json" not in path.read_bytes()
    with plain(path, Opening(WORDS), settings) as tar:
        assert examine(tar)[0].cover.counts["booking"] == 1


def test_whole_file_is_encrypted_to_a_recipient(kept: World, settings: Settings, tmp_path: Path) -> None:
    theirs = pyrage.x25519.Identity.generate()
    (tmp_path / "key.txt").write_text(str(theirs))

    made = make(settings, order(tmp_path, recipient=str(theirs.to_public())))

    path = tmp_path / "backups" / made.file
    assert lying(tmp_path) == [made.file] == ["giliran-20261130T020000Z.tar.age"]
    with plain(path, Opening(identity=identity_of(tmp_path / "key.txt")), settings) as tar:
        assert examine(tar)[0].files["files"] == 3


def failing(settings: Settings, wanted: Order) -> Why:
    with pytest.raises(BackupFailed) as failed:
        make(settings, wanted)
    return failed.value.why


def test_full_disk_is_said_before_anything_is_written(
    kept: World, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9, 10**6))

    assert failing(settings, order(tmp_path)) == Why.NO_ROOM
    assert lying(tmp_path) == []


def test_disk_that_fills_up_meanwhile_leaves_nothing(
    kept: World, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "_pack", full)

    assert failing(settings, order(tmp_path)) == Why.NOT_WRITTEN
    assert lying(tmp_path) == []


def test_one_that_is_not_whole_when_it_is_read_back_gets_no_name(
    kept: World, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = making._look_through

    def damaged(tar: Path, *rest: object) -> int:
        content = bytearray(tar.read_bytes())
        content[content.index(b"bytes")] ^= 1
        tar.write_bytes(bytes(content))
        return really(tar, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(making, "_look_through", damaged)

    assert failing(settings, order(tmp_path)) == Why.NOT_WHOLE
    assert lying(tmp_path) == []


def test_database_of_another_secret_is_no_backup_of_this_one(
    kept: World, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scheduler.db.secrets.chain import keep_chain  # noqa: PLC0415

    kept.database.run(keep_chain)
    monkeypatch.setattr(keys, "_ring", keys.Keyring(["another secret that is long enough too"]))

    assert failing(settings, order(tmp_path)) == Why.NOT_WHOLE


def test_two_of_one_second_do_not_take_each_others_name(kept: World, settings: Settings, tmp_path: Path) -> None:
    first = make(settings, order(tmp_path))
    content = (tmp_path / "backups" / first.file).read_bytes()

    assert failing(settings, order(tmp_path)) == Why.NOT_WRITTEN
    assert (tmp_path / "backups" / first.file).read_bytes() == content


def test_one_that_is_stopped_leaves_nothing(kept: World, settings: Settings, tmp_path: Path) -> None:
    def stop(percent: int) -> None:
        if percent > 30:
            raise Stopped

    with pytest.raises(Stopped):
        make(settings, order(tmp_path), stop)
    assert lying(tmp_path) == []


def test_way_is_told_in_rising_hundredths(kept: World, settings: Settings, tmp_path: Path) -> None:
    told: list[int] = []

    make(settings, order(tmp_path), told.append)

    assert told == sorted(told)
    assert 0 <= told[0] < told[-1] <= 99


def test_what_was_booked_after_it_began_is_not_in_it(kept: World, settings: Settings, tmp_path: Path) -> None:
    made = make(settings, order(tmp_path), lambda _: kept.booked(10) if len(kept.rows(Booking)) < 2 else None)

    with (tmp_path / "backups" / made.file).open("rb") as file:
        assert cover_of(file).counts["booking"] == 1
    assert len(kept.rows(Booking)) == 2


def test_a_file_that_is_there_already_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"before")

    with pytest.raises(FileExistsError), writing(tmp_path / "secret"):
        pass

    assert (tmp_path / "secret").read_bytes() == b"before"
