"""By which ways an office brings documents to those who cannot come: what its list of places has open."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from scheduler.db.models import Place
from scheduler.domain.delivery.requests import WAYS, way_to
from scheduler.flow.destinations.whereabouts import places_of


def ways_of(session: Session, office_id: int) -> Mapping[str, Sequence[Place]]:
    """Way -> the open places to which documents go by it, by name; a way without one is left out."""
    there = [place for place in places_of(session, office_id) if not place.closed]
    found = {way: [place for place in there if way_to(place.kind) == way] for way in WAYS}
    return {way: places for way, places in found.items() if places}
