"""What the public may see of one office on one day: numbers, counters, the fill of the lobby, the order of waiting.

A board is a whole picture with a rising version; a newer one replaces it. No type here has a field for a name or a
document, so none can leak.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any, Literal
from zoneinfo import ZoneInfo

from scheduler.board.waits import (
    Minutes,
    Wait,
    from_public,
    from_stored,
    public,
    public_text,
    stored_text,
)

OpenState = Literal["open", "break", "closed"]
BreakCause = Literal["emptied", "prayer"]
Spans = tuple[tuple[datetime, datetime], ...]

MISSED_STAY, MISSED_MOST = timedelta(minutes=10), 3
"""How long numbers that missed their turn are shown, and how many at once."""


@dataclass(frozen=True, slots=True)
class OfficeFace:
    code: str
    name: str
    timezone: str


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether the office is open; `until` is the end of the break or the next opening, `since` the break's start if
    known.

    cause: of a break that is told in words of its own: the hall was emptied, or it is for Friday's prayer. told: the
    reason by language, as far as it is known.
    """

    state: OpenState = "open"
    reason: str | None = None
    until: datetime | None = None
    since: datetime | None = None
    cause: BreakCause | None = None
    told: Mapping[str, str] = field(default_factory=dict)

    def why(self, language: str) -> str:
        """The reason in a language, with a capital; as the office wrote it where nothing else is known, "" for none."""
        said = self.told.get(language) or self.reason or ""
        return said[:1].upper() + said[1:]


@dataclass(frozen=True, slots=True)
class Lobby:
    """People past the door, people called in and still outside it, and how many there may be together.

    reserved: places of these that the queue leaves free.
    """

    people: int
    entering: int
    limit: int
    reserved: int = 0

    @property
    def over(self) -> int:
        """How many people more are inside than there may be; 0 where they fit."""
        return max(0, self.people - self.limit)

    @property
    def places(self) -> int | None:
        """For how many people of those called in there is room, where there is not for all; None where they all fit."""
        return max(0, self.limit - self.people) if self.people + self.entering > self.limit else None

    @property
    def room(self) -> int:
        """How many people more the queue may bring in; 0 where the lobby is full, or over its limit."""
        return max(0, self.limit - self.reserved - self.people - self.entering)


@dataclass(frozen=True, slots=True)
class Call:
    """One call to a counter; `repeat` counts how often the number was called again, 0 at first."""

    id: int
    ticket: str
    counter: int
    repeat: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Entering:
    """A number that is called in and still outside; `until` is None where admission counts as entry.

    at_door: it waits at the door, which its party would not pass now.
    """

    ticket: str
    until: datetime | None
    at_door: bool = False


@dataclass(frozen=True, slots=True)
class CounterFace:
    number: int
    state: OpenState
    ticket: str | None


@dataclass(frozen=True, slots=True)
class Missed:
    ticket: str
    at: datetime


