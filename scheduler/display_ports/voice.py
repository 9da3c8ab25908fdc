"""The `voice` of the display half: calls as sound files, each made once however many screens ask for it."""

import asyncio
import hashlib
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlmodel import Session

from scheduler.board.screen import SoundFile
from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.speech.clips import Clips
from scheduler.speech.saying import said
from scheduler.speech.words import Called, Manner, Sentence, sentence_of

MOST = 256
"""Sentences that are kept; one has about 20 kB."""

MAKERS = 2
"""Threads of its own: a voice that hangs holds up no reading of the database."""

Key = tuple[str, int, Sentence]


class Voicing:
    """Sounds by what is said; clips: the folder of the offices' recordings."""

    def __init__(self, database: Database, clips: Path) -> None:
        self._database, self._folder = database, clips
        self._made: OrderedDict[Key, asyncio.Future[SoundFile | None]] = OrderedDict()
        self._pool = ThreadPoolExecutor(MAKERS, "voice")

    async def say(
        self, office: str, ticket: str, *, counter: int | None, repeat: int, language: str
    ) -> SoundFile | None:
        """A call to a counter, or into the hall where `counter` is None. The ticket "test" is the sentence of a sound
        test, "trial" a test call.

        None where there is no such office, and where this machine has no voice for the language.
        """
        manner = await self._database.read(_manner_of, office, ticket)
        sentence = sentence_of(Called(ticket, counter, repeat), language, manner)
        if manner is None or sentence is None:
            return None
        clips = Clips(self._folder, office)
        key = office, clips.mark(), sentence
        making = self._made.get(key)
        if making is None or _is_lost(making):
            making = self._made[key] = asyncio.wrap_future(self._pool.submit(_made, sentence, clips))
            while len(self._made) > MOST:
                self._made.popitem(last=False)
        self._made.move_to_end(key)
        return await asyncio.shield(making)  # one who goes away takes it from nobody else


def _is_lost(making: "asyncio.Future[SoundFile | None]") -> bool:
    """Whether the making of a sound failed, or there was no voice: there may be one now."""
    return making.done() and (making.cancelled() or making.exception() is not None or making.result() is None)


def _made(sentence: Sentence, clips: Clips) -> SoundFile | None:
    sound = said(sentence, clips)
    if sound is None:
        return None
    return SoundFile(sound.body, sound.media_type, hashlib.sha256(sound.body).hexdigest()[:16])


def _manner_of(session: Session, code: str, ticket: str) -> Manner | None:
    """How an office says a ticket; None if there is no such office."""
    office = queries.office_by_code(session, code)
    if office is None:
        return None
    letter = ticket.partition("-")[0].upper()
    services = queries.services_of(session, office.id) if office.names_service else []
    return Manner(
        letters=tuple(sorted(office.spoken_letters.items())),
        service=next((service.name for service in services if service.letter == letter), ""),
    )
