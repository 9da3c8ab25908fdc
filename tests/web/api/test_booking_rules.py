"""The rules of a booking as machines and citizens' programs meet them."""

from typing import Any

import pytest

from scheduler.db.models import Booking, Invitation, Office
from scheduler.domain.text.names import last_digits
from tests.conftest import Stopwatch
from tests.scenes.factories import World, at
from tests.web.api.conftest import Api

BUDI = {"kind": "proxy", "name": "Budi", "relation": "tetangga"}


def _book(citizen: Api, office: World, code: str | None = None, hour: int = 9, **facts: Any) -> Any:
    code = code or office.invitation()
    return citizen.post(f"/invitations/{code}/booking", {"slot": office.slot(hour).id, **facts})


def test_wishes_are_kept_for_the_door(citizen: Api, office: World) -> None:
    answer = _book(citizen, office, wishes={"priority": True})

    assert answer.status_code == 201
    assert [(row.wish_priority, row.wish_escort) for row in office.rows(Booking)] == [(True, False)]


@pytest.mark.parametrize("wishes", [{"reason": "hamil"}, {"priority": "yes"}, ["priority"]])
def test_wishes_are_two_flags_and_nothing_else(citizen: Api, office: World, wishes: Any) -> None:
    assert _book(citizen, office, wishes=wishes).status_code == 422


def test_proxy_has_a_name_and_a_relation(citizen: Api, office: World) -> None:
    unnamed = _book(citizen, office, collector={"kind": "proxy", "name": "Budi"})
    named = _book(citizen, office, collector={**BUDI, "nik4": "0412"})

    assert (unnamed.status_code, unnamed.json()["code"]) == (422, "proxy_unnamed")
    assert named.status_code == 201
    assert [(row.collector_name, row.collector_relation) for row in office.rows(Booking)] == [("Budi", "tetangga")]


def test_who_may_collect_stands_in_the_refusal(citizen: Api, office: World) -> None:
    answer = _book(citizen, office, office.invitation(type="KIA"), collector="holder")

    assert (answer.status_code, answer.json()["code"]) == (409, "collector_not_allowed")
    assert answer.json()["collectors"] == ["parent", "guardian", "family", "proxy"]


def test_cap_of_a_proxy_is_a_conflict(citizen: Api, office: World) -> None:
    office.change(Office, office.office.id, proxy_cap=1)
    _book(citizen, office, collector=BUDI)

    answer = _book(citizen, office, collector=BUDI)

    assert (answer.status_code, answer.json()["code"], answer.json()["cap"]) == (409, "proxy_limit", 1)


@pytest.mark.postgres("statements")
def test_citizen_is_held_to_the_office_s_limits_and_the_desk_is_not(
    citizen: Api, api: Api, office: World, clock: Stopwatch
) -> None:
    office.change(Office, office.office.id, max_changes=0, change_minutes=60)
    code = _book(citizen, office, hour=10).json()["pass"]
    ref4 = last_digits(office.reference_of(code), 4)

    limit = citizen.put(f"/passes/{code}/slot", {"slot": office.slot(11).id, "ref4": ref4})
    clock.now = at(9, 30)
    late = citizen.delete(f"/passes/{code}?ref4={ref4}")
    desk = api.put(f"/passes/{code}/slot", {"slot": office.slot(11).id})

    assert (limit.status_code, limit.json()["code"], limit.json()["count"]) == (409, "change_limit", 0)
    assert (late.status_code, late.json()["code"]) == (409, "change_too_late")
    assert late.json()["until"] == "2026-11-30T09:00:00+07:00"
    assert desk.status_code == 200


@pytest.mark.postgres("statements")
def test_missed_visits_are_refused_with_the_day_or_the_phone(citizen: Api, office: World) -> None:
    code = office.invitation()
    invitation = office.rows(Invitation)[0]
    office.change(Invitation, invitation.id, bookable_from=at(0, day=2))
    cooling = _book(citizen, office, code)
    office.change(Invitation, invitation.id, missed=4)
    limit = _book(citizen, office, code)

    assert (cooling.status_code, cooling.json()["code"], cooling.json()["from_day"]) == (
        409,
        "cooling_off",
        "2026-12-02",
    )
    assert (limit.status_code, limit.json()["code"]) == (409, "missed_limit")


def test_guard_says_who_is_gone_to(citizen: Api, api: Api, office: World, clock: Stopwatch) -> None:
    code = _book(citizen, office).json()["pass"]
    clock.now = at(9)

    answer = api.post("arrivals", {"pass": code, "escort": True})

    assert answer.status_code == 201
    assert office.ticket(answer.json()["ticket"]).escort is True
