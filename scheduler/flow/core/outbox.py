"""Messages leave by an outbox: a row in the transaction of their cause, one per cause. Sending is decided later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import ColumnElement, insert, select
from sqlmodel import Session, col

from scheduler.db.models import (
    AlarmContact,
    AlarmRing,
    Application,
    ConversationLine,
    Document,
    Invitation,
    Message,
    PhoneCode,
    WaitlistEntry,
)
from scheduler.db.queries.hot import ADD_MESSAGE
from scheduler.domain.messages import UNDER_WAY, UNTOLD
from scheduler.flow.core.opt_outs import is_silenced


class Cause(StrEnum):
    """Why somebody is told, in the order of a document's way; what they are told is in `messages.notices`."""

    RECEIVED = "received"
    """An application was taken in; the row names it, as do those of the next seven."""
    INCOMPLETE = "incomplete"
    """Something is missing; `facts` has the items."""
    PICTURE_REFUSED = "picture_refused"
    """A picture cannot be read; `facts` has the item."""
    UNANSWERED = "unanswered"
    """What was asked for has not come for so many `days` (in `facts`); `ends` is when the application will."""
    LAPSED = "lapsed"
    """It ended, since what was asked for never came; `facts` has the time of a visit that was cancelled with it."""
    ACCEPTED = "accepted"
    BLANK = "blank"
    """Nothing to print on: it waits."""
    PRINTING = "printing"
    """What waited for a blank has one."""
    READY = "ready"
    ELSEWHERE = "elsewhere"
    """It is fetched at another place."""
    SOUGHT = "sought"
    """It cannot be found at the place where its people were told to fetch it; they are asked not to go there."""
    DELIVERY = "delivery"
    """What the office said to how its people asked to have it; `facts` has the request."""
    PARCEL = "parcel"
    """It was given to a courier; `facts` has the request."""
    FILE_ELSEWHERE = "file_elsewhere"
    """Its file was asked for to an e-mail that is not on record; `facts` has the request."""
    FILE = "file"
    """What the office said to who asked for the file of it once more; `facts` has the request."""
    WITHDRAWN = "withdrawn"
    """It was given up; the history says why, `facts` has the time of a visit that was cancelled with it."""
    TRANSFERRED = "transferred"
    """It is fetched at another office of the installation; `facts` has the office, its address, and the time of a visit
    that was cancelled with it."""
    STAYS = "stays"
    """To whom the one above was told: it is fetched here after all; the same facts, of a visit that stands again."""
    UNCOLLECTED = "uncollected"
    """Ready for so many `days` (in `facts`), and nobody has come for it or booked."""
    BOOKED = "booked"
    CHANGED = "changed"
    """By the citizen."""
    MOVED = "moved"
    """By the office; `facts` has the old time, the new one and the reason."""
    MOVED_AGAIN = "moved_again"
    """By the office, not for the first time; the same facts."""
    MOVED_BACK = "moved_back"
    """What the office moved stands again as it was; `facts` has both times."""
    CLOSED = "closed"
    """The visit's service is closed and no new time is known; `facts` has the old time and the reason."""
    CANCELLED = "cancelled"
    REMINDER = "reminder"
    """The day before a visit."""
    REMINDER_SOON = "reminder_soon"
    """Some hours before a visit."""
    COME_SOON = "come_soon"
    """A ticket outside will be called in within minutes; `facts` has the range."""
    COME_IN = "come_in"
    """Where a guard lets in: called in while not at the door."""
    MISSED = "missed"
    NOT_SERVED = "not_served"
    """The day ended before the turn of somebody who came; `facts` has the old time and the new one."""
    REPRINT = "reprint"
    """A document turned out misprinted at the counter, or could not be found and is made anew; the row names it."""
    HANDED_OVER = "handed_over"
    SURVEY = "survey"
    """Who was served is asked how it was, once a visit."""
    OFFERED = "offered"
    """A seat on a day somebody waits for is kept for them; `facts` has its time, and until when."""
    LINK = "link"
    """To a ticket whose link was lost; it goes to the phone of the document that was asked for."""
    REPLY = "reply"
    """An answer in a conversation; the row names its line."""
    PHONE_CODE = "phone_code"
    """To a phone that is to be confirmed; the row names its application, the key the code that was made."""
    ALARM = "alarm"
    """To the office itself: an alarm rings; `facts` has which, since when, and what its words say."""
    ALARM_OVER = "alarm_over"
    """To whom the one above was told: it is over; the same facts."""
    ALARM_TEST = "alarm_test"
    """To somebody whom the office named for alarms, to see that they would reach them."""


