"""The shape of the Board in the OpenAPI document; the Board itself writes it."""

from scheduler.web.api.answers import NINE, Answer, Day, Minutes, Moment, OfficeName, OpenState
from scheduler.web.api.requests import example


class Opening(Answer):
    state: OpenState
    reason: str | None
    until: Moment | None


class Lobby(Answer):
    """People past the door, called in and still outside it, and how many there may be together."""

    people: int
    entering: int
    limit: int


class Call(Answer):
    id: int
    ticket: str
    counter: int
    repeat: int
    at: Moment


class Entering(Answer):
    """Called in and still outside; `at_door`: waits at the door, for its party does not fit now."""

    ticket: str
    until: Moment | None
    at_door: bool


class Wait(Answer):
    ticket: str
    minutes: Minutes | None


class CounterFace(Answer):
    number: int
    state: OpenState
    ticket: str | None


class Missed(Answer):
    ticket: str
    at: Moment


class Notice(Answer):
    id: str
    en: str


class BoardAnswer(Answer):
    """What the public may see of an office's day. A newer one (day, version) replaces it as a whole."""

    model_config = example(
        office={"code": "tanjungpinang", "name": "Disdukcapil Kota Tanjungpinang", "timezone": "Asia/Jakarta"},
        day="2026-11-30",
        version=42,
        at=NINE,
        training=False,
        open={"state": "open", "reason": None, "until": None},
        lobby={"people": 7, "entering": 1, "limit": 20},
        calls=[{"id": 12, "ticket": "A-004", "counter": 2, "repeat": 0, "at": NINE}],
        entering=[{"ticket": "A-009", "until": NINE, "at_door": False}],
        inside=[{"ticket": "A-005", "minutes": [2, 4]}],
        waiting=[{"ticket": "A-012", "minutes": [6, 9]}],
        parked=[],
        counters=[{"number": 2, "state": "open", "ticket": "A-004"}],
        missed=[],
        notice=None,
    )

    office: OfficeName
    day: Day
    version: int
    at: Moment
    training: bool
    open: Opening
    lobby: Lobby
    calls: list[Call]
    entering: list[Entering]
    inside: list[Wait]
    waiting: list[Wait]
    parked: list[str]
    counters: list[CounterFace]
    missed: list[Missed]
    notice: Notice | None