@dataclass(frozen=True)
class Board:
    """One office on one local day. `serving` and what follows it, `open.since`, `open.cause`, `open.told` and
    `lobby.reserved` are kept in the store but are not in the public JSON.

    quiet: today's spans in which calls have no voice. notices: all that are told, of which `notice` is the first.
    desks: the letters that each counter takes.
    announced: how many of the notices the office wrote itself, for everybody. closures: what is shut today, by the
    letter that it concerns. visits: by id, those whose numbers are in today's queue.
    """

    office: OfficeFace
    day: date
    version: int
    at: datetime
    training: bool
    open: Opening
    lobby: Lobby
    calls: tuple[Call, ...] = ()
    entering: tuple[Entering, ...] = ()
    inside: tuple[Wait, ...] = ()
    waiting: tuple[Wait, ...] = ()
    parked: tuple[str, ...] = ()
    counters: tuple[CounterFace, ...] = ()
    missed: tuple[Missed, ...] = ()
    notice: Mapping[str, str] | None = None
    serving: tuple[str, ...] = ()
    quiet: Spans = ()
    notices: tuple[Mapping[str, str], ...] = ()
    desks: Mapping[int, str] = field(default_factory=dict)
    announced: int = 0
    closures: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    visits: frozenset[int] = frozenset()

    @classmethod
    def empty(cls, office: OfficeFace, *, at: datetime, lobby_limit: int, training: bool = False) -> "Board":
        """The board of a day on which nothing has happened yet: version 0."""
        return cls(
            office=office,
            day=at.astimezone(ZoneInfo(office.timezone)).date(),
            version=0,
            at=at,
            training=training,
            open=Opening(),
            lobby=Lobby(people=0, entering=0, limit=lobby_limit),
        )

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.office.timezone)

    @property
    def asked_in(self) -> tuple[Entering, ...]:
        """Who is called in and would pass the door now."""
        return tuple(entry for entry in self.entering if not entry.at_door)

    @property
    def kept_out(self) -> tuple[Entering, ...]:
        """Who is called in and waits at the door, for there is no room for their party."""
        return tuple(entry for entry in self.entering if entry.at_door)

    @property
    def stamp(self) -> tuple[date, int]:
        """What makes one board newer than another."""
        return self.day, self.version

    @cached_property
    def in_line(self) -> Mapping[str, tuple["Place", int, Wait]]:
        """By number, who waits to be called or let in: where, how many stand before it in its line, and the wait.

        Every phone asks for its own at each board: the lines are gone through for the first of them.
        """
        lines: tuple[tuple[Place, tuple[Wait, ...]], ...] = (("outside", self.waiting), ("inside", self.inside))
        return {wait.ticket: (place, ahead, wait) for place, line in lines for ahead, wait in enumerate(line)}

    def local(self, moment: datetime) -> datetime:
        """`moment` on the office's own clock."""
        return moment.astimezone(self.zone)

    def clock(self, moment: datetime) -> str:
        """`moment` as hours and minutes of the office: 09.42."""
        return self.local(moment).strftime("%H.%M")

    def to_json(self) -> dict[str, Any]:
        """The public form; times are ISO 8601 with the office's offset."""
        lines = {"inside": public(self.inside), "waiting": public(self.waiting)}
        return {**self._before_lines(), **lines, **self._after_lines()}

    def _before_lines(self) -> dict[str, Any]:
        return {
            "office": {"code": self.office.code, "name": self.office.name, "timezone": self.office.timezone},
            "day": self.day.isoformat(),
            "version": self.version,
            "at": self._iso(self.at),
            "training": self.training,
            "open": {"state": self.open.state, "reason": self.open.reason, "until": self._iso(self.open.until)},
            "lobby": {"people": self.lobby.people, "entering": self.lobby.entering, "limit": self.lobby.limit},
            "calls": [
                {"id": c.id, "ticket": c.ticket, "counter": c.counter, "repeat": c.repeat, "at": self._iso(c.at)}
                for c in self.calls
            ],
            "entering": [
                {"ticket": row.ticket, "until": self._iso(row.until), "at_door": row.at_door} for row in self.entering
            ],
        }

    def _after_lines(self) -> dict[str, Any]:
        return {
            "parked": list(self.parked),
            "counters": [{"number": c.number, "state": c.state, "ticket": c.ticket} for c in self.counters],
            "missed": [{"ticket": row.ticket, "at": self._iso(row.at)} for row in self.missed],
            "notice": dict(self.notice) if self.notice else None,
        }

    def _iso(self, moment: datetime | None) -> str | None:
        return moment.astimezone(self.zone).isoformat(timespec="seconds") if moment else None

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Board":
        """Read what `to_json` wrote. Raises KeyError or ValueError if it is no board."""
        return cls._with_lines(data, from_public(data["inside"]), from_public(data["waiting"]))

    @classmethod
    def _with_lines(cls, data: Mapping[str, Any], inside: tuple[Wait, ...], waiting: tuple[Wait, ...]) -> "Board":
        opening = data["open"]
        return cls(
            office=OfficeFace(**data["office"]),
            day=date.fromisoformat(data["day"]),
            version=data["version"],
            at=_instant(data["at"]),
            training=data["training"],
            open=Opening(opening["state"], opening["reason"], _moment(opening["until"])),
            lobby=Lobby(**data["lobby"]),
            calls=_calls(data["calls"]),
            entering=tuple(
                Entering(row["ticket"], _moment(row["until"]), row.get("at_door", False)) for row in data["entering"]
            ),
            parked=tuple(data["parked"]),
            counters=tuple(CounterFace(**row) for row in data["counters"]),
            missed=tuple(Missed(row["ticket"], _instant(row["at"])) for row in data["missed"]),
            notice=data["notice"],
            inside=inside,
            waiting=waiting,
        )

    def to_store(self) -> str:
        """The form kept with the day: the public one and what only screens and phones need."""
        more = {
            "serving": list(self.serving),
            "since": self._iso(self.open.since),
            "cause": self.open.cause,
            "told": dict(self.open.told),
            "quiet": [[self._iso(end) for end in span] for span in self.quiet],
            "notices": [dict(notice) for notice in self.notices],
            "desks": {str(number): letters for number, letters in self.desks.items()},
            "announced": self.announced,
            "closures": {letter: dict(texts) for letter, texts in self.closures.items()},
            "visits": sorted(self.visits),
            "reserved": self.lobby.reserved,
        }
        lines = f'"inside":{public_text(self.inside)},"waiting":{public_text(self.waiting)}'
        kept = f'"lines":{{"inside":{stored_text(self.inside)},"waiting":{stored_text(self.waiting)}}}'
        around = (_members(self._before_lines()), lines, _members({**self._after_lines(), **more}), kept)
        return f"{{{','.join(around)}}}"

    @classmethod
    def from_store(cls, text: str) -> "Board":
        """Read what `to_store` wrote."""
        data = json.loads(text)
        kept = data.get("lines", {})
        board = cls._with_lines(data, *(from_stored(data[line], kept.get(line, ())) for line in ("inside", "waiting")))
        return replace(
            board,
            lobby=replace(board.lobby, reserved=data.get("reserved", 0)),
            open=replace(
                board.open, since=_moment(data.get("since")), cause=data.get("cause"), told=data.get("told", {})
            ),
            serving=tuple(data.get("serving", ())),
            quiet=tuple((_instant(start), _instant(end)) for start, end in data.get("quiet", ())),
            notices=tuple(data.get("notices", ())),
            desks={int(number): letters for number, letters in data.get("desks", {}).items()},
            announced=data.get("announced", 0),
            closures=data.get("closures", {}),
            visits=frozenset(data.get("visits", ())),
        )


