"""Whoever is of one office names a thing of another one in a form: there is nothing there for them, nothing changes.

Each field that is an id, of each model that a route reads, is sent with one's own office's id and with another's. Which
models a route reads is seen when its own form is sent.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import pytest
from pydantic import BaseModel

from scheduler.web import api
from scheduler.web.office.calendar.forms import KINDS
from tests.support.leaks import found_in
from tests.web.sweep.asking import AT_PLACE, BY_CODE, KIOSK, NOBODY, Sweep
from tests.web.sweep.fields import PLAIN, Field, fields_of, spied, undecided
from tests.web.sweep.filled import THEIRS
from tests.web.sweep.ids import FIELDS, address, unknown
from tests.web.sweep.routes import Way, plain
from tests.web.sweep.sending import filled_in, form_of, forms_with, packed, sent
from tests.web.sweep.test_foreign import LOOKED, Answer, asked

SCOPES = {f"{each.method} /api/v1{plain(each.path)}": each.scope for each in api.OPERATIONS}
CALENDAR = tuple(Way("POST", f"/office/calendar/{kind}") for kind in KINDS)
"""One route that reads another form for each kind."""
SERVING = ("pauses", "transfers", "problems", "handovers", "departures", "undos")
"""Steps at the clerk's counter, where somebody is served; at the supervisor's somebody was called."""

EACH = "of many, each is told by itself what became of it"
ANSWERED = "a refusal at the door is an answer too, to which one is led"
NOT_TOLD = "it is the same for all, so that nobody learns which numbers there are"
OTHER_BUTTON = "of the same form, but for another button"
IDLE: dict[tuple[str, str], str] = {
    ("POST /api/v1/offices/{office}/documents/search", "reference"): LOOKED,
    ("POST /api/v1/offices/{office}/documents/search", "place"): LOOKED,
    ("POST /b/{code}/search", "find"): LOOKED,
    ("POST /place/{place}/batches/{batch}/search", "find"): LOOKED,
    ("POST /door/kiosk/prints", "of"): "no printer stands at the door",
    ("POST /door/prints", "ticket"): "no printer stands at the door, so the browser is to print",
    ("POST /counter/calls", "ticket"): "somebody is at both counters; the API's calls take the same step",
    ("POST /counter/undos", "ticket"): "refused, as the last step is too long ago; any other number is refused too",
    ("POST /office/documents/search", "text"): LOOKED,
    ("POST /office/documents/search", "place"): LOOKED,
    ("POST /office/documents/labels", "receipts"): LOOKED,
    ("POST /office/bookings/searches", "text"): LOOKED,
    ("POST /office/inbox/{number}/drafts", "use"): LOOKED,
    ("POST /office/settings/trial/calls", "screens"): "refused while people hold numbers, as they do here",
}
"""Fields with which nothing changes even with one's own id in them, and why."""
OTHERWISE: dict[tuple[str, str], tuple[int, str]] = {
    ("GET /office/documents", "q"): (200, "the page says that nothing has the number"),
    ("GET /office/inbox/{number}/application", "procedure"): (200, "one that nobody has leads to the choice"),
    ("GET /office/documents/labels", "q"): (200, "what stands in the empty form"),
    ("POST /api/v1/offices/{office}/documents/search", "reference"): (200, LOOKED),
    ("POST /api/v1/offices/{office}/documents/search", "place"): (200, LOOKED),
    ("POST /o/{office}/links", "reference"): (303, NOT_TOLD),
    ("POST /door/kiosk/scans", "text"): (303, ANSWERED),
    ("POST /door/scans", "text"): (303, ANSWERED),
    ("POST /door/corrections", "ticket"): (303, ANSWERED),
    ("POST /office/documents/search", "text"): (303, LOOKED),
    ("POST /office/documents/search", "place"): (303, LOOKED),
    ("POST /office/documents/shelving", "scans"): (200, EACH),
    ("POST /office/documents/scanned", "receipts"): (200, EACH),
    ("POST /office/documents/labels", "receipts"): (200, EACH),
    ("POST /office/batches/{batch}/documents", "receipts"): (200, EACH),
    ("POST /office/batches/{batch}/returns", "receipts"): (200, EACH),
    ("POST /office/batches/{batch}/removals", "reference"): (303, "what is not on the list is off it already"),
    ("POST /i/{code}/files/end", "document"): (303, "what was not asked for is taken back already"),
}
"""Where another office's id is answered otherwise than with a refusal, and why that shows and changes nothing."""
UNREAD: dict[tuple[str, str], str] = {
    ("POST /office/inbox/answers", "was"): OTHER_BUTTON,
    ("POST /office/inbox/{number}/replies", "use"): OTHER_BUTTON,
    ("POST /office/inbox/{number}/phone", "use"): OTHER_BUTTON,
    ("POST /office/inbox/{number}/closing", "use"): OTHER_BUTTON,
    ("POST /office/inbox/{number}/mark", "use"): OTHER_BUTTON,
}
"""Fields of a model that a route reads without a look at them, and why."""
NO_FORM = "refused, and nothing is sent with it"
FILE = "a file comes first; what is beside it names nothing"
STEP = "a step of the sign-in, at which nobody is who asks"
SILENT: dict[str, str] = {
    "POST /a/{code}/sending": NO_FORM,
    "POST /i/{code}/paper": NO_FORM,
    "POST /login/code": STEP,
    "POST /login/setup": STEP,
    "POST /logout": "whoever goes is led to the way in",
    "POST /door/photos": FILE,
    "POST /office/applications/{number}/settlement": NO_FORM,
    "POST /office/imports": FILE,
    "POST /office/media": FILE,
    "POST /office/voice/recordings": FILE,
    "POST /office/inbox/{number}/lines/{line}/fetching": NO_FORM,
    "POST /hooks/whatsapp/{office}": "nobody who can sign it is among those who ask",
    "POST /start/{code}": "an address is given out where there is no office",
}
"""Changes that read no form and do nothing, and why."""


