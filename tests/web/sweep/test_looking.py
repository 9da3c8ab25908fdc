"""Somebody who only looks: every page of the office is there for them, and no form of it does anything."""

import re

import pytest

from tests.web.sweep.asking import AUDITOR, Sweep
from tests.web.sweep.ids import address, unknown
from tests.web.sweep.sending import sent

PLACES = ("/office", "/counter", "/door")
ASKS = {
    "POST /office/documents/search": "what is searched for stands in no address",
    "POST /office/presence": "that somebody is at the page",
    "POST /door/beats": "that a tablet works, whoever is signed in there; a browser without a key is told to stop",
    "POST /office/audit/files": "a file of the log; that it was taken along is written down",
    "POST /office/figures/files": "a file of what the page shows, written down too",
    "POST /office/figures/month/pdf": "the same",
    "POST /office/figures/uncollected/list": "a list by initials and the end of a number, written down too",
    "POST /office/figures/proxies/file": "a file of what the page shows, written down too",
    "POST /office/figures/satisfaction/file": "the same",
}
"""Forms that change nothing, and why they are sent as such."""
MORE = {
    "GET /office/applications/pages/{mark}": "papers",
    "GET /office/inbox/pictures/{mark}": "papers",
    "GET /office/delivery-requests/{request}": "an address",
    "GET /office/bookings/{short}/slip": "a pass, with which one comes in",
    "GET /office/settings/backup/{name}": "all that the office keeps",
    "GET /office/documents/people": "whom a document is for, in full",
    "GET /office/transfers/new": "whom a document is for, in full",
    "GET /office/documents/withdrawal": "whom a document is for, in full",
}
"""Pages that show more than others, which is written down or is for those alone who work on it."""


CODES = ("invitation", "pass", "application_code", "batch_code", "join_code")
"""What whoever has it may act with as a citizen, a partner or a colleague."""
PHONES = re.compile(rb"wa\.me/\d")


@pytest.mark.timeout(240)
def test_no_form_of_the_office_does_anything(sweep: Sweep) -> None:
    faults = []
    for way in sweep.ways:
        if not way.changes or not way.path.startswith(PLACES) or unknown(way):
            continue
        got = sweep.ask(AUDITOR, way.method, address(way, sweep.own), **sent(way, sweep.own))
        refused = got.status_code == 403 or way.path.startswith("/door/kiosk")
        others = [each for each in sweep.differences() if not each.startswith("+ deed:")]
        if refused == (str(way) in ASKS) or others:
            faults.append(f"{way}: {got.status_code} {others}")
        sweep.put_back()

    assert not faults, "\n".join(faults)


def test_no_page_lays_out_anew_what_is_hidden_from_whoever_only_looks(sweep: Sweep) -> None:
    rules = sweep.ask(AUDITOR, "GET", "/static/desk.css").text.split("}")

    hiding = [rule for rule in rules if "[data-looks] main form" in rule]
    assert [rule.rpartition("display:")[2].strip(" ;") for rule in hiding] == ["none !important"]


@pytest.mark.timeout(240)
def test_every_page_of_the_office_says_that_one_only_looks_and_lends_no_key(sweep: Sweep) -> None:
    faults = []
    for way in sweep.ways:
        if way.method != "GET" or not way.path.startswith("/office") or unknown(way):
            continue
        got = sweep.ask(AUDITOR, "GET", address(way, sweep.own))
        is_page = got.status_code == 200 and b"<body" in got.content
        keys = [sweep.own[name].encode() for name in CODES]
        faults += [f"{way} opens {name}" for name, key in zip(CODES, keys, strict=True) if key in got.content]
        if PHONES.search(got.content):
            faults.append(f"{way} shows a phone")
        if (got.status_code == 403) != (str(way) in MORE) or (is_page and b"data-looks>" not in got.content):
            faults.append(f"{way}: {got.status_code}")

    assert not faults, "\n".join(faults)
    written = [each for each in sweep.differences() if not each[2:].startswith("deployment:")]
    assert [each for each in written if "'exported'" not in each] == []
    assert len(written) == 1  # but for a list on paper, and the clock, by which the page of health finds out if it can
