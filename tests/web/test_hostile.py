"""Dates at the ends of the calendar, numbers past every column, odd letters: refused in words, no fault of ours."""

import pytest

from scheduler.web.office.shared.setting_topics import TOPICS
from tests.scenes.factories import World
from tests.web.staff.members import sign_in

DAYS = ("0001-01-01", "9999-12-31", "\u0662\u0660\u0662\u0666-11-30")
NUMBERS = ("0", "-1", "99999999999999999999", "2147483648", "\u0661")
WORDS = ("\u202e\U0001f600", "a" * 5000, "\x01")


@pytest.fixture
def supervisor(client, office: World):
    sign_in(client, office, role="supervisor manager")
    return client


@pytest.mark.postgres("statements")
@pytest.mark.parametrize("day", DAYS)
def test_odd_days_are_no_fault(supervisor, office: World, day: str):
    closure = {"reason": "uji", "service": "C"}
    code = office.invitation()
    passed = office.booked()
    asks = [
        ("/office/calendar", {"from": day}),
        ("/office/bookings/today", {"day": day}),
        ("/office/postponements/preview", {**closure, "kind": "closing", "starts_on": day}),
        ("/office/postponements/preview", {**closure, "kind": "closing", "starts_on": "2026-12-02", "ends_on": day}),
        ("/office/postponements/preview", {**closure, "kind": "closing", "starts_on": day, "ends_on": day}),
        ("/office/postponements/preview", {**closure, "kind": "reopening", "starts_on": day, "closure": "1"}),
        ("/office/postponements/preview", {**closure, "day": day, "kind": "closing", "starts_on": "2026-12-02"}),
        *(
            (f"/office/calendar/{kind}", {**closure, "look": "1", **values})
            for kind in ("closures", "hours", "season-removal", "capacity", "capacity-removal", "closure-end")
            for values in (
                {"starts_on": day, "percent": "50"},
                {"starts_on": "2026-12-02", "ends_on": day, "percent": "50"},
                {"starts_on": day, "ends_on": day, "percent": "50"},
                {"valid_from": day, "opens_0": "08:00", "closes_0": "15:00"},
                {"valid_to": day, "opens_0": "08:00", "closes_0": "15:00"},
                {"valid_from": day, "valid_to": day, "opens_0": "00:00", "closes_0": "23:59:59.999"},
            )
        ),
        (f"/i/{code}", {"day": day}),
        (f"/t/{passed}/slot", {"day": day}),
    ]
    posts = [
        ("/office/postponements", {**closure, "kind": "closing", "starts_on": day, "ends_on": day}),
        ("/office/postponements", {**closure, "kind": "closing", "starts_on": "2026-12-02", "ends_on": day}),
        ("/office/postponements/urgent", {"short": "1", "reason": "x", "starts_at": f"{day}T00:00"}),
        (
            "/office/postponements/urgent",
            {"short": str(office.booking(passed).short), "reason": "x", "starts_at": f"{day[:10]}T23:59"},
        ),
        (
            "/office/postponements/urgent",
            {"short": str(office.booking(passed).short), "reason": "x", "starts_at": f"{day[:10]}T00:00"},
        ),
        (f"/i/{code}/waiting", {"day": day}),
        (f"/i/{code}/waiting/end", {"day": day}),
        (f"/t/{passed}/waiting", {"day": day}),
        ("/o/tanjungpinang/links", {"reference": "x", "born": day}),
        ("/office/calendar/closures", {**closure, "starts_on": day, "ends_on": day}),
        ("/office/calendar/closures", {**closure, "starts_on": "2026-12-02", "ends_on": day}),
        ("/office/calendar/closures", {**closure, "starts_on": day}),
        ("/office/calendar/capacity", {**closure, "starts_on": day, "ends_on": day, "percent": "50"}),
        ("/office/calendar/hours", {"valid_from": day, "opens_0": "08:00", "closes_0": "15:00"}),
        ("/office/calendar/hours", {"valid_to": day, "opens_0": "08:00", "closes_0": "15:00"}),
    ]
    faults = []
    for path, query in asks:
        faults += tried(supervisor, "get", path, params=query)
    for path, form in posts:
        faults += tried(supervisor, "post", path, data=form)
    for path in ("/office/calendar", "/office/postponements", "/o/tanjungpinang", f"/i/{code}"):
        faults += tried(supervisor, "get", path)

    assert faults == []


