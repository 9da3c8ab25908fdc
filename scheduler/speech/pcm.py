"""Sound as samples of one channel: read from a WAV file, brought to another rate, trimmed, written again."""

import io
import sys
import wave
from array import array
from dataclasses import dataclass

QUIET = 328
"""Samples below one percent of full scale are silence."""
MARGIN = 0.03
"""Seconds of silence that stay around a sound, so that soft consonants are not cut off."""


class NotPcm(ValueError):
    """What was to be read is no WAV file of 16-bit PCM."""


@dataclass(frozen=True, slots=True)
class Pcm:
    """16-bit samples at a rate (hertz)."""

    rate: int
    samples: "array[int]"

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate

    @property
    def loudest(self) -> int:
        """The largest sample without its sign; 0 where there is none."""
        return max(max(self.samples, default=0), -min(self.samples, default=0))


def read_wav(data: bytes) -> Pcm:
    """A WAV file of 16-bit PCM, its channels mixed into one. Raises NotPcm."""
    try:
        with wave.open(io.BytesIO(data)) as file:
            width, channels, rate = file.getsampwidth(), file.getnchannels(), file.getframerate()
            frames = file.readframes(len(data))  # not what the header says: a program that writes to a pipe guesses it
    except (EOFError, ValueError, wave.Error):
        raise NotPcm from None
    if width != 2 or not 1 <= channels <= 8 or not 4_000 <= rate <= 192_000:
        raise NotPcm
    samples = array("h", frames[: len(frames) // (2 * channels) * 2 * channels])
    if sys.byteorder == "big":
        samples.byteswap()
    if channels == 1:
        return Pcm(rate, samples)
    mixed = (sum(frame) // channels for frame in zip(*[iter(samples)] * channels, strict=True))
    return Pcm(rate, array("h", mixed))


def write_wav(sound: Pcm) -> bytes:
    """The sound as a WAV file of one channel."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sound.rate)
        file.writeframes(little_endian(sound))
    return made.getvalue()


def little_endian(sound: Pcm) -> bytes:
    """The samples as files and encoders want them."""
    samples = sound.samples
    if sys.byteorder == "big":
        samples = samples[:]
        samples.byteswap()
    return samples.tobytes()


def resampled(sound: Pcm, rate: int) -> Pcm:
    """The same sound at another rate, between samples along a straight line: enough for speech."""
    if sound.rate == rate or not sound.samples:
        return Pcm(rate, sound.samples)
    source, last, step = sound.samples, len(sound.samples) - 1, sound.rate / rate
    made = array("h")
    for number in range(int(len(source) / step)):
        place = number * step
        before = int(place)
        after = min(before + 1, last)
        made.append(round(source[before] + (source[after] - source[before]) * (place - before)))
    return Pcm(rate, made)


def trimmed(sound: Pcm) -> Pcm:
    """The sound without the silence before and after it; empty where all of it is silence."""
    loud = [place for place, sample in enumerate(sound.samples) if abs(sample) >= QUIET]
    if not loud:
        return Pcm(sound.rate, array("h"))
    margin = int(MARGIN * sound.rate)
    return Pcm(sound.rate, sound.samples[max(loud[0] - margin, 0) : loud[-1] + margin + 1])


def silence(seconds: float, rate: int) -> "array[int]":
    """So many seconds of nothing."""
    return array("h", bytes(2 * int(seconds * rate)))
