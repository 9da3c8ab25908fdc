"""Sounds for tests: a tone where a recording is wanted, silence where none is."""

import io
import math
import wave
from array import array

from scheduler.speech.pcm import Pcm


def tone(seconds: float = 0.5, *, rate: int = 22_050, loud: float = 0.5, hertz: float = 440) -> Pcm:
    """A tone of one channel."""
    samples = (round(32_767 * loud * math.sin(2 * math.pi * hertz * n / rate)) for n in range(int(seconds * rate)))
    return Pcm(rate, array("h", samples))


def quiet(seconds: float, rate: int = 22_050) -> Pcm:
    """Silence."""
    return Pcm(rate, array("h", bytes(2 * int(seconds * rate))))


def after(*sounds: Pcm) -> Pcm:
    """One sound after another, at the rate of the first."""
    whole = array("h")
    for sound in sounds:
        whole.extend(sound.samples)
    return Pcm(sounds[0].rate, whole)


def wav(sound: Pcm, *, channels: int = 1, width: int = 2) -> bytes:
    """A WAV file, each channel the same."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(sound.rate)
        frames = array("h", (sample for sample in sound.samples for _ in range(channels)))
        file.writeframes(frames.tobytes() if width == 2 else bytes(len(frames) * width))
    return made.getvalue()


def loudness(sound: Pcm) -> float:
    """The root mean square of the samples, from 0 to 1."""
    return math.sqrt(sum(sample * sample for sample in sound.samples) / max(len(sound.samples), 1)) / 32_768
