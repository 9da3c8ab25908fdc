"""The document changes hands, or a visit ends."""

import pytest
from sqlalchemy import text

from scheduler.db.models import Booking, BookingDocument, DocumentType, Handover, Move
from scheduler.domain.counter import TicketUnknown
from scheduler.domain.custody.refusals import OldCardMissing, PoliceLetterMissing
from scheduler.domain.documents.refusals import DocumentUnknown, IllegalStep
from scheduler.domain.door import HandedOver, NotReady
from scheduler.domain.stages import DocumentStage
from scheduler.flow.counter import calls, handovers, undo
from scheduler.flow.counter.handovers import Proof
from scheduler.flow.documents import documents
from tests.scenes.factories import CLERK, World, at

KK = "2172010101010001"


def _household(office: World, *types: str) -> tuple[str, str, list[str]]:
    """Somebody who came for several documents and is called: pass, number, registration numbers."""
    made = [office.document(kk=KK, type=kind) for kind in types]
    booking = office.book(office.code(made[0]), office.slot())
    number = office.scan(short=str(booking.short)).ticket
    office.call(1)
    return str(booking.short), number, [document.reference for document in made]


def test_last_document_ends_the_visit_and_frees_its_places(office: World):
    pass_code = office.booked()
    number = office.scan(pass_code).ticket
    office.call()
    office.do(calls.serve, number)

    outcome = office.hand_over(number, now=at(9, 6))

    reference = office.reference_of(pass_code)
    ticket = office.ticket(number)
    assert (outcome.stage, outcome.handed_over, outcome.left_open) == ("served", [reference], [])
    assert (ticket.stage, ticket.held, ticket.ended_at) == ("served", 0, at(9, 6))
    assert office.booking(pass_code).stage == "fulfilled"
    assert office.stage(reference) == "collected"
    assert office.day().people_inside == 0
    assert office.messages()[-1] == "handed_over"


def test_handover_keeps_who_took_it_and_how_it_was_checked(office: World):
    number = office.called(2)
    proof = Proof("proxy", "collector_ktp", "Bonar", "SK-7781", "lost", "LP-9917")

    office.hand_over(number, proof=proof, now=at(9, 6))

    (row,) = office.rows(Handover)
    assert (row.collector_kind, row.collector_name, row.collector_letter, row.identity) == (
        "proxy",
        "Bonar",
        "SK-7781",
        "collector_ktp",
    )
    assert (row.old_card, row.old_card_letter, row.counter_number, row.at, row.by) == (
        "lost",
        "LP-9917",
        2,
        at(9, 6),
        CLERK,
    )


def test_handover_from_called_serves_on_the_way(office: World):
    number = office.called()

    office.hand_over(number)

    assert [after for _, after, _ in office.moves(number)] == ["waiting", "admitted", "called", "serving", "served"]


def test_partial_handover_stays_serving_and_says_what_is_open(office: World):
    _, number, (card, family) = _household(office, "KTP-el", "KK")

    outcome = office.hand_over(number, [f" {card} "])

    assert (outcome.stage, outcome.handed_over, outcome.left_open) == ("serving", [card], [family])
    assert (office.stage(card), office.stage(family)) == ("collected", "ready")
    assert office.ticket(number).held == 1
    assert office.hand_over(number).handed_over == [family]
    assert office.ticket(number).stage == "served"


def test_leaving_after_a_partial_handover_is_served_and_the_rest_may_be_booked(office: World):
    _, number, (card, family) = _household(office, "KTP-el", "KK")
    office.hand_over(number, [card])

    ticket = office.do(handovers.leave, number)

    assert ticket.stage == "served"
    assert [visit.live for visit in office.rows(BookingDocument)] == [False, False]
    again = office.walk_in(reference=family)
    assert again.ticket == "B-001"


def test_leaving_without_documents_is_left_and_they_may_be_booked(office: World):
    pass_code = office.booked()
    number = office.scan(pass_code).ticket

    ticket = office.do(handovers.leave, number)

    assert (ticket.stage, ticket.held, office.day().people_inside) == ("left", 0, 0)
    assert office.booking(pass_code).stage == "missed"
    assert office.walk_in(reference=office.reference_of(pass_code)).ticket == "A-002"
    with pytest.raises(IllegalStep):
        office.do(handovers.leave, number)


