"""Something is wrong at the counter: what becomes of the document, of the ticket and of the blank."""

from typing import Any

import pytest

from scheduler.db.models import DocumentType, Handover, Message, Move, StockEntry
from scheduler.domain.documents.refusals import DocumentUnknown, IllegalStep
from scheduler.domain.door import NotReady
from scheduler.domain.refusals import Invalid, ReasonRequired
from scheduler.domain.stages import DocumentStage
from scheduler.flow.counter import calls, counter_problems, handovers, undo
from scheduler.flow.documents import documents
from tests.scenes.factories import CLERK, World, at

KK = "2172010101010001"


def _household(office: World, *types: str) -> tuple[str, list[str]]:
    """Somebody who came for several documents and is served: number, registration numbers."""
    made = [office.document(kk=KK, type=kind) for kind in types]
    booking = office.book(office.code(made[0]), office.slot())
    number = office.scan(short=str(booking.short)).ticket
    office.call(1)
    office.do(calls.serve, number)
    return number, [document.reference for document in made]


def _report(office: World, number: str, reason: str, *references: str, **facts: Any) -> Any:
    return office.do(counter_problems.report_problem, number, reason=reason, references=references or None, **facts)


@pytest.mark.parametrize(
    ("reason", "document", "ticket", "held"),
    [
        ("misplaced", "misplaced", "parked", 1),
        ("misprint", "in_production", "left", 0),
        ("wrong_data", "incomplete", "left", 0),
        ("refused", "ready", "left", 0),
        ("not_entitled", "ready", "parked", 0),
        ("papers_missing", "ready", "parked", 0),
    ],
)
def test_problem_decides_where_document_and_ticket_go(
    office: World, reason: str, document: str, ticket: str, held: int
):
    pass_code = office.booked()
    number = office.scan(pass_code).ticket
    office.call()

    after = _report(office, number, reason, note="catatan")

    assert (office.stage(office.reference_of(pass_code)), after.stage, after.held) == (document, ticket, held)
    last = office.rows(Move, Move.ticket_id == after.id)[-1]
    assert (last.why, last.note) == (reason, "catatan")
    assert office.ticket(number).not_before == (at(9, 10) if reason == "misplaced" else None)
    assert office.day().people_inside == held


def test_unknown_problem_or_one_away_from_a_counter_is_refused(office: World):
    number, foreign = office.arrived(), office.document().reference

    with pytest.raises(Invalid):
        _report(office, number, "bad mood")
    with pytest.raises(IllegalStep):
        _report(office, number, "misprint")
    office.call()
    with pytest.raises(DocumentUnknown):
        _report(office, number, "misprint", foreign)


@pytest.mark.parametrize("reason", list(counter_problems.PROBLEMS))
def test_problem_with_one_document_leaves_the_ticket_at_its_counter_for_the_others(office: World, reason: str):
    number, (card, family) = _household(office, "KTP-el", "KK")

    ticket = _report(office, number, reason, card, note="catatan")
    office.hand_over(number, [family])

    assert ticket.stage == "serving"
    assert office.stage(card) == (counter_problems.PROBLEMS[reason].document or "ready")
    assert (office.stage(family), office.ticket(number).stage) == ("collected", "serving")
    assert office.do(handovers.leave, number).stage == "served"


@pytest.mark.parametrize(("reason", "ticket"), [("refused", "left"), ("papers_missing", "parked")])
def test_last_document_with_a_problem_decides_about_the_ticket(office: World, reason: str, ticket: str):
    number, (card, family) = _household(office, "KTP-el", "KK")

    first = _report(office, number, reason, card)
    assert first.stage == "serving"

    assert _report(office, number, reason, family).stage == ticket


def test_problem_after_a_part_was_handed_over_ends_a_visit_that_was_served(office: World):
    number, (card, family) = _household(office, "KTP-el", "KK")
    office.hand_over(number, [card])

    ticket = _report(office, number, "refused", family)

    assert ticket.stage == "served"
    assert office.walk_in(reference=family, now=at(9, 30)).ticket == "B-001"


def test_misprint_goes_to_production_first_in_line_and_its_blank_is_spoilt(office: World):
    number, (card, child) = _household(office, "KTP-el", "KIA")
    material = {kind.code: kind.material for kind in office.rows(DocumentType)}

    _report(office, number, "misprint")

    assert [(row.material, row.kind, row.pieces, row.by) for row in office.rows(StockEntry)] == [
        (material["KTP-el"], "spoilt", 1, CLERK),
        (material["KIA"], "spoilt", 1, CLERK),
    ]
    assert [office.stage(reference) for reference in (card, child)] == ["in_production"] * 2
    found = office.read(lambda s: handovers.queries.document_by_reference(s, office.office.id, card))
    assert found.priority
    assert office.rows(Handover) == []
    assert office.messages().count("reprint") == 2
    assert {message.document_id for message in office.rows(Message, Message.cause == "reprint")} >= {found.id}