def is_newer(board: Board, other: Board | None) -> bool:
    """Whether `board` may replace `other` on a screen."""
    return other is None or board.stamp > other.stamp


def same_but_for_time(board: Board, other: Board) -> bool:
    """Whether the two say the same, apart from version and `at`; compared as they are stored, in whole seconds."""
    return replace(board, version=0, at=other.at).to_store() == replace(other, version=0).to_store()


def new_calls(before: Board | None, after: Board) -> tuple[Call, ...]:
    """The calls of `after` that a screen showing `before` has not announced; none at the first picture."""
    if before is None:
        return ()
    announced = {call.id: call.repeat for call in before.calls}
    return tuple(call for call in after.calls if call.repeat > announced.get(call.id, -1))


TurnState = Literal[
    "waiting", "entering", "at_door", "inside", "called", "serving", "parked", "missed", "break", "away", "gone"
]
"""at_door: called in, and kept at the door while there is no room for the party. away: of a visit that has no number on
the board yet. gone: what the page shows is over, it has to ask again.
"""
Place = Literal["outside", "inside", "counter"]


@dataclass(frozen=True, slots=True)
class Turn:
    """What one ticket holder is told. `until` is the entry deadline or the end of the break, `since` the break's start.

    ahead: how many numbers stand before this one in its line, of those who wait; None elsewhere. repeat: how often the
    number was called again, 0 at first and where it is not called. is_late, people, places: as the board has them of
    a wait.
    """

    number: str
    state: TurnState
    place: Place = "outside"
    counter: int | None = None
    minutes: Minutes | None = None
    at: datetime | None = None
    until: datetime | None = None
    since: datetime | None = None
    cause: BreakCause | None = None
    ahead: int | None = None
    repeat: int = 0
    is_late: bool = False
    people: int = 1
    places: int = 0


def turn_of(board: Board, number: str) -> Turn:
    """Where the ticket stands: at a counter before inside before outside, the break only for those who wait."""
    for look in (_at_counter, _parked, _called_in, _in_line, _missed):
        turn = look(board, number)
        if turn is not None:
            return turn
    return Turn(number, "gone")


def _at_counter(board: Board, number: str) -> Turn | None:
    counter = next((face.number for face in board.counters if face.ticket == number), None)
    if counter is None:
        return None
    call = next((call for call in board.calls if call.ticket == number), None)
    at, repeat = (call.at, call.repeat) if call else (None, 0)
    if number in board.serving:
        return Turn(number, "serving", "counter", counter=counter, at=at)
    return Turn(number, "called", "counter", counter=counter, at=at, repeat=repeat)


def _parked(board: Board, number: str) -> Turn | None:
    return Turn(number, "parked", "counter") if number in board.parked else None


def _called_in(board: Board, number: str) -> Turn | None:
    entry = next((entry for entry in board.entering if entry.ticket == number), None)
    if entry is None:
        return None
    if entry.at_door:
        return Turn(number, "at_door")
    return Turn(number, "entering", "inside", until=entry.until)


def _in_line(board: Board, number: str) -> Turn | None:
    found = board.in_line.get(number)
    if found is None:
        return None
    (place, ahead, wait), opening = found, board.open
    if opening.state == "break":
        return Turn(number, "break", place, until=opening.until, since=opening.since, cause=opening.cause, ahead=ahead)
    return Turn(
        number,
        "inside" if place == "inside" else "waiting",
        place,
        minutes=wait.minutes,
        ahead=ahead,
        is_late=wait.is_late,
        people=wait.people,
        places=wait.places,
    )


def _missed(board: Board, number: str) -> Turn | None:
    return next((Turn(number, "missed", at=row.at) for row in board.missed if row.ticket == number), None)


def _calls(rows: list[dict[str, Any]]) -> tuple[Call, ...]:
    return tuple(Call(**{**row, "at": _instant(row["at"])}) for row in rows)


def _members(values: Mapping[str, Any]) -> str:
    """What stands between the braces of an object in JSON."""
    return json.dumps(values, separators=(",", ":"))[1:-1]


def _moment(text: str | None) -> datetime | None:
    return _instant(text) if text else None


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
