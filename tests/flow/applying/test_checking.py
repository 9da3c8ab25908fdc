"""A clerk checks an application: every item, and one answer."""

import pytest
from sqlmodel import col

from scheduler.db.models import Application, Document, DocumentType, Message, Move
from scheduler.domain.applying.checking_refusals import (
    ApplicationAbsent,
    ApplicationAnswered,
    ApplicationChanged,
    DecidedMeanwhile,
    HeldBy,
    ItemsLacking,
    ItemsUndecided,
    NothingLacks,
    PageMissing,
    ReasonUnknown,
    StillOpen,
    WithCitizen,
)
from scheduler.domain.applying.upload_refusals import ItemUnknown
from scheduler.domain.refusals import HiddenSigns, Invalid, ReasonRequired, Refusal
from scheduler.domain.stages import DocumentStage
from scheduler.flow import staff
from scheduler.flow.applying import applications, checking, taking_back
from scheduler.flow.core.outbox import Cause
from scheduler.flow.counter import counter_problems
from scheduler.flow.documents import documents
from scheduler.flow.upkeep import forgetting
from tests.flow.applying.applied import sent_page
from tests.flow.test_intake import codes, row, take
from tests.scenes.clerks_desk import Applied, applied
from tests.scenes.factories import CLERK, EARLY, NINE, World, at

OTHER = "staff:2"


@pytest.fixture
def sent(office: World) -> Applied:
    """One before the clerks, among others."""
    for name in ("Rina", "Budi"):
        office.database.run(staff.add_staff, office.office, name, "clerk", "no password fits", now=EARLY)
    applied(office, holder="Noise One")
    found = applied(office)
    applied(office, holder="Noise Two")
    return found


def asked(office: World) -> list[Message]:
    return office.rows(Message, col(Message.cause).in_([Cause.INCOMPLETE, Cause.PICTURE_REFUSED]))


# --- whose it is


def test_application_is_taken_and_left_again(office: World, sent: Applied) -> None:
    office.do(checking.take, sent.id, was=None)
    office.do(checking.take, sent.id, was=None)
    assert sent.row.taken_by == "staff:1"

    office.do(checking.release, sent.id, was="staff:1")

    assert sent.row.taken_by is None


@pytest.mark.postgres("statements")
def test_colleague_takes_over_what_they_saw_taken_and_nothing_unseen(office: World, sent: Applied) -> None:
    office.do(checking.take, sent.id, was=None)

    with pytest.raises(HeldBy) as refusal:
        office.do(checking.take, sent.id, was=None, by=OTHER)
    assert refusal.value.facts == {"name": "Rina"}
    office.do(checking.take, sent.id, was="staff:1", by=OTHER)

    assert sent.row.taken_by == OTHER


def test_deciding_takes_what_is_nobodys(office: World, sent: Applied) -> None:
    sent.decide(0, by=OTHER)
    sent.decide(1)

    assert sent.row.taken_by == OTHER


# --- an item


@pytest.mark.postgres("statements")
def test_item_is_decided_with_a_reason_and_own_words(office: World, sent: Applied) -> None:
    item = sent.decide(0, "unreadable", "blurred", "  nomor surat\ntidak tampak ", now=NINE)

    assert (item.state, item.why, item.words, item.decided_by, item.decided_at) == (
        "unreadable",
        "blurred",
        "nomor surat tidak tampak",
        "staff:1",
        NINE,
    )
    assert sent.states() == ["unreadable", "sent", "sent"]
    assert office.rows(Message, col(Message.cause) != Cause.RECEIVED) == []


