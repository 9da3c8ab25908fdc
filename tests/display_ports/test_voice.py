"""The voice that the display half is given: each sound made once, the office's rules and recordings at once."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from scheduler.board.screen import SoundFile
from scheduler.db.models import Service
from scheduler.display_ports import voice as port
from scheduler.display_ports.voice import Voicing
from scheduler.flow.screens import voice
from scheduler.speech import espeak
from scheduler.speech.clips import NAMES, Clips
from scheduler.speech.saying import SoundFile as Said
from scheduler.speech.words import Sentence
from tests.scenes.factories import NINE, World
from tests.speech.sounds import tone, wav

OFFICE = "tanjungpinang"


class Speaker:
    """Counts what it is asked to say, and says the text itself; `silent` has no voice."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.silent = False
        self._lock = threading.Lock()

    def __call__(self, sentence: Sentence, _clips: Clips) -> Said | None:
        with self._lock:
            self.texts.append(sentence.text)
        return None if self.silent else Said(sentence.text.encode(), "text/plain")


@pytest.fixture
def speaker(monkeypatch: pytest.MonkeyPatch) -> Speaker:
    made = Speaker()
    monkeypatch.setattr(port, "said", made)
    return made


async def say(voice: Voicing, ticket: str = "A-012", **facts: Any) -> SoundFile | None:
    asked = {"counter": 2, "repeat": 0, "language": "id", **facts}
    return await voice.say(asked.pop("office", OFFICE), ticket, **asked)


def test_hundred_screens_at_once_are_one_sound(office: World, speaker: Speaker, tmp_path: Path) -> None:
    async def ask() -> list[SoundFile | None]:
        voice = Voicing(office.database, tmp_path)
        return await asyncio.gather(*(say(voice) for _ in range(100)))

    answers = asyncio.run(ask())

    assert speaker.texts == ["Nomor antrean A, nol satu dua. Silakan ke loket dua."]
    assert len({answer.mark for answer in answers if answer}) == 1
    assert None not in answers


def test_screen_that_goes_away_takes_the_sound_from_nobody(office: World, speaker: Speaker, tmp_path: Path) -> None:
    async def ask() -> SoundFile | None:
        voice = Voicing(office.database, tmp_path)
        leaving, staying = asyncio.create_task(say(voice)), asyncio.create_task(say(voice))
        await asyncio.sleep(0)
        leaving.cancel()
        return await staying

    assert asyncio.run(ask()) is not None
    assert len(speaker.texts) == 1


@pytest.mark.postgres("statements")
def test_change_of_the_rules_is_heard_at_once(office: World, speaker: Speaker, tmp_path: Path) -> None:
    service = office.rows(Service, Service.letter == "A")[0].name

    async def ask() -> list[SoundFile | None]:
        speaking = Voicing(office.database, tmp_path)
        first = await say(speaking)
        await office.database.write(
            voice.change_manner, office.office, {"A": "a seperti ayam"}, names_service=True, now=NINE
        )
        return [first, await say(speaking)]

    first, second = asyncio.run(ask())

    assert first is not None
    assert second is not None
    assert first.mark != second.mark
    assert speaker.texts[1] == f"Nomor antrean a seperti ayam, nol satu dua. {service}. Silakan ke loket dua."


def test_recordings_are_heard_once_they_are_complete(office: World, tmp_path: Path) -> None:
    clips = Clips(tmp_path, OFFICE)

    async def ask() -> list[SoundFile | None]:
        voice = Voicing(office.database, tmp_path)
        first = await say(voice)
        for name in NAMES:
            clips.keep(name, wav(tone(0.05)))
        return [first, await say(voice), await say(voice, office="bintan")]

    World(office.database, "bintan", lobby_limit=4)
    first, second, other = asyncio.run(ask())

    assert second is not None
    if espeak.way() is not None:
        assert first is not None
        assert other is not None
        assert second.mark not in (first.mark, other.mark), "Another office has no recordings."


def test_voice_that_comes_later_is_heard(office: World, speaker: Speaker, tmp_path: Path) -> None:
    async def ask() -> list[SoundFile | None]:
        voice = Voicing(office.database, tmp_path)
        speaker.silent = True
        first = await say(voice)
        speaker.silent = False
        return [first, await say(voice)]

    first, second = asyncio.run(ask())

    assert first is None
    assert second is not None


def test_only_so_many_sounds_are_kept(
    office: World, speaker: Speaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(port, "MOST", 3)

    async def ask() -> None:
        voice = Voicing(office.database, tmp_path)
        for number in (1, 2, 3, 1, 4, 1, 2):  # 1 is used, so that 2 is the one to go
            await say(voice, f"A-{number:03}")

    asyncio.run(ask())

    assert len(speaker.texts) == 5


@pytest.mark.parametrize(
    "asked",
    [{"office": "nowhere"}, {"ticket": "x"}, {"language": "ms"}],
    ids=["no such office", "no number", "no such language"],
)
def test_what_cannot_be_said_is_none(office: World, speaker: Speaker, tmp_path: Path, asked: dict[str, str]) -> None:
    assert asyncio.run(say(Voicing(office.database, tmp_path), **asked)) is None
    assert speaker.texts == []
