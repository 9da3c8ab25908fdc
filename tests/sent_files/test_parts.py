"""What is still on its way: pieces in their places, and nothing of it once it is over."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.domain.errors import DiskFull
from scheduler.domain.upload_errors import UploadUnknown
from scheduler.pictures.parts import Parts

TOKEN, OTHER = "a" * 32, "b" * 32
DAY = timedelta(days=1)


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return Parts(tmp_path / "parts")


def test_pieces_make_the_file_also_where_one_comes_twice(parts: Parts) -> None:
    for at, piece in ((0, b"one "), (4, b"two "), (0, b"one "), (8, b"three")):
        parts.write(TOKEN, at, piece)

    assert parts.path(TOKEN).read_bytes() == b"one two three"


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
