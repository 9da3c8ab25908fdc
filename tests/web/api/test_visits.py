from datetime import timedelta
from typing import Any

import pytest

from scheduler.db.models import SeatHold, Slot
from scheduler.domain.text.codes import written_short
from tests.conftest import Stopwatch
from tests.scenes.factories import World, at
from tests.web.api.conftest import Api

NOBODYS = "0000-0000-0000-0000"


def booking(code: str) -> str:
    return f"/invitations/{code}/booking"


def test_invitation_says_what_is_ready(citizen: Api, office: World) -> None:
    code = office.invitation(reference="2172/30112026/0412", holder="Siti Rahmawati", reason="changed", phone="+6281")

    answer = citizen.get(f"/invitations/{code}")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json() == {
        "office": {"code": "tanjungpinang", "name": "Disdukcapil tanjungpinang", "timezone": "Asia/Jakarta"},
        "documents": [
            {
                "type": "KTP-el",
                "stage": "ready",
                "holder": "S.R.",
                "reference_ending": "0412",
                "channel": "office",
                "paper_asked": False,
                "bring": ["KTP lama"],
            }
        ],
        "services": [{"letter": "A", "name": "Pengambilan KTP-el dan KIA"}],
        "service": "A",
        "expires_at": "2026-12-30T07:00:00+07:00",
        "booking": None,
    }


def test_what_prints_itself_says_so_and_takes_no_seat_before_its_paper_is_asked_for(
    citizen: Api, office: World
) -> None:
    code, slot = office.invitation(type="KK", channel="self_print"), office.slot(9, service="B").id

    shown = citizen.get(f"/invitations/{code}").json()
    refused = citizen.post(booking(code), {"slot": slot})
    asked = citizen.post(f"/invitations/{code}/paper")
    booked = citizen.post(booking(code), {"slot": slot})

    assert [(each["channel"], each["paper_asked"]) for each in shown["documents"]] == [("self_print", False)]
    assert shown["service"] is None
    assert (refused.status_code, refused.json()["code"]) == (409, "paper_not_asked")
    assert (asked.status_code, asked.json()["service"]) == (200, "B")
    assert asked.json()["documents"][0]["paper_asked"] is True
    assert booked.status_code == 201


def test_card_has_no_paper_to_ask_for(citizen: Api, office: World) -> None:
    assert citizen.post(f"/invitations/{office.invitation()}/paper").json()["code"] == "nothing_printable"
    assert citizen.post(f"/invitations/{NOBODYS}/paper").status_code == 404


def test_invitation_shows_its_booking(citizen: Api, office: World) -> None:
    code = office.invitation()
    booked = citizen.post(booking(code), {"slot": office.slot(9).id, "party": 2}).json()

    shown = citizen.get(f"/invitations/{code}").json()["booking"]

    assert (shown["pass"], shown["url"], shown["stage"]) == (booked["pass"], booked["url"], "booked")
    assert (shown["starts_at"], shown["party"]) == (booked["starts_at"], 2)


def test_booking_gives_a_pass(citizen: Api, office: World) -> None:
    answer = citizen.post(booking(office.invitation()), {"slot": office.slot(9).id})

    assert answer.status_code == 201
    body = answer.json()
    assert body == {
        "pass": body["pass"],
        "url": f"http://testserver/t/{body['pass']}",
        "starts_at": "2026-11-30T09:00:00+07:00",
        "ends_at": "2026-11-30T09:30:00+07:00",
    }
    assert office.booking(body["pass"]).stage == "booked"


@pytest.mark.parametrize("collector", ["family", {"kind": "family", "name": "Budi"}])
def test_booking_says_who_collects(citizen: Api, office: World, collector: Any) -> None:
    body = {"slot": office.slot(9).id, "party": 2, "collector": collector}

    code = citizen.post(booking(office.invitation()), body).json()["pass"]

    assert (office.booking(code).collector_kind, office.booking(code).party) == ("family", 2)


def test_second_booking_is_refused_before_its_slot_is_looked_at(citizen: Api, office: World) -> None:
    code = office.invitation()
    citizen.post(booking(code), {"slot": office.slot(9).id})

    answers = [citizen.post(booking(code), {"slot": slot}) for slot in (office.slot(9).id, office.slot(10).id, 999_999)]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(409, "already_booked")] * 3
    assert answers[0].json()["slot"]["id"] == office.slot(9).id


