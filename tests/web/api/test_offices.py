from datetime import timedelta
from typing import Any

import pytest

from scheduler.db.models import Service
from scheduler.domain.offices.revision import Settings
from scheduler.flow.calendar import closures, hours
from scheduler.flow.calendar.closures import NewClosure
from scheduler.flow.offices.offices import Plan, create_office
from tests.conftest import Stopwatch
from tests.scenes.factories import EARLY, MONDAY, MORNING, World
from tests.web.api.conftest import Api


def test_office_says_what_it_is(citizen: Api, office: World, elsewhere: World) -> None:
    office.walk_in(party=3)

    answer = citizen.get()

    assert answer.status_code == 200
    assert answer.json() == {
        "code": "tanjungpinang",
        "name": "Disdukcapil tanjungpinang",
        "timezone": "Asia/Jakarta",
        "address": "",
        "phone": "",
        "services": [
            {"letter": "A", "name": "Pengambilan KTP-el dan KIA", "closed": None},
            {"letter": "B", "name": "Pengambilan KK dan akta", "closed": None},
            {"letter": "C", "name": "Perekaman KTP-el", "closed": None},
        ],
        "open_now": True,
        "open": {"state": "open", "reason": None, "until": "2026-11-30T12:00:00+07:00"},
        "lobby": {"people": 3, "entering": 0, "limit": 4},
    }


def test_office_is_not_open_in_its_break(citizen: Api, clock: Stopwatch) -> None:
    clock.forward(hours=4, minutes=30)

    assert citizen.get().json()["open_now"] is False


def test_office_that_is_shut_says_why_and_until_when(citizen: Api, office: World) -> None:
    office.do(closures.shut, NewClosure(MONDAY, MONDAY, "Rapat kerja"), now=MORNING)

    face = citizen.get().json()

    assert face["open_now"] is False
    assert face["open"] == {"state": "closed", "reason": "Rapat kerja", "until": "2026-12-01T08:00:00+07:00"}


def test_service_that_is_shut_alone_says_why_and_until_when(citizen: Api, office: World) -> None:
    service = next(row for row in office.rows(Service) if row.letter == "C")
    shut = NewClosure(MONDAY, MONDAY + timedelta(days=20), "Alat rekam rusak", service.id)
    office.do(closures.shut, shut, now=MORNING)

    face = citizen.get().json()

    assert [service["closed"] for service in face["services"]] == [
        None,
        None,
        {
            "since": "2026-11-30T00:00:00+07:00",
            "reason": "Alat rekam rusak",
            "until": "2026-12-21T08:00:00+07:00",
        },
    ]
    assert face["open_now"] is True


def test_slots_within_the_notice_are_not_listed(citizen: Api, office: World, clock: Stopwatch) -> None:
    office.do(hours.apply, Settings({"notice_minutes": 120}, {}, {}), now=MORNING)

    slots = citizen.get("slots?service=A&days=1").json()["slots"]

    assert slots[0]["starts_at"] == "2026-11-30T10:30:00+07:00"


def test_slots_laid_out_beyond_the_horizon_are_not_listed(citizen: Api, office: World) -> None:
    office.do(hours.apply, Settings({"horizon_days": 30}, {}, {}), now=MORNING)
    office.do(hours.apply, Settings({"horizon_days": 2}, {}, {}), now=MORNING)

    slots = citizen.get("slots?service=A&days=60").json()["slots"]

    assert {slot["starts_at"][:10] for slot in slots} == {"2026-11-30", "2026-12-01", "2026-12-02"}


def test_lobby_counts_those_called_in(client: Any, guarded: World) -> None:
    guarded.walk_in()
    guarded.walk_in(party=2)

    assert Api(client, guarded, None).get().json()["lobby"] == {"people": 3, "entering": 0, "limit": 4}


def test_office_that_nobody_knows(citizen: Api) -> None:
    answer = citizen.get("/offices/atlantis")

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "office_unknown"


def test_slots_of_today_leave_out_those_that_have_started(citizen: Api, clock: Stopwatch) -> None:
    clock.forward(hours=6, minutes=10)

    slots = citizen.get("slots?service=A&days=1").json()["slots"]

    assert [(slot["starts_at"], slot["ends_at"], slot["places_left"]) for slot in slots] == [
        ("2026-11-30T14:30:00+07:00", "2026-11-30T15:00:00+07:00", 6)
    ]


@pytest.mark.postgres("statements")
def test_full_slot_is_listed_without_places(citizen: Api, office: World) -> None:
    for _ in range(6):
        office.booked(9)

    slots = citizen.get("slots?service=a").json()["slots"]

    assert {slot["id"]: slot["places_left"] for slot in slots}[office.slot(9).id] == 0


def test_slots_from_a_day_are_those_of_the_days_asked_for(citizen: Api) -> None:
    slots = citizen.get("slots?service=C&from=2026-12-01&days=2").json()["slots"]

    assert {slot["starts_at"][:10] for slot in slots} == {"2026-12-01", "2026-12-02"}


@pytest.mark.parametrize("query", ["from=2020-01-01&days=1", "days=1"])
def test_slots_of_the_past_are_those_of_today(citizen: Api, query: str) -> None:
    slots = citizen.get(f"slots?service=A&{query}").json()["slots"]

    assert {slot["starts_at"][:10] for slot in slots} == {"2026-11-30"}


def test_slots_beyond_the_horizon_are_none(citizen: Api) -> None:
    assert citizen.get("slots?service=A&from=9999-12-31&days=60").json() == {"slots": []}


def test_slots_need_a_sensible_question(citizen: Api) -> None:
    fields = {
        "": "service",
        "service=Z": "service",
        "service=A&days=0": "days",
        "service=A&days=61": "days",
        "service=A&days=x": "days",
        "service=A&from=besok": "from",
    }

    answers = {query: citizen.get(f"slots?{query}") for query in fields}

    assert {(answer.status_code, answer.json()["code"]) for answer in answers.values()} == {(422, "invalid")}
    assert {query: list(answer.json()["errors"]) for query, answer in answers.items()} == {
        query: [field] for query, field in fields.items()
    }


def test_times_have_the_offset_of_the_office(client: Any, office: World) -> None:
    office.database.run(create_office, "sorong", Plan(name="Sorong", timezone="WIT"), [], now=EARLY)

    slots = client.get("/api/v1/offices/sorong/slots?service=A&days=1").json()["slots"]

    assert slots[0]["starts_at"] == "2026-11-30T10:30:00+09:00"


def test_board_before_the_first_step_of_the_day(citizen: Api) -> None:
    board = citizen.get("board").json()

    assert (board["version"], board["day"], board["training"]) == (0, "2026-11-30", False)
    assert board["lobby"] == {"people": 0, "entering": 0, "limit": 4}
    assert board["counters"] == [{"number": n, "state": "open", "ticket": None} for n in (1, 2, 3)]


def test_board_shows_a_call(citizen: Api, office: World, nine: Stopwatch) -> None:
    number = office.called()
    waiting = office.walk_in(party=4).ticket

    board = citizen.get("board").json()

    assert [(call["ticket"], call["counter"], call["repeat"], call["at"]) for call in board["calls"]] == [
        (number, 1, 0, "2026-11-30T09:00:00+07:00")
    ]
    assert board["counters"][0] == {"number": 1, "state": "open", "ticket": number}
    assert [row["ticket"] for row in board["waiting"]] == [waiting]
    assert board == office.board().to_json()
