"""Somebody of a kecamatan or kelurahan sees their desk and their account, and no other page of the office."""

import pytest

from tests.support.leaks import found_in
from tests.web.sweep.asking import AT_PLACE, BY_CODE, NOBODY, Sweep
from tests.web.sweep.filled import OURS
from tests.web.sweep.ids import address, unknown
from tests.web.sweep.routes import Way
from tests.web.sweep.sending import sent

THEIRS = ("/place", "/account", "/login", "/logout")
"""Where they may be."""
FOR_EVERYBODY = (*BY_CODE, "/display", "/healthz", "/readyz")
LED_TO = ("/office", "/place")
"""Where whoever opens what takes a form is led: to its page, which is shut, or to their own."""
OTHERWISE = {
    "GET /": "the list of offices is for everybody",
    "GET /office": "it leads whoever is signed in to a page of theirs",
    "GET /door/offline.js": "a script",
    "GET /door/waiting": "a page for while the network is away, which says nothing of an office",
    "POST /door/beats": "it keeps something of a browser with a key of its own, and answers nothing",
    "GET /start/{code}": "the address of a first start, which opens by its code alone",
    "POST /start/{code}": "the same",
    "GET /office/presence": "it says to whoever is signed in when a page locks",
    "POST /office/presence": "the same",
}
"""Ways that are no page of the office, and why they answer."""


def is_theirs(way: Way) -> bool:
    """Whether a way is for them, or for anybody at all."""
    return way.path.startswith((*THEIRS, *FOR_EVERYBODY)) or str(way) in OTHERWISE or "/api/v1/" in way.path


@pytest.mark.timeout(240)
def test_nothing_but_their_desk_is_open_to_them(sweep: Sweep) -> None:
    faults = []
    for way in sweep.ways:
        if is_theirs(way) or unknown(way):
            continue
        got = sweep.ask(AT_PLACE, way.method, address(way, sweep.own), **sent(way, sweep.own))
        leads_on = not way.changes and got.status_code in (301, 303) and got.headers["location"].startswith(LED_TO)
        if got.status_code != 403 and not way.path.startswith("/door/kiosk") and not leads_on:
            faults.append(f"{way}: {got.status_code} {got.headers.get('location', '')}")
        if got.status_code == 403 and 'href="/place"' not in got.text:
            faults.append(f"{way}: no way home")
        if sweep.differences() or found_in(got.content.lower(), OURS.all):
            faults.append(f"{way}: something changed or was shown")
        sweep.put_back()

    assert not faults, "\n".join(faults)


@pytest.mark.timeout(240)
def test_their_session_opens_no_more_of_the_api_than_none(sweep: Sweep) -> None:
    faults = []
    for way in sweep.ways:
        if "/api/v1/" not in way.path or unknown(way):
            continue
        answers = set()
        for role in (NOBODY, AT_PLACE):
            answers.add(sweep.ask(role, way.method, address(way, sweep.own), **sent(way, sweep.own)).status_code)
            sweep.put_back()
        faults += [f"{way}: {answers}"] if len(answers) > 1 else []

    assert not faults, "\n".join(faults)


def test_nobody_else_of_the_office_is_at_their_desk(sweep: Sweep) -> None:
    ways = [way for way in sweep.ways if way.path.startswith("/place") and not unknown(way)]

    answers = {
        (str(way), role): sweep.ask(role, way.method, address(way, sweep.own), **sent(way, sweep.own)).status_code
        for way in ways
        for role in ("guard", "clerk", "supervisor", "auditor")
    }

    assert len(ways) > 15
    assert {key: status for key, status in answers.items() if status != 403} == {}
    assert not sweep.differences()
