"""Places where documents are handed over besides the office, and what a citizen is told of one."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, case, exists, func
from sqlmodel import Session, col, select

from scheduler.db.models import Document, Place
from scheduler.domain.delivery.refusals import PlaceUnknown
from scheduler.domain.door import Elsewhere
from scheduler.domain.stages import DocumentStage
from scheduler.flow.destinations.requests import home_request
from scheduler.flow.invitations.invitations import HERE


def places_of(session: Session, office_id: int) -> Sequence[Place]:
    """All places of an office, those that take documents first, by name."""
    of_it = select(Place).where(col(Place.office_id) == office_id)
    return session.scalars(of_it.order_by(col(Place.closed), func.lower(col(Place.name)))).all()


def place_by_id(session: Session, office_id: int, place_id: int) -> Place:
    """A place of an office. Raises PlaceUnknown, also for another office's."""
    place = session.get(Place, place_id)
    if place is None or place.office_id != office_id:
        raise PlaceUnknown
    return place


def place_named(session: Session, office_id: int, name: str | None) -> Place | None:
    """The place a document names, however it is capitalised and spaced; None where it is not on the office's list."""
    if not name or not (wanted := key_of(name)):
        return None
    return next((place for place in places_of(session, office_id) if key_of(place.name) == wanted), None)


def key_of(name: str) -> str:
    """A name as it is compared."""
    return " ".join(name.split()).casefold()


def goes_with_batch() -> ColumnElement[bool]:
    """Of a document: it is taken to a place of the office's list, and lies in the office until a batch leaves."""
    goes_by = case((col(Place.kind) == "post", "post"), else_="branch")
    return exists().where(
        col(Place.office_id) == col(Document.office_id),
        col(Place.name) == col(Document.place),
        goes_by == col(Document.channel),
    )


def waits_for_batch(session: Session, document: Document) -> bool:
    """Whether a document still lies in the office, ready to be taken to a place of its list."""
    found = select(col(Document.id)).where(col(Document.id) == document.id, goes_with_batch())
    return document.stage == DocumentStage.READY and session.exec(found).first() is not None


def facts_of(session: Session, document: Document) -> dict[str, str]:
    """Address, hours and phone of the place a document names; what nobody wrote down is left out."""
    place = place_named(session, document.office_id, document.place)
    known = {"address": place.address, "hours": place.hours, "phone": place.phone} if place else {}
    return {name: value for name, value in known.items() if value}


def elsewhere(session: Session, document: Document, *, place: str) -> Elsewhere:
    """The refusal of who comes here for a document handed over elsewhere. place: what a place without a name is called.

    It carries the address and the hours where the office has written them down. What still waits here for a batch is
    on its way there, and nothing of it is there yet (`leaving`). What is sent or brought home is nowhere to be fetched.
    """
    home = home_request(session, document)
    if home is not None:
        parcel = {"courier": home.courier, "number": home.number} if home.number else {}
        return Elsewhere(place=document.place or place, way=home.way, **parcel)
    if waits_for_batch(session, document):
        return Elsewhere(place=document.place or place, leaving=True)
    known = facts_of(session, document)
    return Elsewhere(
        place=document.place or place, **{name: known[name] for name in ("address", "hours") if name in known}
    )


def is_elsewhere(document: Document) -> bool:
    """Whether a document is to be fetched at another place, or was taken there: not before it is ready."""
    away = document.stage == DocumentStage.READY and document.channel not in HERE
    return away or document.stage == DocumentStage.AT_PARTNER
