"""The folder of backups: which lie there, and which of them go by rule. What this program did not make stays."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scheduler.backup.archive import cover_of
from scheduler.backup.faults import BackupBroken
from scheduler.backup.sealing import is_age, is_sealed
from scheduler.domain.backup import AGE, PLAIN, SEALED, BackupUnknown, Keep, moment_of, to_drop


@dataclass(frozen=True, slots=True)
class Lying:
    """A backup that lies in the folder."""

    name: str
    made_at: datetime
    size: int

    @property
    def is_sealed(self) -> bool:
        """Whether nobody reads it who has the file alone."""
        return not self.name.endswith(PLAIN)


def lying_in(folder: Path) -> list[Lying]:
    """The backups of a folder, newest first; a folder that is not there has none."""
    found = []
    for path in _named_so(folder):
        with suppress(OSError):
            moment = moment_of(path.name)
            if moment is not None and path.is_file() and not path.is_symlink():
                found.append(Lying(path.name, moment, path.stat().st_size))
    return sorted(found, key=lambda each: (each.made_at, each.name), reverse=True)


def place_of(folder: Path, name: str) -> Path:
    """Where the backup of a name lies. Raises BackupUnknown."""
    if name not in {each.name for each in lying_in(folder)}:
        raise BackupUnknown
    return folder / name


def drop_by_rule(folder: Path, keep: Keep, just_made: str) -> list[str]:
    """Remove the backups that no rule keeps; returns their names. just_made: one that was looked through just now and
    lies there: where it does not, nothing is removed.
    """
    names = [each.name for each in lying_in(folder)]
    if just_made not in names:
        return []
    gone = []
    for name in to_drop(names, keep):
        with suppress(OSError):
            if name != just_made and is_ours(folder / name):
                (folder / name).unlink()
                gone.append(name)
    return gone


def is_ours(path: Path) -> bool:
    """Whether a file is what its name says. Raises OSError."""
    if path.name.endswith(SEALED):
        return is_sealed(path)
    if path.name.endswith(AGE):
        return is_age(path)
    try:
        with path.open("rb") as file:
            cover_of(file)
    except BackupBroken:
        return False
    return True


def _named_so(folder: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from sorted(each for each in folder.iterdir() if moment_of(each.name) is not None)
