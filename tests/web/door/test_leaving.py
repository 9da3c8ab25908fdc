"""Who goes home from the door, and comes back after all."""

from typing import Any

import pytest
from sqlmodel import col

from scheduler.db.models import Booking, Move
from scheduler.domain.text.codes import written_short
from scheduler.flow.invitations.invitations import pass_of
from scheduler.web.shared import throttling
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World, at
from tests.web.door.page import kind, offered, post, scan
from tests.web.staff.members import text_of

pytestmark = pytest.mark.usefixtures("at_the_door")


def leave(client: Any, text: str, **fields: str) -> Any:
    return post(client, "/door/departures", text=text, **fields)


@pytest.mark.parametrize("way", ["pass", "short", "reference", "number"])
def test_departure_is_asked_once_more_whatever_is_shown(client: Any, guarded: World, way: str) -> None:
    code = guarded.booked()
    scan(client, code)
    shown = {
        "pass": code,
        "short": written_short(guarded.booking(code).short),
        "reference": guarded.reference_of(code),
        "number": "a-001",
    }

    page = leave(client, shown[way])

    assert kind(page) == "leaving"
    assert "A-001 pulang tanpa menerima dokumen?" in text_of(page)
    assert guarded.ticket("A-001").stage == "admitted"


def test_departure_ends_the_visit_and_frees_its_places(client: Any, guarded: World) -> None:
    scan(client, guarded.booked(party=4))
    waiting = guarded.arrived()

    page = post(client, "/door/departures", of=offered(leave(client, "A-001"), "of"), sure="true")

    assert kind(page) == "left"
    assert "A-001 pulang 09.00" in text_of(page)
    assert guarded.ticket("A-001").stage == "left"
    assert guarded.ticket(waiting).stage == "admitted"


def test_departure_is_taken_back_within_ten_minutes(client: Any, guarded: World, clock: Stopwatch) -> None:
    scan(client, guarded.booked())
    left = leave(client, "A-001", sure="true")
    clock.forward(minutes=9)

    page = post(client, "/door/undos", of=offered(left, "of"))

    assert kind(page) == "undone"
    assert "A-001 tercatat di dalam lagi." in text_of(page)
    assert (guarded.ticket("A-001").stage, guarded.day().people_inside) == ("admitted", 1)
    assert [booking.stage for booking in guarded.rows(Booking)] == ["arrived"]


def test_place_that_was_taken_meanwhile_is_not_taken_back(client: Any, guarded: World) -> None:
    scan(client, guarded.booked())
    left = leave(client, "A-001", sure="true")
    guarded.arrived(party=4)

    page = post(client, "/door/undos", of=offered(left, "of"))

    assert "A-001 menunggu di luar lagi, di urutan semula." in text_of(page)
    assert guarded.ticket("A-001").stage == "waiting"
    assert guarded.day().people_inside == 4


def test_departure_is_final_after_ten_minutes(client: Any, guarded: World, clock: Stopwatch) -> None:
    scan(client, guarded.booked())
    left = leave(client, "A-001", sure="true")
    clock.forward(minutes=11)

    assert kind(post(client, "/door/undos", of=offered(left, "of"))) == "undo_too_late"
    assert guarded.ticket("A-001").stage == "left"


@pytest.mark.postgres("statements")
def test_taken_back_twice_is_taken_back_once(client: Any, guarded: World) -> None:
    scan(client, guarded.booked())
    of = offered(leave(client, "A-001", sure="true"), "of")
    first = post(client, "/door/undos", of=of, nonce="undo")

    again = post(client, "/door/undos", of=of, nonce="undo")
    other = post(client, "/door/undos", of=of)

    assert kind(first) == kind(again) == "undone"
    assert kind(other) == "moved_since"
    assert len(guarded.rows(Move, col(Move.undoes).is_not(None))) == 2  # the ticket's and the booking's


def test_who_was_served_has_gone_already(client: Any, guarded: World) -> None:
    code = guarded.booked()
    scan(client, code)
    guarded.hand_over(guarded.call())

    assert kind(leave(client, code, sure="true")) == "handed_over"


def test_who_is_at_a_counter_is_seen_off_there(client: Any, guarded: World) -> None:
    scan(client, guarded.booked())
    guarded.call(2)

    page = leave(client, "A-001", sure="true")

    assert kind(page) == "at_counter"
    assert "A-001 sedang di loket 2. Loket yang mencatat selesainya." in text_of(page)
    assert guarded.ticket("A-001").stage == "called"


def test_who_did_not_come_cannot_go(client: Any, guarded: World) -> None:
    assert kind(leave(client, guarded.booked(), sure="true")) == "not_here"


def test_document_that_nobody_came_for_is_not_called_unknown(client: Any, guarded: World) -> None:
    reference = guarded.document().reference

    assert kind(leave(client, reference, sure="true")) == "not_here"


def test_old_pass_ends_the_visit_that_was_booked_after_it(client: Any, guarded: World) -> None:
    document = guarded.document()
    old = pass_of(guarded.book(guarded.code(document), guarded.slot()))
    scan(client, old)
    leave(client, old, sure="true")
    scan(client, pass_of(guarded.book(guarded.code(document), guarded.slot(9, 30), now=NINE)), early="true")

    page = leave(client, old, sure="true")

    assert kind(page) == "left"
    assert [guarded.ticket(number).stage for number in ("A-001", "A-002")] == ["left", "left"]


def test_who_went_home_and_booked_for_another_day_has_gone(client: Any, guarded: World) -> None:
    document = guarded.document()
    old = pass_of(guarded.book(guarded.code(document), guarded.slot()))
    scan(client, old)
    leave(client, old, sure="true")
    guarded.book(guarded.code(document), guarded.slot(9, day=1), now=NINE)

    assert kind(leave(client, old, sure="true")) == "gone"


def test_second_departure_says_so(client: Any, guarded: World) -> None:
    code = guarded.booked()
    scan(client, code)
    leave(client, code, sure="true")

    assert kind(leave(client, code, sure="true")) == "gone"


@pytest.mark.parametrize(("text", "expected"), [("7K4M-P2QX-9RD3-FHNT", "pass_unknown"), ("1/2/3", "document_unknown")])
def test_unknown_people_do_not_go(client: Any, text: str, expected: str) -> None:
    assert kind(leave(client, text, sure="true")) == expected


def test_question_is_no_news(client: Any, guarded: World) -> None:
    scan(client, guarded.booked())

    page = leave(client, "A-001")

    assert "A-001 masuk 09.00" in text_of(page)


def test_departure_sent_later_is_one_departure(client: Any, guarded: World, clock: Stopwatch) -> None:
    scan(client, guarded.booked())
    clock.now = at(9, 5)
    first = leave(client, "A-001", sure="true", nonce="kept")

    again = leave(client, "A-001", sure="true", nonce="kept", ago="60")

    assert kind(first) == kind(again) == "left"


def test_guesses_at_short_numbers_are_counted(client: Any, guarded: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(throttling.MOST, "short", 3)
    known = written_short(guarded.booking(guarded.booked()).short)

    kinds = [kind(leave(client, f"10-00{n}")) for n in range(3)]

    assert kinds == ["pass_unknown"] * 3
    assert client.post("/door/departures", data={"text": known}).status_code == 429
