"""A lost link: sent again only where the proof holds, and nobody can tell from outside."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import event, update
from sqlalchemy.engine import Engine
from sqlmodel import Session, col

from scheduler.db.models import Document, Invitation, Message, StoppedNumber
from scheduler.flow.booking import bookings
from scheduler.flow.contact import links
from scheduler.flow.contact.links import Asked
from scheduler.flow.invitations.invitations import pass_of
from tests.scenes.factories import CLERK, NINE, World, at, race

PHONE, NIK = "+6281234560987", "2172015708650003"
BORN = date(1965, 8, 17)


def ask(office: World, reference: str, **proof: object) -> None:
    office.at_time(links.send_again, Asked(reference, **proof))  # type: ignore[arg-type]


def sent(session: Session) -> None:
    session.execute(update(Message).values(state="sent"))


@contextmanager
def statements() -> Iterator[list[str]]:
    """What a step sends to the database."""
    seen: list[str] = []

    def keep(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", keep)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", keep)


@pytest.mark.parametrize("proof", [{"born": BORN}, {"phone4": "0987"}])
def test_link_to_choose_a_time_goes_out_again(office: World, proof: dict[str, object]) -> None:
    office.document("R/1", phone=PHONE, nik=NIK)
    office.document("R/2", phone="+6281234560111", nik="2172010101900001")
    office.database.run(sent)

    ask(office, "R/1", **proof)

    told = office.rows(Message, col(Message.state) == "new")
    assert [message.cause for message in told] == ["ready"]
    assert told[0].invitation_id == office.rows(Document)[0].invitation_id


@pytest.mark.postgres("statements")
def test_expired_link_is_good_again(office: World) -> None:
    document = office.document("R/1", phone=PHONE)

    office.at_time(links.send_again, Asked("R/1", phone4="0987"), now=at(9, day=40))

    found = office.rows(Invitation, col(Invitation.id) == document.invitation_id)[0]
    assert found.expires_at > at(9, day=40)


def test_link_of_a_booked_visit_leads_to_its_ticket(office: World) -> None:
    document = office.document("R/1", phone=PHONE, nik=NIK)
    booking = office.book(office.code(document), office.slot(9))
    office.database.run(sent)

    ask(office, "R/1", born=BORN)

    told = office.rows(Message, col(Message.state) == "new")
    assert [(message.cause, message.booking_id, message.document_id) for message in told] == [
        ("link", booking.id, document.id)
    ]


def test_link_asked_for_twice_goes_out_once(office: World) -> None:
    document = office.document("R/1", phone=PHONE)
    office.book(office.code(document), office.slot(9))

    ask(office, "R/1", phone4="0987")
    ask(office, "R/1", phone4="0987")
    office.database.run(sent)
    ask(office, "R/1", phone4="0987")

    assert office.messages().count("link") == 2


@pytest.mark.postgres("locks")
def test_link_asked_for_by_many_at_once_goes_out_once(office: World) -> None:
    document = office.document("R/1", phone=PHONE)
    office.book(office.code(document), office.slot(9))

    outcomes = race([lambda: ask(office, "R/1", phone4="0987")] * 8)

    assert outcomes == [None] * 8
    assert office.messages().count("link") == 1


@pytest.mark.parametrize("proof", [{}, {"born": date(1965, 8, 18)}, {"phone4": "0988"}, {"phone4": "7"}])
def test_wrong_proof_sends_nothing(office: World, proof: dict[str, object]) -> None:
    office.document("R/1", phone=PHONE, nik=NIK)
    office.database.run(sent)

    ask(office, "R/1", **proof)

    assert office.messages() == ["ready"]


def test_birth_date_proves_nothing_where_no_nik_is_registered(office: World) -> None:
    office.document("R/1", phone=PHONE)
    office.database.run(sent)

    ask(office, "R/1", born=BORN)

    assert office.messages() == ["ready"]


def test_link_goes_nowhere_without_a_phone(office: World) -> None:
    office.document("R/1", nik=NIK)
    office.database.run(sent)

    ask(office, "R/1", born=BORN)

    assert office.messages() == ["ready"]


def test_document_that_is_not_ready_has_no_link(office: World) -> None:
    office.document("R/1", stage="in_production", phone=PHONE)

    ask(office, "R/1", phone4="0987")

    assert office.messages() == ["accepted"]


@pytest.mark.postgres("statements")
def test_document_that_waits_for_its_invitation_has_no_link(office: World) -> None:
    office.document("R/1", phone=PHONE)
    office.database.run(_uninvited)

    ask(office, "R/1", phone4="0987")

    assert office.messages() == []


def test_stopped_number_gets_no_link(office: World) -> None:
    document = office.document("R/1", phone=PHONE)
    office.database.run(sent)
    office.database.run(_stopped, document)

    ask(office, "R/1", phone4="0987")

    assert office.messages() == ["ready"]


def test_number_that_another_office_leaves_alone_gets_its_link_here(office: World, elsewhere: World) -> None:
    office.document("R/1", phone=PHONE)
    theirs = elsewhere.document("R/9", phone=PHONE)
    office.database.run(sent)
    office.database.run(_stopped, theirs)

    ask(office, "R/1", phone4="0987")

    assert [message.cause for message in office.rows(Message, col(Message.state) == "new")] == ["ready"]


def test_registration_number_of_another_office_is_unknown(office: World, elsewhere: World) -> None:
    elsewhere.document("R/1", phone=PHONE)
    office.database.run(sent)

    ask(office, "R/1", phone4="0987")

    assert office.rows(Message, col(Message.state) == "new") == []


def test_cancelled_visit_leads_to_a_new_choice(office: World) -> None:
    document = office.document("R/1", phone=PHONE)
    booking = office.book(office.code(document), office.slot(9))
    office.database.run(bookings.cancel, pass_of(booking), ref4=None, by=CLERK, now=at(8))
    office.database.run(sent)

    ask(office, "R/1", phone4="0987")

    assert [message.cause for message in office.rows(Message, col(Message.state) == "new")] == ["ready"]


def test_one_and_the_same_read_answers_known_and_unknown_numbers(office: World) -> None:
    office.document("R/1", phone=PHONE, nik=NIK)
    office.document("R/2", stage="in_production", phone=PHONE, nik=NIK)
    office.book(office.code(office.document("R/3", phone=PHONE, nik=NIK)), office.slot(9))

    seen = {}
    for reference in ("R/1", "R/2", "R/3", "R/9"):
        with statements() as sent_to_database:
            ask(office, reference, born=date(1900, 1, 1))
        seen[reference] = [one for one in sent_to_database if one.lstrip().startswith(("SELECT", "INSERT", "UPDATE"))]

    assert {len(each) for each in seen.values()} == {1}
    assert len({each[0] for each in seen.values()}) == 1


def _uninvited(session: Session) -> None:
    session.execute(update(Document).values(invitation_id=None))
    session.execute(Message.__table__.delete())  # type: ignore[attr-defined]


def _stopped(session: Session, document: Document) -> None:
    fresh = session.get_one(Document, document.id)
    assert fresh.phone_hash is not None
    session.add(StoppedNumber(office_id=fresh.office_id, phone_hash=fresh.phone_hash, why="not_mine", at=NINE))
