import pytest

from tests.conftest import Stopwatch
from tests.scenes.factories import World
from tests.web.api.conftest import Api


def test_counter_calls_the_next(api: Api, office: World, nine: Stopwatch) -> None:
    office.arrived()
    office.arrived()

    answer = api.post("counters/1/calls", {})

    assert (answer.status_code, answer.json()) == (201, {"ticket": "A-001", "stage": "called"})


def test_counter_calls_without_a_body(api: Api, office: World, nine: Stopwatch) -> None:
    office.arrived()

    assert api.post("counters/1/calls").status_code == 201


def test_counter_calls_a_number_out_of_order_with_a_reason(api: Api, office: World, nine: Stopwatch) -> None:
    office.arrived()
    office.arrived()

    without = api.post("counters/1/calls", {"ticket": "A-002"})
    called = api.post("counters/1/calls", {"ticket": "a-002", "reason": "tidak kuat berdiri"})

    assert (without.status_code, without.json()["code"]) == (422, "reason_required")
    assert called.json() == {"ticket": "A-002", "stage": "called"}


def test_nobody_waits(api: Api, nine: Stopwatch) -> None:
    answer = api.post("counters/1/calls")

    assert (answer.status_code, answer.json()["code"], answer.json()["counter"]) == (409, "nobody_waiting", 1)


def test_busy_counter_does_not_call(api: Api, office: World, nine: Stopwatch) -> None:
    number = office.called()

    answer = api.post("counters/1/calls")

    assert (answer.status_code, answer.json()["code"]) == (409, "counter_busy")
    assert (answer.json()["counter"], answer.json()["ticket"]) == (1, number)


def test_closed_counter_does_not_call(api: Api, office: World, nine: Stopwatch) -> None:
    office.arrived()
    api.post("counters/1/closing")

    answer = api.post("counters/1/calls")

    assert (answer.status_code, answer.json()["code"]) == (409, "counter_closed")


def test_ticket_that_nobody_has_cannot_be_called(api: Api, nine: Stopwatch) -> None:
    answer = api.post("counters/1/calls", {"ticket": "A-999"})

    assert (answer.status_code, answer.json()["code"]) == (404, "ticket_unknown")


def test_counter_that_the_office_does_not_have(api: Api) -> None:
    numbers = ["9", "0", "x", "-1", "1.5", "9" * 30, "9" * 5000, "%C2%B2"]

    answers = [api.post(f"counters/{number}/{noun}") for number in numbers for noun in ("calls", "opening", "closing")]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(404, "counter_unknown")}


def test_counter_takes_a_break_and_opens_again(api: Api, office: World) -> None:
    paused = api.post("counters/2/break", {"reason": "salat"})
    opened = api.post("counters/2/opening")

    assert (paused.status_code, paused.json()) == (200, {"counter": 2, "state": "break", "reason": "salat"})
    assert opened.json() == {"counter": 2, "state": "open", "reason": None}
    assert {face.number: face.state for face in office.board().counters} == {1: "open", 2: "open", 3: "open"}


def test_break_needs_a_reason(api: Api) -> None:
    answer = api.post("counters/2/break", {"reason": " "})

    assert (answer.status_code, answer.json()["code"]) == (422, "reason_required")


def test_counter_with_somebody_at_it_does_not_close(api: Api, office: World, nine: Stopwatch) -> None:
    number = office.called()

    answer = api.post("counters/1/closing")

    assert (answer.status_code, answer.json()["code"], answer.json()["ticket"]) == (409, "counter_busy", number)


@pytest.mark.postgres("statements")
def test_whom_no_counter_takes_any_more_waits_outside(api: Api, office: World, nine: Stopwatch) -> None:
    number = office.arrived(service="C")

    closed = api.post("counters/3/closing", {"outside": True})

    assert (closed.status_code, closed.json()["state"]) == (200, "closed")
    assert office.ticket(number).stage == "waiting"


def test_break_leaves_people_inside_unless_told_otherwise(api: Api, office: World, nine: Stopwatch) -> None:
    number = office.arrived(service="C")

    api.post("counters/3/break", {"reason": "salat"})
    assert office.ticket(number).stage == "admitted"
    api.post("counters/3/opening")
    api.post("counters/3/break", {"reason": "salat", "outside": True})

    assert office.ticket(number).stage == "waiting"


def test_opening_sends_nobody_outside(api: Api) -> None:
    answer = api.post("counters/3/opening", {"outside": True})

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
