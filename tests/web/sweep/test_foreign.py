"""Whoever is of one office asks by the ids of another one: there is nothing there for them, and nothing changes.

Each route with an id in its path is asked by everybody with their own office's id and with another's.
"""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.support.leaks import found_in
from tests.web.sweep.asking import WHO, Roles, Sweep
from tests.web.sweep.filled import THEIRS
from tests.web.sweep.ids import ROWS, address, row_of, unknown
from tests.web.sweep.routes import Way
from tests.web.sweep.sending import sent

WRONG: dict[str, str | int] = {
    "invitation": "batch_code",
    "pass": "application_code",
    "application_code": "pass",
    "batch_code": "invitation",
    "own_item": 9,
    "join_code": "batch_code",
}
"""Of ids that are keys (whoever has the code may, of whatever office) what must open nothing: a code of something else.
"""

OPEN = "anybody may look at any office"
ABOVE = "whoever opens what takes a form is led to its page, without a look at the id"
UNSHOWN = "nobody has shown it: the same is said of every document but those that were"
OTHERWISE: dict[tuple[str, str], tuple[int, str]] = {
    ("GET /api/v1/offices/{office}", "/api/v1/offices/{office}"): (200, OPEN),
    ("GET /api/v1/offices/{office}/slots", "/api/v1/offices/{office}"): (200, OPEN),
    ("GET /api/v1/offices/{office}/live", "/api/v1/offices/{office}"): (200, OPEN),
    ("GET /api/v1/offices/{office}/board", "/api/v1/offices/{office}"): (200, OPEN),
    ("GET /login/counters/{number}", "/login/counters/{number}"): (422, "a number, which the form is told is wrong"),
    ("POST /login/counters/{number}", "/login/counters/{number}"): (422, "a number, which the form is told is wrong"),
    ("POST /hooks/fonnte/{office}/{key}", "/hooks/fonnte/{office}/{key}"): (401, "the key is what signs the call"),
    ("POST /hooks/sms/{office}/{key}", "/hooks/sms/{office}/{key}"): (401, "the key is what signs the call"),
    ("POST /office/messages/channels/rungs/{channel}/removal", "/office/messages/channels/rungs/{channel}"): (
        303,
        "a channel that is not on the ladder is off it already",
    ),
    ("GET /place/{place}/documents/{document}", "/place/{place}/documents/{document}"): (410, UNSHOWN),
    ("POST /place/{place}/documents/{document}", "/place/{place}/documents/{document}"): (410, UNSHOWN),
    ("POST /place/{place}/documents/{document}/invitation", "/place/{place}/documents/{document}"): (410, UNSHOWN),
    ("GET /office/blanks/supplies/{number}/grant", "/office/blanks/supplies/{number}"): (303, ABOVE),
    ("GET /office/blanks/supplies/{number}/refusal", "/office/blanks/supplies/{number}"): (303, ABOVE),
    ("GET /office/blanks/supplies/{number}/rest", "/office/blanks/supplies/{number}"): (303, ABOVE),
    ("GET /office/blanks/stops/{number}/end", "/office/blanks/stops/{number}"): (303, ABOVE),
}
"""Where another office's id is answered otherwise than with 403 or 404, and why that shows and changes nothing."""

LOOKED = "it only looks something up"
CLEARS = "it is the browser that clears something"
REFUSED = "refused, as nothing here is in the state for it; another code finds nothing at all"
IDLE: dict[str, str] = {
    "DELETE /api/v1/invitations/{code}/waiting": "nobody waits for a day",
    "POST /api/v1/invitations/{code}/paper": REFUSED,
    "POST /api/v1/invitations/{code}/waiting": REFUSED,
    "POST /api/v1/offices/{office}/documents/search": LOOKED,
    "POST /api/v1/offices/{office}/tickets/{number}/absence": "refused before the second call",
    "DELETE /api/v1/offices/{office}/tickets/{number}/last": "refused, as the last step is not the machine's",
    "POST /a/{code}/proof": "of a draft there is nothing to prove",
    "POST /a/{code}/clearing": CLEARS,
    "POST /a/{code}/phone/confirmation": REFUSED,
    "POST /a/{code}/sending": "refused, as its phone is to be confirmed first",
    "POST /i/{code}/paper": REFUSED,
    "POST /i/{code}/renewal": "it has not run out",
    "POST /i/{code}/waiting": REFUSED,
    "POST /i/{code}/waiting/end": "nobody waits for a day",
    "POST /t/{code}/waiting": REFUSED,
    "POST /t/{code}/waiting/end": "nobody waits for a day",
    "POST /t/{code}/invitation": LOOKED,
    "POST /t/{code}/clearing": CLEARS,
    "DELETE /t/{code}/push": "nobody asked to be told",
    "POST /b/{code}/search": LOOKED,
    "POST /place/{place}/batches/{batch}/search": LOOKED,
    "POST /join/{code}/oidc": "no provider is named here, to whom it would lead",
    "POST /join/{code}/account": "it names no account of another office",
    "POST /office/applications/{number}/settlement": "its document was not moved on elsewhere",
    "POST /office/inbox/{number}/lines/{line}/fetching": "its picture is here",
    "POST /office/inbox/{number}/drafts": LOOKED,
    "POST /hooks/fonnte/{office}/{key}": "an empty call tells of nothing",
    "POST /hooks/sms/{office}/{key}": "an empty call tells of nothing",
}
"""Changes that change nothing here even with one's own id, and why."""


