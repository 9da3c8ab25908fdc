"""eSpeak NG: the program where it is installed, else its library from the extra `voice`. Both speak the same, each in a
process of its own: a fault of theirs costs one sentence and not the server.
"""

import shutil
import subprocess
import sys
from importlib.util import find_spec
from typing import Literal

from scheduler.speech.pcm import NotPcm, Pcm, read_wav

SPEED = 140
"""Words a minute: slower than its usual 175, for a hall."""
PATIENCE = 10
"""Seconds after which a process is given up."""
LIBRARY = (sys.executable, "-P", "-m", "scheduler.speech.library")
"""What speaks by the library."""
Way = Literal["program", "library"]


def way() -> Way | None:
    """How this machine speaks; None if it cannot."""
    if program() is not None:
        return "program"
    return "library" if find_spec("espeakng_loader") is not None else None


def program() -> str | None:
    """The path of the program, if it is installed."""
    return shutil.which("espeak-ng")


def spoken(text: str, language: str) -> Pcm | None:
    """The text in a voice of the language (id or en); None where this machine has no voice, or it failed."""
    ways = {"program": by_program, "library": by_library}
    chosen = way()
    return ways[chosen](text, language) if chosen else None


def by_program(text: str, language: str) -> Pcm | None:
    """A text spoken by the program; None where it is not installed, or failed."""
    path = program()
    if path is None:
        return None
    return _heard([path, "-v", language, "-s", str(SPEED), "-b", "1", "--stdin", "--stdout"], text)


def by_library(text: str, language: str) -> Pcm | None:
    """A text spoken by the library; None where it failed."""
    return _heard([*LIBRARY, language, str(SPEED)], text)


def plain(text: str) -> str:
    """A text on one line, without the brackets that would begin phonemes."""
    return " ".join(text.translate({ord(sign): " " for sign in "[]<>\0"}).split())


def _heard(command: list[str], text: str) -> Pcm | None:
    """What a command says of a text, which it gets where it can be nothing but text."""
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and the text comes by the pipe
            command, input=plain(text).encode(), capture_output=True, timeout=PATIENCE, check=True
        )
        return read_wav(done.stdout)
    except (OSError, subprocess.SubprocessError, NotPcm):
        return None
