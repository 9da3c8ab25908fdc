from typing import Any

import pytest

from scheduler.db.models import Booking, Ticket, TurnedAway
from scheduler.domain.text.codes import written_short
from scheduler.flow.door.turned_away import Turned, turned_away_between
from tests.conftest import Stopwatch
from tests.scenes.factories import World, at
from tests.scenes.places import a_place, for_place
from tests.web.api.conftest import Api


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_pass_at_the_door_is_a_number(api: Api, office: World, nine: Stopwatch) -> None:
    answer = api.post("arrivals", {"pass": office.booked(9)})

    assert answer.status_code == 201
    assert answer.json() == {"ticket": "A-001", "stage": "admitted", "answer": "come_in", "people_inside": 1}


def test_pass_shown_again_is_known(api: Api, office: World, nine: Stopwatch) -> None:
    code = office.booked(9)
    api.post("arrivals", {"pass": code})

    again = api.post("arrivals", {"pass": code.lower()})

    assert again.status_code == 200
    assert again.json() == {"ticket": "A-001", "stage": "admitted", "answer": "welcome_back", "people_inside": 1}


@pytest.mark.parametrize("written", [written_short, str, int])
def test_nomor_jadwal_is_as_good_as_the_pass(api: Api, office: World, nine: Stopwatch, written: Any) -> None:
    short = office.booking(office.booked(9)).short

    assert api.post("arrivals", {"short": written(short)}).status_code == 201


def test_registration_number_is_as_good_as_the_pass(api: Api, office: World, nine: Stopwatch) -> None:
    reference = office.reference_of(office.booked(9))

    assert api.post("arrivals", {"reference": reference}).status_code == 201


def test_full_lobby_lets_wait_outside(api: Api, office: World, nine: Stopwatch) -> None:
    office.walk_in(party=3)

    answer = api.post("arrivals", {"pass": office.booked(9), "party": 2})

    assert answer.status_code == 201
    body = answer.json()
    assert (body["ticket"], body["stage"], body["answer"]) == ("A-002", "waiting", "wait_outside")
    assert body["people_inside"] == 3
    first, last = body["minutes"]
    assert 0 <= first <= last


def test_missed_and_back_is_placed_anew(api: Api, office: World, nine: Stopwatch) -> None:
    code = office.booked(9)
    api.post("arrivals", {"pass": code})
    api.post("counters/1/calls")
    api.post("tickets/A-001/absence")

    answer = api.post("arrivals", {"pass": code})

    assert (answer.status_code, answer.json()["answer"]) == (200, "rejoined")


def test_too_early_is_told_when_to_come_back(api: Api, office: World) -> None:
    answer = api.post("arrivals", {"pass": office.booked(9)})

    assert code_of(answer) == (409, "too_early")
    assert answer.json()["come_back_at"] == "2026-11-30T08:45:00+07:00"


def test_guard_lets_in_early(api: Api, office: World) -> None:
    assert api.post("arrivals", {"pass": office.booked(9), "early": True}).status_code == 201


def test_pass_of_another_office_is_unknown(api: Api, elsewhere: World, nine: Stopwatch) -> None:
    assert code_of(api.post("arrivals", {"pass": elsewhere.booked(9)})) == (404, "pass_unknown")


@pytest.mark.parametrize("shown", [{"pass": "nonsense"}, {"short": "99-999"}, {"short": 7}])
def test_pass_that_nobody_has(api: Api, shown: dict[str, Any]) -> None:
    assert code_of(api.post("arrivals", shown)) == (404, "pass_unknown")


def test_walk_in_for_recording_needs_none(api: Api, nine: Stopwatch) -> None:
    answer = api.post("arrivals", {"walk_in": {"service": "C"}, "priority": True, "party": 2})

    assert (answer.status_code, answer.json()["ticket"], answer.json()["people_inside"]) == (201, "C-001", 2)


def test_walk_in_with_a_ready_document(api: Api, office: World, nine: Stopwatch) -> None:
    answer = api.post("arrivals", {"walk_in": {"service": "A", "reference": office.document().reference}})

    assert (answer.status_code, answer.json()["ticket"]) == (201, "A-001")


def test_walk_in_who_is_booked_has_their_own_pass_scanned(api: Api, office: World, nine: Stopwatch) -> None:
    code = office.booked(9)
    api.post("arrivals", {"pass": code})

    answer = api.post("arrivals", {"walk_in": {"reference": office.reference_of(code)}})

    assert (answer.status_code, answer.json()["ticket"]) == (200, "A-001")


def test_walk_in_for_a_document_that_is_elsewhere(api: Api, office: World, nine: Stopwatch) -> None:
    reference = office.document(channel="post").reference

    answer = api.post("arrivals", {"walk_in": {"reference": reference}})

    assert code_of(answer) == (409, "elsewhere")
    assert answer.json()["place"] == "post"
    assert "leaving" not in answer.json()


def test_walk_in_for_a_document_that_waits_for_a_batch(api: Api, office: World, nine: Stopwatch) -> None:
    place = a_place(office)
    for_place(office, "2172/0001")

    answer = api.post("arrivals", {"walk_in": {"reference": "2172/0001"}})

    assert code_of(answer) == (409, "elsewhere")
    assert (answer.json()["place"], answer.json()["leaving"]) == (place.name, True)


