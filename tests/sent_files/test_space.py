"""How much of the disk is left, and the floor under which nothing that strangers send is taken."""

import shutil
import sys
from pathlib import Path

import pytest
import structlog

from scheduler.domain.applying.file_bounds import MB
from scheduler.domain.applying.upload_refusals import UploadsPaused
from scheduler.pictures.space import Space, free_of, space_of
from scheduler.runtime.config import Settings

FOLDER = Path("/somewhere")


@pytest.mark.parametrize(
    ("free", "more", "is_low"), [(100, 0, False), (99, 0, True), (110, 10, False), (110, 11, True), (0, 0, True)]
)
def test_what_would_leave_less_than_the_floor_is_refused(free: int, more: int, is_low: bool) -> None:
    space = Space(FOLDER, 100, free=lambda _: free)

    assert space.is_low(more) is is_low
    if is_low:
        with pytest.raises(UploadsPaused):
            space.refuse(more)
    else:
        space.refuse(more)


def test_without_a_floor_the_disk_is_not_asked() -> None:
    assert not Space(FOLDER, 0, free=lambda _: 1 // 0).is_low(10)


def test_log_is_told_once_however_many_ask() -> None:
    space = Space(FOLDER, 200 * MB, free=lambda _: 100 * MB)

    with structlog.testing.capture_logs() as logs:
        for _ in range(3):
            space.is_low()

    assert logs == [{"event": "uploads_paused", "free_mb": 100, "floor_mb": 200, "log_level": "warning"}]


def test_disk_is_that_of_the_folder_also_before_it_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Path] = []
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: asked.append(path) or usage)

    assert free_of(tmp_path / "not" / "made") == usage.free
    assert free_of(tmp_path) == usage.free
    assert asked == [tmp_path, tmp_path]


def test_disk_that_does_not_say_is_not_taken_for_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(shutil, "disk_usage", unknown)

    assert free_of(tmp_path) == sys.maxsize


def test_floor_and_folder_are_those_of_the_settings(tmp_path: Path) -> None:
    space = space_of(Settings(files_folder=str(tmp_path), files_floor_mb=7))

    assert (space.folder, space.floor) == (tmp_path, 7 * MB)
