from collections.abc import Callable
from typing import Any

import pytest

from scheduler.db.models import Handover
from tests.conftest import Stopwatch
from tests.scenes.factories import World, at
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
        ("service", None, "serving"),
        ("service", {}, "serving"),
        ("absence", None, "missed"),
        ("pause", {"minutes": 10, "reason": "fotokopi"}, "parked"),
        ("pause", {"until": "2026-11-30T09:30:00+07:00", "outside": True}, "parked"),
        ("pause", None, "parked"),
        ("pause", {"until_ready": True}, "parked"),
        ("pause", {"after": 3}, "admitted"),
        ("transfer", {"service": "B"}, "admitted"),
        ("transfer", {"counter": 2}, "called"),
        ("departure", None, "left"),
        ("problem", {"reason": "misplaced", "note": "tidak di rak"}, "parked"),
        ("problem", {"reason": "misprint"}, "left"),
        ("problem", {"reason": "misprint", "wait": True}, "parked"),
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


def test_transfer_to_a_busy_counter_waits_for_it(api: Api, office: World, nine: Stopwatch) -> None:
    number, _ = office.called(1), office.called(2)

    answer = api.post(f"tickets/{number}/transfer", {"counter": 2})

    assert (answer.status_code, answer.json()["stage"]) == (200, "admitted")
    assert office.ticket(number).sent_to == 2


NONSENSE: list[tuple[str, Any]] = [
    ("pause", {"minutes": 0}),
    ("pause", {"until": "2026-11-30T09:30:00"}),
    ("pause", {"until": "2026-11-30T08:59:00+07:00"}),
    ("pause", {"until": "9999-12-31T23:59:59-12:00"}),
    ("pause", {"until": "0001-01-01T00:00:00+14:00"}),
    ("pause", {"after": 0}),
    ("pause", {"after": 2, "minutes": 5}),
    ("pause", {"until_ready": "yes"}),
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
    ("handovers", {"collector": {"kind": "holder"}, "identity": "face", "signature": [[[0.5, 1.5]]]}),
    ("handovers", {"collector": {"kind": "holder"}, "identity": "face", "signature": []}),
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


def test_number_is_called_again_after_a_while_and_not_for_ever(api: Api, office: World, nine: Stopwatch) -> None:
    number = office.called()

    answers = [api.post(f"tickets/{number}/recalls")]
    for _ in range(3):
        nine.forward(seconds=25)
        answers.append(api.post(f"tickets/{number}/recalls"))

    assert [answer.status_code for answer in answers] == [409, 200, 200, 409]
    assert (answers[0].json()["code"], answers[0].json()["seconds"]) == ("call_too_soon", 20)
    assert (answers[3].json()["code"], answers[3].json()["count"]) == ("call_limit", 3)


def test_calls_rest_in_the_break_and_say_until_when(api: Api, office: World, clock: Stopwatch) -> None:
    number = office.called(now=at(11, 58))
    clock.now = at(12, 10)

    answers = [api.post(f"tickets/{number}/{noun}") for noun in ("recalls", "absence")]
    answers.append(api.post("counters/2/calls"))

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(409, "on_break")}
    assert answers[0].json()["until"] == "2026-11-30T13:00:00+07:00"
    assert answers[0].json()["detail"].startswith("Sedang istirahat sampai 13.00 WIB.")


def test_transfer_to_a_service_without_an_open_counter(api: Api, office: World, nine: Stopwatch) -> None:
    number = office.called()
    api.post("counters/3/closing")

    answer = api.post(f"tickets/{number}/transfer", {"service": "C"})

    assert (answer.status_code, answer.json()["code"]) == (409, "no_open_counter")
    assert answer.json()["detail"] == "Belum ada loket buka untuk Perekaman KTP-el. Buka loketnya dahulu."


def test_document_that_was_handed_over_says_when_where_and_to_whom(api: Api, office: World, nine: Stopwatch) -> None:
    one, two = office.document(reference="R/1", kk="1"), office.document(reference="R/2", kk="1", type="KIA")
    number = office.walk_in(reference=one.reference).ticket
    office.call()
    family = {"collector": {"kind": "family", "name": "Siti Rahma"}, "identity": "collector_ktp"}
    signed = {"signature": [[[0.1, 0.25], [0.5, 0.75]]]}
    api.post(f"tickets/{number}/handovers", {"documents": [two.reference], **family, **signed})

    answer = api.post(f"tickets/{number}/handovers", {"documents": [two.reference], **family})

    assert (answer.status_code, answer.json()["code"]) == (409, "handed_over")
    assert answer.json()["to"] == {"kind": "family", "initials": "S.R."}
    assert (answer.json()["at"], answer.json()["counter"]) == ("2026-11-30T09:00:00+07:00", 1)
    assert [row.signature for row in office.rows(Handover)] == ["[[[0.1,0.25],[0.5,0.75]]]"]


def test_document_comes_back_from_the_wrong_person(
    api: Api, office: World, nine: Stopwatch, client: Any, token_of: Callable[..., str]
) -> None:
    code = office.booked(9)
    number = office.scan(code).ticket
    office.call()
    office.hand_over(number)
    path = f"documents/{office.reference_of(code).replace('/', '%2F')}/returns"
    supervisor = Api(client, office, token_of("office"))

    refused = [api.post(path, {"note": "salah orang"}), supervisor.post(path, {"note": ""}), supervisor.post(path)]
    answer = supervisor.post(path, {"note": "salah orang"})
    again = supervisor.post(path, {"note": "salah orang"})

    assert [each.json()["code"] for each in refused] == ["not_allowed", "reason_required", "invalid"]
    assert (answer.status_code, answer.json()) == (
        201,
        {"reference": office.reference_of(code), "stage": "returned"},
    )
    assert (again.status_code, again.json()["code"]) == (409, "illegal_step")
