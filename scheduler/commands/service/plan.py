"""What an installation is: under whose name the program runs, from where, over which folder, and in how many processes.

It is remembered in the unit itself, in a section that systemd passes over. So whoever runs `giliran service install`
again after an upgrade need not say again what was said the first time.
"""

import re
from configparser import ConfigParser
from configparser import Error as NotUnderstood
from dataclasses import asdict, dataclass, fields, replace
from pathlib import PurePosixPath
from typing import Any

from scheduler.commands.failing import CommandFailed

SECTION = "X-Giliran"
"""systemd passes over sections that begin so."""
NAME = re.compile(r"[a-z_][a-z0-9_-]{0,30}")
PLAIN = re.compile(r"/[A-Za-z0-9._/+-]*")
"""A path that means the same to systemd, to a shell and to people."""
HIDDEN = ("/home", "/root", "/run/user", "/tmp", "/var/tmp")  # noqa: S108 - named to be refused
"""What the units hide from the program: neither it nor its data may stand there."""
ENVIRONMENT = "/etc/giliran.env"
"""The settings of the installation."""
FOLDERS = re.compile(r"^GILIRAN_[A-Z]+_FOLDER=['\"]?([^'\"\n]+)", re.MULTILINE)
MOST_DISPLAYS = 16
FIRST_DISPLAY = 8001


@dataclass(frozen=True, slots=True)
class Plan:
    """One installation on one machine."""

    program: str
    """The path of the command `giliran`, in its virtual environment."""
    user: str = "giliran"
    folder: str = "/var/lib/giliran"
    """Where database, secret and files lie; nothing else can be written to."""
    worker: bool = False
    """Whether messages are sent by a process of its own."""
    displays: int = 0
    """How many processes of their own serve screens and waiting phones, on ports 8001 and following."""
    usb_printer: bool = False
    """Whether the program prints on a printer at this machine's USB itself."""
    also: str = ""
    """Other folders that are written to, as the settings name them, parted by blanks."""

    @property
    def ports(self) -> range:
        """Those of the processes for screens."""
        return range(FIRST_DISPLAY, FIRST_DISPLAY + self.displays)

    @property
    def services(self) -> list[str]:
        """The names of what runs, in the order in which it starts."""
        apart = ["giliran-worker@1.service"] if self.worker else []
        return ["giliran.service", *apart, *(f"giliran-display@{port}.service" for port in self.ports)]

    def changed(self, **told: Any) -> "Plan":
        """With what was said, and as it is where nothing was (None). Raises CommandFailed where that cannot be."""
        plan = replace(self, **{name: value for name, value in told.items() if value is not None})
        plan.check()
        return plan

    def check(self) -> None:
        """Raises CommandFailed for what a unit could not say, or for places that the units hide from the program."""
        if NAME.fullmatch(self.user) is None or self.user == "root":
            raise CommandFailed(
                f"{self.user!r} is no name for the program's user: it is not root, and plain.", status=2
            )
        if not 0 <= self.displays <= MOST_DISPLAYS:
            raise CommandFailed(f"--displays takes 0 to {MOST_DISPLAYS}.", status=2)
        others = ((f"A folder of {ENVIRONMENT}", path) for path in self.also.split())
        for what, path in (("The program", self.program), ("--folder", self.folder), *others):
            _check_path(what, path)
        if PurePosixPath(self.folder) in (PurePosixPath("/"), *map(PurePosixPath, ("/etc", "/usr", "/var", "/opt"))):
            raise CommandFailed("--folder is a folder of the program's own, such as /var/lib/giliran.", status=2)

    def remembered(self) -> str:
        """As it stands in the unit."""
        return "\n".join([f"[{SECTION}]", *(f"{name}={_said(value)}" for name, value in asdict(self).items())]) + "\n"


def other_folders(settings: str, folder: str) -> str:
    """The folders that the text of the settings names outside of the program's own, parted by blanks."""
    named = dict.fromkeys(each.strip() for each in FOLDERS.findall(settings))
    return " ".join(each for each in named if not PurePosixPath(each).is_relative_to(folder))


def recalled(unit: str) -> Plan | None:
    """What the text of a unit remembers; None for one that `giliran service install` did not write."""
    _, mark, section = unit.partition(f"[{SECTION}]\n")
    reader = ConfigParser(interpolation=None, strict=False)
    try:
        reader.read_string(mark + section)
        found = dict(reader.items(SECTION))
        known: dict[str, Any] = {
            each.name: _read(found[each.name], each.type) for each in fields(Plan) if each.name in found
        }
        return Plan(**known)
    except (NotUnderstood, TypeError, ValueError):
        return None


def _said(value: object) -> str:
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)


def _read(text: str, kind: object) -> object:
    if kind in (bool, "bool"):
        return text == "yes"
    return int(text) if kind in (int, "int") else text


def _check_path(what: str, path: str) -> None:
    if PLAIN.fullmatch(path) is None or ".." in PurePosixPath(path).parts:
        raise CommandFailed(f"{what} is {path}: it must be a full path of plain letters and digits.", status=2)
    if any(PurePosixPath(path).is_relative_to(hidden) for hidden in HIDDEN):
        raise CommandFailed(
            f"{what} is {path}, which a service does not get to see. Use a place such as /opt/giliran for the program"
            " and /var/lib/giliran for its data.",
            status=2,
        )
