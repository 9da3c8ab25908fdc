"""Where everything of a phone stands, as STATUS is answered."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from scheduler.board import written_waits
from scheduler.board.model import Turn, turn_of
from scheduler.db import queries
from scheduler.db.models import Booking, Document
from scheduler.domain.stages import BookingStage, DocumentStage
from scheduler.domain.text.names import last_digits
from scheduler.flow.applying.withdrawing import may_be_restored
from scheduler.flow.blanks.print_blockers import blockers_of
from scheduler.flow.core.local_time import today_of
from scheduler.flow.destinations.whereabouts import is_elsewhere, waits_for_batch
from scheduler.flow.hall.publishing import board_now
from scheduler.flow.regency.transfers import comes_back
from scheduler.messages.dialogue import replies
from scheduler.messages.dialogue.holdings import Choice, Holdings
from scheduler.messages.notices.documents.papers import STOPPED
from scheduler.messages.notices.said import Tongue, of_office, types_of
from scheduler.messages.notices.words import plain

MOST = 8
"""Things that are told of in one answer."""

TURNS = {
    "waiting": replies.OUTSIDE,
    "entering": replies.ENTER,
    "at_door": replies.AT_DOOR,
    "inside": replies.INSIDE,
    "called": replies.CALLED,
    "serving": replies.SERVING,
    "parked": replies.PARKED,
    "missed": replies.MISSED,
    "break": replies.PAUSED,
}
WITH_WAIT = {"waiting": replies.OUTSIDE_WAIT, "inside": replies.INSIDE_WAIT}


def standing(session: Session, holdings: Holdings, tongue: Tongue, *, now: datetime) -> str:
    """One line a visit or document, then what can be done about it."""
    say = tongue.translate
    if not holdings.documents:
        return say(replies.NOTHING_KNOWN).format(**of_office(tongue.office, tongue.base_url, say))
    in_visits = {document.id for visit in holdings.visits for document in visit.documents}
    alone = [document for document in holdings.documents if document.id not in in_visits]
    lines = [
        _line(session, visit.documents, _of_visit(session, visit, tongue, now), tongue) for visit in holdings.visits
    ]
    lines += [_line(session, [each], _of_document(session, each, tongue, now), tongue) for each in reversed(alone)]
    if len(lines) > MOST:
        facts = of_office(tongue.office, tongue.base_url, say)
        lines = [*lines[:MOST], say(replies.MORE).format(count=len(lines) - MOST, **facts)]
    return "\n".join([*lines, *_what_now(holdings, tongue)])


def named(session: Session, documents: Sequence[Document], tongue: Tongue) -> dict[str, str]:
    """Documents as they are named to their people: types, and the ends of the registration numbers."""
    return {
        "documents": tongue.types(types_of(session, documents)),
        "ref4": tongue.listed([last_digits(document.reference, 4) for document in documents]),
    }


def may_choose(session: Session, documents: Sequence[Document]) -> str:
    """How documents stand for which a time can be chosen, as a text of `replies`."""
    if all(document.channel == "self_print" for document in documents):
        return replies.PRINT_IT
    is_visit = not any(kind.hands_over for kind in types_of(session, documents))
    return replies.TO_RECORD if is_visit else replies.READY_TO_CHOOSE


def _line(session: Session, documents: Sequence[Document], where: str, tongue: Tongue) -> str:
    return tongue.translate(replies.DOCUMENT).format(where=where, **named(session, documents, tongue))


def _what_now(holdings: Holdings, tongue: Tongue) -> list[str]:
    if any(visit.booking and visit.booking.stage == BookingStage.BOOKED for visit in holdings.visits):
        return [tongue.translate(replies.MAY_CHANGE)]
    return [tongue.translate(replies.MAY_CHOOSE)] if holdings.invitations else []


def _of_visit(session: Session, visit: Choice, tongue: Tongue, now: datetime) -> str:
    booking, say = visit.booking, tongue.translate
    assert booking is not None
    if booking.stage == BookingStage.ARRIVED:
        return _in_queue(session, booking, tongue, now)
    return say(replies.BOOKED).format(slot=tongue.moment(visit.slot.starts_at)) if visit.slot else say(replies.NO_DATE)


def _in_queue(session: Session, booking: Booking, tongue: Tongue, now: datetime) -> str:
    day = queries.day_of(session, tongue.office.id, today_of(tongue.office, now))
    ticket = queries.ticket_of_booking(session, booking.id, day.id) if day else None
    turn = turn_of(board_now(session, tongue.office, now), ticket.number) if ticket else None
    if turn is None or turn.state not in TURNS:
        return tongue.translate(replies.IN_QUEUE)
    return said_of(turn, tongue)


def said_of(turn: Turn, tongue: Tongue) -> str:
    """A number's place in the queue, in a few words."""
    text = WITH_WAIT.get(turn.state) if turn.minutes else None
    wait = written_waits.about(turn.minutes, tongue.translate)
    return tongue.translate(text or TURNS[turn.state]).format(number=turn.number, wait=wait, counter=turn.counter)


def _of_document(session: Session, document: Document, tongue: Tongue, now: datetime) -> str:
    say = tongue.translate
    if is_elsewhere(document):
        place = plain(document.place or "")
        if place and waits_for_batch(session, document):
            return say(replies.GOES_TO_PLACE).format(place=place)
        return say(replies.AT_PLACE).format(place=place) if place else say(replies.STAGES["at_partner"])
    if may_be_restored(session, document, now):
        return say(replies.REVIEWED)
    if comes_back(session, document):
        return say(replies.COMES_BACK)
    waits = _waits(session, document, tongue, now)
    if waits:
        return waits
    if document.stage != DocumentStage.READY or document.invitation_id is None:
        return say(replies.STAGES[document.stage])
    return say(may_choose(session, [document]))


def _waits(session: Session, document: Document, tongue: Tongue, now: datetime) -> str:
    """What keeps a document from being printed; empty where nothing does, or where no more is known than its stage."""
    awaited = blockers_of(session, document, language=tongue.language, today=today_of(tongue.office, now))
    if awaited is None:
        return ""
    if awaited.what == "printing":
        text = replies.NOT_PRINTED if awaited.place is None else replies.NOT_PRINTED_PLACE
        return tongue.translate(text).format(reason=tongue.translate(STOPPED[awaited.stop]), place=awaited.place)
    if awaited.place is None:
        return ""
    text = replies.WAITS_ITS_TURN if awaited.what == "turn" else replies.WAITS_FOR_BLANK
    return tongue.translate(text).format(place=awaited.place)
