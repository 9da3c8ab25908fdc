"""What people are told while their document is on its way."""

from datetime import timedelta
from typing import Any

import pytest

from scheduler.db.models import Document, Message
from scheduler.domain.stages import DocumentStage
from scheduler.flow import intake
from scheduler.flow.core import opt_outs as numbers
from scheduler.flow.core.outbox import Cause
from scheduler.flow.counter import counter_problems, undo
from scheduler.flow.documents import documents, readiness
from scheduler.flow.documents.documents import NewDocument
from tests.flow.test_intake import row
from tests.scenes.blanks import opened
from tests.scenes.factories import EARLY, NINE, World, at

PHONE = "+6281234567890"


def told(office: World) -> list[tuple[str, int | None]]:
    """Cause and document of what was put into the outbox."""
    return [(message.cause, message.document_id) for message in office.rows(Message)]


def apply_for(office: World, reference: str = "R/1", **facts: Any) -> Document:
    new = NewDocument(**{"reference": reference, "type": "KTP-el", "holder": "Siti", "phone": PHONE, **facts})
    return office.do(documents.apply_for, new, now=EARLY)[0]


def advance(office: World, to: str, reference: str = "R/1", **facts: Any) -> None:
    office.do(documents.set_stage, reference, DocumentStage(to), **facts)


def imported(office: World, *rows: dict[str, Any]) -> None:
    """An export of these rows, each with a phone."""
    office.do(intake.take_rows, [row(phone=PHONE, **each) for each in rows])


# --- as it happens


def test_application_that_came_in_is_told_if_it_stays_a_while(office: World) -> None:
    document = apply_for(office)
    apply_for(office)

    assert told(office) == [(Cause.RECEIVED, document.id)]
    assert office.rows(Message)[0].due_at == EARLY + timedelta(minutes=10)


@pytest.mark.parametrize("pieces", [0, 5])
def test_what_nobody_found_is_told_to_be_made_anew(office: World, pieces: int) -> None:
    document = office.document("R/1", phone=PHONE)
    opened(office, pieces)
    known = told(office)
    advance(office, "misplaced")

    advance(office, "in_production")

    assert told(office) == [*known, (Cause.REPRINT, document.id)]
    assert office.rows(Document)[0].priority


def test_work_that_begins_is_told_and_waiting_for_a_blank(office: World) -> None:
    document = office.document("R/1", stage="received", phone=PHONE)
    advance(office, "in_production")
    advance(office, "waiting_for_blank")

    assert told(office) == [(Cause.ACCEPTED, document.id), (Cause.BLANK, document.id)]
    accepted, blank = office.rows(Message)
    assert (accepted.due_at, blank.due_at) == (NINE + timedelta(minutes=10), None)
    assert (accepted.facts, blank.facts) == ({}, {})


def test_what_is_missing_is_not_told_where_nothing_was_sent(office: World) -> None:
    office.document("R/1", stage="received", phone=PHONE)
    advance(office, "incomplete", note="Fotokopi KK Siti Aminah")

    assert told(office) == []


@pytest.mark.parametrize(("place", "expected"), [("Kelurahan Kamboja", [Cause.ELSEWHERE]), (None, [])])
def test_document_that_is_fetched_elsewhere_says_where(office: World, place: str | None, expected: list[str]) -> None:
    document = office.document("R/1", stage="in_production", phone=PHONE, channel="branch")
    office.change(Document, document.id, place=place)
    advance(office, "ready")

    assert office.messages() == [Cause.ACCEPTED, *expected]


def test_nobody_is_told_who_cannot_be(office: World) -> None:
    office.document("R/1", stage="received")
    office.document("R/2", stage="received", phone=PHONE)
    office.database.run(numbers.stop, office.office.id, PHONE, why=numbers.STOP, now=EARLY)
    advance(office, "in_production")
    advance(office, "in_production", "R/2")

    assert told(office) == []


def test_second_time_is_told_again_but_not_while_the_first_waits(office: World) -> None:
    document = office.document("R/1", stage="in_production", phone=PHONE)
    for _ in range(2):
        advance(office, "waiting_for_blank")
        advance(office, "in_production")
    *_, first = office.rows(Message)
    assert office.messages() == [Cause.ACCEPTED, Cause.BLANK]

    office.change(Message, first.id, state="sent")
    advance(office, "waiting_for_blank")

    assert [each.key for each in office.rows(Message)][1:] == [f"blank:d{document.id}", f"blank:d{document.id}:1"]


def test_document_marked_ready_by_hand_passes_its_other_stages_in_silence(office: World) -> None:
    office.document("R/1", stage="received", phone=PHONE)
    office.do(readiness.mark_ready, "R/1")

    assert office.messages() == [Cause.READY]


# --- of an export


def test_export_tells_of_the_last_stage_alone(office: World) -> None:
    imported(
        office,
        {"reference": "R/1", "stage": "received"},
        {"reference": "R/2", "stage": "in_production"},
        {"reference": "R/3", "stage": "waiting_for_blank"},
        {"reference": "R/4", "stage": "ready"},
        {"reference": "R/5", "stage": "collected"},
        {"reference": "R/6", "stage": "incomplete", "note": "Pas foto"},
    )

    assert sorted(office.messages()) == sorted([Cause.ACCEPTED, Cause.BLANK, Cause.READY])


def test_whoever_waits_is_told_once_per_document_and_the_same_export_again_says_nothing(office: World) -> None:
    rows = [{"reference": f"R/{number}", "stage": "waiting_for_blank"} for number in range(40)]
    imported(office, *rows)
    imported(office, *rows)

    assert office.messages() == [Cause.BLANK] * 40
    assert len({message.document_id for message in office.rows(Message)}) == 40


def test_corrected_row_is_no_news(office: World) -> None:
    imported(office, {"reference": "R/1", "stage": "waiting_for_blank"})
    imported(office, {"reference": "R/1", "stage": "waiting_for_blank", "shelf": "A-1"})

    assert office.messages() == [Cause.BLANK]


# --- at the counter people stand there


def test_problem_at_the_counter_and_its_undo_tell_nothing_of_progress(office: World) -> None:
    number = office.called(phone=PHONE)
    before = office.messages()
    office.do(counter_problems.report_problem, number, reason="wrong_data", note="nama salah", now=at(9, 1))
    office.do(undo.undo_last, number, now=at(9, 2))

    assert office.messages() == before