ABOUT_TIME = (Cause.MOVED, Cause.MOVED_AGAIN, Cause.MOVED_BACK, Cause.CLOSED, Cause.NOT_SERVED)
"""What the office did to a visit's time: the newest says it all."""
TO_OFFICE = (Cause.ALARM, Cause.ALARM_OVER, Cause.ALARM_TEST)
"""What the office itself is told: the row names whom of those that it named, or nobody."""
TO_CHOOSE = (Cause.READY, Cause.MISSED, Cause.CANCELLED)
"""What asks a household to choose a time: one of them is enough."""


class Owned(Protocol):
    """A row of an office."""

    @property
    def office_id(self) -> int: ...


class About(Owned, Protocol):
    """A booking, read or just made."""

    @property
    def id(self) -> int: ...

    @property
    def invitation_id(self) -> int | None: ...


def note(
    session: Session,
    cause: Cause,
    about: About,
    *,
    now: datetime,
    once: str = "",
    facts: dict[str, Any] | None = None,
    document_id: int | None = None,
) -> None:
    """Put a message about a booking into the outbox. `once` tells one occasion from the next (a move, a call).

    facts: what the text says that no row will tell any more. Nothing personal. document_id: the one it is about, whose
    phone is told.
    """
    _put(session, _of_visit(cause, about, once, now=now, facts=facts or {}, document_id=document_id))


@dataclass(frozen=True, slots=True)
class Note:
    """One message of many about bookings; the fields are those of `note`."""

    cause: Cause
    about: About
    once: str
    facts: dict[str, Any]


def note_all(session: Session, notes: Sequence[Note], *, now: datetime) -> None:
    """Put many messages about bookings into the outbox, in their order."""
    _put_all(session, [_of_visit(each.cause, each.about, each.once, now=now, facts=each.facts) for each in notes])


def note_ready(session: Session, invitation: Invitation, *, now: datetime, due_at: datetime | None = None) -> None:
    """Tell a household that it may book: one message however many documents become ready before it is sent.

    None goes to a household whose number was stopped. due_at: not to be sent before; None: at once.
    """
    told = _states_of(session, Cause.READY, col(Message.invitation_id) == invitation.id)
    if any(state in UNTOLD for state in told) or is_silenced(session, invitation.office_id, invitation.id):
        return
    key = f"{Cause.READY}:{invitation.id}:{len(told)}"
    _put(session, _row(Cause.READY, invitation, key, now=now, invitation_id=invitation.id, due_at=due_at))


def note_link(session: Session, booking: About, document_id: int, *, now: datetime) -> None:
    """Send the link to a booking's ticket again, to the phone of one of its documents; not while one waits to go."""
    told = _states_of(
        session,
        Cause.LINK,
        col(Message.invitation_id) == booking.invitation_id,
        col(Message.booking_id) == booking.id,
    )
    if not any(state in UNTOLD for state in told):
        note(session, Cause.LINK, booking, once=str(len(told)), document_id=document_id, now=now)


def note_offer(
    session: Session, entry: WaitlistEntry, *, starts_at: datetime, booking_id: int | None, now: datetime
) -> None:
    """Tell somebody of the waiting list that a seat is kept for them. booking_id: of a visit that may move to it."""
    until = entry.offered_until
    assert until is not None
    facts = {"starts_at": starts_at.isoformat(), "until": until.isoformat()}
    about = {"invitation_id": entry.invitation_id, "booking_id": booking_id}
    _put(session, _row(Cause.OFFERED, entry, f"{Cause.OFFERED}:{entry.id}", now=now, facts=facts, **about))


def note_document(
    session: Session,
    cause: Cause,
    document: Document,
    *,
    now: datetime,
    once: str = "",
    facts: dict[str, Any] | None = None,
    due_at: datetime | None = None,
) -> None:
    """Put a message about a document that has no visit into the outbox. `once` tells one occasion from the next.

    due_at: not to be sent before; None: at once.
    """
    _put(session, _of_document(cause, document, once, now=now, facts=facts or {}, due_at=due_at))


def note_documents(session: Session, cause: Cause, documents: Sequence[Document], *, now: datetime) -> None:
    """Put the first message of its kind about each of many documents that have no visit into the outbox."""
    _put_all(session, [_of_document(cause, each, now=now) for each in documents])


def key_of_document(cause: Cause, document: Document, once: str = "") -> str:
    """By which the outbox knows a message about a document."""
    return _key(cause, f"d{document.id}", once)


