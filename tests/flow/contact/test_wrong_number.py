"""A message reached somebody whom it was not for."""

import pytest

from scheduler.db import queries
from scheduler.db.models import Application, Booking, Document, Invitation, Message, Move, StoppedNumber
from scheduler.domain.applying.refusals import ApplicationUnknown
from scheduler.domain.booking import PassUnknown
from scheduler.domain.documents.refusals import DocumentUnknown
from scheduler.domain.invitations.refusals import InvitationUnknown
from scheduler.domain.messages import Why
from scheduler.domain.refusals import Invalid
from scheduler.flow.booking import bookings
from scheduler.flow.contact import wrong_number
from scheduler.flow.core.outbox import Cause
from scheduler.flow.custody.collectors import Collector
from scheduler.flow.invitations.invitations import code_of
from scheduler.messages.notices.links import ready_invitations
from tests.scenes.applications import application, document, move, sent
from tests.scenes.factories import CLERK, EARLY, World, at

THEIRS, OTHER = "+6281234567890", "+6281311112222"


def _not_mine(office: World, code: str) -> None:
    office.database.run(wrong_number.not_mine, code, now=at(8))


def _states(office: World, document: Document) -> list[str]:
    fresh = office.rows(Document, Document.id == document.id)[0]
    return [row.state for row in office.rows(Message, Message.invitation_id == fresh.invitation_id)]


def _told(office: World) -> list[str | None]:
    """The phones of everybody who is still to be told."""
    return office.read(lambda session: [ready.phone for ready in ready_invitations(session, office.office, at(8))])


def _confirm(office: World, document: Document, phone: str | None = None) -> Document:
    return office.do(wrong_number.confirm_phone, document.reference, phone, now=at(8))


def test_number_is_stopped_and_what_waits_for_it_is_moot(office: World):
    wrong, noise = office.document(phone=THEIRS), office.document(phone=OTHER)

    _not_mine(office, office.code(wrong))

    assert [row.why for row in office.rows(StoppedNumber)] == ["not_mine"]
    assert (_states(office, wrong), _states(office, noise)) == (["moot"], ["new"])
    assert [row.why for row in office.rows(Message, Message.invitation_id == wrong.invitation_id)] == [Why.STOPPED]
    assert _told(office) == [OTHER]


def test_old_link_opens_nothing_and_the_household_keeps_its_right(office: World):
    document = office.document(phone=THEIRS)
    old = office.code(document)

    _not_mine(office, old)

    assert office.code(document) != old
    with pytest.raises(InvitationUnknown):
        _not_mine(office, old)
    with pytest.raises(InvitationUnknown):
        office.book(old, office.slot())
    assert office.book(office.code(document), office.slot()).stage == "booked"


def test_visit_that_is_booked_stays(office: World):
    document = office.document(phone=THEIRS)
    code = office.code(document)
    pass_code = office.database.run(
        bookings.book, code, office.slot().id, party=1, collector=Collector(), by="citizen", now=EARLY
    ).code

    office.database.run(wrong_number.not_mine_by_pass, pass_code, now=at(8))

    assert office.booking(pass_code).stage == "booked"
    assert office.code(document) != code
    assert "new" not in _states(office, document)


def test_every_household_of_a_shared_number_is_spared(office: World):
    first, second = office.document(phone=THEIRS, kk="1"), office.document(phone=THEIRS, kk="2")
    code = office.code(second)

    _not_mine(office, office.code(first))

    assert (_states(office, first), _states(office, second)) == (["moot"], ["moot"])
    assert office.code(second) == code, "Only the link that was opened is withdrawn."


def test_household_that_left_another_number_is_told_there(office: World):
    first = office.document(phone=THEIRS, kk="1")
    office.document(phone=OTHER, kk="1")

    _not_mine(office, office.code(first))

    assert _told(office) == [OTHER]
    assert len(office.rows(Invitation)) == 1


def test_nothing_more_goes_to_a_stopped_number(office: World):
    _not_mine(office, office.code(office.document(phone=THEIRS)))

    later = office.document(phone=THEIRS)

    assert _states(office, later) == []
    assert _told(office) == []


def test_number_is_stopped_for_the_office_alone(office: World, elsewhere: World):
    _not_mine(office, office.code(office.document(phone=THEIRS)))

    assert _states(elsewhere, elsewhere.document(phone=THEIRS)) == ["new"]