def test_full_slot_offers_others(citizen: Api, office: World) -> None:
    for _ in range(6):
        office.booked(9)

    answer = citizen.post(booking(office.invitation()), {"slot": office.slot(9).id})

    assert (answer.status_code, answer.json()["code"]) == (409, "slot_full")
    offered = answer.json()["alternatives"]
    assert [slot["starts_at"][11:16] for slot in offered] == ["08:30", "09:30", "10:00"]
    assert list(offered[0]) == ["id", "starts_at", "ends_at", "places_left", "places_reserved"]


def test_slot_that_was_given_up_is_closed_and_others_are_offered(citizen: Api, office: World) -> None:
    slot = office.slot(9)
    office.change(Slot, slot.id, planned=0, capacity=0)

    answer = citizen.post(booking(office.invitation()), {"slot": slot.id})

    assert (answer.status_code, answer.json()["code"]) == (409, "slot_closed")
    assert [other["starts_at"][11:16] for other in answer.json()["alternatives"]] == ["08:30", "09:30", "10:00"]


def test_expired_invitation_is_gone(citizen: Api, office: World, clock: Stopwatch) -> None:
    code = office.invitation()
    clock.forward(days=31)

    answer = citizen.post(booking(code), {"slot": office.slot(9).id})

    assert (answer.status_code, answer.json()["code"]) == (410, "invitation_expired")


@pytest.mark.parametrize(
    ("slot", "status", "code"),
    [
        (lambda office: 999_999, 404, "slot_unknown"),
        (lambda office: office.slot(9, service="B").id, 409, "slot_not_offered"),
        (lambda office: office.slot(8).id, 409, "slot_past"),
        (lambda office: 2**31, 422, "invalid"),
        (lambda office: "17", 422, "invalid"),
        (lambda office: True, 422, "invalid"),
    ],
)
def test_slot_that_cannot_be_booked(citizen: Api, office: World, slot: Any, status: int, code: str) -> None:
    answer = citizen.post(booking(office.invitation()), {"slot": slot(office)})

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_party_larger_than_the_lobby(citizen: Api, office: World) -> None:
    answer = citizen.post(booking(office.invitation()), {"slot": office.slot(9).id, "party": 5})

    assert (answer.status_code, answer.json()["code"], answer.json()["limit"]) == (409, "party_too_large", 4)


def test_child_cannot_collect_its_own_card(citizen: Api, office: World) -> None:
    answer = citizen.post(booking(office.invitation(type="KIA")), {"slot": office.slot(9).id, "collector": "holder"})

    assert (answer.status_code, answer.json()["code"]) == (409, "collector_not_allowed")


@pytest.mark.parametrize("code", [NOBODYS, "nonsense", "a%00b"])
def test_codes_that_open_nothing(citizen: Api, office: World, code: str) -> None:
    answers = {
        "invitation": citizen.get(f"/invitations/{code}"),
        "booking": citizen.post(booking(code), {"slot": 1}),
        "pass": citizen.get(f"/passes/{code}"),
        "move": citizen.put(f"/passes/{code}/slot", {"slot": 1, "ref4": "0412"}),
        "cancel": citizen.delete(f"/passes/{code}?ref4=0412"),
    }

    assert {name: answer.json()["code"] for name, answer in answers.items()} == {
        "invitation": "invitation_unknown",
        "booking": "invitation_unknown",
        "pass": "pass_unknown",
        "move": "pass_unknown",
        "cancel": "pass_unknown",
    }
    assert {answer.status_code for answer in answers.values()} == {404}


def test_pass_says_where_the_visit_stands(citizen: Api, office: World) -> None:
    code = office.booked(9, reference="2172/30112026/0412", holder="Siti Rahmawati")

    state = citizen.get(f"/passes/{code}").json()

    assert (state["pass"], state["stage"], state["party"], state["service"]) == (code, "booked", 1, "A")
    assert state["short"] == written_short(office.booking(code).short)
    assert state["slot"]["id"] == office.slot(9).id
    assert (state["ticket"], state["ticket_stage"]) == (None, None)
    assert state["documents"] == [{"type": "KTP-el", "stage": "ready", "holder": "S.R.", "bring": ["resi"]}]


def test_pass_of_somebody_in_the_queue_has_the_ticket(citizen: Api, office: World, nine: Stopwatch) -> None:
    code = office.booked(9)
    office.scan(code)

    state = citizen.get(f"/passes/{code}").json()

    assert (state["stage"], state["ticket"], state["ticket_stage"]) == ("arrived", "A-001", "admitted")