def test_arrival_that_cannot_be_understood(api: Api) -> None:
    bodies: list[Any] = [
        {},
        {"pass": "X", "short": "40-317"},
        {"pass": 7},
        {"walk_in": "A"},
        {"pass": "X", "party": 0},
        [],
        "x",
        None,
    ]

    assert {code_of(api.post("arrivals", body)) for body in bodies} == {(422, "invalid")}


def test_people_are_counted_again(api: Api, office: World) -> None:
    answer = api.post("lobby/counts", {"people": 9, "reason": "dihitung ulang"})

    assert (answer.status_code, answer.json()) == (
        200,
        {"people_inside": 9, "entering": 0, "limit": 4, "reserved": 0, "emptied_at": None},
    )


def test_counting_again_needs_a_reason(api: Api) -> None:
    assert code_of(api.post("lobby/counts", {"people": 2})) == (422, "reason_required")


def test_one_more_and_one_less(api: Api) -> None:
    counts = [api.post("lobby/changes", {"by": by}).json()["people_inside"] for by in (1, 1, -1, -1, -1)]

    assert counts == [1, 2, 1, 0, 0]


def test_only_one_at_a_time(api: Api) -> None:
    assert {code_of(api.post("lobby/changes", {"by": by})) for by in (0, 2, "1", None)} == {(422, "invalid")}


def test_arrival_that_was_kept_without_network_is_due_by_when_it_was_seen(
    api: Api, office: World, clock: Stopwatch
) -> None:
    code = office.booked(9)
    clock.now = at(9, 40)

    answer = api.post("arrivals", {"pass": code, "seen_at": "2026-11-30T09:20:00+07:00"})

    assert answer.status_code == 201
    assert office.ticket("A-001").due_at == at(9, 20)


def test_arrival_seen_yesterday_is_refused(api: Api, office: World, nine: Stopwatch) -> None:
    answer = api.post("arrivals", {"pass": office.booked(9), "seen_at": "2026-11-29T23:00:00+07:00"})

    assert code_of(answer) == (409, "seen_too_long_ago")
    assert code_of(api.post("arrivals", {"pass": "x", "seen_at": "09:20"})) == (422, "invalid")


@pytest.mark.parametrize("kept", [{"nonce": "door-1"}, {}])
@pytest.mark.parametrize("headers", [{"Idempotency_Key": "k1"}, {}])
def test_who_is_turned_away_is_counted_once_a_request(
    api: Api, office: World, nine: Stopwatch, kept: dict[str, str], headers: dict[str, str]
) -> None:
    reference = office.document(stage="in_production").reference

    for _ in range(2):
        answer = api.post("arrivals", {"reference": reference, **kept}, **headers)
        assert code_of(answer) == (409, "not_ready")
        assert answer.headers["content-type"] == "application/problem+json"

    rows = office.rows(TurnedAway)
    assert len(rows) == (1 if kept or headers else 2)
    assert {(row.reason, row.in_vain, row.by.split(":")[0]) for row in rows} == {("not_ready", True, "token")}
    found = office.read(lambda s: turned_away_between(s, office.office, rows[0].day, rows[0].day))
    assert found == [Turned("not_ready", 1, 1)]
    assert office.rows(Ticket) == []


def test_refused_arrival_leaves_nothing_but_its_count(api: Api, office: World, nine: Stopwatch) -> None:
    reference = office.document().reference

    assert code_of(api.post("arrivals", {"walk_in": {"reference": reference}, "party": 9})) == (409, "party_too_large")

    assert (office.rows(Booking), len(office.rows(TurnedAway))) == ([], 1)


@pytest.mark.postgres("statements")
def test_hall_is_emptied_and_opened_again(api: Api, office: World, nine: Stopwatch) -> None:
    api.post("arrivals", {"pass": office.booked(9)})
    api.post("counters/1/calls")

    emptied = api.post("lobby/emptying", {"reason": "gempa"})

    assert (emptied.status_code, emptied.json()) == (
        200,
        {"people_inside": 0, "entering": 0, "limit": 4, "reserved": 0, "emptied_at": "2026-11-30T09:00:00+07:00"},
    )
    assert code_of(api.post("lobby/changes", {"by": 1})) == (409, "hall_emptied")
    assert code_of(api.post("counters/1/calls")) == (409, "hall_emptied")
    assert api.post("arrivals", {"pass": office.booked(9)}).json()["answer"] == "wait_outside"

    opened = api.post("lobby/opening", {"people": 1})

    assert opened.json() == {"people_inside": 3, "entering": 0, "limit": 4, "reserved": 0, "emptied_at": None}
    assert api.post("lobby/opening").json() == opened.json()


def test_emptying_needs_a_reason(api: Api) -> None:
    assert {code_of(api.post("lobby/emptying", body)) for body in ({}, {"reason": " "})} == {(422, "reason_required")}


@pytest.mark.postgres("statements")
def test_places_are_kept_free_of_the_queue(api: Api, office: World, nine: Stopwatch) -> None:
    answer = api.post("lobby/reservations", {"places": 3})

    assert answer.json() == {"people_inside": 0, "entering": 0, "limit": 4, "reserved": 3, "emptied_at": None}
    stages = [api.post("arrivals", {"pass": office.booked(9)}).json()["stage"] for _ in range(2)]
    assert stages == ["admitted", "waiting"]
    assert {code_of(api.post("lobby/reservations", {"places": places})) for places in (4, -1, "1")} == {
        (422, "invalid")
    }
