"""The places of an office besides itself: added, changed, and closed."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Document, Office, Place
from scheduler.domain.delivery.refusals import PlaceNameTaken
from scheduler.domain.refusals import Invalid
from scheduler.domain.stages import OVER
from scheduler.domain.text.plain_text import refuse_hidden
from scheduler.flow.destinations.whereabouts import key_of, place_by_id, places_of

KINDS = ("kecamatan", "kelurahan", "post", "visit", "other")
LONGEST = {"name": 60, "address": 200, "hours": 100, "phone": 30}


@dataclass(frozen=True, slots=True)
class PlacePlan:
    """What a place is to be. kind: a word of KINDS; hours: as a citizen reads them."""

    name: str
    kind: str
    address: str = ""
    hours: str = ""
    phone: str = ""


def add_place(session: Session, office: Office, plan: PlacePlan) -> Place:
    """A new place; the very same again is the one that is there. Raises Invalid, HiddenSigns, PlaceNameTaken."""
    plan = _tidy(plan)
    _hold_list(session, office)
    known = _named(session, office, plan.name)
    if known is not None:
        if _plan_of(known) != plan:
            raise PlaceNameTaken(name=plan.name)
        return known
    place = Place(office_id=office.id, **_columns(plan))
    session.add(place)
    session.flush()
    return place


def change_place(session: Session, office: Office, place_id: int, plan: PlacePlan) -> Place:
    """Change a place; documents that name it and are not handed over yet follow its new name.

    Raises PlaceUnknown, Invalid, HiddenSigns, PlaceNameTaken.
    """
    plan = _tidy(plan)
    _hold_list(session, office)
    place = place_by_id(session, office.id, place_id)
    other = _named(session, office, plan.name)
    if other is not None and other.id != place.id:
        raise PlaceNameTaken(name=plan.name)
    if plan.name != place.name:
        _rename(session, place, plan.name)
    for name, value in _columns(plan).items():
        setattr(place, name, value)
    session.add(place)
    session.flush()
    return place


def close_place(session: Session, office: Office, place_id: int, *, closed: bool) -> Place:
    """Nothing new goes to a place from now on, or it does again; what is there or named for it stays so.

    Raises PlaceUnknown.
    """
    place = place_by_id(session, office.id, place_id)
    place.closed = closed
    session.add(place)
    session.flush()
    return place


def _hold_list(session: Session, office: Office) -> None:
    """Changes of places come one after the other: spellings of names are compared here, not by the table."""
    session.execute(select(col(Office.id)).where(col(Office.id) == office.id).with_for_update(key_share=True))


def _named(session: Session, office: Office, name: str) -> Place | None:
    return next((each for each in places_of(session, office.id) if key_of(each.name) == key_of(name)), None)


def _rename(session: Session, place: Place, name: str) -> None:
    there = update(Document).where(
        col(Document.office_id) == place.office_id,
        col(Document.place) == place.name,
        col(Document.stage).not_in(OVER),
    )
    change_rows(session, there.values(place=name))


def _tidy(plan: PlacePlan) -> PlacePlan:
    """Single spaces. Raises HiddenSigns; Invalid, naming each value that makes no sense."""
    values = {name: " ".join(getattr(plan, name).split()) for name in LONGEST}
    refuse_hidden(*values.values())
    errors = {name: "too_long" for name, value in values.items() if len(value) > LONGEST[name]}
    if not values["name"]:
        errors["name"] = "missing"
    if plan.kind not in KINDS:
        errors["kind"] = ", ".join(KINDS)
    if errors:
        raise Invalid(errors=errors)
    return PlacePlan(kind=plan.kind, **values)


def _plan_of(place: Place) -> PlacePlan:
    return PlacePlan(place.name, place.kind, place.address, place.hours, place.phone)


def _columns(plan: PlacePlan) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in ("name", "kind", "address", "hours", "phone")}
