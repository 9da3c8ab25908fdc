"""An office's own recordings: 45 words and phrases, each a WAV file, of which every call in Indonesian is made."""

import os
import string
import tempfile
from array import array
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from scheduler.speech.pcm import NotPcm, Pcm, read_wav, resampled, silence, trimmed, write_wav
from scheduler.speech.words import DIGITS, Groups

PHRASES = ("nomor-antrean", "silakan-ke-loket", "silakan-masuk", "panggilan-kedua", "panggilan-ulang")
NAMES: tuple[str, ...] = (*PHRASES, *DIGITS["id"], "sepuluh", "sebelas", "belas", "puluh", *string.ascii_lowercase)
"""What an office records, in the order in which it is asked for."""
LANGUAGE = "id"
RATE = 22_050
LONGEST = 10.0
"""Seconds of one recording."""
BETWEEN_WORDS, BETWEEN_GROUPS = 0.04, 0.3
"""Seconds of silence."""


class TooLong(ValueError):
    """A recording of more than ten seconds."""


class Silent(ValueError):
    """A recording in which nothing is heard."""


class Clips:
    """The recordings of one office; `folder` holds those of all offices."""

    def __init__(self, folder: Path, office: str) -> None:
        self._folder = folder / quote(office, safe="").replace(".", "%2E") / LANGUAGE

    def names(self) -> frozenset[str]:
        """The names of the recordings that are there."""
        return frozenset(name for name in NAMES if self._path(name).is_file())

    def mark(self) -> int:
        """Another number once a recording came, changed or went; 0 where there never was one."""
        try:
            return self._folder.stat().st_mtime_ns
        except OSError:
            return 0

    def can_say(self, groups: Groups) -> bool:
        """Whether every name of the groups is recorded."""
        return bool(groups) and all(self._path(name).is_file() for group in groups for name in group)

    def file(self, name: str) -> bytes | None:
        """A recording as WAV; None if it is not there."""
        try:
            return self._path(name).read_bytes()
        except OSError:
            return None

    def keep(self, name: str, data: bytes) -> None:
        """Take a recording: any WAV of 16-bit PCM, kept trimmed, at one rate and one channel.

        Raises NotPcm, TooLong, Silent. The file is there whole or not at all.
        """
        sound = read_wav(data)
        if sound.seconds > LONGEST:
            raise TooLong
        sound = trimmed(resampled(sound, RATE))
        if not sound.samples:
            raise Silent
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(write_wav(sound))
            Path(beside).replace(path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise

    def drop(self, name: str) -> None:
        """Remove a recording; one that is not there stays so."""
        self._path(name).unlink(missing_ok=True)

    def say(self, groups: Groups) -> Pcm | None:
        """The recordings one after another; None where one is missing or cannot be read."""
        if not self.can_say(groups):
            return None
        try:
            return joined(groups, lambda name: read_wav(self._path(name).read_bytes()))
        except (NotPcm, OSError):
            return None

    def _path(self, name: str) -> Path:
        if name not in NAMES:
            raise ValueError(name)
        return self._folder / f"{name}.wav"


def joined(groups: Groups, read: Callable[[str], Pcm]) -> Pcm:
    """Clips at one rate without their silence, short pauses between words and longer ones between groups."""
    whole = array("h")
    for number, group in enumerate(groups):
        whole.extend(silence(BETWEEN_GROUPS if number else 0, RATE))
        for place, name in enumerate(group):
            whole.extend(silence(BETWEEN_WORDS if place else 0, RATE))
            whole.extend(trimmed(resampled(read(name), RATE)).samples)
    return Pcm(RATE, whole)
