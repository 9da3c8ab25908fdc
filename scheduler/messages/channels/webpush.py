"""Notices to the browsers that asked to be told of a visit: the office and one sentence, never a code."""

import asyncio
import json
import re
from collections.abc import Sequence
from importlib.util import find_spec

from scheduler.db.engine.database import Database
from scheduler.domain.refusals import N_
from scheduler.flow.screens import pushes
from scheduler.flow.screens.pushes import Listener
from scheduler.messages.channels.base import Kind, Letter, Receipt
from scheduler.messages.channels.push import Outcome, contact_of, push, topic_of
from scheduler.runtime.clock import Clock
from scheduler.runtime.config import Settings

KIND = Kind("webpush", N_("Pemberitahuan di browser"), "browser")

SENTENCE_END = re.compile(r"(?<=[^\W\d_]{4}[.!?])\s+|(?<=\d[.!?])\s+(?=[A-Z])|\n")
"""Where a sentence ends: not after an initial or a short word (S.R., Jl., No.)."""
WITH_CODE = re.compile(r"https?://|\b[0-9A-Z]{4}(-[0-9A-Z]{4})+\b|\b\d\d-\d{3}\b")
"""A link, a pass or a nomor jadwal."""
LONGEST = 180


class WebPush:
    """The browsers of a deployment: `to` of a letter is the id of a booking."""

    def __init__(self, database: Database, clock: Clock, settings: Settings) -> None:
        self._database, self._clock = database, clock
        self._is_on = settings.push == "on"
        self._contact = contact_of(settings.base_url)
        self._key: str | None = None

    async def send(self, letter: Letter) -> Receipt:
        """Tell every browser that listens; one that its service no longer knows is forgotten."""
        if not self._is_on or find_spec("pywebpush") is None:
            return Receipt("refused", code="push_off")
        if not letter.to.isdigit():
            return Receipt("refused", code="address")
        listeners = await self._database.read(pushes.listeners_of, int(letter.to))
        if not listeners:
            return Receipt("refused", code="no_browser")
        if self._key is None:
            self._key = await self._database.write(pushes.make_key)
        outcomes = await asyncio.gather(*(self._tell(each, letter, self._key) for each in listeners))
        await self._forget([each for each, outcome in zip(listeners, outcomes, strict=True) if outcome == "gone"])
        return _receipt_of(outcomes)

    async def close(self) -> None:
        """There is nothing open between letters."""

    async def _tell(self, listener: Listener, letter: Letter, key: str) -> Outcome:
        body = body_of(letter, listener.visit)
        topic = topic_of(letter.key)
        worth = int(letter.worth.total_seconds())
        return await asyncio.to_thread(
            push, listener.browser, body, key=key, contact=self._contact, topic=topic, worth=worth
        )

    async def _forget(self, gone: Sequence[Listener]) -> None:
        for each in gone:
            await self._database.write_beside(pushes.forget, each.id, now=self._clock())


def body_of(letter: Letter, visit: str) -> str:
    """The JSON that the page's service worker shows. visit: by which a phone finds its own ticket."""
    title = letter.subject or letter.text.partition(":")[0]
    told = {"title": title[:LONGEST], "text": sentence_of(letter.text), "visit": visit, "lang": letter.language}
    return json.dumps(told, ensure_ascii=False)


def sentence_of(text: str) -> str:
    """The first sentence of a text that holds no code, at most `LONGEST` characters; "" if each of them does."""
    sentences = (each.strip() for each in SENTENCE_END.split(text))
    return next((each[:LONGEST] for each in sentences if each and not WITH_CODE.search(each)), "")


def _receipt_of(outcomes: Sequence[Outcome]) -> Receipt:
    """What came of a letter: one browser that has it is enough; else the best that is known of any."""
    if "sent" in outcomes:
        return Receipt("accepted")
    if "unknown" in outcomes:
        return Receipt("unknown", code="no_answer")
    if "failed" in outcomes:
        return Receipt("failed", code="push_service")
    return Receipt("refused", code="no_browser")
