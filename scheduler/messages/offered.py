"""The message that a seat is kept for somebody of the waiting list."""

from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Booking, Invitation, Message
from scheduler.messages import templates
from scheduler.messages.links import invitation_url, ticket_url
from scheduler.messages.words import Translate, clock_of, day_of, moment_of


def offered_text(session: Session, message: Message, *, base_url: str, translate: Translate, language: str) -> str:
    """Which seat, and until when, in one language; the day is named where it is not that of the message."""
    office = queries.office_by_id(session, message.office_id)
    starts_at = datetime.fromisoformat(message.facts["starts_at"])
    until = datetime.fromisoformat(message.facts["until"])
    same_day = day_of(until, office, language) == day_of(message.created_at, office, language)
    facts = {
        "day": day_of(starts_at, office, language),
        "time": clock_of(starts_at, office),
        "until": clock_of(until, office)
        if same_day
        else moment_of(until, office, translate=translate, language=language),
        "url": where_to_take(session, message, base_url),
    }
    return translate(templates.OFFERED).format(**facts)


def where_to_take(session: Session, message: Message, base_url: str) -> str:
    """The page of the visit that may move to the seat, or else of the invitation."""
    if message.booking_id is not None:
        return ticket_url(base_url, session.get_one(Booking, message.booking_id))
    return invitation_url(base_url, session.get_one(Invitation, message.invitation_id))
