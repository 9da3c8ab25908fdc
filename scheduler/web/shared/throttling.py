"""Against guessing: how often something may be tried, counted in the database where few guesses would find it."""

import contextlib
import math
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

from starlette.requests import Request

from scheduler.db.engine.database import Database
from scheduler.domain.guessing import DIGITS
from scheduler.domain.proofs import DigitsWrong
from scheduler.domain.refusals import Refusal, TooManyTries, TriesPaused, Unavailable
from scheduler.domain.text import codes
from scheduler.flow.core import counting
from scheduler.runtime.clock import Clock
from scheduler.web.shared.askers import asker_of

T = TypeVar("T")

Begins = Callable[[], Awaitable[T]]
"""Begins a look-up or a step, to be waited for; whoever may not try never calls it."""

MOST = {
    "code": 600,  # codes that do not exist, from one address, which may be that of a carrier's town
    "ref4": DIGITS.free,  # wrong last digits for one pass, whoever tries
    "short": 120,  # numbers that do not exist, by one member of staff or token
    "door_finds": 40,  # searches for people who have nothing with them, by one member of staff, whatever they find
    "pairing": 20,  # codes that no screen shows, by one member of staff
    "hook": 30,  # calls with a wrong signature or secret, from one address to one account
    "link": 200,  # requests for a link from one address; all count, so that counting gives no hint
    "link_of": 5,  # requests for the link of one registration number, known or not, from anywhere
    "begin": 200,  # applications begun from one address, which may be that of a whole village
    "channel_test": 20,  # test messages of one member of staff
    "phone_digits": DIGITS.free,  # wrong ends of the phone of one application, whoever tries
    "kiosk_proof": DIGITS.free,  # wrong proofs for one visit, at whatever kiosk
    "kiosk": 60,  # numbers that nobody has, typed at one kiosk
    "kiosk_typed": 120,  # what is typed at one kiosk, known or not: registration numbers follow one another
    "sign_in_noted": 1,  # lines of the log that tell of an account, or an address, that is refused
    "place_proof": DIGITS.free,  # wrong proofs for one registration number, at whatever place
    "place_finds": 60,  # look-ups of one member of staff of a place, whatever they find
    "kiosk_numbers": 20,  # numbers without a document that one kiosk gives; whoever wants more asks the guard
}
"""How many of each kind there may be within a quarter of an hour: few of a thing that is asked for, more of an address,
which many may share. Passwords and codes for phones have rules of their own (`flow/staff/signing_in.py`,
`flow/applying/phone_codes.py`).
"""
KEPT = frozenset(
    {"ref4", "phone_digits", "pairing", "link_of", "kiosk", "kiosk_proof", "kiosk_typed", "place_proof", "place_finds"}
)
"""Kinds that guard something that few guesses would find: counted in the database. The rest is noise."""
PAUSED = frozenset({"ref4", "phone_digits", "kiosk_proof", "place_proof"})
"""Kinds of KEPT that patience would find within days: each wrong try after the first few costs a longer pause."""
WINDOW = timedelta(minutes=15)


