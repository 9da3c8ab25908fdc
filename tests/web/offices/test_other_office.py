"""Staff of one office act on rows of another by numbers in forms; those in paths are for `tests/web/sweep/`."""

import pytest

from scheduler.db.models import Booking, Closure, Message, Postponement, Slot
from scheduler.flow.calendar import closures
from scheduler.flow.calendar.closures import NewClosure
from tests.scenes.factories import EARLY, MONDAY, World
from tests.scenes.postponements import FRIDAY, WEDNESDAY, closed, postpone
from tests.web.staff.members import sign_in


@pytest.fixture
def theirs(elsewhere: World) -> dict[str, int | str]:
    """What the other office has: a visit, a document, a closure, a postponement, a message."""
    document = elsewhere.document(reference="lain/1")
    passed = elsewhere.booked(9, day=3, service="C")
    elsewhere.do(closures.shut, NewClosure(MONDAY, MONDAY, "uji"), now=EARLY)
    order = postpone(elsewhere, closed(elsewhere))
    return {
        "document": document.id,
        "reference": document.reference,
        "short": elsewhere.booking(passed).short,
        "booking": elsewhere.booking(passed).id,
        "closure": elsewhere.rows(Closure)[0].id,
        "order": order.id,
        "slot": elsewhere.slot(10, day=7, service="C").id,
        "message": elsewhere.rows(Message)[0].id,
    }


def everything(office: World) -> list[object]:
    return [
        [(row.id, row.stage, row.slot_id) for row in office.rows(Booking)],
        [(row.id, row.ends_on, row.reason) for row in office.rows(Closure)],
        [(row.id, row.stage) for row in office.rows(Postponement)],
        [(row.id, row.state) for row in office.rows(Message)],
        [(row.id, row.planned, row.taken) for row in office.rows(Slot)],
    ]


def test_staff_change_nothing_of_another_office(client, office: World, elsewhere: World, theirs):
    client.app.state.clock.now = EARLY
    sign_in(client, office, role="supervisor")
    t, before = theirs, everything(elsewhere)
    whole = {"starts_on": WEDNESDAY.isoformat(), "ends_on": FRIDAY.isoformat(), "reason": "uji"}

    answers = [
        client.post(path, data=form).status_code
        for path, form in (
            ("/office/bookings/searches", {"text": t["reference"]}),
            ("/office/calendar/reasons", {"closure": t["closure"], "reason": "x"}),
            ("/office/calendar/reopenings", {"closure": t["closure"]}),
            ("/office/calendar/removals", {"closure": t["closure"]}),
            ("/office/calendar/closure-end", {"closure": t["closure"], "ends_on": "2026-12-20"}),
            ("/office/postponements", {"kind": "extending", "closure": t["closure"], "ends_on": "2026-12-20"}),
            ("/office/postponements", {"kind": "reopening", "closure": t["closure"], "starts_on": "2026-12-03"}),
            ("/office/postponements", {"kind": "closing", **whole, "keep": t["booking"], "keep_reason": "x"}),
            ("/office/postponements", {"kind": "closing", **whole, "shorts": t["short"], "keep_reason": "x"}),
            ("/office/postponements/urgent", {"short": t["short"], "reason": "x"}),
        )
    ]

    assert everything(elsewhere) == before
    assert [status for status in answers if status < 400] == []


def test_own_visit_cannot_be_moved_into_another_office(client, office: World, elsewhere: World, theirs):
    sign_in(client, office, role="supervisor")
    short = office.booking(office.booked(9, day=3, service="C")).short

    answer = client.post(f"/office/bookings/{short}/slot", data={"slot": theirs["slot"]})

    assert answer.status_code >= 400
    assert [row.slot_id for row in elsewhere.rows(Booking)].count(theirs["slot"]) == 0


@pytest.mark.parametrize(
    ("role", "path"),
    [
        *(
            ("guard", path)
            for path in (
                "/office/bookings",
                "/office/calendar",
                "/office/postponements",
                "/office/types",
                "/office/waves",
                "/office/bookings/today",
            )
        ),
        ("clerk", "/office/postponements/preview?kind=closing&starts_on=2026-12-02&reason=x"),
        ("clerk", "/office/calendar/settings"),
    ],
)
def test_pages_are_for_those_who_may(client, office: World, role: str, path: str):
    sign_in(client, office, role=role)

    assert client.get(path).status_code == 403


OF_SUPERVISORS = [
    "/office/postponements",
    "/office/postponements/1/undoing",
    "/office/types",
    "/office/calendar/closures",
    "/office/calendar/settings",
    "/office/calendar/reasons",
    "/office/calendar/reopenings",
    "/office/calendar/removals",
    "/office/calendar/holidays",
]


def test_clerk_cannot_change_the_calendar(client, office: World, subtests: pytest.Subtests):
    sign_in(client, office, role="clerk")
    before = everything(office)

    for path in OF_SUPERVISORS:
        with subtests.test(path=path):
            answer = client.post(path, data={"closure": 1, "year": 2026, "starts_on": "2026-12-02", "reason": "x"})

            assert answer.status_code == 403
            assert everything(office) == before