def test_paper_that_is_misprinted_spoils_no_blank(office: World):
    number = office.called(service="B")

    _report(office, number, "misprint")

    assert office.rows(StockEntry) == []


def test_blank_of_a_misprint_that_was_undone_does_not_count(office: World):
    number = office.called()
    _report(office, number, "misprint")
    spoilt = _spoilt(office)

    office.do(undo.undo_last, number, now=at(9, 2))

    assert list(spoilt.values()) == [1]
    assert _spoilt(office) == {}
    assert office.hand_over(number).stage == "served"


@pytest.mark.parametrize(("reason", "on_the_way"), [("misprint", []), ("wrong_data", ["received", "in_production"])])
def test_whoever_waits_for_what_goes_back_to_work_keeps_the_number(office: World, reason: str, on_the_way: list[str]):
    pass_code = office.booked()
    number = office.scan(pass_code).ticket
    office.call()

    ticket = _report(office, number, reason, wait=True)
    for stage in (*on_the_way, "ready"):
        office.do(documents.set_stage, office.reference_of(pass_code), DocumentStage(stage), now=at(9, 30))
    office.tick(now=at(9, 31))

    assert (ticket.stage, ticket.held, ticket.waits_for_document) == ("parked", 1, True)
    assert office.call(now=at(9, 31)) == number
    assert office.hand_over(number).stage == "served"


def test_waiting_makes_no_sense_where_nothing_goes_back_to_work(office: World):
    number = office.called()

    assert _report(office, number, "refused", wait=True).stage == "left"


def test_missing_papers_keep_their_right_of_the_day(office: World):
    pass_code, other = office.booked(), office.booked(9, 30)
    number = office.scan(pass_code).ticket
    office.call()
    _report(office, number, "papers_missing")
    office.scan(other, now=at(9, 40))

    back = office.scan(pass_code, now=at(9, 45))

    assert (back.ticket, back.answer, back.stage) == (number, "come_in", "admitted")
    assert office.call(now=at(9, 45)) == number


@pytest.mark.postgres("statements")
def test_misplaced_documents_are_listed_with_the_number_that_waits(office: World):
    number, (card, _) = _household(office, "KTP-el", "KK")
    office.document(stage="misplaced", shelf="C-14")
    _report(office, number, "misplaced", card)

    listed = office.read(lambda s: counter_problems.misplaced(s, office.office, office.day()))

    assert [(each.shelf, each.ticket) for each in listed] == [("C-14", None), (None, number)]
    assert listed[1].since == at(9)
    office.do(documents.set_stage, card, DocumentStage.READY)
    assert len(office.read(lambda s: counter_problems.misplaced(s, office.office, None))) == 1


def test_not_on_the_shelf_is_not_handed_over_before_it_is_found(office: World):
    number = office.called()
    _report(office, number, "misplaced")
    office.tick(now=at(9, 10))
    office.call(now=at(9, 10))

    with pytest.raises(NotReady):
        office.hand_over(number, now=at(9, 11))


def test_document_of_the_wrong_person_is_the_offices_again_and_both_rows_stay(office: World):
    pass_code = office.booked()
    number = office.scan(pass_code).ticket
    office.call()
    office.hand_over(number)
    reference = office.reference_of(pass_code)

    document = office.do(counter_problems.report_wrong_person, reference, note="orang bernama sama", by="staff:9")

    assert document.stage == "returned"
    assert len(office.rows(Handover)) == 1
    moved = office.rows(Move, Move.document_id == document.id)
    assert [move.after for move in moved][-2:] == ["collected", "returned"]
    assert (moved[-1].why, moved[-1].note, moved[-1].by) == ("wrong_person", "orang bernama sama", "staff:9")
    assert office.booking(pass_code).stage == "fulfilled"
    office.do(documents.set_stage, reference, DocumentStage.READY, now=at(9, 30))
    assert office.walk_in(reference=reference, now=at(9, 40)).is_new


def test_wrong_person_needs_a_collected_document_and_words(office: World):
    reference = office.document().reference

    with pytest.raises(ReasonRequired):
        office.do(counter_problems.report_wrong_person, reference, note=" ")
    with pytest.raises(DocumentUnknown):
        office.do(counter_problems.report_wrong_person, "R/none", note="salah")
    with pytest.raises(IllegalStep):
        office.do(counter_problems.report_wrong_person, reference, note="salah")


def _spoilt(office: World) -> dict[str, int]:
    return office.read(lambda s: counter_problems.spoilt_between(s, office.office, at(0), at(0, day=1)))
