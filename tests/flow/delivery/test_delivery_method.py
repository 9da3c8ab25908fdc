"""Where a document is handed over, before and after it is ready."""

from typing import Any

import pytest
from sqlmodel import col

from scheduler.db.models import Document, Message, Move
from scheduler.domain.delivery.refusals import (
    BookedHere,
    DeliveryFixed,
    NothingPrintable,
    NotPrintable,
    PlaceClosed,
    PlaceNeeded,
    PlaceUnknown,
)
from scheduler.domain.documents.refusals import DocumentUnknown
from scheduler.domain.door import Elsewhere
from scheduler.flow.core.outbox import Cause
from scheduler.flow.delivery import delivery_method, places
from scheduler.flow.documents import documents
from tests.scenes.factories import NINE, World, at
from tests.scenes.places import BUGIS, a_place, taken

PHONE = "+6281234567890"


def send(office: World, channel: str, place: str | None = None, reference: str = "R/1") -> Document:
    return office.do(delivery_method.set_method, reference, channel, place)


def told(office: World) -> list[str]:
    return [message.cause for message in office.rows(Message)]


def test_before_it_is_ready_nobody_is_told(office: World) -> None:
    a_place(office)
    office.document("R/1", stage="in_production", phone=PHONE)

    document = send(office, "branch", BUGIS.lower())

    assert (document.channel, document.place) == ("branch", BUGIS)
    assert told(office) == [Cause.ACCEPTED]


def test_ready_for_a_place_of_the_list_is_not_there_yet(office: World) -> None:
    a_place(office)
    office.document("R/1", stage="in_production", phone=PHONE)
    send(office, "branch", BUGIS)

    office.do(documents.set_stage, "R/1", "ready")

    assert Cause.ELSEWHERE not in told(office)


def test_ready_document_that_goes_to_a_place_is_written_down_once(office: World) -> None:
    a_place(office)
    office.document("R/1", phone=PHONE)

    for _ in range(2):
        send(office, "branch", BUGIS)

    assert told(office) == [Cause.READY]
    assert [move.why for move in office.rows(Move, col(Move.why) == "channel")] == ["channel"]


def test_ready_document_that_comes_to_the_office_is_invited(office: World) -> None:
    a_place(office)
    office.document("R/1", channel="branch", phone=PHONE)

    document = send(office, "office")

    assert (document.channel, document.place) == ("office", None)
    assert document.invitation_id is not None
    assert told(office) == [Cause.READY]


def test_paper_to_print_at_home_says_so_and_may_be_booked(office: World) -> None:
    office.document("R/1", type="KK", channel="post", phone=PHONE)

    document = send(office, "self_print")

    assert document.invitation_id is not None
    assert told(office) == [Cause.READY]


def test_card_cannot_be_printed_at_home(office: World) -> None:
    office.document("R/1", type="KTP-el")

    with pytest.raises(NotPrintable):
        send(office, "self_print")


def test_branch_and_post_need_a_place_of_the_list_that_is_open(office: World) -> None:
    place = a_place(office)
    office.document("R/1")

    for channel in ("branch", "post"):
        with pytest.raises(PlaceNeeded):
            send(office, channel)
    with pytest.raises(PlaceUnknown):
        send(office, "branch", "Kelurahan Tak Ada")
    office.database.run(places.close_place, office.office, place.id, closed=True)
    with pytest.raises(PlaceClosed):
        send(office, "branch", BUGIS)


@pytest.mark.parametrize("arrived", [False, True], ids=["booked", "arrived"])
def test_visit_that_was_promised_is_not_taken_away(office: World, *, arrived: bool) -> None:
    a_place(office)
    code = office.booked(9, reference="R/1")
    if arrived:
        office.scan(code)

    with pytest.raises(BookedHere):
        send(office, "branch", BUGIS)
    assert office.rows(Document)[0].channel == "office"


@pytest.mark.parametrize("facts", [{"stage": "collected"}, {"type": "Perekaman KTP-el"}])
def test_what_is_over_or_hands_nothing_over_stays(office: World, facts: dict[str, Any]) -> None:
    a_place(office)
    office.document("R/1", **facts)

    with pytest.raises(DeliveryFixed):
        send(office, "branch", BUGIS)


def test_what_is_out_with_a_partner_stays(office: World) -> None:
    taken(office, a_place(office), "R/1")

    with pytest.raises(DeliveryFixed):
        send(office, "office")


def test_unknown_number_and_other_offices_documents(office: World, elsewhere: World) -> None:
    elsewhere.document("R/1")

    with pytest.raises(DocumentUnknown):
        send(office, "post")


def test_door_says_where_it_is(office: World) -> None:
    taken(office, a_place(office), "R/1")

    with pytest.raises(Elsewhere) as refusal:
        office.scan(reference="R/1")

    assert refusal.value.facts == {"place": BUGIS, "address": "Jalan Bugis 5", "hours": "Senin-Jumat 08.00-14.00"}


# --- paper on request


@pytest.mark.postgres("statements")
def test_citizen_asks_for_paper_once(office: World) -> None:
    document = office.document("R/1", type="KK", channel="self_print")
    code = office.code(document)
    for now in (NINE, at(10)):
        office.database.run(delivery_method.want_paper, code, now=now)

    (found,) = office.rows(Document)
    assert (found.paper_asked_at, found.channel) == (NINE, "self_print")


def test_staff_note_it_and_nothing_else_has_paper_to_ask_for(office: World) -> None:
    office.document("R/1", type="KK", channel="self_print")
    office.document("R/2", type="KTP-el")

    office.at_time(delivery_method.note_paper, "R/1")

    with pytest.raises(NothingPrintable):
        office.at_time(delivery_method.note_paper, "R/2")
    assert [each.paper_asked_at for each in office.rows(Document)] == [NINE, None]
