"""The waiting list and joining by the API."""

import pytest

from scheduler.flow.booking import bookings
from scheduler.flow.invitations import invitations, waitlist_offers
from tests.conftest import Stopwatch
from tests.flow.small import shrink
from tests.scenes.factories import EARLY, World
from tests.web.api.conftest import Api

KK = "2172010101010001"
HOURS = [(8, 0), (8, 30), *((h, m) for h in (9, 10, 11, 13, 14) for m in (0, 30))]
MONDAY = {"day": "2026-11-30"}


@pytest.fixture(autouse=True)
def _early(office: World, clock: Stopwatch) -> None:
    clock.now = EARLY
    shrink(office, days=1, wave_percent=1000)


def fill(office: World) -> list[str]:
    return [office.booked(hour, minute) for hour, minute in HOURS]


def test_full_day_is_waited_for_once(citizen: Api, office: World):
    code = office.invitation()
    fill(office)

    first = citizen.post(f"/invitations/{code}/waiting", MONDAY)
    again = citizen.post(f"/invitations/{code}/waiting", MONDAY)

    waiting = {"day": "2026-11-30", "stage": "waiting", "slot": None, "until": None}
    assert (first.status_code, first.json()) == (201, waiting)
    assert (again.status_code, again.json()) == (200, waiting)
    assert citizen.get(f"/invitations/{code}/waiting").json() == {"waiting": [waiting]}


def test_same_key_gets_the_first_answer(citizen: Api, office: World):
    code = office.invitation()
    fill(office)

    answers = [citizen.post(f"/invitations/{code}/waiting", MONDAY, Idempotency_Key="5f1c") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]


def test_offer_names_the_slot_and_until_when_and_booking_takes_it(citizen: Api, office: World):
    code = office.invitation()
    passes = fill(office)
    citizen.post(f"/invitations/{code}/waiting", MONDAY)
    office.database.run(bookings.cancel, passes[4], ref4=None, by="citizen", now=EARLY)
    office.at_time(waitlist_offers.offer_seats, now=EARLY)

    (offered,) = citizen.get(f"/invitations/{code}/waiting").json()["waiting"]

    assert (offered["stage"], offered["until"]) == ("offered", "2026-11-30T07:30:00+07:00")
    assert (offered["slot"]["starts_at"], offered["slot"]["places_left"]) == ("2026-11-30T10:00:00+07:00", 0)
    assert citizen.post(f"/invitations/{code}/booking", {"slot": offered["slot"]["id"]}).status_code == 201


def test_waiting_ends_by_query_or_body(citizen: Api, office: World):
    code = office.invitation()
    fill(office)

    citizen.post(f"/invitations/{code}/waiting", MONDAY)
    assert citizen.delete(f"/invitations/{code}/waiting?day=2026-11-30").json() == {"waiting": []}
    citizen.post(f"/invitations/{code}/waiting", MONDAY)
    assert citizen.ask("DELETE", f"/invitations/{code}/waiting", MONDAY).json() == {"waiting": []}
    assert citizen.delete(f"/invitations/{code}/waiting").status_code == 422
    assert citizen.delete(f"/invitations/{code}/waiting?day=besok").json()["errors"] == {
        "day": "date_from_datetime_parsing"
    }


@pytest.mark.parametrize(
    ("day", "code"),
    [("2026-11-30", "day_has_room"), ("2026-12-24", "day_not_offered"), ("2026-11-29", "day_not_offered")],
)
def test_days_without_a_list_are_refused(citizen: Api, office: World, day: str, code: str):
    refused = citizen.post(f"/invitations/{office.invitation()}/waiting", {"day": day})

    assert (refused.status_code, refused.json()["code"]) == (409, code)


@pytest.mark.postgres("statements")
def test_closed_day_is_refused(citizen: Api, office: World):
    shrink(office, days=14)

    refused = citizen.post(f"/invitations/{office.invitation()}/waiting", {"day": "2026-12-06"})

    assert (refused.status_code, refused.json()["code"]) == (409, "day_closed")


def test_document_joins_its_households_visit(citizen: Api, office: World):
    shrink(office, capacity=6, days=1)
    pass_code = invitations.pass_of(office.book(office.invitation(kk=KK), office.slot(9)))
    code = office.invitation(kk=KK, type="KIA")

    joined = citizen.post(f"/invitations/{code}/joining")

    assert (joined.status_code, joined.json()["pass"]) == (200, pass_code)
    assert [document["type"] for document in joined.json()["documents"]] == ["KTP-el", "KIA"]
    assert citizen.post(f"/invitations/{code}/joining").json()["code"] == "nothing_ready"


def test_nothing_to_join_and_unknown_codes(citizen: Api, office: World):
    assert citizen.post(f"/invitations/{office.invitation()}/joining").json()["code"] == "nothing_to_join"
    for call in ("waiting", "joining"):
        body = MONDAY if call == "waiting" else None
        assert citizen.post(f"/invitations/7K4M-P2QX-9RD3-FHNT/{call}", body).status_code == 404


def test_document_that_waits_for_a_wave_has_no_invitation_yet(api: Api, office: World):
    shrink(office, wave_percent=0)
    office.document("R/1", stage="in_production")

    answer = api.post("documents/R%2F1/stage", {"stage": "ready"})

    assert answer.json() == {"reference": "R/1", "stage": "ready", "invitation": None}
    assert api.get("documents/R%2F1").json()["invitation"] is None
