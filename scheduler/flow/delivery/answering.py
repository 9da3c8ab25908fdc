"""The office answers how people asked to have their documents; what it grants goes by batches like all else."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import DeliveryRequest, Document, Office, Place
from scheduler.domain.delivery.refusals import (
    AnswerUnexplained,
    ParcelUnnamed,
    PlaceClosed,
    RequestAnswered,
    RequestOver,
    RequestUnknown,
    VisitDayNeeded,
    WayNotOffered,
)
from scheduler.domain.delivery.requests import ASKED, GRANTED, LONGEST_WORDS, PLACE, POST, REFUSED, VISIT
from scheduler.domain.text.plain_text import refuse_hidden
from scheduler.flow.core.contactability import is_reachable
from scheduler.flow.core.local_time import today_of
from scheduler.flow.core.outbox import Cause, note_document
from scheduler.flow.delivery.rerouting import reroute
from scheduler.flow.destinations.destinations import method_to
from scheduler.flow.destinations.ways import ways_of
from scheduler.flow.destinations.whereabouts import place_by_id
from scheduler.flow.invitations.invitations import fetchable

LONGEST_NAME = 40
"""Letters of a courier's name, and of the number of a parcel."""


def grant(
    session: Session, office: Office, request_id: int, *, visit_on: date | None = None, by: str, now: datetime
) -> DeliveryRequest:
    """Send what was asked for on its way: every document of it that still lies here waits for the next batch there.

    visit_on: the day of a visit at home. The same again does nothing.
    Raises RequestUnknown, RequestAnswered, RequestOver, WayNotOffered, PlaceClosed, VisitDayNeeded; BookedHere while
    its people have a visit here, and what `reroute` raises.
    """
    request = request_by_id(session, office, request_id)
    if request.state == GRANTED and request.visit_on == visit_on:
        return request
    _refuse_answered(request)
    if request.way == VISIT and (visit_on is None or visit_on < today_of(office, now)):
        raise VisitDayNeeded
    place, documents = _place_of(session, office, request), fetchable(list(documents_of(session, request)))
    if not documents:
        raise RequestOver
    for document in documents:
        reroute(session, office, document, method_to(place), place, by=by, now=now)
    day = visit_on if request.way == VISIT else None
    going = [document.id for document in documents]
    _answer(session, request, GRANTED, by=by, now=now, documents=going, place_id=place.id, visit_on=day)
    _tell(session, Cause.DELIVERY, request, documents, now=now)
    return request


def refuse(
    session: Session, office: Office, request_id: int, *, reason: str, by: str, now: datetime
) -> DeliveryRequest:
    """Say no, and why: its people are told, and may choose another way. The same again does nothing.

    Raises RequestUnknown, RequestAnswered, AnswerUnexplained, HiddenSigns.
    """
    request, said = request_by_id(session, office, request_id), " ".join(reason.split())
    refuse_hidden(said)
    if request.state == REFUSED and request.answer == said:
        return request
    _refuse_answered(request)
    if not 0 < len(said) <= LONGEST_WORDS:
        raise AnswerUnexplained
    _answer(session, request, REFUSED, by=by, now=now, answer=said)
    _tell(session, Cause.DELIVERY, request, documents_of(session, request), now=now)
    return request


def note_parcel(
    session: Session, office: Office, request_id: int, *, courier: str, number: str, now: datetime
) -> DeliveryRequest:
    """Write down with whom what was granted by post went, and the number by which it can be followed.

    Another number than before is told again. Raises RequestUnknown, RequestAnswered for what does not go by post,
    ParcelUnnamed, HiddenSigns.
    """
    request = request_by_id(session, office, request_id)
    courier, number = " ".join(courier.split()), "".join(number.split())
    refuse_hidden(courier, number)
    if (request.state, request.way) != (GRANTED, POST):
        raise RequestAnswered
    if not all(0 < len(each) <= LONGEST_NAME for each in (courier, number)):
        raise ParcelUnnamed
    other = update(DeliveryRequest).where(
        col(DeliveryRequest.id) == request.id,
        col(DeliveryRequest.number).is_distinct_from(number) | col(DeliveryRequest.courier).is_distinct_from(courier),
    )
    if change_rows(session, other.values(courier=courier, number=number), synchronize=True):
        _tell(session, Cause.PARCEL, request, documents_of(session, request), once=f":{number}", now=now)
    return request


def request_by_id(session: Session, office: Office, request_id: int) -> DeliveryRequest:
    """A request of an office. Raises RequestUnknown, also for another office's."""
    request = session.get(DeliveryRequest, request_id)
    if request is None or request.office_id != office.id:
        raise RequestUnknown
    return request


def documents_of(session: Session, request: DeliveryRequest) -> Sequence[Document]:
    """The documents that a request is about, oldest first."""
    query = select(Document).where(col(Document.id).in_(request.documents))
    return session.scalars(query.order_by(col(Document.id))).all()


def _refuse_answered(request: DeliveryRequest) -> None:
    if request.state != ASKED:
        raise RequestAnswered


def _place_of(session: Session, office: Office, request: DeliveryRequest) -> Place:
    if request.way == PLACE and request.place_id is not None:
        place = place_by_id(session, office.id, request.place_id)
        if place.closed:
            raise PlaceClosed(place=place.name)
        return place
    there = ways_of(session, office.id).get(request.way)
    if not there:
        raise WayNotOffered
    return there[0]


def _answer(session: Session, request: DeliveryRequest, state: str, *, by: str, now: datetime, **facts: Any) -> None:
    """The guard: one answer is written down. Raises RequestAnswered where somebody else was first."""
    asked = update(DeliveryRequest).where(col(DeliveryRequest.id) == request.id, col(DeliveryRequest.state) == ASKED)
    said = {"state": state, "answered_at": now, "answered_by": by, **facts}
    if not change_rows(session, asked.values(**said), synchronize=True):
        raise RequestAnswered


def _tell(
    session: Session,
    cause: Cause,
    request: DeliveryRequest,
    documents: Sequence[Document],
    *,
    now: datetime,
    once: str = "",
) -> None:
    """One message about all of a request, to the first of its people that can be told."""
    told = next((document for document in documents if is_reachable(session, document)), None)
    if told is not None:
        note_document(session, cause, told, once=f"r{request.id}{once}", facts={"request": request.id}, now=now)
