"""The desk of a kecamatan or kelurahan, for tests: who sits there, and what was shown and booked there."""

from dataclasses import dataclass

from sqlmodel import col

from scheduler.db.models import Booking, Document, Place
from scheduler.flow.place import showing, visits
from scheduler.flow.staff import people
from tests.scenes.factories import EARLY, NINE, World
from tests.scenes.places import BUGIS, a_place

NIK = "2172014101900001"


@dataclass(frozen=True)
class AtPlace:
    """Somebody who works at a place."""

    place: Place
    staff_id: int

    @property
    def by(self) -> str:
        return f"staff:{self.staff_id}"


def somebody_at(office: World, name: str = "Yuni", place: str = BUGIS) -> AtPlace:
    """Somebody new at a place of an office."""
    found = a_place(office, place)
    staff = office.database.run(
        people.add_staff, office.office, name, "place", "no password fits", places=[found.id], now=EARLY
    )
    return AtPlace(found, staff.id)


def shown(office: World, who: AtPlace, document: Document) -> Document:
    """A document whose slip and NIK were shown to somebody at a place."""
    return office.do(showing.show, document.reference, NIK, by=who.by, now=NINE)


def booked_there(office: World, who: AtPlace, hour: int = 10, *, day: int = 1, **facts: str) -> Booking:
    """A visit that a place booked."""
    code = office.booked(hour, day=day, nik=NIK, **facts)
    booking = office.booking(code)
    office.database.run(visits.keep_visit, who.place, booking.id)
    return office.rows(Booking, col(Booking.id) == booking.id)[0]
