"""For which kecamatan and kelurahan somebody works who has the role "place"."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Office, Place, Staff, StaffPlace
from scheduler.domain.refusals import Invalid
from scheduler.domain.staff.roles import AT_PLACE
from scheduler.flow.destinations.whereabouts import place_by_id, places_of
from scheduler.flow.staff.persons import has_role

WITH_A_DESK = ("kecamatan", "kelurahan", "other")
"""Kinds of places where somebody sits to whom citizens come."""


def places_of_staff(session: Session, staff_id: int) -> Sequence[Place]:
    """The places of somebody, by name; none of whoever has not the role."""
    theirs = select(Place).join(StaffPlace, col(StaffPlace.place_id) == col(Place.id))
    return session.scalars(theirs.where(col(StaffPlace.staff_id) == staff_id).order_by(col(Place.name))).all()


def anybody_at_a_place(session: Session) -> bool:
    """Whether anybody works for a place, at whatever office."""
    working = select(col(Staff.id)).where(has_role(AT_PLACE), col(Staff.left_at).is_(None))
    return session.scalar(working.limit(1)) is not None


def desks_of(session: Session, office: Office) -> Sequence[Place]:
    """The places of an office for which somebody may work, by name."""
    return [place for place in places_of(session, office.id) if place.kind in WITH_A_DESK]


def chosen_places(session: Session, office: Office, roles: str, places: Collection[int]) -> list[int]:
    """The places that somebody of these roles is to work for, by rising id; without the role none.

    Raises PlaceUnknown; Invalid where the role is given without a place, or with one that has no desk.
    """
    if AT_PLACE not in roles.split():
        return []
    found = [place_by_id(session, office.id, place_id) for place_id in sorted(set(places))]
    if not found:
        raise Invalid(errors={"places": "missing"})
    if any(place.kind not in WITH_A_DESK for place in found):
        raise Invalid(errors={"places": "no_desk"})
    return [place.id for place in found]


def keep_places(session: Session, staff: Staff, places: Collection[int]) -> None:
    """Somebody works for these places from now on, and for no other. places: as `chosen_places` gives them."""
    change_rows(session, delete(StaffPlace).where(col(StaffPlace.staff_id) == staff.id))
    for place_id in places:
        session.add(StaffPlace(staff_id=staff.id, place_id=place_id, office_id=staff.office_id))
    session.flush()
