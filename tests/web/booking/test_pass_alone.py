"""A pass alone, as somebody has it who photographed a QR: whatever it opens says no digit of a registration number.

Its last digits are the second proof, by which a visit is moved and cancelled. Nor does anything lead on to a code that
opens more: an invitation, or what was applied for.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from scheduler.db.models import Invitation
from scheduler.domain.text.codes import written_short
from scheduler.flow.booking.bookings import cancel
from scheduler.flow.counter import calls, handovers
from scheduler.flow.invitations.invitations import code_of, pass_of
from scheduler.web.door.shared.prints import slip_on_paper
from scheduler.web.door.shared.view import slip_of
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World, at
from tests.scenes.postponements import closed, postpone
from tests.web.staff.members import sign_in, text_of
from tests.web.sweep.forms import DEVICE
from tests.web.sweep.routes import Way, ways

KK = "2172010101010009"
REFERENCE, OTHER = "2172/30112026/0689", "2172/30112026/0797"
"""Of what the visit fetches, and of what its household could fetch as well."""
ENDS = re.compile(r"(?<![0-9A-Za-z])\d*(?:689|797)(?![0-9A-Za-z])")
"""The last three of their digits or more, standing for themselves."""

LOOKS: list[dict[str, Any]] = [
    {},
    {"headers": {"HX-Request": "true"}},
    {"headers": {"Accept": "application/json"}},
    {"params": {"lang": "en", "text": "large"}},
    {"params": {"seen": "booked-0", "day": "2026-12-02", "days": "all"}, "headers": {"HX-Request": "true"}},
]
"""How a page is asked for: whole, as a fragment, by a machine, in English, for another day."""
SENT: list[dict[str, Any]] = [
    {"data": {}},
    {"data": {"ref4": "0000", "slot": "1", "day": "2026-12-02", "invitation": "1"}},
    {"json": {"ref4": "0000", "slot": 1}},
    {"json": DEVICE.subscription},
]
"""What somebody sends who knows nothing but the pass."""


def visit(office: World, day: int = 1) -> str:
    """The pass of a visit of tomorrow, whose household has had another document made since."""
    pass_code = pass_of(office.book(office.invitation(reference=REFERENCE, kk=KK), office.slot(9, day=day)))
    office.document(OTHER, kk=KK, type="KIA")
    return pass_code


def waiting(office: World) -> str:
    pass_code = visit(office, day=0)
    office.scan(pass_code)
    return pass_code


def missed_call(office: World) -> str:
    pass_code = waiting(office)
    office.call(1)
    office.do(calls.miss, "A-001")
    return pass_code


def served(office: World) -> str:
    """One of two documents is handed over, the other may be fetched another day."""
    first = office.document(REFERENCE, kk=KK)
    office.document(OTHER, kk=KK, type="KIA")
    pass_code = pass_of(office.book(office.code(first), office.slot(9), collector="parent"))
    office.scan(pass_code)
    office.call(1)
    office.hand_over("A-001", [OTHER])
    office.do(handovers.leave, "A-001")
    return pass_code


def cancelled(office: World) -> str:
    pass_code = visit(office)
    office.database.run(cancel, pass_code, ref4=None, by="staff:1", now=NINE)
    return pass_code


def never_came(office: World) -> str:
    pass_code = visit(office, day=0)
    for moment in (NINE, at(8, day=1)):
        office.tick(now=moment)
    return pass_code


def put_off(office: World) -> str:
    pass_code = office.booked(9, day=2, service="C", reference=REFERENCE)
    postpone(office, closed(office))
    return pass_code


STANDS = [visit, waiting, missed_call, served, cancelled, never_came, put_off]


def addresses(client: TestClient, pass_code: str) -> Iterator[tuple[Way, str]]:
    """Every route of the sitemap that a code of a citizen opens, with the pass in it."""
    for way in ways(client.app.routes):  # type: ignore[attr-defined]
        first = re.match(r"(/api/v1/passes|/api/v1/invitations|/[tiab])/\{code\}", way.path)
        if first:
            rest = re.sub(r"\{\w+\}", "1", way.path[first.end() :])
            yield way, first[1] + "/" + pass_code + rest


def said_by(answer: Any, own: list[str]) -> str:
    """Body and headers of an answer, without what stands there by right: the pass and its nomor jadwal, and the length
    of the answer, which may be the same number.
    """
    headers = [(name, value) for name, value in answer.headers.multi_items() if name != "content-length"]
    text = answer.content.decode("utf-8", "replace") + repr(headers)
    for each in own:
        text = text.replace(each, "")
    return re.sub(r'<path d="[^"]*"', "", text)


@pytest.mark.parametrize("stand", STANDS)
def test_pass_alone_tells_no_digit_of_a_registration_number_and_leads_to_no_other_code(
    client: TestClient, office: World, clock: Stopwatch, stand: Callable[[World], str]
) -> None:
    pass_code = stand(office)
    clock.now = at(8, day=1) if stand is never_came else NINE
    assert office.reference_of(pass_code) == REFERENCE
    own = [pass_code, pass_code.replace("-", ""), written_short(office.booking(pass_code).short)]
    everything = list(addresses(client, pass_code))
    looked_at = [each for each in everything if not each[0].changes]
    codes, faults = [code_of(each) for each in office.rows(Invitation)], []
    asked = [(each, LOOKS) for each in looked_at]
    asked += [(each, SENT) for each in everything if each[0].changes]
    asked += [(each, LOOKS[:1]) for each in looked_at]  # what was sent has changed something
    for (way, address), several in asked:
        for facts in several:
            text = said_by(client.request(way.method, address, **facts), own)
            client.cookies.clear()
            faults += [f"{way} {facts}: {found.group()}" for found in ENDS.finditer(text)]
            faults += [f"{way} {facts}: the code of an invitation" for each in codes if each in text]

    assert not faults, "\n".join(dict.fromkeys(faults))
    known = {str(way) for way, _ in looked_at}
    assert {"GET /t/{code}", "GET /t/{code}/slot", "GET /t/{code}/calendar.ics", "GET /api/v1/passes/{code}"} <= known


@pytest.mark.parametrize("stand", STANDS)
def test_kiosk_tells_no_digit_to_whoever_shows_the_pass(
    client: TestClient, office: World, clock: Stopwatch, stand: Callable[[World], str]
) -> None:
    pass_code = stand(office)
    clock.now = at(8, day=1) if stand is never_came else NINE
    sign_in(client, office, name="Gani", role="guard")
    client.post("/door/kiosk", data={})

    answer = client.post("/door/kiosk/scans", data={"text": pass_code})
    page = client.get(answer.headers["location"])

    assert page.status_code == 200
    assert not ENDS.search(text_of(page))


def test_slip_with_the_qr_has_no_digit_on_it(client: TestClient, office: World, clock: Stopwatch) -> None:
    waiting(office)
    clock.now = NINE
    sign_in(client, office, name="Gani", role="guard")

    on_paper = repr(slip_on_paper(office.read(lambda s: slip_of(s, office.office, "A-001", NINE))))

    assert not ENDS.search(text_of(client.get("/door/slips/A-001")))
    assert not ENDS.search(on_paper)
