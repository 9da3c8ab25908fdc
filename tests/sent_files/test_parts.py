"""What is still on its way: pieces in their places, sealed as they come, and nothing of it once it is over."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler import keys
from scheduler.domain.applying.upload_refusals import FileUnreadable, PieceTooSmall, UploadUnknown
from scheduler.domain.refusals import DiskFull
from scheduler.pictures.kinds import kind_of
from scheduler.pictures.parts import FRAME, SEALED, Parts, whole_frames

TOKEN, OTHER = "a" * 32, "b" * 32
DAY = timedelta(days=1)
ONE, TWO, LAST = b"1" * FRAME, b"2" * 2 * FRAME, b"the end"
WHOLE = ONE + TWO + LAST


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Parts:
    monkeypatch.setattr(keys, "_ring", keys.Keyring(["one secret"]))
    return Parts(tmp_path / "parts")


def received(parts: Parts, token: str = TOKEN) -> None:
    for at, piece in ((0, ONE), (FRAME, TWO), (3 * FRAME, LAST)):
        parts.write(token, at, piece)


def content(parts: Parts, token: str = TOKEN, size: int = len(WHOLE)) -> bytes:
    with parts.part(token, size).open("rb") as file:
        return file.read()


def test_pieces_make_the_file_also_where_one_comes_twice(parts: Parts) -> None:
    received(parts, OTHER)
    for at, piece in ((0, ONE), (FRAME, TWO), (0, ONE), (FRAME, TWO), (3 * FRAME, LAST), (3 * FRAME, LAST)):
        parts.write(TOKEN, at, piece)

    assert content(parts) == WHOLE


def test_piece_of_another_length_over_one_that_was_never_promised_makes_the_same_file(parts: Parts) -> None:
    """The program died between the disk and the row, and the phone sends in other pieces now."""
    parts.write(TOKEN, 0, WHOLE[: 3 * FRAME])

    received(parts)

    assert content(parts) == WHOLE


def test_part_shows_nobody_anything_without_the_secret(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    received(parts)

    assert not any(each in parts.path(TOKEN).read_bytes() for each in (b"1111", b"2222", LAST))
    assert parts.path(TOKEN).stat().st_mode & 0o077 == 0
    monkeypatch.setattr(keys, "_ring", keys.Keyring(["another secret"]))
    with pytest.raises(FileUnreadable):
        content(parts)


def test_part_that_began_under_an_older_secret_goes_on(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    parts.write(TOKEN, 0, ONE)
    monkeypatch.setattr(keys, "_ring", keys.Keyring(["newer", "one secret"]))

    parts.write(TOKEN, FRAME, TWO)

    assert content(parts, size=3 * FRAME) == ONE + TWO


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda sealed: sealed[:SEALED] + sealed[2 * SEALED :], id="a frame is missing"),
        pytest.param(
            lambda sealed: sealed[SEALED : 2 * SEALED] + sealed[:SEALED] + sealed[2 * SEALED :],
            id="frames in another order",
        ),
        pytest.param(lambda sealed: sealed[: 2 * SEALED], id="cut off between frames"),
        pytest.param(lambda sealed: sealed[:-1], id="cut off within one"),
        pytest.param(lambda sealed: sealed[:100] + b"\0" + sealed[101:], id="changed"),
        pytest.param(lambda _: b"", id="empty"),
    ],
)
def test_part_that_is_not_as_it_was_sealed_is_unreadable(parts: Parts, spoil) -> None:
    received(parts)
    path = parts.path(TOKEN)
    path.write_bytes(spoil(path.read_bytes()))

    with pytest.raises(FileUnreadable):
        content(parts)


def test_part_in_the_place_of_another_does_not_open(parts: Parts) -> None:
    received(parts)
    parts.write(OTHER, 0, ONE)

    parts.path(OTHER).write_bytes(parts.path(TOKEN).read_bytes())

    with pytest.raises(FileUnreadable):
        content(parts, OTHER)


def test_plain_content_is_a_file_with_a_descriptor_that_lies_in_no_folder(parts: Parts) -> None:
    picture = b"\xff\xd8\xff" + bytes(100)
    parts.write(TOKEN, 0, picture)

    with parts.part(TOKEN, len(picture)).open("rb") as file:
        assert os.fstat(file.fileno()).st_nlink == 0
        assert os.pread(file.fileno(), 3, 0) == b"\xff\xd8\xff"
    assert kind_of(parts.part(TOKEN, len(picture))) == "JPEG"
    assert [path.name for path in parts.folder.iterdir()] == [TOKEN]


def test_system_without_files_in_memory_takes_those_without_a_name(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "memfd_create")
    received(parts)

    assert content(parts) == WHOLE


@pytest.mark.parametrize(
    ("length", "start", "taken"),
    [(FRAME, 0, FRAME), (FRAME + 1, 0, FRAME), (3 * FRAME - 1, FRAME, 2 * FRAME), (10, 90 * FRAME, 10)],
)
def test_of_a_piece_whole_frames_are_taken_and_the_end_whole(length: int, start: int, taken: int) -> None:
    assert len(whole_frames(bytes(length), start=start, size=90 * FRAME + 10)) == taken


def test_piece_without_a_whole_frame_is_refused() -> None:
    with pytest.raises(PieceTooSmall):
        whole_frames(bytes(FRAME - 1), start=0, size=FRAME)


def test_piece_is_on_the_disk_before_it_is_promised(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its file at each piece, and once the folder that has its name."""
    kept: list[bool] = []
    monkeypatch.setattr(os, "fsync", lambda fd: kept.append(Path(f"/proc/self/fd/{fd}").is_dir()))

    received(parts)

    assert kept == [False, True, False, False]


def test_disk_that_fails_to_keep_a_piece_is_told(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(DiskFull):
        parts.write(TOKEN, 0, LAST)


def test_piece_that_begins_within_a_frame_is_a_fault_of_ours(parts: Parts) -> None:
    with pytest.raises(ValueError, match="within a frame"):
        parts.write(TOKEN, 1, LAST)


@pytest.mark.parametrize("token", ["", "../g.db", "a" * 31, "A" * 32, "a\0b"])
def test_token_that_is_none_reaches_no_file(parts: Parts, token: str) -> None:
    with pytest.raises(UploadUnknown):
        parts.write(token, 0, b"x")
    parts.drop(token)


def test_folder_that_cannot_be_written_to_is_told(parts: Parts) -> None:
    parts.folder.write_text("no folder")

    with pytest.raises(DiskFull):
        parts.write(TOKEN, 0, b"x")


def test_what_was_left_half_way_goes_once_it_is_old(parts: Parts) -> None:
    young = "c" * 32
    for token in (TOKEN, OTHER, young):
        parts.write(token, 0, b"half")
    for token in (TOKEN, OTHER):
        os.utime(parts.path(token), (0, 0))

    gone = parts.tidy({OTHER}, older_than=DAY)

    assert gone == 1
    assert [parts.path(token).exists() for token in (TOKEN, OTHER, young)] == [False, True, True]


def test_one_at_a_time_is_at_an_upload(parts: Parts) -> None:
    turn, other = parts.turn(TOKEN), parts.turn(OTHER)

    assert parts.turn(TOKEN) is turn
    assert other is not turn
