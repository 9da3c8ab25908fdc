"""Reads a stranger's file in a process of its own, which is shut in, and which the file may crash, fill or hang.

The process (`scheduler.pictures.child`) is told nothing but what to do: it has no environment, sees the file by its
open descriptor alone, and gives up everything else before it reads a byte.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from math import inf
from pathlib import Path
from typing import IO, Any

import structlog

from scheduler.domain.refusals import Unavailable

START = (sys.executable, "-I", "-S", "-B", str(Path(__file__).with_name("child") / "__main__.py"))
LIBRARIES = ("scheduler", "PIL", "pypdfium2", "zxingcpp", "python_calamine", "stdnum", "phonenumbers")
"""What the process may load."""
LOADER = ("LD_LIBRARY_PATH", "SYSTEMROOT")
"""What a system may need in order to start Python; nothing else of the environment goes on."""
PATIENCE = 10
"""Seconds after which the process is ended, however busy it is, where nothing else is said."""
MOST_SAID = 64 * 1024 * 1024
"""Bytes that the process may say."""
TOO_MUCH_TIME = getattr(signal, "SIGXCPU", 0)
"""The signal by which the system ends the process, where it has used more of a processor than it may."""
IN_PEACE = 2.0
"""Seconds that the process has to end by itself, once it has said everything."""

log = structlog.get_logger()


class Broken(Exception):
    """The process crashed, babbled or said too much."""


class TookTooLong(Broken):
    """The process was ended in the middle of its work."""


@dataclass(frozen=True, slots=True)
class Said:
    """What came of a file. facts: as the job tells them; content: the files it drew, one behind the other."""

    facts: dict[str, Any]
    content: bytes


def said_of(file: IO[bytes], job: str, *told: str, seconds: int = PATIENCE) -> Said:
    """Have one job done on a file, which has a descriptor; takes seconds. Raises Broken, TookTooLong, Unavailable.

    seconds: so long the job may take at most. What the process says is to be believed as little as the file.
    """
    descriptor = file.fileno()
    file.flush()
    os.lseek(descriptor, 0, os.SEEK_SET)  # where the file's own buffer says it is does not count over there
    head, _, content = _said([*START, folders(), str(seconds), job, *told], descriptor, seconds).partition(b"\n")
    try:
        facts = json.loads(head)
    except (ValueError, RecursionError):
        raise Broken from None
    if not isinstance(facts, dict):
        raise Broken
    return Said(facts, content)


def lacking() -> list[str]:
    """By what this system cannot shut the process in ("landlock", "seccomp", "limits"). Raises what said_of does."""
    with Path(os.devnull).open("rb") as nothing:
        lacks = said_of(nothing, "nothing").facts.get("lacking")
    if not isinstance(lacks, list):
        raise Broken
    return lacks


def tell_what_lacks() -> None:
    """Say in the log of a process that is about to serve what its system lacks. Takes a tenth of a second."""
    try:
        lacks = lacking()
    except (Broken, Unavailable) as fault:
        log.error("pictures_cannot_be_read", kind=type(fault).__name__)  # noqa: TRY400 - what failed is not here
        return
    if lacks:
        log.warning("pictures_read_without_confinement", lacks=lacks, see="docs/operating.md, Files that citizens send")


@cache
def folders() -> str:
    """Where the process finds what it loads, as it is told."""
    found = [find_spec(name) for name in LIBRARIES]
    files = {spec.origin: 1 if spec.submodule_search_locations else 0 for spec in found if spec and spec.origin}
    return os.pathsep.join(dict.fromkeys(str(Path(file).parents[above]) for file, above in files.items()))


def _said(command: list[str], descriptor: int, seconds: int) -> bytes:
    """All that the process says. Raises Broken where it fails or says too much, TookTooLong where it is ended;
    Unavailable where others kept it from its work.
    """
    with _started(command, descriptor) as child:
        assert child.stdout is not None
        worked: list[float] = []
        ending = threading.Timer(seconds, _end, (child, worked))
        ending.start()
        try:
            said = child.stdout.read(MOST_SAID + 1)
        finally:
            ending.cancel()
            if child.poll() is None and not _ends(child):
                child.kill()
    if worked and worked[0] < seconds / 2:  # it had no processor: that says nothing of the file
        raise Unavailable
    if worked or (TOO_MUCH_TIME and child.returncode == -TOO_MUCH_TIME):
        raise TookTooLong
    if child.returncode != 0 or len(said) > MOST_SAID:
        raise Broken
    return said


def _started(command: list[str], descriptor: int) -> "subprocess.Popen[bytes]":
    """The process, started. Raises Unavailable where the system has no room for one more."""
    environment = {name: os.environ[name] for name in LOADER if name in os.environ}
    try:
        return subprocess.Popen(  # noqa: S603 - no shell; the file comes by its descriptor
            command,
            stdin=descriptor,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=os.sep,
            close_fds=True,
        )
    except OSError as fault:
        log.warning("picture_process_not_started", reason=fault.strerror)
        raise Unavailable from fault


def _end(child: "subprocess.Popen[bytes]", worked: list[float]) -> None:
    """End a process that takes too long. worked: gets the seconds of a processor that it has used."""
    worked.append(_used_by(child.pid))
    child.kill()


def _used_by(process_id: int) -> float:
    """Seconds of a processor that a process has used; without end where the system does not say."""
    try:
        _name, _, told = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")
    except OSError:
        return inf
    return sum(map(int, told.split()[11:13])) / os.sysconf("SC_CLK_TCK")


def _ends(child: "subprocess.Popen[bytes]") -> bool:
    """Whether the process ends by itself, now that it has said everything."""
    try:
        child.wait(IN_PEACE)
    except subprocess.TimeoutExpired:
        return False
    return True