class Throttle:
    """Counts what could be guessing, by kind and asker: the kinds of KEPT for all processes, the rest in this one."""

    def __init__(self, clock: Clock, database: Database) -> None:
        self._clock, self._database = clock, database
        self._counted: OrderedDict[tuple[str, str], list[datetime]] = OrderedDict()
        """When each was counted, oldest first. Whose latest is oldest stands first."""

    async def take(self, kind: str, who: str) -> None:
        """Count one more try, as one operation with the look whether there may be. Raises TooManyTries.

        Whoever is refused costs no write: a look comes first.
        """
        await self.refuse(kind, who)
        if kind not in KEPT:
            self.count(kind, who)
            return
        now = self._clock()
        if kind in PAUSED:
            count = await self._database.write(counting.attempt, kind, who, DIGITS, now=now)
        else:
            count = await self._database.write(counting.take, kind, who, most=MOST[kind], within=WINDOW, now=now)
        if not count:
            await self.refuse(kind, who)  # another one came in between: by now it says for how long
            raise TooManyTries

    async def was_right(self, kind: str, who: str) -> None:
        """A try of KEPT that was taken was right: with it go the wrong ones before it, where they cost a pause."""
        if kind not in PAUSED:
            await self.give_back(kind, who)
            return
        with contextlib.suppress(Unavailable):
            await self._database.write(counting.forget, kind, who)

    async def give_back(self, kind: str, who: str) -> None:
        """A try of KEPT that was taken was none after all. Where that cannot be written now, one try less is left."""
        with contextlib.suppress(Unavailable):
            await self._database.write(counting.give_back, kind, who)

    async def refuse(self, kind: str, who: str) -> None:
        """Raises TooManyTries once there were as many tries as may be; TriesPaused, which is one, while they pause."""
        if kind not in KEPT:
            if len(self._lately(kind, who)) >= MOST[kind]:
                raise TooManyTries
            return
        wait: timedelta = await self._database.read(counting.wait, kind, who, most=MOST[kind], now=self._clock())
        if wait and kind in PAUSED:
            raise TriesPaused(seconds=math.ceil(wait.total_seconds()))
        if wait:
            raise TooManyTries

    def count(self, kind: str, who: str) -> None:
        """Write down one try, of no kind of KEPT. More than there may be are not kept: nobody would wait longer."""
        self._counted[kind, who] = [*self._lately(kind, who), self._clock()][: MOST[kind]]
        self._counted.move_to_end((kind, who))
        self._forget()

    def is_first(self, kind: str, who: str) -> bool:
        """Whether this is the first of a kind, none of KEPT, within the window; it is counted."""
        is_first = not self._lately(kind, who)
        self.count(kind, who)
        return is_first

    def _lately(self, kind: str, who: str) -> list[datetime]:
        counted = self._counted.get((kind, who))
        if counted is None:
            return []
        since = self._clock() - WINDOW
        return [at for at in counted if at > since]

    def _forget(self) -> None:
        """Who has not been counted within the window is forgotten, or guessing would fill the memory."""
        since = self._clock() - WINDOW
        while self._counted[first := next(iter(self._counted))][-1] <= since:
            del self._counted[first]


async def looked_up(
    request: Request, kind: str, look_up: Begins[T], *, failures: tuple[type[Refusal], ...], who: str = ""
) -> T:
    """Wait for a look-up that could be guessing; its failures count against the asker. Raises TooManyTries."""
    throttle: Throttle = request.app.state.throttle
    asker = who or asker_of(request)
    await throttle.refuse(kind, asker)
    try:
        return await look_up()
    except failures:
        throttle.count(kind, asker)
        raise


async def tried(request: Request, kind: str, attempt: Begins[T], *, failures: tuple[type[Refusal], ...], who: str) -> T:
    """Wait for what few guesses would find: counted before it is tried, and given back where it was no failure, so that
    of many at once no more are tried than may fail. kind: of KEPT. Raises TooManyTries.
    """
    throttle: Throttle = request.app.state.throttle
    await throttle.take(kind, who)
    try:
        found = await attempt()
    except failures:
        raise
    except Refusal:
        await throttle.give_back(kind, who)
        raise
    await throttle.was_right(kind, who)
    return found


async def proven(request: Request, step: Begins[T], *, is_known: bool = False) -> T:
    """Wait for a step that asks for the last digits; wrong ones count against the pass, whoever tries.

    is_known: in a browser that has proven that the pass is its own they count by themselves, so that nobody who guesses
    elsewhere keeps its people from moving their visit.
    """
    code: str = request.path_params["code"]
    who = codes.read(code) or code
    return await tried(request, "ref4", step, failures=(DigitsWrong,), who=f"{who} known" if is_known else who)
