"""Every page of everybody is looked through for names, NIK, phones and words of citizens that must not stand there."""

import re
from collections import defaultdict

import pytest

from tests.support.leaks import found_in
from tests.web.sweep.asking import STAFF, WHO, Roles, Sweep
from tests.web.sweep.filled import OURS, THEIRS
from tests.web.sweep.ids import address, unknown
from tests.web.sweep.routes import Way
from tests.web.sweep.sending import sent

LINK_TO_PRESS = re.compile(rb"https://wa\.me/\d+")
"""A clerk presses it to tell somebody by hand: it cannot do without the number."""
SHOWN: dict[str, dict[str, str]] = {
    "GET /a/{code}": {"names": "whoever has the code of an application sees whom it is for, and may correct it"},
    "GET /counter": {"names": "a clerk asks for the name and compares it before a document is handed over"},
    "GET /office/applications/{number}": {"names": "a clerk compares the name with that on the papers"},
    "GET /office/batches/{batch}": {"names": "who has signed for it and taken it along"},
    "GET /office/batches/{batch}/list": {"names": "who has signed for it and taken it along"},
    "GET /office/documents": {"names": "a clerk has typed the number, and must see whether it is the one meant"},
    "GET /office/documents/people": {"names": "a clerk puts right what is written wrong"},
    "GET /office/documents/withdrawal": {"names": "a clerk sees whose document is given up before it is"},
    "GET /office/inbox/{number}/application": {
        "names": "a clerk takes over the holder from what the phone is known by"
    },
    "GET /office/inbox/{number}": {"words": "what a citizen wrote to the office"},
    "GET /office/delivery-requests/{request}": {"words": "where a document is wanted, and why"},
}
"""What may stand on a page, by route: kinds of personal data, and why. A page that is not named here shows nothing."""
CHANGES = {
    "GET /readyz": "it writes, to find out whether it can",
    "GET /office": "the same, for what it says of the machine",
    "GET /office/settings/health": "the same",
    "GET /start/ready": "the same",
    "GET /office/applications/pages/{mark}": "who is shown the pictures of papers is written down",
    "GET /office/inbox/pictures/{mark}": "the same",
    "GET /office/delivery-requests/{request}": "who is shown an address is written down",
    "GET /office/batches/{batch}/list": "who takes a list along on paper is written down",
}
"""What changes something when it is looked at, and why."""


@pytest.mark.parametrize("roles", WHO)
def test_pages_show_nobody_whom_they_need_not_show(sweep: Sweep, roles: Roles) -> None:
    shown: dict[str, set[str]] = defaultdict(set)
    faults: list[str] = []
    for way in sweep.ways:
        if way.method == "GET" and not unknown(way):
            for role in roles(way.path):
                faults += looked_through(sweep, way, role, shown[str(way)])
    faults += [
        f"{way} shows no {kind}: take it out of SHOWN"
        for way, kinds in SHOWN.items()
        for kind in kinds
        if kind not in shown[way]
    ]

    assert not faults, "\n".join(faults)


def looked_through(sweep: Sweep, way: Way, role: str, shown: set[str]) -> list[str]:
    """What is wrong with a page or its headers; the kinds of personal data on it are added to `shown`."""
    got = sweep.ask(role, "GET", address(way, sweep.own), **sent(way, sweep.own))
    faults = [f"{way}, {role}: {got.status_code}"] if got.status_code >= 500 else []
    if sweep.changed() and str(way) not in CHANGES:
        faults.append(f"{way}, {role}: a page was looked at, and something changed")
    sweep.put_back()
    said = LINK_TO_PRESS.sub(b"", got.content.lower() + repr(got.headers.multi_items()).lower().encode())
    found = {kind: found_in(said, secrets) for kind, secrets in OURS.kinds.items()}
    shown |= {kind for kind, secrets in found.items() if secrets}
    stranger = role not in STAFF and not way.path.startswith("/a/")
    may = () if stranger else SHOWN.get(str(way), ())
    faults += [f"{way} shows {role} {kind}: {each}" for kind, each in found.items() if each and kind not in may]
    if of_others := found_in(said, THEIRS.all):
        faults.append(f"{way} shows {role} of another office: {of_others}")
    return faults
