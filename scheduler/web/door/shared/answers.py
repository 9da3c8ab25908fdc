"""What the door says to a scan, kept as plain facts: shown at once, listed under "Baru saja", shown again on a tap."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from scheduler.db.models import Slot
from scheduler.domain.refusals import Refusal
from scheduler.domain.trials import TestPaper
from scheduler.flow.core.replays import Answered
from scheduler.flow.counter.tickets import Arrival

GREEN = frozenset({"come_in", "welcome_back"})
CALM = frozenset(
    {"wait_outside", "waiting_again", "rejoined", "leaving", "left", "undone", "booked", "too_early", "test_paper"}
)
FULL = frozenset({"lobby_full", "party_too_large", "walk_ins_full"})
TONES = {
    **dict.fromkeys(GREEN, "enter"),
    **dict.fromkeys(CALM, "wait"),
    **dict.fromkeys(FULL, "full"),
    "wait_at_door": "stop",
}


@dataclass(frozen=True, slots=True)
class DoorAnswer:
    """An answer of the door. kind: how a scan ended, or the code of a refusal; facts: times are moments again.

    booking, document: what it was about, for taps that go on from it. short: the nomor jadwal of who got no number.
    is_theirs: whether whoever stands there has shown that it is: by the pass (by_pass), or since they were just given
    the number. What was typed anybody may have read.
    """

    kind: str
    at: datetime
    key: str = ""
    ticket: str | None = None
    minutes: tuple[int, int] | None = None
    booking: int | None = None
    document: int | None = None
    short: int | None = None
    is_theirs: bool = False
    by_pass: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def tone(self) -> str:
        """The answer's colour, which never says anything that the words do not.

        enter: come in. wait: outside, or until later. full: there is no room for it. stop: called in, and kept at the
        door. no: anything that cannot go on like that.
        """
        return TONES.get(self.kind, "no")

    @property
    def sound(self) -> str:
        """How the answer sounds: "good", or "bad" where whoever was scanned cannot go on."""
        goes_on = self.tone in ("enter", "wait") and not self.is_refusal
        return "good" if goes_on or self.kind == TestPaper.code else "bad"

    @property
    def is_refusal(self) -> bool:
        """Whether a rule refused it, and says why in words of its own."""
        return self.kind in _kinds()

    @property
    def refusal(self) -> Refusal:
        """The refusal that the answer came from, with its facts."""
        return _kinds().get(self.kind, Refusal)(**self.facts)


def of_arrival(arrival: Arrival, now: datetime, *, is_theirs: bool = False) -> Answered:
    """What is kept of an arrival. is_theirs: shown by its pass; a number that is new is theirs in any case."""
    kind = arrival.answer
    if kind == "wait_outside" and not arrival.is_new:
        kind = "waiting_again"
    if kind == "rejoined" and arrival.stage != "waiting":
        kind = "come_in"
    facts = {"behind": arrival.behind, "late": arrival.is_late, "over": arrival.over}
    body = {
        "kind": kind,
        "at": now.isoformat(),
        "ticket": arrival.ticket,
        "minutes": list(arrival.minutes) if arrival.minutes else None,
        "booking": arrival.booking_id,
        "is_theirs": is_theirs or arrival.is_new,
        "by_pass": is_theirs,
        "facts": {name: fact for name, fact in facts.items() if fact},
    }
    return 200, body


def of_refusal(refusal: Refusal, now: datetime, **about: Any) -> Answered:
    """What is kept of a refusal. about: ticket, booking, document, short and is_theirs, as far as they are known."""
    _, body = said(refusal.code, now, facts=refusal.facts, **about)
    return refusal.status, body


def said(kind: str, now: datetime, *, facts: Mapping[str, Any] | None = None, **about: Any) -> Answered:
    """What is kept of an answer that no arrival gave."""
    plain = {name: _plain(value) for name, value in (facts or {}).items()}
    return 200, {"kind": kind, "at": now.isoformat(), "facts": plain, **about}


def read(body: Mapping[str, Any], key: str = "") -> DoorAnswer:
    """An answer as it was kept."""
    minutes = body.get("minutes")
    return DoorAnswer(
        kind=body["kind"],
        at=datetime.fromisoformat(body["at"]),
        key=key,
        ticket=body.get("ticket"),
        minutes=(minutes[0], minutes[1]) if minutes else None,
        booking=body.get("booking"),
        document=body.get("document"),
        short=body.get("short"),
        is_theirs=body.get("is_theirs", False),
        by_pass=body.get("by_pass", False),
        facts={name: _rich(value) for name, value in body.get("facts", {}).items()},
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, Slot):
        return {"slot": value.id, "starts_at": _plain(value.starts_at)}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return str(sorted(value))
    return value


def _rich(value: Any) -> Any:
    if isinstance(value, list):
        return [_rich(each) for each in value]
    if isinstance(value, dict) and "moment" in value:
        return datetime.fromisoformat(value["moment"])
    if isinstance(value, dict) and "slot" in value:
        return {"id": value["slot"], "starts_at": _rich(value["starts_at"])}
    return value


@cache
def _kinds() -> dict[str, type[Refusal]]:
    """Code -> refusal, all there are once everything is loaded: parts of the program have refusals of their own."""
    return _refusals(Refusal)


def _refusals(kind: type[Refusal]) -> dict[str, type[Refusal]]:
    found = {kind.code: kind}
    for below in kind.__subclasses__():
        found |= _refusals(below)
    return found