def test_old_card_is_asked_for_where_the_reason_says_so(office: World):
    for reason, counter in (("changed", 1), ("damaged", 2), (None, 3)):
        number = office.called(counter, reason=reason)
        for outcome in (None, "not_brought"):
            with pytest.raises(OldCardMissing):
                office.hand_over(number, proof=Proof("holder", "face", old_card=outcome))
        assert office.hand_over(number, proof=Proof("holder", "face", old_card="none")).stage == "served"


def test_lost_card_needs_the_letter_or_comes_back_after_all(office: World):
    for counter, proof in enumerate(
        (
            Proof("holder", "face", old_card="lost", old_card_letter="LP/12"),
            Proof("holder", "face", old_card="withdrawn"),
            Proof("holder", "face", old_card="not_brought", without_card="arsip polsek terbakar"),
        ),
        1,
    ):
        number = office.called(counter, reason="lost")
        for outcome in (None, "none", "lost", "not_brought"):
            with pytest.raises(PoliceLetterMissing):
                office.hand_over(number, proof=Proof("holder", "face", old_card=outcome, old_card_letter=" "))
        assert office.hand_over(number, proof=proof).stage == "served"


@pytest.mark.postgres("statements")
def test_reasons_that_ask_for_the_letter_are_the_offices(office: World):
    (kind, *_) = office.rows(DocumentType)
    office.change(DocumentType, kind.id, police_letter=["damaged"], take_back=[])

    assert office.hand_over(office.called(reason="lost"), proof=Proof("holder", "face")).stage == "served"
    with pytest.raises(PoliceLetterMissing):
        office.hand_over(office.called(reason="damaged"), proof=Proof("holder", "face"))


def test_old_card_is_not_asked_for_the_first_time(office: World):
    for reason, kind in (("first", "KTP-el"), ("changed", "KK")):
        number = office.called(1, reason=reason, type=kind, service="B" if kind == "KK" else "A")
        assert office.hand_over(number, proof=Proof("holder", "face")).stage == "served"


def test_old_card_is_kept_only_of_what_has_one(office: World):
    number = office.called(service="B", reference="R/1", channel="office")
    office.hand_over(number, proof=Proof("holder", "kk", old_card="withdrawn"))
    office.hand_over(office.called(reference="R/2"), proof=Proof("holder", "face", old_card="withdrawn"))

    assert [(each.old_card, each.identity) for each in office.rows(Handover)] == [(None, "kk"), ("withdrawn", "face")]


def test_document_that_is_not_ready_is_not_handed_over_and_nothing_of_the_visit_moves(office: World):
    _, number, (card, family) = _household(office, "KTP-el", "KK")
    office.do(documents.set_stage, family, DocumentStage.MISPLACED)

    with pytest.raises(NotReady) as refused:
        office.hand_over(number)

    assert refused.value.facts["stage"] == "misplaced"
    assert office.stage(card) == "ready"
    assert office.rows(Handover) == []
    assert office.hand_over(number, [card]).left_open == [family]


def test_document_of_another_visit_is_not_handed_over(office: World):
    number = office.called()
    other = office.document().reference

    for reference in (other, "R/none", ""):
        with pytest.raises(DocumentUnknown):
            office.hand_over(number, [reference])


def test_document_is_not_handed_over_twice(office: World):
    _, number, (card, _) = _household(office, "KTP-el", "KK")
    office.hand_over(number, [card])

    with pytest.raises(HandedOver) as refused:
        office.hand_over(number, [card], now=at(9, 1))
    assert refused.value.facts == {"at": at(9), "counter": 1, "to": {"kind": "holder", "initials": ""}}
    office.hand_over(number)
    with pytest.raises(IllegalStep):
        office.hand_over(number)
    assert len(office.rows(Handover)) == 2


def test_nothing_is_handed_over_away_from_a_counter(office: World):
    number = office.arrived()

    with pytest.raises(IllegalStep):
        office.hand_over(number)
    with pytest.raises(TicketUnknown):
        office.hand_over("A-099")


