"""Where a document can be handed over: which delivery methods fit its type, and which place goes with which."""

from sqlmodel import Session

from scheduler.db.models import DocumentType, Place
from scheduler.domain.delivery.refusals import DeliveryFixed, NotPrintable, PlaceClosed, PlaceNeeded, PlaceUnknown
from scheduler.domain.offices.presets import TYPE_BY_CODE
from scheduler.domain.stages import DocumentStage
from scheduler.flow.destinations.whereabouts import place_named

BRANCH, POST, SELF_PRINT, OFFICE = "branch", "post", "self_print", "office"
METHODS = (OFFICE, BRANCH, POST, SELF_PRINT)
AWAY = (BRANCH, POST)
"""Channels of what a batch takes to a place; without a place it would lie in the office, and nobody would be told."""


def destination(
    session: Session, office_id: int, kind: DocumentType, method: str | None, place: str | None
) -> tuple[str, str | None]:
    """The delivery method of a new document, and the name of its place as the office spells it.

    method: None is that of the place, or without one the usual one of the type. Raises PlaceUnknown, NotPrintable,
    PlaceNeeded, PlaceClosed; DeliveryFixed for a visit, which is made at the office.
    """
    found = place_named(session, office_id, place)
    method = method or (method_to(found) if found else kind.channel)
    if place and found is None:
        raise PlaceUnknown
    if method not in AWAY:
        found = None
    if method != OFFICE and not kind.hands_over:
        raise DeliveryFixed(stage=DocumentStage.RECEIVED)
    refuse_unfit(kind, method, found)
    return method, found.name if found else None


def refuse_unfit(kind: DocumentType, method: str, place: Place | None) -> None:
    """Refuse a method that does not fit a type or place. Raises NotPrintable, PlaceNeeded, PlaceClosed."""
    if method == SELF_PRINT and not prints_itself(kind):
        raise NotPrintable(type=kind.code)
    if method in AWAY and (place is None or method_to(place) != method):
        raise PlaceNeeded
    if method in AWAY and place is not None and place.closed:
        raise PlaceClosed(place=place.name)


def method_to(place: Place) -> str:
    """By which delivery method documents go to a place."""
    return POST if place.kind == "post" else BRANCH


def prints_itself(kind: DocumentType) -> bool:
    """Whether documents of a type are signed electronically, so that any printer does."""
    preset = TYPE_BY_CODE.get(kind.code)
    return kind.channel == SELF_PRINT or bool(preset and preset.channel == SELF_PRINT)