def test_history_says_why(office: World):
    document = office.document(phone=THEIRS)

    _not_mine(office, office.code(document))

    last = office.rows(Move, Move.document_id == document.id)[-1]
    assert (last.before, last.after, last.why, last.by) == ("ready", "ready", "wrong_number", "citizen")


def test_reader_of_a_link_without_a_number_closes_it_all_the_same(office: World):
    document = office.document()
    old = office.code(document)

    _not_mine(office, old)

    assert office.code(document) != old
    assert office.rows(StoppedNumber) == []


@pytest.mark.postgres("statements")
def test_clerk_who_knows_the_number_is_right_sends_again(office: World):
    document = office.document(phone=THEIRS)
    _not_mine(office, office.code(document))

    _confirm(office, document)

    assert office.rows(StoppedNumber) == []
    assert _states(office, document) == ["moot", "new"]
    assert _told(office) == [THEIRS]
    assert office.rows(Move, Move.document_id == document.id)[-1].why == "phone_confirmed"


def test_clerk_gives_the_right_number(office: World):
    first, second = office.document(phone=THEIRS, kk="1"), office.document(phone=THEIRS, kk="1")
    _not_mine(office, office.code(first))

    _confirm(office, first, "0813-1111-2222")

    rows = office.rows(Document)
    assert [row.phone for row in rows] == [OTHER, OTHER]
    assert rows[0].phone_hash == rows[1].phone_hash
    assert _told(office) == [OTHER]
    assert len(office.rows(StoppedNumber)) == 1, "The wrong number stays stopped."
    assert second.id == rows[1].id


def test_number_of_what_is_booked_is_set_right_without_a_message(office: World):
    document = office.document(phone=THEIRS)
    office.book(office.code(document), office.slot())

    _confirm(office, document, OTHER)

    assert office.rows(Message, Message.cause == "ready")[-1].id == office.rows(Message)[0].id
    assert [row.stage for row in office.rows(Booking)] == ["booked"]


@pytest.mark.parametrize("phone", ["12", "0771-123456", "siapa"])
def test_what_is_no_mobile_number_is_refused(office: World, phone: str):
    document = office.document(phone=THEIRS)

    with pytest.raises(Invalid):
        _confirm(office, document, phone)


def test_document_without_a_number_has_none_to_confirm(office: World):
    with pytest.raises(Invalid):
        _confirm(office, office.document())


def test_unknown_documents_and_passes_are_refused(office: World):
    with pytest.raises(DocumentUnknown):
        office.do(wrong_number.confirm_phone, "9999", None, by=CLERK)
    with pytest.raises(PassUnknown):
        office.database.run(wrong_number.not_mine_by_pass, "7K4M-P2QX-9RD3-FHNT", now=at(8))


def test_code_of_the_new_link_is_the_households(office: World):
    document = office.document(phone=THEIRS)
    _not_mine(office, office.code(document))

    invitation = office.rows(Invitation)[0]

    assert office.read(lambda s: queries.invitation_by_code(s, code_of(invitation)).id) == invitation.id


# --- what was applied for from home


@pytest.mark.parametrize("said_by", ["phone", "link"])
def test_link_to_an_application_opens_nothing_once_its_number_is_wrong(office: World, said_by: str):
    code, others = sent(office), office.document(phone=OTHER)
    which = application(office, code).id
    office.change(Application, which, phone_confirmed_at=EARLY)
    if said_by == "phone":
        office.database.run(wrong_number.not_mine_by_phone, office.office, THEIRS, now=at(8))
    else:
        move(office, code, "in_production", "ready")
        _not_mine(office, office.code(document(office, code)))

    with pytest.raises(ApplicationUnknown):
        application(office, code)
    assert office.rows(Application)[0].phone_confirmed_at is None
    assert _states(office, others) == ["new"]


def test_right_number_is_the_applications_too_and_gets_its_new_link(office: World):
    code = sent(office)
    registered = document(office, code)
    office.database.run(wrong_number.not_mine_by_phone, office.office, THEIRS, now=at(8))

    _confirm(office, registered, OTHER)

    (row,) = office.rows(Application)
    assert row.phone == OTHER
    assert row.phone_hash == office.rows(Document)[0].phone_hash
    links = office.rows(Message, Message.cause == Cause.LINK)
    assert [(link.application_id, link.state) for link in links] == [(row.id, "new")]