def role_of(way: Way) -> str:
    """Who may send the form of a route, and is of the first office."""
    if str(way) in SCOPES:
        scope = SCOPES[str(way)]
        return f"token for {scope}" if scope else NOBODY
    if way.path.startswith("/door/kiosk/"):
        return KIOSK
    if way.path.startswith("/place/"):
        return AT_PLACE
    if way.path.startswith(BY_CODE):
        return NOBODY
    return "clerk" if way.path.removeprefix("/counter/") in SERVING else "supervisor"


@pytest.mark.timeout(240)
def test_other_offices_ids_in_forms_lead_nowhere(sweep: Sweep, monkeypatch: pytest.MonkeyPatch) -> None:
    read = spied(monkeypatch)
    faults: list[str] = []
    entries: set[str | None] = set()
    places: set[tuple[str, str]] = set()
    for way in (*sweep.ways, *CALENDAR):
        if unknown(way) or not (way.changes or form_of(way)):
            continue
        read.clear()
        own = asked(sweep, role_of(way), way, address(way, sweep.own), sent(way, sweep.own))
        fields = read_by(way, read)
        entries |= {field.entry for field in fields}
        places |= {(str(way), field.path) for field in fields}
        faults += [*silent(way, read, own), *undecided(fields)]
        for field in fields:
            if field.id is not None and (str(way), field.path) not in UNREAD:
                faults += let_in(sweep, way, field, own)
    unheard = {str(each) for each in ({*FIELDS, *PLAIN} - entries) | ({*IDLE, *OTHERWISE, *UNREAD} - places)}
    faults += [f"no route reads {each}: take it out of its table" for each in sorted(unheard)]

    assert not faults, "\n".join(faults)


def test_field_of_which_nothing_is_said_is_a_fault() -> None:
    class Unheard(BaseModel):
        nonce: str
        whom: list[int] | None = None
        kind: Literal["one", "two"] = "one"

    (fault,) = undecided(fields_of(Unheard))

    assert fault.startswith("tests.web.sweep.test_fields.Unheard.whom: nobody knows whether it is an id. Add 'whom'")


def read_by(way: Way, read: Iterable[type[BaseModel]]) -> list[Field]:
    """The fields that a route was seen to read; those of a query are known by its own form alone."""
    queried = () if way.changes else (Field(BaseModel, name) for name, value in form_of(way).items() if "$" in value)
    return list(dict.fromkeys((*(field for model in read for field in fields_of(model)), *queried)))


def silent(way: Way, read: Sequence[type[BaseModel]], own: Answer) -> Iterator[str]:
    """A change that is refused before it reads its form would leave that unswept."""
    if way.changes and not read and (own.is_shut or own.status >= 400) and str(way) not in SILENT:
        yield f"{way} is refused before it reads a form ({own}): send what it wants, or add it to SILENT"


def let_in(sweep: Sweep, way: Way, field: Field, usual: Answer) -> Iterator[str]:
    """What somebody was told or could do by another office's id in one field. usual: to the route's own form."""
    role, path, place = role_of(way), address(way, sweep.own), (str(way), field.path)
    for form in forms_with(way, field):
        own, theirs = (filled_in(form, sweep.own, each, field.path) for each in (None, sweep.theirs))
        mine = usual if form == form_of(way) else asked(sweep, role, way, path, packed(way, own))
        said = f"{way} with {field.path} of {form}, {role}"
        if own == theirs:
            yield f"{said}: both offices have the same there, which proves nothing"
        yield from idle(way, field, mine, said)
        got = asked(sweep, role, way, path, packed(way, theirs))
        written = sweep.differences() if got.changed else []
        allowed = {OTHERWISE[place][0]} if place in OTHERWISE else range(400, 500)
        if got.status not in allowed or written:
            yield f"{said} of another office: {got}; with one's own: {mine} {written}"
        if found := found_in(got.content.lower() + got.to.lower().encode(), THEIRS.all):
            yield f"{said} of another office: shows {found}"


def idle(way: Way, field: Field, mine: Answer, said: str) -> Iterator[str]:
    """With one's own id a change must change something, or the sweep proves nothing."""
    does = mine.status < 400 and (mine.changed or not way.changes)
    is_idle = (str(way), field.path) in IDLE
    if does and is_idle:
        yield f"{said} of one's own does do something: take it out of IDLE"
    if not does and not is_idle:
        yield f"{said} of one's own does nothing: {mine}"
