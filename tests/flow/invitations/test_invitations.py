"""The right to book: one for a household, never for a shared phone."""

import pytest

from scheduler.db.models import Document, Invitation
from scheduler.domain.invitations.refusals import InvitationExpired, InvitationUnknown
from scheduler.domain.stages import DocumentStage
from scheduler.flow.booking import bookings
from scheduler.flow.documents import documents
from scheduler.flow.invitations import invitations
from tests.scenes.factories import EARLY, World, at

KK = "2172010101010001"


def test_documents_of_a_household_share_an_invitation(office: World):
    first, second = office.document(kk=KK), office.document(kk=KK, type="KK")

    assert first.invitation_id == second.invitation_id
    assert office.code(first) == office.code(second)


def test_another_household_with_the_same_phone_gets_its_own(office: World):
    first = office.document(kk=KK, phone="+6281234567890")
    second = office.document(kk="2172010101010002", phone="+6281234567890")

    assert first.invitation_id != second.invitation_id


def test_documents_without_a_household_stay_alone(office: World):
    assert office.document().invitation_id != office.document().invitation_id


def test_household_at_another_office_gets_its_own(office: World, elsewhere: World):
    assert office.document(kk=KK).invitation_id != elsewhere.document(kk=KK).invitation_id


def test_document_that_is_ready_after_the_booking_opens_a_new_invitation(office: World):
    first = office.document(kk=KK)
    office.book(office.code(first), office.slot())

    second = office.document(kk=KK)

    assert second.invitation_id != first.invitation_id


def test_household_of_an_expired_invitation_gets_a_new_one(office: World):
    first = office.document(kk=KK)

    second = office.document(kk=KK, now=at(9, day=31))

    assert second.invitation_id != first.invitation_id


def test_document_ready_again_keeps_its_invitation(office: World):
    document = office.document()
    for stage in (DocumentStage.MISPLACED, DocumentStage.READY):
        office.do(documents.set_stage, document.reference, stage)

    assert office.rows(Document)[0].invitation_id == document.invitation_id
    assert len(office.rows(Invitation)) == 1


def test_household_is_told_once_until_it_was_told(office: World):
    for _ in range(3):
        office.document(kk=KK)

    assert office.messages() == ["ready"]


def test_invitation_is_good_for_the_offices_days(office: World):
    office.document()

    assert office.rows(Invitation)[0].expires_at == at(7, day=30)


def test_code_is_written_out_again_as_it_was_and_is_not_in_the_row(office: World):
    document = office.document()
    row = office.rows(Invitation)[0]

    assert office.code(document) == invitations.code_of(row)
    assert len(row.code_hash) == 32
    assert office.code(document).encode() not in row.code_hash + row.salt


def test_unknown_malformed_and_foreign_codes_are_the_same_refusal(office: World):
    pass_code = office.booked()

    for code in ("7K4M-P2QX-9RD3-FHNT", "nonsense", "", pass_code):
        with pytest.raises(InvitationUnknown):
            office.database.run(invitations.known_invitation, code)


def test_expired_invitation_is_refused_and_good_again_when_renewed(office: World):
    code, late = office.invitation(), at(9, day=30)
    slot = office.slot(14)
    with pytest.raises(InvitationExpired):
        office.book(code, slot, now=late)

    office.database.run(_renew, code, office.office, now=late)

    assert office.rows(Invitation)[0].expires_at == at(9, day=60)


def test_renewing_one_that_is_good_leaves_its_date(office: World):
    code = office.invitation()

    office.database.run(_renew, code, office.office, now=at(12))

    assert office.rows(Invitation)[0].expires_at == at(7, day=30)
    assert office.messages() == ["ready"]


def test_cancelled_booking_opens_its_invitation_again(office: World):
    code = office.invitation()
    booking = office.book(code, office.slot())
    office.database.run(bookings.cancel, invitations.pass_of(booking), ref4=None, by="citizen", now=EARLY)

    again = office.book(code, office.slot(10))

    assert (again.stage, again.invitation_id) == ("booked", booking.invitation_id)


def _renew(session, code, office, *, now):
    invitations.renew(session, invitations.known_invitation(session, code), office, now=now)
