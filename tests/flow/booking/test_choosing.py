"""Which documents of an invitation a visit fetches: what was chosen, and never in silence what prints itself."""

import pytest
from sqlmodel import col

from scheduler.db.models import Booking, BookingDocument, Document
from scheduler.domain.invitations.refusals import NoDocumentChosen, PaperNotAsked
from scheduler.flow.booking import bookings, joining
from scheduler.flow.booking.joining import joinings_with
from scheduler.flow.custody.collectors import Collector
from scheduler.flow.delivery.delivery_method import want_paper
from tests.scenes.factories import EARLY, NINE, World


def household(office: World) -> tuple[Document, Document, Document]:
    """Two cards and a sheet that prints itself, of one invitation."""
    first, second = office.document("R/1", kk="1"), office.document("R/2", kk="1")
    return first, second, office.document("R/3", type="KK", kk="1", channel="self_print")


def book(office: World, about: Document, *chosen: Document, service: str = "A") -> set[str]:
    """The registration numbers of what a visit fetches; chosen: none where nobody chose."""
    fetch = [document.id for document in chosen] or None
    slot, code = office.slot(9, service=service), office.code(about)
    facts = {"party": 1, "collector": Collector(), "fetch": fetch, "by": "citizen", "now": EARLY}
    return fetched_by(office, office.database.run(bookings.book, code, slot.id, **facts).id)


def fetched_by(office: World, booking_id: int) -> set[str]:
    rows = office.rows(BookingDocument, BookingDocument.booking_id == booking_id, col(BookingDocument.live))
    by_id = {document.id: document.reference for document in office.rows(Document)}
    return {by_id[row.document_id] for row in rows}


def paper_asked(office: World) -> set[str]:
    return {document.reference for document in office.rows(Document) if document.paper_asked_at}


@pytest.mark.postgres("statements")
def test_what_prints_itself_joins_no_visit_in_silence(office: World) -> None:
    first, _, _ = household(office)

    assert book(office, first) == {"R/1", "R/2"}
    assert paper_asked(office) == set()


@pytest.mark.postgres("statements")
def test_visit_fetches_what_was_chosen_and_a_sheet_that_is_asked_for_by_that(office: World) -> None:
    first, _, sheet = household(office)

    assert book(office, first, first, sheet) == {"R/1", "R/3"}
    assert paper_asked(office) == {"R/3"}
    assert [booking.units for booking in office.rows(Booking)] == [2]


def test_sheet_whose_paper_was_asked_for_is_fetched_with_the_rest(office: World) -> None:
    first, _, _ = household(office)
    office.database.run(want_paper, office.code(first), now=EARLY)

    assert book(office, first) == {"R/1", "R/2", "R/3"}


def test_nothing_but_what_prints_itself_takes_no_seat_until_it_is_asked_for(office: World) -> None:
    sheet = office.document("R/1", type="KK", channel="self_print")

    with pytest.raises(PaperNotAsked):
        book(office, sheet, service="B")
    assert office.slot(9, service="B").taken == 0

    office.database.run(want_paper, office.code(sheet), now=EARLY)
    assert book(office, sheet, service="B") == {"R/1"}


def test_somebody_elses_document_cannot_be_chosen(office: World) -> None:
    first, _, _ = household(office)
    stranger = office.document("R/9")

    with pytest.raises(NoDocumentChosen):
        book(office, first, stranger)


def test_later_sheet_is_not_offered_to_a_visit_unless_its_paper_is_asked_for(office: World) -> None:
    visit = office.book(office.code(office.document("R/1", kk="1")), office.slot(9))
    sheet = office.document("R/2", type="KK", kk="1", channel="self_print")

    def offered() -> list[int]:
        return office.read(
            lambda session: [each.invitation.id for each in joinings_with(session, office.office, visit, now=EARLY)]
        )

    assert offered() == []
    office.database.run(want_paper, office.code(sheet), now=EARLY)
    assert offered() == [sheet.invitation_id]
    office.database.run(joining.join, office.code(sheet), by="citizen", now=EARLY)
    assert fetched_by(office, visit.id) == {"R/1", "R/2"}


@pytest.mark.parametrize(("shown", "fetched"), [("R/1", {"R/1", "R/2"}), ("R/3", {"R/1", "R/2", "R/3"})])
def test_who_comes_without_a_booking_fetches_a_sheet_that_is_named_alone(
    office: World, shown: str, fetched: set[str]
) -> None:
    household(office)

    arrival = office.walk_in(reference=shown, now=NINE)

    assert fetched_by(office, arrival.booking_id) == fetched
