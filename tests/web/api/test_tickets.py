from typing import Any

import pytest

from tests.conftest import Stopwatch
from tests.factories import World
from tests.web.api.conftest import Api

NOUNS = ["recalls", "service", "absence", "pause", "transfer", "departure", "problem", "handovers"]
BODIES: dict[str, Any] = {
    "transfer": {"service": "B"},
    "problem": {"reason": "misplaced"},
    "handovers": {"collector": {"kind": "holder"}, "identity": "face"},
}


@pytest.mark.parametrize(
    ("noun", "body", "stage"),
    [
        ("recalls", None, "called"),
        ("service", None, "serving"),
        ("service", {}, "serving"),
        ("absence", None, "missed"),
        ("pause", {"minutes": 10, "reason": "fotokopi"}, "parked"),
        ("pause", {"until": "2026-11-30T09:30:00+07:00", "outside": True}, "parked"),
        ("pause", None, "parked"),
        ("transfer", {"service": "B"}, "admitted"),
        ("transfer", {"counter": 2}, "called"),
        ("departure", None, "left"),
        ("problem", {"reason": "misplaced", "note": "tidak di rak"}, "parked"),
        ("problem", {"reason": "misprint"}, "left"),
    ],
)
def test_verb_moves_the_ticket(
    api: Api, office: World, nine: Stopwatch, noun: str, body: dict[str, Any] | None, stage: str
) -> None:
    number = office.called()

    answer = api.post(f"tickets/{number}/{noun}", body)

    assert (answer.status_code, answer.json()) == (200, {"ticket": number, "stage": stage})
    assert office.ticket(number).stage == stage


@pytest.mark.parametrize("number", ["A-999", "a%00b", "9" * 300])
def test_ticket_that_nobody_has_today(api: Api, number: str) -> None:
    answers = [api.post(f"tickets/{number}/{noun}", BODIES.get(noun)) for noun in NOUNS]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(404, "ticket_unknown")}


@pytest.mark.parametrize("noun", ["recalls", "service", "absence", "transfer", "problem", "handovers"])
def test_verb_that_does_not_fit_the_stage(api: Api, office: World, nine: Stopwatch, noun: str) -> None:
    number = office.arrived()

    answer = api.post(f"tickets/{number}/{noun}", BODIES.get(noun))

    assert (answer.status_code, answer.json()["code"], answer.json()["stage"]) == (409, "illegal_step", "admitted")


def test_transfer_to_a_busy_counter(api: Api, office: World, nine: Stopwatch) -> None:
    number, other = office.called(1), office.called(2)

    answer = api.post(f"tickets/{number}/transfer", {"counter": 2})

    assert (answer.status_code, answer.json()["code"], answer.json()["ticket"]) == (409, "counter_busy", other)
    assert office.ticket(number).stage == "called"


NONSENSE: list[tuple[str, Any]] = [
    ("pause", {"minutes": 0}),
    ("pause", {"until": "2026-11-30T09:30:00"}),
    ("pause", {"until": "2026-11-30T08:59:00+07:00"}),
    ("pause", {"until": "9999-12-31T23:59:59-12:00"}),
    ("pause", {"until": "0001-01-01T00:00:00+14:00"}),
    ("transfer", {}),
    ("transfer", {"service": "Z"}),
    ("problem", {}),
    ("problem", {"reason": "bored"}),
    ("problem", {"reason": "misplaced", "documents": []}),
    ("service", {"speed": "fast"}),
    ("handovers", {}),
    ("handovers", {"collector": {"kind": "neighbour"}, "identity": "face"}),
    ("handovers", {"collector": {"kind": "holder"}, "identity": "smile"}),
    ("handovers", {"collector": {"kind": "holder"}, "identity": "face", "documnets": ["R/1"]}),
]


def test_verb_that_cannot_be_understood_moves_nothing(api: Api, office: World, nine: Stopwatch) -> None:
    number = office.called()

    codes = [(noun, body, api.post(f"tickets/{number}/{noun}", body).json()["code"]) for noun, body in NONSENSE]

    assert [told for told in codes if told[2] != "invalid"] == []
    assert office.ticket(number).stage == "called"


