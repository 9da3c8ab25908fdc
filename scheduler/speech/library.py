"""Speaks one sentence by the library of eSpeak NG: `python -m scheduler.speech.library LANGUAGE WORDS_A_MINUTE`.

The sentence comes by standard input, a WAV file goes out by standard output. It has a process to itself because the
library is C, has one state for all, and has been seen to end the process that called it.
"""

import ctypes
import sys
from array import array
from typing import Any

import espeakng_loader

from scheduler.speech.pcm import Pcm, write_wav

SYNCHRONOUS, DONT_EXIT, RATE_PARAMETER, UTF8, END_PAUSE, BY_CHARACTER = 2, 0x8000, 1, 1, 0x1000, 1
CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def speak(text: bytes, language: str, speed: int) -> Pcm:
    """A text as UTF-8 at a speed in words a minute. Raises OSError where the library cannot."""
    c: Any = ctypes.CDLL(espeakng_loader.get_library_path())
    samples = array("h")

    def take(heard: Any, count: int, _events: Any) -> int:
        if heard and count > 0:
            samples.extend(heard[:count])
        return 0

    callback = CALLBACK(take)  # kept as long as the library may call it
    c.espeak_SetSynthCallback.argtypes = [CALLBACK]
    rate: int = c.espeak_Initialize(SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), DONT_EXIT)
    if rate <= 0 or c.espeak_SetVoiceByName(language.encode()) != 0:
        raise OSError(f"eSpeak NG has no voice for {language}")
    c.espeak_SetSynthCallback(callback)
    c.espeak_SetParameter(RATE_PARAMETER, speed, 0)
    size, how = ctypes.c_size_t(len(text) + 1), UTF8 | END_PAUSE
    if c.espeak_Synth(ctypes.c_char_p(text), size, 0, BY_CHARACTER, 0, how, None, None) != 0:
        raise OSError("eSpeak NG did not speak")
    c.espeak_Synchronize()
    return Pcm(rate, samples)


if __name__ == "__main__":
    sys.stdout.buffer.write(write_wav(speak(sys.stdin.buffer.read(), sys.argv[1], int(sys.argv[2]))))
