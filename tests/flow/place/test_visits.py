"""Visits that a place booked are its own: no other place's, nor the citizen's."""

import pytest

from scheduler.db.queries import documents_of_booking
from scheduler.domain.booking import PassUnknown
from scheduler.domain.place import BookedElsewhere, PlaceShut
from scheduler.flow.booking import bookings
from scheduler.flow.delivery import places
from scheduler.flow.invitations.invitations import pass_of
from scheduler.flow.place import visits
from tests.scenes.desks import NIK, AtPlace, booked_there, somebody_at
from tests.scenes.factories import NINE, World, at


@pytest.fixture
def yuni(office: World) -> AtPlace:
    return somebody_at(office)


@pytest.fixture
def other(office: World) -> AtPlace:
    return somebody_at(office, "Wati", "Kecamatan Timur")


@pytest.mark.postgres("statements")
def test_place_finds_its_own_visit_alone(office: World, yuni: AtPlace, other: AtPlace) -> None:
    booking = booked_there(office, yuni)

    assert office.read(lambda s: visits.visit_at(s, yuni.place, booking.short)).id == booking.id
    for place, short in ((other.place, booking.short), (yuni.place, office.booking(office.booked(11)).short)):
        with pytest.raises(PassUnknown):
            office.read(lambda s, place=place, short=short: visits.visit_at(s, place, short))


@pytest.mark.postgres("statements")
def test_list_has_what_is_still_to_come_by_time(office: World, yuni: AtPlace, other: AtPlace) -> None:
    later, sooner = booked_there(office, yuni, 11, day=1), booked_there(office, yuni, 9, day=1)
    given_up = booked_there(office, yuni, 13, day=1)
    booked_there(office, other, 14, day=1)
    past = booked_there(office, yuni, 9, day=0)
    office.booked(10, day=1)
    office.database.run(bookings.cancel, pass_of(given_up), ref4=None, by=yuni.by, now=NINE)

    def listed(day: int) -> list[int]:
        found = office.read(lambda s: visits.visits_ahead_of(s, office.office, yuni.place, now=at(9, day=day)))
        return [booking.id for booking, _ in found]

    assert listed(0) == [past.id, sooner.id, later.id]
    assert listed(1) == [sooner.id, later.id]


def test_document_that_is_booked_elsewhere_says_when(office: World, yuni: AtPlace, other: AtPlace) -> None:
    free = office.document(nik=NIK)
    own, theirs = booked_there(office, yuni), booked_there(office, other, 11)
    documents = {
        each: office.read(lambda s, each=each: documents_of_booking(s, each)[0]) for each in (own.id, theirs.id)
    }

    assert office.read(lambda s: visits.own_visit(s, yuni.place, free)) is None
    found = office.read(lambda s: visits.own_visit(s, yuni.place, documents[own.id]))
    assert found is not None
    assert found.id == own.id
    with pytest.raises(BookedElsewhere) as refusal:
        office.read(lambda s: visits.own_visit(s, yuni.place, documents[theirs.id]))
    assert refusal.value.facts["slot"].id == theirs.slot_id


def test_closed_place_books_nothing_new(office: World, yuni: AtPlace) -> None:
    visits.refuse_shut(yuni.place)

    with pytest.raises(PlaceShut):
        visits.refuse_shut(office.database.run(places.close_place, office.office, yuni.place.id, closed=True))