@dataclass(frozen=True)
class Answer:
    """How somebody was answered."""

    status: int
    to: str
    changed: bool
    content: bytes

    @property
    def is_shut(self) -> bool:
        """Whoever they are, they may not, or must sign in first."""
        return self.status in (401, 403) or (self.status == 303 and self.to.startswith("/login"))

    def __str__(self) -> str:
        return f"{self.status}{' -> ' + self.to if self.to else ''}{' and a change' if self.changed else ''}"


def asked(sweep: Sweep, role: str, way: Way, path: str, facts: dict[str, Any]) -> Answer:
    sweep.put_back()
    got = sweep.ask(role, way.method, path, **facts)
    return Answer(got.status_code, got.headers.get("location", ""), sweep.differs(), got.content)


def test_each_parameter_of_a_path_is_known(sweep: Sweep) -> None:
    assert [fault for way in sweep.ways for fault in unknown(way)] == []


@pytest.mark.parametrize("roles", WHO)
def test_other_offices_ids_lead_nowhere(sweep: Sweep, roles: Roles) -> None:
    faults: list[str] = []
    for way in sweep.ways:
        parts = [part for part in way.parameters if part in ROWS]
        if not parts or unknown(way):
            continue
        path, facts = address(way, sweep.own), sent(way, sweep.own)
        own = {role: asked(sweep, role, way, path, facts) for role in roles(way.path)}
        faults += unreached(way, own)
        for part in parts:
            faults += let_in(sweep, way, part, own)

    assert not faults, "\n".join(faults)


def unreached(way: Way, own: dict[str, Answer]) -> list[str]:
    """Own ids must be reached by somebody, and a change must change something, or the sweep proves nothing."""
    reached = {role: each for role, each in own.items() if not each.is_shut and each.status < 400}
    if way.changes:
        reached = {role: each for role, each in own.items() if each.changed}
    said = ", ".join(sorted({str(answer) for answer in own.values() if not answer.is_shut}))
    if reached and str(way) in IDLE:
        return [f"{way} does do something with an id of one's own: take it out of IDLE"]
    return [] if reached or str(way) in IDLE else [f"{way} does nothing with an id of one's own ({said})"]


def let_in(sweep: Sweep, way: Way, part: str, own: dict[str, Answer]) -> list[str]:
    """What somebody was told or could do by another office's id in one part of a path."""
    faults = []
    name, theirs = row_of(way, part), dict(sweep.theirs)
    if ROWS[part] in WRONG:
        theirs[name] = theirs.get(str(WRONG[ROWS[part]]), WRONG[ROWS[part]])
    for role, mine in own.items():
        got = asked(sweep, role, way, address(way, sweep.own, theirs, part), sent(way, sweep.own))
        allowed = {403, 404}
        if mine.is_shut and ROWS[part] not in WRONG:
            allowed = {mine.status}
        elif (str(way), part) in OTHERWISE:
            allowed = {OTHERWISE[str(way), part][0]}
        if got.status not in allowed or got.changed:
            what = sweep.differences() if got.changed else ""
            faults.append(f"{way} with another office's {part}, {role}: {got}; with one's own: {mine} {what}")
        if found := found_in(got.content.lower(), THEIRS.all):
            faults.append(f"{way} with another office's {part}, {role}: shows {found}")
    return faults
