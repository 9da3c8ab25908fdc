"""The machine that a service is installed on, or a folder in which one is laid out (`--root`): its files and users."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from scheduler.commands.failing import CommandFailed
from scheduler.commands.service.units import MARK, Written

BOOTED = Path("/run/systemd/system")
"""Is there where systemd started the machine."""
PATIENCE = 120
NEW, SAME, ANEW, KEPT = "written", "as it was", "written anew", "kept as it is"


@dataclass(frozen=True, slots=True)
class Machine:
    """Where the files go: this machine, or what is laid out below a folder, of which nothing is started."""

    root: Path = Path("/")

    @property
    def is_this(self) -> bool:
        """Whether it is the machine itself."""
        return self.root == Path("/")

    def at(self, path: str) -> Path:
        """Where a path of the installation lies."""
        return self.root / path.lstrip("/")

    def refuse_unfit(self) -> None:
        """Raises CommandFailed where nothing can be installed: not on Linux, not as root, or without systemd."""
        if sys.platform != "linux":
            raise CommandFailed("This machine has no systemd. For Windows see docs/windows.md.")
        if self.is_this and os.geteuid() != 0:
            raise CommandFailed("Only root may install a service. Run it with sudo.")
        if self.is_this and not BOOTED.is_dir():
            raise CommandFailed(
                "This machine is not run by systemd. --print shows the units, --root FOLDER writes them elsewhere."
            )

    def read(self, path: str) -> str | None:
        """What a file says; None where there is none. Raises CommandFailed where it cannot be read."""
        with _in_words():
            try:
                return self.at(path).read_text("utf-8")
            except FileNotFoundError:
                return None

    def write(self, file: Written, *, keep: bool = False) -> str:
        """Write a file whole or not at all, and say what became of it.

        keep: what is there stays. Another's file, which does not say that it is ours, is laid aside as `.before`.
        Raises CommandFailed where it cannot be written.
        """
        there = self.read(file.path)
        if there is not None and keep:
            return KEPT
        with _in_words():
            place = self.at(file.path)
            if there == file.text and place.stat().st_mode & 0o777 == file.mode:
                return SAME
            if there is not None and not is_ours(there):
                place.replace(place.with_name(f"{place.name}.before"))
            _put(place, file)
        return NEW if there is None else ANEW

    def make_user(self, name: str, folder: str) -> str:
        """A user of the system for the program, who cannot sign in."""
        if not self.is_this:
            return "to be made where this is put"
        import pwd  # noqa: PLC0415 - Windows has none

        with suppress(KeyError):
            pwd.getpwnam(name)
            return "is there"
        home = ("--home-dir", folder, "--no-create-home")
        self.run("useradd", "--system", "--user-group", *home, "--shell", "/usr/sbin/nologin", name)
        return "made"

    def make_folder(self, path: str, user: str) -> str:
        """The folder of the data, which its user alone may write to and nobody else may read. Raises CommandFailed."""
        place = self.at(path)
        said = "is there" if place.is_dir() else "made"
        with _in_words():
            place.mkdir(parents=True, exist_ok=True)
            place.chmod(0o750)
        if self.is_this:
            shutil.chown(place, user, user)
        return said

    def give_to_group(self, path: str, group: str) -> None:
        """Let root and a group alone read a file."""
        if self.is_this:
            shutil.chown(self.at(path), "root", group)

    def remove(self, path: str) -> bool:
        """Take away a file of ours; False where there is none, or it is another's."""
        said = self.read(path)
        if said is None or not is_ours(said):
            return False
        self.at(path).unlink()
        return True

    def run(self, *command: str) -> str:
        """What a program of the system said. Raises CommandFailed with its last words where it failed."""
        done = self._done(command)
        if done.returncode != 0:
            words = (done.stderr or done.stdout).strip().splitlines()
            raise CommandFailed(f"{command[0]} {command[1]} failed: {words[-1] if words else done.returncode}")
        return done.stdout

    def asked(self, *command: str) -> str:
        """The first word that a program of the system answers, whatever its status: `systemctl is-active ...`."""
        return (self._done(command).stdout.split() or ["unknown"])[0]

    def _done(self, command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
        try:
            return subprocess.run(  # noqa: S603 - no shell; names were looked at
                command, capture_output=True, text=True, check=False, timeout=PATIENCE
            )
        except OSError as fault:
            raise CommandFailed(f"{command[0]} could not be started: {fault.strerror}.") from fault
        except subprocess.TimeoutExpired:
            raise CommandFailed(f"{' '.join(command[:2])} did not end in {PATIENCE} seconds.") from None


def _put(place: Path, file: Written) -> None:
    """Write a file whole or not at all. Raises OSError."""
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(f".{place.name}.part")
    with suppress(FileNotFoundError):
        part.unlink()
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as new:
        new.write(file.text)
    part.chmod(file.mode)
    part.replace(place)


@contextmanager
def _in_words() -> Iterator[None]:
    """What the system refuses becomes a CommandFailed."""
    try:
        yield
    except OSError as fault:
        raise CommandFailed(f"{fault.filename}: {fault.strerror}. Is it a folder, and is this root?") from fault


def is_ours(text: str) -> bool:
    """Whether a file says that `giliran service install` wrote it."""
    return MARK.partition(",")[0] in text