def test_visit_is_moved_and_keeps_its_pass(citizen: Api, office: World) -> None:
    code = office.booked(9, reference="2172/30112026/0412")

    moved = citizen.put(f"/passes/{code}/slot", {"slot": office.slot(10).id, "ref4": "0412"})
    back = citizen.put(f"/passes/{code}/slot", {"slot": office.slot(9).id, "ref4": "0412"})

    assert (moved.status_code, moved.json()["pass"]) == (200, code)
    assert moved.json()["starts_at"] == "2026-11-30T10:00:00+07:00"
    assert back.json()["starts_at"] == "2026-11-30T09:00:00+07:00"
    assert office.booking(code).slot_id == office.slot(9).id


def test_visit_cannot_be_moved_to_a_full_slot(citizen: Api, office: World) -> None:
    code = office.booked(9, reference="2172/30112026/0412")
    for _ in range(6):
        office.booked(10)

    answer = citizen.put(f"/passes/{code}/slot", {"slot": office.slot(10).id, "ref4": "0412"})

    assert (answer.status_code, answer.json()["code"]) == (409, "slot_full")
    assert len(answer.json()["alternatives"]) == 3


def test_visit_is_cancelled_and_may_be_booked_again(citizen: Api, office: World) -> None:
    invitation = office.invitation(reference="2172/30112026/0412")
    code = citizen.post(booking(invitation), {"slot": office.slot(9).id}).json()["pass"]

    cancelled = citizen.delete(f"/passes/{code}?ref4=0412")

    assert (cancelled.status_code, cancelled.json()["stage"]) == (200, "cancelled")
    assert [hold.slot_id for hold in office.rows(SeatHold)] == [office.slot(9).id]
    assert citizen.post(booking(invitation), {"slot": office.slot(9).id}).status_code == 201


def test_cancelled_pass_is_unknown(citizen: Api, api: Api, office: World, nine: Stopwatch) -> None:
    code = office.booked(9, reference="2172/30112026/0412")
    citizen.delete(f"/passes/{code}?ref4=0412")

    answers = [
        citizen.get(f"/passes/{code}"),
        citizen.put(f"/passes/{code}/slot", {"slot": office.slot(10).id, "ref4": "0412"}),
        citizen.delete(f"/passes/{code}?ref4=0412"),
        api.post("arrivals", {"pass": code}),
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "pass_unknown")] * 4


@pytest.mark.parametrize(
    ("digits", "code_said"),
    [(None, "digits_too_few"), ("", "digits_too_few"), ("412", "digits_too_few"), ("0413", "digits_wrong")],
)
def test_citizen_needs_the_last_four_digits(citizen: Api, office: World, digits: str | None, code_said: str) -> None:
    code = office.booked(9, reference="2172/30112026/0412")
    body = {"slot": office.slot(10).id, **({"ref4": digits} if digits else {})}

    moved = citizen.put(f"/passes/{code}/slot", body)
    cancelled = citizen.delete(f"/passes/{code}" + (f"?ref4={digits}" if digits is not None else ""))

    assert [(a.status_code, a.json()["code"]) for a in (moved, cancelled)] == [(403, code_said)] * 2
    assert office.booking(code).slot_id == office.slot(9).id


def test_desk_needs_no_digits(api: Api, office: World) -> None:
    code = office.booked(9)

    assert api.put(f"/passes/{code}/slot", {"slot": office.slot(10).id}).status_code == 200
    assert api.delete(f"/passes/{code}").status_code == 200


def test_desk_of_another_office_may_not(client: Any, office: World, elsewhere: World, token_of: Any) -> None:
    code = office.booked(9)
    stranger = Api(client, elsewhere, token_of("desk", world=elsewhere))

    answers = [stranger.put(f"/passes/{code}/slot", {"slot": office.slot(10).id}), stranger.delete(f"/passes/{code}")]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(403, "not_allowed")] * 2


def test_token_without_desk_may_not(client: Any, office: World, token_of: Any) -> None:
    code = office.booked(9)

    answer = Api(client, office, token_of("documents")).delete(f"/passes/{code}")

    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_visit_that_has_arrived_cannot_be_moved(citizen: Api, office: World, nine: Stopwatch) -> None:
    code = office.booked(9, reference="2172/30112026/0412")
    office.scan(code)

    answer = citizen.delete(f"/passes/{code}?ref4=0412")

    assert (answer.status_code, answer.json()["code"], answer.json()["stage"]) == (409, "illegal_step", "arrived")


def test_pass_of_yesterday_still_says_where_it_stands(citizen: Api, office: World, clock: Stopwatch) -> None:
    code = office.booked(9)
    clock.now = at(9, day=1) + timedelta(minutes=1)

    assert citizen.get(f"/passes/{code}").json()["slot"]["starts_at"] == "2026-11-30T09:00:00+07:00"
