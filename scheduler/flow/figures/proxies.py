"""What was collected for others in a period, in the hall and at places."""

from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db.models import BatchDocument, Document, Handover, Office
from scheduler.domain.calendar.calendar import day_bounds
from scheduler.domain.figures.proxies import Collector, Taken, collectors_of
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.custody.handover_records import is_taken_back


def collectors_between(session: Session, office: Office, first: date, last: date) -> list[Collector]:
    """Who collected for others on the days from first to last, for most households first.

    Rows from before and after a change of secrets have different forms of one hash: they are counted by its newest.
    Very many households are as many as the visits a month that the office lets one person collect in.
    """
    zone = zone_of_office(office)
    start, end = day_bounds(first, zone)[0], day_bounds(last, zone)[1]
    document = (col(Document.id), col(Document.household), col(Document.reference))
    here = session.execute(
        select(col(Handover.at), col(Handover.collector_hash), col(Handover.booking_id), *document)
        .join(Document, col(Document.id) == col(Handover.document_id))
        .where(
            col(Handover.office_id) == office.id,
            col(Handover.collector_hash).is_not(None),
            col(Handover.at) >= start,
            col(Handover.at) < end,
            ~is_taken_back(Handover),
        )
    )
    there = session.execute(
        select(col(BatchDocument.at), col(BatchDocument.collector_hash), col(BatchDocument.batch_id), *document)
        .join(Document, col(Document.id) == col(BatchDocument.document_id))
        .where(
            col(BatchDocument.office_id) == office.id,
            col(BatchDocument.collector_hash).is_not(None),
            col(BatchDocument.at) >= start,
            col(BatchDocument.at) < end,
        )
    )
    newest = keys.ring().chain.newest
    rows = [("visit", *row) for row in here] + [("batch", *row) for row in there]
    rows.sort(key=lambda row: (row[1], row[4]), reverse=True)
    taken = (
        Taken(newest(person), newest(household) if household else number, (where, way), number, reference)
        for where, _, person, way, number, household, reference in rows
    )
    return collectors_of(taken, often=office.proxy_cap)
