"""eSpeak NG: the program where it is installed, else its library from the extra `voice`. Both speak the same."""

import ctypes
import shutil
import subprocess
import threading
from array import array
from functools import cache
from typing import Any, Literal

from scheduler.speech.pcm import NotPcm, Pcm, read_wav

SPEED = 140
"""Words a minute: slower than its usual 175, for a hall."""
PATIENCE = 10
"""Seconds after which the program is given up."""
Way = Literal["program", "library"]

SYNCHRONOUS, DONT_EXIT, RATE_PARAMETER, UTF8, END_PAUSE, BY_CHARACTER = 2, 0x8000, 1, 1, 0x1000, 1
CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def way() -> Way | None:
    """How this machine speaks; None if it cannot."""
    if program() is not None:
        return "program"
    return "library" if _library() is not None else None


def program() -> str | None:
    """The path of the program, if it is installed."""
    return shutil.which("espeak-ng")


def spoken(text: str, language: str) -> Pcm | None:
    """The text in a voice of the language (id or en); None where this machine has no voice, or it failed."""
    return by_program(text, language) if program() is not None else by_library(text, language)


def by_program(text: str, language: str) -> Pcm | None:
    """Spoken by a process of its own, which gets the text where it can be nothing but text."""
    path = program()
    if path is None:
        return None
    command = [path, "-v", language, "-s", str(SPEED), "-b", "1", "--stdin", "--stdout"]
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and the text comes by the pipe
            command, input=plain(text).encode(), capture_output=True, timeout=PATIENCE, check=True
        )
        return read_wav(done.stdout)
    except (OSError, subprocess.SubprocessError, NotPcm):
        return None


def by_library(text: str, language: str) -> Pcm | None:
    """Spoken in this process, one sentence at a time: the library has one state for all."""
    library = _library()
    return library.speak(plain(text), language) if library else None


def plain(text: str) -> str:
    """A text on one line, without the brackets that would begin phonemes."""
    return " ".join(text.translate({ord(sign): " " for sign in "[]<>\0"}).split())


class _Library:
    def __init__(self, path: str, data: str) -> None:
        self._lock = threading.Lock()
        self._samples: array[int] = array("h")
        self._c: Any = ctypes.CDLL(path)
        self._c.espeak_SetSynthCallback.argtypes = [CALLBACK]
        self._callback = CALLBACK(self._on_samples)  # kept: the library calls it as long as it lives
        self._rate: int = self._c.espeak_Initialize(SYNCHRONOUS, 0, data.encode(), DONT_EXIT)
        if self._rate <= 0:
            raise OSError("espeak-ng has no data")
        self._c.espeak_SetSynthCallback(self._callback)

    def speak(self, text: str, language: str) -> Pcm | None:
        spelt = text.encode()
        with self._lock:
            self._samples = array("h")
            if self._c.espeak_SetVoiceByName(language.encode()) != 0:
                return None
            self._c.espeak_SetParameter(RATE_PARAMETER, SPEED, 0)
            failed = self._c.espeak_Synth(
                ctypes.c_char_p(spelt),
                ctypes.c_size_t(len(spelt) + 1),
                0,
                BY_CHARACTER,
                0,
                UTF8 | END_PAUSE,
                None,
                None,
            )
            self._c.espeak_Synchronize()
            return None if failed else Pcm(self._rate, self._samples)

    def _on_samples(self, samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            self._samples.extend(samples[:count])
        return 0


@cache
def _library() -> _Library | None:
    try:
        import espeakng_loader  # noqa: PLC0415 - comes with the extra `voice`

        return _Library(espeakng_loader.get_library_path(), espeakng_loader.get_data_path())
    except (ImportError, OSError, RuntimeError):
        return None
