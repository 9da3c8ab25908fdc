"""Old cards that were taken back, at the counters and at places: the list for the minute of their destruction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db import queries
from scheduler.db.models import Batch, BatchDocument, Document, Handover, Office, Place
from scheduler.domain.calendar.calendar import day_bounds, local_day, zone_of
from scheduler.flow.custody.collectors import has_old_cards
from scheduler.flow.custody.handover_records import steps_taken_back
from scheduler.web.office.shared.periods import day_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import now_of, staff_page

YEARS = range(2000, 2100)
"""In which a list may begin and end."""


@dataclass(frozen=True, slots=True)
class Card:
    """An old card: for which document, when it was taken, and at which counter or place."""

    reference: str
    type: str
    at: datetime
    counter: int | None
    place: str | None


async def page(request: Request) -> Response:
    """The list of old cards. `?from=` and `?to=` are days; without them the month so far."""
    staff = await staff_of(request, "documents")
    zone = zone_of(staff.office.timezone)
    today = local_day(now_of(request), zone)
    first = day_of(request.query_params.get("from"), years=YEARS) or today.replace(day=1)
    last = max(first, day_of(request.query_params.get("to"), years=YEARS) or today)
    start, end = day_bounds(first, zone)[0], day_bounds(last, zone)[1]
    cards = await request.app.state.db.read(cards_between, staff.office, start, end)
    return staff_page(
        request, staff, "office/documents/old_cards.html", cards=cards, first=first, last=last, today=today
    )


def cards_between(session: Session, office: Office, start: datetime, end: datetime) -> Sequence[Card]:
    """Cards that lie in the office: taken at a counter, or brought back from a place, in a stretch of time."""
    kinds = {kind.id: kind.code for kind in queries.types_of(session, office.id) if has_old_cards(kind)}
    here = session.execute(
        select(Document, col(Handover.at), col(Handover.counter_number))
        .join(Handover, col(Handover.document_id) == col(Document.id))
        .where(
            col(Handover.office_id) == office.id,
            col(Handover.old_card) == "withdrawn",
            col(Document.type_id).in_(kinds),
            col(Handover.at) >= start,
            col(Handover.at) < end,
            col(Handover.step).not_in(steps_taken_back()),
        )
    )
    there = session.execute(
        select(Document, col(BatchDocument.old_card_back_at), col(Place.name))
        .join(BatchDocument, col(BatchDocument.document_id) == col(Document.id))
        .join(Batch, col(Batch.id) == col(BatchDocument.batch_id))
        .join(Place, col(Place.id) == col(Batch.place_id))
        .where(
            col(BatchDocument.office_id) == office.id,
            col(Document.type_id).in_(kinds),
            col(BatchDocument.old_card_back_at) >= start,
            col(BatchDocument.old_card_back_at) < end,
        )
    )
    cards = [Card(each.reference, kinds[each.type_id], at, counter, None) for each, at, counter in here]
    cards += [Card(each.reference, kinds[each.type_id], at, None, place) for each, at, place in there]
    return sorted(cards, key=lambda card: (card.at, card.reference))


ROUTES: list[BaseRoute] = [Route("/office/withdrawn-cards", page, name="withdrawn_cards")]
