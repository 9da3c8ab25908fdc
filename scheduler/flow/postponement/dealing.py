"""New times for the visits of a batch, from the slots as they are now; more are laid out where they are needed."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlmodel import Session, col

from scheduler.db.models import Office, Postponement, Slot
from scheduler.db.queries.hot import TAKEN_ONLINE
from scheduler.domain.calendar.calendar import local_day
from scheduler.domain.postponement.dealing import Dealer, Place, in_order
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.postponement.foresight import CHUNK, LONGEST
from scheduler.flow.postponement.visits import Affected
from scheduler.flow.seats.slots import lay_out

Given = dict[int, Place | None]
"""Booking id -> its new time."""
NEAREST = 64
"""Free slots that are looked at first: nearly always enough for a batch."""


def dealt(
    session: Session, office: Office, postponement: Postponement, visits: Sequence[Affected], now: datetime
) -> tuple[Given, dict[int, str]]:
    """New times as the slots are now, each service for itself; and for those without one, why."""
    given: Given = {}
    whys: dict[int, str] = {}
    for service_id in sorted({visit.service_id for visit in visits}):
        own = in_order(visit.displaced(office, now) for visit in visits if visit.service_id == service_id)
        first = min(visit.earliest for visit in own)
        for places in _ever_more_places(session, office, postponement, service_id, first, now):
            dealer = Dealer(places, zone_of_office(office))
            given |= {visit.id: dealer.give(visit) for visit in own}
            whys |= {visit.id: dealer.why_none(visit) for visit in own if given[visit.id] is None}
            if all(given[visit.id] for visit in own):
                break
    return given, whys


def _ever_more_places(
    session: Session, office: Office, postponement: Postponement, service_id: int, first: datetime, now: datetime
) -> Iterator[list[Place]]:
    """The nearest free slots; then all there are; then more that are laid out for them, as far as it goes."""
    yield _whole_days(_places(session, service_id, first, most=NEAREST), zone_of_office(office))
    yield _places(session, service_id, first)
    if postponement.kind == "closure" and postponement.not_before is None:
        return
    furthest = today_of(office, max(postponement.not_before or now, now) + LONGEST)
    last = session.scalar(select(func.max(Slot.starts_at)).where(col(Slot.service_id) == service_id))
    day = today_of(office, last or now)
    while day < furthest:
        day = min(day + timedelta(days=CHUNK), furthest)
        lay_out(session, office, now=now, through=day)
        yield _places(session, service_id, first)


def _whole_days(nearest: Sequence[Place], zone: ZoneInfo) -> list[Place]:
    """Places without those of the last day, of which there may be more than were looked at."""
    if len(nearest) < NEAREST:
        return list(nearest)
    last = local_day(nearest[-1].starts_at, zone)
    return [place for place in nearest if local_day(place.starts_at, zone) != last]


def _places(session: Session, service_id: int, first: datetime, *, most: int | None = None) -> list[Place]:
    """Slots that stand and have room besides what is kept for who books with staff, soonest first."""
    query = (
        select(col(Slot.starts_at), col(Slot.planned), col(Slot.reserved), TAKEN_ONLINE.label("taken"), col(Slot.id))
        .where(col(Slot.service_id) == service_id, col(Slot.starts_at) >= first, col(Slot.planned) > TAKEN_ONLINE)
        .order_by(col(Slot.starts_at))
        .limit(most)
    )
    return [
        Place(row.starts_at, row.planned - row.reserved, row.planned - row.taken, row.id)
        for row in session.execute(query)
    ]
