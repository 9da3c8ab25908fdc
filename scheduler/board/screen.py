"""What a paired screen is told beside the board, and what it reports: all that both halves need to say of a screen."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Layout = Literal["hall", "door", "counter", "portrait"]
Tongue = Literal["id", "en", "both"]
Theme = Literal["dark", "light"]
Sound = Literal["on", "off", "unable", "unknown"]
"""on: calls are heard; off: nobody has touched the screen yet; unable: its browser plays nothing."""

LAYOUTS: tuple[Layout, ...] = ("hall", "door", "counter", "portrait")
TONGUES: tuple[Tongue, ...] = ("id", "en", "both")
THEMES: tuple[Theme, ...] = ("dark", "light")
LOUDEST = 100


@dataclass(frozen=True, slots=True)
class Medium:
    """A picture or a video between calls. seconds: how long a picture stays; a video stays to its end."""

    id: int
    kind: Literal["picture", "video"]
    mark: str
    """The mark of the content, so that the address of a file never shows another one."""
    title: str
    seconds: int


@dataclass(frozen=True, slots=True)
class ScreenFace:
    """One screen as the office wants it. `id` 0: it is not paired, and only what is said to all screens reaches it.

    volume: 0 to 100. The three counts of orders only rise: a screen that sees one higher than before obeys it once.
    """

    id: int
    office: str
    name: str = ""
    layout: Layout = "hall"
    language: Tongue = "id"
    theme: Theme = "dark"
    volume: int = LOUDEST
    counter: int | None = None
    """The counter that the layout `counter` shows."""
    reloads: int = 0
    identifications: int = 0
    sound_tests: int = 0
    test_call: int = 0
    """When a test call was asked for, in seconds since 1970. It rises too; one that is old by then is not shown."""
    media: tuple[Medium, ...] = ()
    removed: bool = False
    """The office has taken the screen off its list: the page asks to be paired again."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a screen says of itself: the board it shows, whether calls are heard, its size in CSS pixels, its files."""

    day: date | None
    version: int
    sound: Sound
    width: int
    height: int
    build: str


@dataclass(frozen=True, slots=True)
class Asking:
    """A television that shows its code. `link`: where an office confirms it, for the QR."""

    code: str
    link: str
    expires_at: datetime
    training: bool = False
    """The office is for training, as every page says."""


@dataclass(frozen=True, slots=True)
class SoundFile:
    """A sentence as a file for a browser to play. `mark` is of its content."""

    body: bytes
    media_type: str
    mark: str
