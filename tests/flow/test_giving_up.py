"""A citizen gives up an application: a draft forgets its people, what was sent is withdrawn until it is printed."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col

from scheduler.db.models import Application, Move
from scheduler.domain.applying_errors import ApplicationUnderWay, ApplicationWithdrawn
from scheduler.domain.errors import ApplicationUnknown
from scheduler.flow import applying, blank_line, forgetting
from scheduler.flow.giving_up import withdraw
from tests.applications import application, document, incomplete, move, run, sent, whole
from tests.blanks import counts, material, opened
from tests.factories import NINE, World, at


def test_withdrawn_draft_forgets_its_people_and_stays_shut(office: World) -> None:
    code = whole(office)

    run(office, withdraw, code)
    run(office, withdraw, code)

    row = application(office, code)
    assert (row.holder, row.nik, row.kk, row.phone, row.phone_hash) == (None,) * 5
    assert row.touched_at <= NINE - timedelta(days=office.office.keep_drafts_days)
    with pytest.raises(ApplicationWithdrawn):
        run(office, applying.send, code, asks_code=False)


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

    line = office.read(lambda session: blank_line.line_of(session, material(office)))
    assert [each.id for each in line] == [document(office, second).id]
    assert counts(office) == (0, 0)


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