def note_phone_code(session: Session, row: PhoneCode, *, now: datetime) -> None:
    """Send a code to the phone of an application. What it is stands nowhere: it is worked out when it leaves."""
    _put(session, _row(Cause.PHONE_CODE, row, key_of_code(row.id), now=now, application_id=row.application_id))


def key_of_code(code_id: int) -> str:
    """By which the outbox knows the message with a code for a phone."""
    return f"{Cause.PHONE_CODE}:{code_id}"


def note_application_link(session: Session, application: Application, *, now: datetime) -> None:
    """Send the link to an application's page again, to the phone of its document; not while one waits to go."""
    told = _states_of(session, Cause.LINK, col(Message.application_id) == application.id)
    if any(state in UNTOLD for state in told):
        return
    key = f"{Cause.LINK}:a{application.id}:{len(told)}"
    about = {"application_id": application.id, "document_id": application.document_id}
    _put(session, _row(Cause.LINK, application, key, now=now, **about))


def note_reply(session: Session, line: ConversationLine, *, now: datetime) -> None:
    """Put a line that goes out of a conversation into the outbox."""
    _put(session, _row(Cause.REPLY, line, f"{Cause.REPLY}:{line.id}", now=now, line_id=line.id))


def note_alarm(
    session: Session,
    cause: Cause,
    ring: AlarmRing,
    contacts: Sequence[AlarmContact],
    *,
    once: str,
    facts: dict[str, Any],
    rung: int,
    now: datetime,
) -> None:
    """Tell an office of an alarm: a message to each of those whom it named, or one to itself.

    once: tells one time from the next. rung: of the office's ladder, the first that may be tried.
    """
    key = key_of_alarm(cause, ring.id)
    for contact in contacts:
        theirs = f"{key}:{once}:c{contact.id}"
        _put(session, _row(cause, ring, theirs, now=now, facts=facts, contact_id=contact.id, rung=rung))
    if not contacts:
        _put(session, _row(cause, ring, f"{key}:{once}", now=now, facts=facts, rung=rung))


def key_of_alarm(cause: Cause, ring_id: object) -> str:
    """How the key of a message about an alarm begins, by which the outbox knows which one it is about."""
    return f"{cause}:{ring_id}"


def note_alarm_test(session: Session, contact: AlarmContact, *, now: datetime) -> None:
    """Send a message to somebody whom the office named, to try whether one arrives; not while one is on its way."""
    told = _states_of(session, Cause.ALARM_TEST, col(Message.contact_id) == contact.id)
    if not any(state in UNDER_WAY for state in told):
        key = f"{Cause.ALARM_TEST}:{contact.id}:{len(told)}"
        _put(session, _row(Cause.ALARM_TEST, contact, key, now=now, contact_id=contact.id))


def ring(session: Session) -> None:
    """Wake this process's worker after the commit; others look by themselves."""
    session.info["messages"] = True


def _states_of(session: Session, cause: Cause, *about: ColumnElement[bool]) -> Sequence[str]:
    """How far the messages of a cause have come that were about the same before."""
    return session.scalars(select(col(Message.state)).where(*about, col(Message.cause) == cause)).all()


def _key(cause: Cause, about: object, once: str) -> str:
    return f"{cause}:{about}:{once}" if once else f"{cause}:{about}"


def _of_visit(cause: Cause, about: About, once: str, *, now: datetime, **more: Any) -> dict[str, Any]:
    key = _key(cause, about.id, once)
    return _row(cause, about, key, now=now, booking_id=about.id, invitation_id=about.invitation_id, **more)


def _of_document(cause: Cause, document: Document, once: str = "", *, now: datetime, **more: Any) -> dict[str, Any]:
    key, household = key_of_document(cause, document, once), document.invitation_id
    return _row(cause, document, key, now=now, document_id=document.id, invitation_id=household, **more)


def _row(cause: Cause, about: Owned, key: str, *, now: datetime, **more: Any) -> dict[str, Any]:
    """A new message of the outbox."""
    return {
        "office_id": about.office_id,
        "key": key,
        "cause": str(cause),
        "state": "new",
        "attempts": 0,
        "rung": 0,
        "facts": {},
        "created_at": now,
        **more,
    }


def _put(session: Session, row: dict[str, Any]) -> None:
    ADD_MESSAGE.put_off(session, **row)
    ring(session)


def _put_all(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.connection().execute(insert(Message), rows)
        ring(session)