@pytest.mark.parametrize(
    ("state", "why", "refusal"),
    [
        ("missing", None, ReasonUnknown),
        ("missing", "blurred", ReasonUnknown),
        ("unreadable", "", ReasonUnknown),
        ("empty", None, Invalid),
        ("sent", None, Invalid),
    ],
)
def test_decision_without_a_fitting_reason_is_refused(
    sent: Applied, state: str, why: str | None, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        sent.decide(0, state, why)

    assert sent.states() == ["sent"] * 3


def test_words_too_long_are_refused(sent: Applied) -> None:
    with pytest.raises(Invalid):
        sent.decide(0, "missing", "not_sent", "x" * (checking.LONGEST + 1))


def test_same_decision_again_changes_nothing_and_another_one_unseen_is_refused(sent: Applied) -> None:
    seen = sent.mark(0)
    sent.decide(0, seen=seen, now=NINE)
    again = sent.decide(0, seen=seen, now=at(9, 5))
    assert again.decided_at == NINE

    with pytest.raises(DecidedMeanwhile) as refusal:
        sent.decide(0, "missing", "expired", seen=seen, by=OTHER)

    assert refusal.value.facts == {"item": "Surat kehilangan"}
    assert sent.states()[0] == "accepted"


def test_picture_that_was_swapped_unseen_is_not_decided_on(office: World, sent: Applied) -> None:
    seen = sent.mark(0)
    office.change(Document, sent.document.id, stage="incomplete")
    code = office.read(lambda session: applications.application_code(session.get_one(Application, sent.id)))
    office.database.run(taking_back.remove_page, code, sent.pages[0][0], now=NINE)
    sent_page(office, code, "another")

    with pytest.raises(DecidedMeanwhile):
        sent.decide(0, seen=seen)

    sent.decide(0)
    assert sent.states()[0] == "accepted"


@pytest.mark.postgres("statements")
def test_what_came_again_keeps_nothing_of_the_decision_before(office: World, sent: Applied) -> None:
    sent.decide(0, "unreadable", "dark", "Lebih terang")
    sent.decide(1)
    sent.decide(2)
    sent.ask_again()
    code = office.read(lambda session: applications.application_code(session.get_one(Application, sent.id)))
    sent_page(office, code, "another")

    item = sent.items[0]
    assert (item.state, item.why, item.words, item.decided_by, item.decided_at) == ("sent", None, None, None, None)


def test_decision_is_taken_back(sent: Applied) -> None:
    sent.decide(0, "missing", "wrong_document", "lihat lagi")
    item = sent.undecide(0)
    sent.undecide(0)

    assert (item.state, item.why, item.words, item.decided_by, item.decided_at) == ("sent", None, None, None, None)


def test_nothing_is_accepted_without_a_page_unless_it_was_brought(office: World) -> None:
    some = applied(office, 0)

    for state, why in (("accepted", None), ("unreadable", "blurred")):
        with pytest.raises(PageMissing):
            some.decide(1, state, why)
    item = some.decide(1, "accepted", "brought")
    assert (item.state, item.why, item.decided_by) == ("accepted", "brought", "staff:1")

    assert some.undecide(1).state == "empty"


def test_what_is_not_there_is_refused(office: World, elsewhere: World, sent: Applied) -> None:
    unsent = office.database.run(
        lambda s: applications.begin_application(
            s, office.office, _procedure(s, office), channel="online", language="id", now=NINE
        )
    )

    with pytest.raises(ItemUnknown):
        office.do(checking.decide, sent.id, 9, checking.Decision("accepted"), seen="sent")
    for which, application_id in ((office, 999), (office, unsent.id), (elsewhere, sent.id)):
        with pytest.raises(ApplicationAbsent):
            which.do(checking.take, application_id, was=None)


def _procedure(session, office):
    from tests.scenes.clerks_desk import procedure  # noqa: PLC0415 - only here

    return procedure(session, office, "KK", ["Kartu Keluarga"])


# --- asked again


def test_all_that_lacks_is_asked_for_in_one_message(office: World) -> None:
    some = applied(office, 0, 2)
    some.decide(0, "unreadable", "dark")
    some.decide(2)
    row = some.ask_again(now=at(10))

    assert (row.waiting_since, row.answered_at, row.asked_again, row.accepted_at) == (None, at(10), 1, None)
    assert some.document.stage == "incomplete"
    assert some.states() == ["unreadable", "missing", "accepted"]
    (message,) = asked(office)
    assert (message.cause, message.document_id, message.due_at) == (Cause.INCOMPLETE, some.document.id, None)
    assert message.facts == {
        "items": [
            {"name": "Surat kehilangan", "position": 0, "state": "unreadable", "why": "dark"},
            {"name": "Kartu Keluarga", "position": 1, "state": "missing", "why": "not_sent"},
        ]
    }
    move = office.rows(Move, Move.document_id == some.document.id)[-1]
    assert (move.before, move.after, move.by) == ("received", "incomplete", "staff:1")
    assert move.note == "Surat kehilangan: foto terlalu gelap; Kartu Keluarga: belum dikirim"


def test_single_unreadable_picture_has_its_own_message(office: World, sent: Applied) -> None:
    sent.decide(0, "unreadable", "cut_off", "sudut kanan bawah")
    sent.decide(1)
    sent.decide(2)
    sent.ask_again()

    (message,) = asked(office)
    assert message.cause == Cause.PICTURE_REFUSED
    assert message.facts == {
        "item": "Surat kehilangan",
        "name": "Surat kehilangan",
        "position": 0,
        "state": "unreadable",
        "why": "cut_off",
    }


def test_nothing_is_asked_before_all_was_looked_at_or_when_nothing_lacks(office: World, sent: Applied) -> None:
    sent.decide(0, "missing", "expired")
    sent.decide(1)
    with pytest.raises(ItemsUndecided) as refusal:
        sent.ask_again()
    assert refusal.value.facts == {"items": "Pas foto"}

    sent.undecide(0)
    sent.decide(0)
    sent.decide(2)
    with pytest.raises(NothingLacks):
        sent.ask_again()

    assert asked(office) == []
    assert sent.document.stage == "received"


def test_second_round_is_told_again_and_keeps_the_first_answer(office: World, sent: Applied) -> None:
    for position in range(3):
        sent.decide(position, *(("unreadable", "blurred") if position == 0 else ("accepted",)))
    sent.ask_again(now=at(10))
    sent.send_again(0, now=at(11))
    assert (sent.document.stage, sent.states()[0]) == ("received", "sent")

    sent.decide(0, "unreadable", "glare", now=at(12))
    row = sent.ask_again(now=at(12))

    assert (row.asked_again, row.answered_at) == (2, at(10))
    assert [message.facts["why"] for message in asked(office)] == ["blurred", "glare"]


def test_answer_to_what_was_sent_again_meanwhile_is_refused(office: World, sent: Applied) -> None:
    for position in range(3):
        sent.decide(position, *(("missing", "expired") if position == 0 else ("accepted",)))
    old = sent.round
    sent.ask_again(now=at(10))

    with pytest.raises(ApplicationChanged):
        sent.ask_again(seen=old, by=OTHER)
    with pytest.raises(WithCitizen):
        sent.ask_again()
    sent.send_again(0)
    sent.decide(0)
    with pytest.raises(ApplicationChanged):
        sent.accept(seen=old)

    assert len(asked(office)) == 1
    assert sent.row.accepted_at is None


@pytest.mark.postgres("statements")
def test_while_the_citizen_is_asked_items_are_only_accepted(office: World, sent: Applied) -> None:
    for position in range(3):
        sent.decide(position, *(("missing", "expired") if position == 0 else ("accepted",)))
    sent.ask_again(now=at(10))

    with pytest.raises(WithCitizen):
        sent.decide(1, "missing", "expired")
    with pytest.raises(WithCitizen):
        sent.undecide(0)
    sent.decide(0, "accepted", "brought", now=at(11))
    sent.accept(now=at(11))

    assert sent.document.stage == "in_production"


def test_nobody_is_told_who_cannot_be_reached(office: World) -> None:
    some = applied(office, 0, phone=None)
    some.decide(0)
    some.ask_again()

    assert some.document.stage == "incomplete"
    assert asked(office) == []


# --- accepted


def test_complete_papers_go_into_production_and_it_is_told(office: World, sent: Applied) -> None:
    for position in range(3):
        sent.decide(position)
    row = sent.accept(now=at(10))

    assert (row.accepted_at, row.answered_at, row.waiting_since) == (at(10), at(10), None)
    assert sent.document.stage == "in_production"
    accepted = office.rows(Message, Message.cause == Cause.ACCEPTED)
    assert [message.document_id for message in accepted] == [sent.document.id]
    with pytest.raises(ApplicationAnswered):
        sent.decide(0, "missing", "expired")
    with pytest.raises(ApplicationAnswered):
        sent.accept()


def test_optional_item_may_be_refused_or_left_out(office: World) -> None:
    refused, left_out = applied(office), applied(office, 0, 1)
    refused.decide(2, "unreadable", "dark")
    for some in (refused, left_out):
        some.decide(0)
        some.decide(1)
        some.accept()

    assert refused.document.stage == left_out.document.stage == "in_production"


def test_incomplete_papers_are_not_accepted(office: World, sent: Applied) -> None:
    sent.decide(0)
    with pytest.raises(ItemsUndecided):
        sent.accept()
    sent.decide(1, "missing", "other_person")
    sent.decide(2)

    with pytest.raises(ItemsLacking) as refusal:
        sent.accept()

    assert refusal.value.facts == {"items": "Kartu Keluarga"}
    assert sent.document.stage == "received"


def test_visit_with_nothing_to_make_is_ready_and_invited(office: World) -> None:
    some = applied(office, type="Perekaman KTP-el", items=["Kartu Keluarga"], optional=())
    some.decide(0)
    some.accept()

    assert some.document.stage == "ready"
    assert some.document.invitation_id is not None


# --- beside the check


@pytest.mark.postgres("statements")
def test_holder_is_spelt_right_against_what_an_export_says(office: World, sent: Applied) -> None:
    office.do(checking.correct_holder, sent.id, "Siti Rahmawaty")
    kind = office.rows(DocumentType, DocumentType.id == sent.document.type_id)[0]

    (known,) = take(office, row(reference=sent.document.reference, type=kind.code, nik=sent.document.nik, stage=None))

    assert (known.outcome, codes([known])) == ("changed", [("holder", "holder_kept")])
    assert office.rows(Document, Document.id == sent.document.id)[0].holder == "Siti Rahmawaty"


@pytest.mark.postgres("statements")
def test_holder_is_spelt_right_and_the_old_spelling_stays_sealed(office: World, sent: Applied) -> None:
    office.do(checking.correct_holder, sent.id, "  Siti  Rahmawaty ")
    office.do(checking.correct_holder, sent.id, "Siti Rahmawaty")

    moves = office.rows(Move, Move.document_id == sent.document.id, Move.why == "holder_corrected")
    assert sent.document.holder == "Siti Rahmawaty"
    assert [(move.note, move.was) for move in moves] == [("Siti Rahmawati → Siti Rahmawaty", {})]


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("", Invalid),
        (" . ", Invalid),
        ("x" * 201, Invalid),
        ("Siti\x00Rahma", HiddenSigns),
        ("Si\u200bti", HiddenSigns),
    ],
)
def test_holder_without_a_name_is_refused(office: World, sent: Applied, name: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        office.do(checking.correct_holder, sent.id, name)

    assert sent.document.holder == "Siti Rahmawati"


def test_phone_is_confirmed_once(office: World) -> None:
    some = applied(office, confirmed=False)
    office.do(checking.confirm_phone, some.id, now=NINE)
    office.do(checking.confirm_phone, some.id, now=at(10))

    assert some.row.phone_confirmed_at == NINE
    assert len(office.rows(Move, Move.why == "phone_confirmed")) == 1


def test_what_was_moved_on_elsewhere_is_put_aside(office: World, sent: Applied) -> None:
    with pytest.raises(StillOpen):
        office.do(checking.settle, sent.id)
    office.do(documents.set_stage, sent.document.reference, "in_production")
    for _ in range(2):
        office.do(checking.settle, sent.id, now=at(10))

    assert (sent.row.waiting_since, sent.row.accepted_at) == (None, at(10))


@pytest.mark.postgres("statements")
def test_withdrawn_one_is_put_aside_and_not_accepted(office: World, sent: Applied) -> None:
    """By an export, which knows of no clerks."""
    document = sent.document.id
    office.database.run(
        lambda session: documents.move_on(
            session, session.get_one(Document, document), DocumentStage.WITHDRAWN, by=CLERK, now=NINE
        )
    )

    office.do(checking.settle, sent.id)

    assert (sent.row.waiting_since, sent.row.accepted_at) == (None, None)


# --- once more, after its papers were complete


def test_complete_papers_that_turn_out_wrong_lie_before_a_clerk_again(office: World, sent: Applied) -> None:
    for position in range(3):
        sent.decide(position)
    sent.accept()
    office.do(documents.set_stage, sent.document.reference, "incomplete", now=at(10))
    assert (sent.row.accepted_at, sent.row.waiting_since) == (None, at(10))

    sent.decide(1, "missing", "other_person")
    sent.ask_again()
    sent.send_again(1)
    sent.decide(1)
    sent.accept()

    assert sent.document.stage == "in_production"
    assert [message.cause for message in asked(office)] == [Cause.INCOMPLETE]


def test_wrong_data_at_a_counter_lies_before_a_clerk_again(office: World, sent: Applied) -> None:
    _fetched(office, sent)
    office.do(counter_problems.report_problem, _called(office, sent), reason="wrong_data", now=at(10))

    assert sent.document.stage == "incomplete"
    assert (sent.row.accepted_at, sent.row.waiting_since) == (None, at(10))


def test_other_problem_at_a_counter_leaves_it_accepted(office: World, sent: Applied) -> None:
    _fetched(office, sent)
    office.do(counter_problems.report_problem, _called(office, sent), reason="misprint", now=at(10))

    assert (sent.row.accepted_at, sent.row.waiting_since) == (NINE, None)


def test_files_stay_while_it_is_checked_again_and_may_come_anew(office: World, sent: Applied) -> None:
    for position in range(3):
        sent.decide(position)
    sent.accept(now=EARLY)
    office.database.run(forgetting.forget, office.office, now=at(9, day=40))
    assert sent.row.files_gone_at

    office.do(documents.set_stage, sent.document.reference, "incomplete", now=at(10, day=40))

    assert sent.row.files_gone_at is None
    assert office.database.run(forgetting.forget, office.office, now=at(9, day=80)) == []


def _fetched(office: World, which: Applied) -> None:
    """Its papers are complete, and it is ready."""
    for position in range(3):
        which.decide(position)
    which.accept(now=NINE)
    office.do(documents.set_stage, which.document.reference, "ready")


def _called(office: World, which: Applied) -> str:
    """The number of whoever came for it and is called."""
    booking = office.book(office.code(which.document), office.slot())
    number = office.scan(short=str(booking.short)).ticket
    office.call(1)
    return number


# --- refused


def test_application_is_refused_with_a_reason_that_its_citizen_hears(office: World, sent: Applied) -> None:
    seen = checking.round_of(sent.row)

    office.do(checking.refuse, sent.id, seen=seen, reason="bukan warga kota ini")

    assert (sent.row.waiting_since, office.stage(sent.document.reference)) == (None, "withdrawn")
    [message] = office.rows(Message, col(Message.cause) == Cause.WITHDRAWN)
    assert message.document_id == sent.document.id
    assert office.rows(Move)[-1].note == "bukan warga kota ini"


def test_application_is_refused_once_with_a_reason_and_by_whoever_saw_it_last(office: World, sent: Applied) -> None:
    seen = checking.round_of(sent.row)

    with pytest.raises(ReasonRequired):
        office.do(checking.refuse, sent.id, seen=seen, reason=" ")
    with pytest.raises(ApplicationChanged):
        office.do(checking.refuse, sent.id, seen="0.-", reason="x")
    office.do(checking.refuse, sent.id, seen=seen, reason="x")

    with pytest.raises(ApplicationAnswered):
        office.do(checking.refuse, sent.id, seen=seen, reason="x")
