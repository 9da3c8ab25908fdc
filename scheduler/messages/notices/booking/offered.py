"""The message that a seat is kept for somebody of the waiting list."""

from datetime import datetime

from scheduler.db.models import Message
from scheduler.domain.text.codes import written_short
from scheduler.messages.notices.known import Known
from scheduler.messages.notices.links import invitation_path, ticket_path
from scheduler.messages.notices.said import Said, Tongue


def offered(known: Known, message: Message, tongue: Tongue) -> Said:
    """Which seat, and until when; the day is named where it is not that of the message.

    It leads to the page of the visit that may move to the seat, or else to that of the invitation.
    """
    starts_at = datetime.fromisoformat(message.facts["starts_at"])
    until = datetime.fromisoformat(message.facts["until"])
    same_day = tongue.day(until) == tongue.day(message.created_at)
    facts = {
        "day": tongue.day(starts_at),
        "time": tongue.clock(starts_at),
        "until": tongue.clock(until) if same_day else tongue.moment(until),
    }
    documents = known.documents_of(message)
    if message.booking_id is None:
        invitation = known.invitation_of(message)
        return Said("offered", facts, documents, invitation_path(invitation))
    booking = known.booking_of(message)
    facts["short"] = written_short(booking.short)
    return Said("offered_visit", facts, documents, ticket_path(booking))
