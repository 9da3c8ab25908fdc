"""The door's page counts whom it turns away, once however often the same form is sent."""

from typing import Any

import pytest

from scheduler.db.models import TurnedAway
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World
from tests.web.staff.members import sign_in


@pytest.fixture(autouse=True)
def _at_the_door(client: Any, guarded: World, clock: Stopwatch) -> None:
    sign_in(client, guarded, name="Gani", role="guard")
    clock.now = NINE


def test_form_sent_twice_counts_once(client: Any, guarded: World) -> None:
    pass_code = guarded.booked(10, day=1)

    for nonce in ("one", "one", "two"):
        client.post("/door/scans", data={"text": pass_code, "nonce": nonce})

    rows = guarded.rows(TurnedAway)
    assert [(row.reason, row.in_vain) for row in rows] == [("wrong_day", True)] * 2
    assert {row.booking_id for row in rows} == {guarded.booking(pass_code).id}


def test_who_gets_a_number_or_mistypes_one_is_not_counted(client: Any, guarded: World) -> None:
    client.post("/door/scans", data={"text": guarded.booked()})
    client.post("/door/scans", data={"text": "A-999"})
    client.post("/door/counts", data={"people": "1"})

    assert guarded.rows(TurnedAway) == []


def test_document_that_is_not_ready_is_counted_by_its_number(client: Any, guarded: World) -> None:
    document = guarded.document(stage="in_production")

    client.post("/door/scans", data={"text": document.reference})

    assert [(row.reason, row.document_id) for row in guarded.rows(TurnedAway)] == [("not_ready", document.id)]