@pytest.mark.parametrize("number", NUMBERS)
def test_odd_numbers_are_no_fault(supervisor, office: World, number: str):
    code, passed = office.invitation(), office.booked()
    booking = office.booking(passed)
    posts = [
        ("/office/postponements", {"kind": "extending", "closure": number, "ends_on": "2026-12-04"}),
        (
            "/office/postponements",
            {"kind": "closing", "starts_on": "2026-12-02", "reason": "x", "keep": number, "keep_reason": "y"},
        ),
        (
            "/office/postponements",
            {"kind": "closing", "starts_on": "2026-12-02", "reason": "x", "shorts": f"{number},,{number}"},
        ),
        ("/office/postponements", {"kind": "reopening", "closure": number, "starts_on": "2026-12-04"}),
        ("/office/postponements", {"kind": "reopening", "closure": "1", "starts_on": "2026-12-04", "percent": number}),
        (f"/office/postponements/{number}/undoing", {}),
        ("/office/postponements/urgent", {"short": number, "reason": "x"}),
        (f"/office/bookings/of/{number}", {"slot": number}),
        (f"/office/bookings/{number}/slot", {"slot": number}),
        (f"/office/bookings/{booking.short}/slot", {"slot": number}),
        (f"/office/bookings/{number}/cancellation", {}),
        ("/office/calendar/reasons", {"closure": number, "reason": "x"}),
        ("/office/calendar/reopenings", {"closure": number}),
        ("/office/calendar/removals", {"closure": number}),
        ("/office/calendar/holidays", {"year": number}),
        ("/office/calendar/closure-end", {"closure": number, "ends_on": "2026-12-04"}),
        ("/office/calendar/capacity", {"starts_on": "2026-12-02", "percent": number, "reason": "x"}),
        *(
            (f"/office/settings/{topic.name}", {name: number, f"was.{name}": number, "sure": sure})
            for topic in TOPICS.values()
            for name in topic.names
            for sure in ("", "1")
        ),
        ("/office/calendar/settings", {"units_A": number}),
        ("/office/calendar/settings", {"units_A": "6", "minutes_A": number}),
        ("/office/settings/counters", {"counters": number, "was": number}),
        (f"/office/settings/counters/{number}", {"takes_A": "always"}),
        ("/office/settings/counters/1", {"takes_A": "hours", "from_A_0": number, "to_A_0": number, "was": number}),
        ("/office/types", {"type": "KTP-el", "minutes": number, "collectors": "holder"}),
        (f"/i/{code}/joining", {"slot": number}),
        (f"/i/{code}/booking", {"slot": number, "party": number, "nik4": number}),
        (f"/t/{passed}/slot", {"slot": number, "ref4": number}),
        (f"/t/{passed}/cancellation", {"ref4": number or "\u0661\u0661\u0661"}),
        ("/o/tanjungpinang/links", {"reference": number, "phone4": number}),
        ("/office/documents/stages", {"reference": number}),
    ]
    faults = []
    for path, form in posts:
        faults += tried(supervisor, "post", path, data=form)
    for path in (
        f"/office/bookings/of/{number}",
        f"/office/bookings/{number}",
        f"/office/bookings/{number}/slip",
        f"/office/bookings/{number}/slot",
        f"/office/postponements/{number}",
        f"/office/waves?q={number}",
        f"/office/documents?page={number}&q={number}",
        f"/office/bookings?q={number}",
        f"/office/settings/counters/{number}",
        f"/office/settings/lobby?square_metres={number}&seats={number}&rails={number}",
        "/office/calendar",
        "/office/postponements",
        f"/i/{code}",
        f"/t/{passed}",
        "/o/tanjungpinang",
        f"/api/v1/offices/tanjungpinang/slots?service=A&from=2026-12-01&days={number}",
    ):
        faults += tried(supervisor, "get", path)

    assert faults == []


@pytest.mark.parametrize("word", WORDS)
def test_odd_words_are_no_fault(supervisor, office: World, word: str):
    code, passed = office.invitation(), office.booked()
    when = {"starts_on": "2026-12-02", "ends_on": "2026-12-04"}
    posts = [
        ("/office/postponements", {"kind": "closing", **when, "reason": word, "service": word}),
        ("/office/postponements", {"kind": "closing", **when, "reason": word, "shorts": word}),
        ("/office/postponements", {"kind": word, **when, "reason": word}),
        ("/office/postponements/urgent", {"short": word, "reason": word}),
        ("/office/postponements/urgent", {"short": str(office.booking(passed).short), "reason": word}),
        ("/office/bookings/searches", {"text": word}),
        ("/office/calendar/closures", {**when, "reason": word, "kind": word}),
        ("/office/calendar/closures", {**when, "reason": word}),
        ("/office/calendar/capacity", {**when, "reason": word, "percent": "50"}),
        ("/office/calendar/settings", {"units_" + word: "1"}),
        *((f"/office/settings/{topic.name}", dict.fromkeys(topic.names, word)) for topic in TOPICS.values()),
        ("/office/settings/counters/1", {"takes_A": word, f"takes_{word}": "always", "was": word}),
        ("/office/settings/counters/1", {"takes_A": "hours", "from_A_0": word, "to_A_0": "9.00", "weekday_A_0": word}),
        ("/office/types", {"type": word, "minutes": "5", "collectors": word, "bring_first": word}),
        ("/office/types", {"type": "KTP-el", "minutes": "5", "collectors": "holder", "bring_first": word}),
        (f"/i/{code}/booking", {"slot": str(office.slot().id), "collector": "proxy", "name": word, "relation": word}),
        (f"/t/{passed}/cancellation", {"ref4": word[:10]}),
        ("/o/tanjungpinang/links", {"reference": word, "phone4": "1234"}),
        ("/office/documents/phones", {"reference": word, "phone": word}),
    ]
    faults = []
    for path, form in posts:
        faults += tried(supervisor, "post", path, data=form)
    for path in (
        "/office/calendar",
        "/office/postponements",
        "/office/types",
        f"/i/{code}",
        f"/t/{passed}",
        "/o/tanjungpinang",
    ):
        faults += tried(supervisor, "get", path)

    assert faults == []


def tried(client, method: str, path: str, **facts) -> list[tuple[str, str, object]]:
    """What went wrong of our own, if it did."""
    try:
        answer = getattr(client, method)(path, **facts)
    except Exception as error:  # noqa: BLE001 - the test client raises what a browser would see as 500
        return [(path, str(facts)[:200], repr(error)[:200])]
    return [(path, str(facts)[:200], answer.status_code)] if answer.status_code >= 500 else []


@pytest.mark.parametrize("path", ["/display/tanjungpinang/media/{}", "/display/tanjungpinang/voice/id/A-001/{}/0"])
def test_number_without_end_in_an_address_is_not_found(client, office: World, path: str):
    answer = client.get(path.format("1" * 5_000))

    assert answer.status_code == 404