def test_recording_without_documents_is_finished_by_a_handover_of_nothing(office: World):
    number = office.walk_in(service="C").ticket
    office.call(3)

    outcome = office.hand_over(number)

    assert (outcome.stage, outcome.handed_over) == ("served", [])
    assert office.day().people_inside == 0


def test_recording_that_was_booked_is_collected_like_the_rest(office: World):
    number = office.arrived(service="C")
    office.call(3)

    assert len(office.hand_over(number).handed_over) == 1


def test_moves_of_one_handover_are_one_step(office: World):
    number = office.called()
    before = len(office.rows(Move))

    office.hand_over(number)

    moves = office.rows(Move)[before:]
    assert [move.after for move in moves] == ["serving", "fulfilled", "served", "collected"]
    assert len({move.step for move in moves}) == 1


def test_lost_card_needs_the_number_of_the_police_letter(office: World):
    office.arrived(reason="changed")
    number = office.call()

    with pytest.raises(OldCardMissing):
        office.do(handovers.hand_over, number, None, Proof("holder", "face", old_card="lost"))

    outcome = office.do(
        handovers.hand_over, number, None, Proof("holder", "face", old_card="lost", old_card_letter="LP/12")
    )
    assert outcome.stage == "served"


def test_partial_handover_that_nobody_finished_ends_the_day_as_served(office: World):
    _, number, (card, family) = _household(office, "KTP-el", "KK")
    office.hand_over(number, [card])

    office.tick(now=at(7, day=1))

    assert office.ticket(number).stage == "served"
    assert [booking.stage for booking in office.rows(Booking)] == ["fulfilled"]
    assert [visit.live for visit in office.rows(BookingDocument)] == [False, False]
    assert office.stage(family) == "ready"


def test_who_took_a_document_is_told_by_initials(office: World):
    pass_code = office.booked()
    number = office.scan(pass_code).ticket
    office.call()
    office.hand_over(number, proof=Proof("proxy", "collector_ktp", "Bonar Siregar", "SK-1"), now=at(9, 6))

    with pytest.raises(HandedOver) as refused:
        office.scan(pass_code, now=at(9, 10))

    assert refused.value.facts == {"at": at(9, 6), "counter": 1, "to": {"kind": "proxy", "initials": "B.S."}}


@pytest.mark.postgres("statements")
def test_signature_is_kept_sealed_with_the_handover(office: World):
    strokes = "[[[0.1,0.2],[0.35,0.4]]]"
    number = office.called()

    office.hand_over(number, proof=Proof("holder", "face", signature=strokes))

    (row,) = office.rows(Handover)
    assert row.signature == strokes
    kept = office.read(lambda s: s.execute(text("SELECT signature FROM handover")).scalar_one())
    assert "0.35" not in str(kept)


def test_supervisor_lets_an_old_card_stay_away_with_a_reason(office: World):
    number = office.called(reason="changed")
    proof = Proof("holder", "face", old_card="not_brought", without_card="tertinggal di kapal", beyond_cap=None)

    office.hand_over(number, proof=proof)

    moved = office.rows(Move, Move.after == "collected")[0]
    assert (moved.why, moved.note) == ("without_card", "tertinggal di kapal")
    assert office.rows(Handover)[0].old_card == "not_brought"


def test_second_partial_handover_is_undone_alone(office: World):
    made = [office.document(kk=KK, type=kind) for kind in ("KTP-el", "KK", "KIA")]
    booking = office.book(office.code(made[0]), office.slot())
    number = office.scan(short=str(booking.short)).ticket
    office.call(1)
    office.do(calls.serve, number)
    for document in made[:2]:
        office.hand_over(number, [document.reference])

    office.do(undo.undo_last, number)

    assert office.ticket(number).stage == "serving"
    assert [office.stage(document.reference) for document in made] == ["collected", "ready", "ready"]
    office.do(undo.undo_last, number)
    assert [office.stage(document.reference) for document in made] == ["ready", "ready", "ready"]
    assert office.do(undo.undo_last, number).stage == "called"
