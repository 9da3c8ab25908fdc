"""A citizen gives up an application: a draft forgets its people, what was sent is withdrawn until it is printed."""

from datetime import timedelta

import pytest
from sqlalchemy import insert
from sqlmodel import Session, col

from scheduler.db.models import Application, BatchDocument, Booking, Move, Office, Slot
from scheduler.domain.applying.applicants import People
from scheduler.domain.applying.refusals import ApplicationUnderWay, ApplicationUnknown, ApplicationWithdrawn
from scheduler.flow.applying import applying
from scheduler.flow.applying.giving_up import withdraw
from scheduler.flow.upkeep import forgetting
from tests.scenes.applications import KK, NIK, application, document, incomplete, move, run, sent, whole
from tests.scenes.blanks import counts, line, opened
from tests.scenes.factories import NINE, World, at
from tests.scenes.places import a_batch, a_place, listed

FOR_A_CHILD = People("parent", "andi rahman", NIK, KK, "siti rahmawati")


def test_withdrawn_draft_forgets_its_people_and_stays_shut(office: World) -> None:
    code = whole(office, people=FOR_A_CHILD)
    assert application(office, code).applicant is not None

    run(office, withdraw, code)
    run(office, withdraw, code)

    row = application(office, code)
    assert (row.holder, row.nik, row.kk, row.applicant, row.phone, row.phone_hash) == (None,) * 6
    assert row.touched_at <= NINE - timedelta(days=office.office.keep_drafts_days)
    with pytest.raises(ApplicationWithdrawn):
        run(office, applying.send, code, asks_code=False)


@pytest.mark.postgres("statements")
def test_what_was_sent_is_withdrawn_and_waits_for_nobody(office: World) -> None:
    code, other = sent(office), sent(office)
    office.change(Application, application(office, code).id, taken_by="staff:1")

    run(office, withdraw, code, now=at(10))
    run(office, withdraw, code, now=at(11))

    row = application(office, code)
    assert (row.waiting_since, row.taken_by, row.withdrawn_at) == (None, None, None)
    told = office.rows(Move, col(Move.document_id) == row.document_id, col(Move.after) == "withdrawn")
    assert [(each.by, each.why, each.at) for each in told] == [("citizen", "by_citizen", at(10))]
    assert document(office, other).stage == "received"


def test_what_is_asked_for_again_may_be_given_up(office: World) -> None:
    code = incomplete(office)

    run(office, withdraw, code)

    assert document(office, code).stage == "withdrawn"


def test_who_waits_for_a_blank_leaves_the_line(office: World) -> None:
    opened(office, 0)
    first, second = sent(office), sent(office)
    for code in (first, second):
        move(office, code, "in_production")

    run(office, withdraw, first)

    assert line(office) == [document(office, second).reference]
    assert counts(office) == (0, 0)


def booked_and_incomplete(office: World) -> str:
    """The code of one that was ready and has a visit; then its papers turned out wrong."""
    code = sent(office)
    move(office, code, "in_production", "ready")
    office.book(office.code(document(office, code)), office.slot(11))
    move(office, code, "incomplete")
    return code


def test_its_visit_ends_with_it_and_frees_its_seat(office: World) -> None:
    office.change(Office, office.office.id, hold_back_minutes=0)
    code = booked_and_incomplete(office)

    run(office, withdraw, code)

    assert document(office, code).stage == "withdrawn"
    assert [(each.stage, each.id) for each in office.rows(Booking)] == [("cancelled", 1)]
    assert sum(slot.taken for slot in office.rows(Slot)) == 0


def test_who_has_come_for_the_visit_asks_the_office(office: World) -> None:
    code = booked_and_incomplete(office)
    office.change(Booking, office.rows(Booking)[0].id, stage="arrived")

    with pytest.raises(ApplicationUnderWay):
        run(office, withdraw, code)

    assert document(office, code).stage == "incomplete"


def test_list_that_is_not_signed_loses_it(office: World) -> None:
    batch = a_batch(office, a_place(office), "R/1")
    code = sent(office)
    number = document(office, code).id
    row = {"office_id": office.office.id, "batch_id": batch.id, "document_id": number, "position": 9}
    office.database.run(lambda session: session.execute(insert(BatchDocument).values(row)))
    assert len(listed(office, batch)) == 2

    run(office, withdraw, code)

    assert listed(office, batch) == ["R/1"]


@pytest.mark.parametrize("stages", [["in_production"], ["in_production", "ready"]])
def test_what_is_printed_is_not_given_up_from_afar(office: World, stages: list[str]) -> None:
    opened(office, 5)
    code = sent(office)
    move(office, code, *stages)

    with pytest.raises(ApplicationUnderWay):
        run(office, withdraw, code)

    assert document(office, code).stage == stages[-1]


def test_its_files_go_by_the_rule(office: World) -> None:
    code = sent(office)
    run(office, withdraw, code)

    def due(days: int) -> bool:
        def is_due(session: Session) -> bool:
            return forgetting.is_due(session, office.office, NINE + timedelta(days=days))

        return office.read(is_due)

    assert (due(29), due(30)) == (False, True)


def test_unknown_code_is_refused(office: World) -> None:
    with pytest.raises(ApplicationUnknown):
        run(office, withdraw, "7K4M-P2QX-9RD3-FHNT")
