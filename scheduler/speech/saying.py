"""A sentence as a sound file: the office's own recordings where they are complete for it, else eSpeak NG's voice."""

from dataclasses import dataclass

from scheduler.speech import espeak
from scheduler.speech.clips import Clips
from scheduler.speech.mp3 import encoded
from scheduler.speech.words import Sentence


@dataclass(frozen=True, slots=True)
class SoundFile:
    """A file for a browser to play, and its media type."""

    body: bytes
    media_type: str


def said(sentence: Sentence, clips: Clips) -> SoundFile | None:
    """A sentence as a sound file; None where this machine cannot say it. Up to a second: not for the event loop."""
    sound = clips.say(sentence.clips) or espeak.spoken(sentence.text, sentence.language)
    if sound is None or not sound.samples:
        return None
    return SoundFile(*encoded(sound))