def test_last_step_is_taken_back(api: Api, office: World, nine: Stopwatch) -> None:
    number = office.called()
    api.post(f"tickets/{number}/absence")

    answer = api.delete(f"tickets/{number}/last")

    assert (answer.status_code, answer.json()) == (200, {"ticket": number, "stage": "called"})


def test_handover_is_taken_back(api: Api, office: World, nine: Stopwatch) -> None:
    code = office.booked(9)
    number = office.scan(code).ticket
    office.call()
    api.post(f"tickets/{number}/service")
    office.hand_over(number)

    answer = api.delete(f"tickets/{number}/last")

    assert answer.json() == {"ticket": number, "stage": "serving"}
    assert office.stage(office.reference_of(code)) == "ready"


def test_after_ten_minutes_nothing_is_taken_back(api: Api, office: World, nine: Stopwatch) -> None:
    number = office.called()
    nine.forward(minutes=11)

    answer = api.delete(f"tickets/{number}/last")

    assert (answer.status_code, answer.json()["code"]) == (409, "undo_too_late")


def test_whole_visit_is_handed_over(api: Api, office: World, nine: Stopwatch) -> None:
    code = office.booked(9, reason="changed")
    number = office.scan(code).ticket
    office.call()

    answer = api.post(
        f"tickets/{number}/handovers",
        {"collector": {"kind": "holder"}, "identity": "face", "old_card": {"outcome": "withdrawn"}},
    )

    assert answer.status_code == 201
    assert answer.json() == {
        "ticket": number,
        "stage": "served",
        "handed_over": [office.reference_of(code)],
        "left_open": [],
    }


def test_part_of_a_visit_is_handed_over(api: Api, office: World, nine: Stopwatch) -> None:
    one = office.document(reference="R/1", kk="1")
    office.document(reference="R/2", kk="1", type="KIA")
    number = office.walk_in(reference=one.reference).ticket
    office.call()
    proxy = {"collector": {"kind": "proxy", "name": "Budi", "letter": "SK-1"}, "identity": "collector_ktp"}

    part = api.post(f"tickets/{number}/handovers", {"documents": ["R/2", "R/2"], **proxy})
    gone = api.post(f"tickets/{number}/departure")

    assert (part.status_code, part.json()["stage"]) == (201, "serving")
    assert (part.json()["handed_over"], part.json()["left_open"]) == (["R/2"], ["R/1"])
    assert gone.json() == {"ticket": number, "stage": "served"}


@pytest.mark.parametrize("old_card", [{}, {"old_card": {"outcome": "not_brought"}}])
def test_old_card_must_come_back(api: Api, office: World, nine: Stopwatch, old_card: dict[str, Any]) -> None:
    number = office.called(reason="changed")

    answer = api.post(f"tickets/{number}/handovers", {"collector": {"kind": "holder"}, "identity": "ikd", **old_card})

    assert (answer.status_code, answer.json()["code"]) == (409, "old_card_missing")


def test_document_that_is_not_of_the_visit(api: Api, office: World, nine: Stopwatch) -> None:
    number, other = office.called(), office.document().reference

    answer = api.post(
        f"tickets/{number}/handovers", {"documents": [other], "collector": {"kind": "holder"}, "identity": "kk"}
    )

    assert (answer.status_code, answer.json()["code"]) == (404, "document_unknown")


def test_document_that_went_back_to_work_is_not_handed_over(api: Api, office: World, nine: Stopwatch) -> None:
    code = office.booked(9)
    number = office.scan(code).ticket
    office.call()
    reference = office.reference_of(code)
    api.post(f"documents/{reference.replace('/', '%2F')}/stage", {"stage": "in_production"})

    answer = api.post(f"tickets/{number}/handovers", {"collector": {"kind": "holder"}, "identity": "face"})

    assert (answer.status_code, answer.json()["code"]) == (409, "not_ready")
    assert answer.json()["stage"] == "in_production"
