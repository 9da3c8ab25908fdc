"""A number takes the time that was offered under it, BATAL gives a visit back: by the steps of the page."""

from datetime import date

from sqlalchemy import select
from sqlmodel import col

from scheduler.db.models import Booking, Message, Slot
from scheduler.domain.text.codes import written_short
from scheduler.flow.booking.bookings import book, cancel, move_booking
from scheduler.flow.core.limits import CITIZEN
from scheduler.flow.core.outbox import Cause
from scheduler.flow.custody.collectors import Collector
from scheduler.flow.invitations.invitations import code_of, pass_of
from scheduler.flow.invitations.waitlist import wait_for
from scheduler.messages.dialogue import replies
from scheduler.messages.dialogue.choosing import day_of
from scheduler.messages.dialogue.commands import Asked
from scheduler.messages.dialogue.free_times import has_lapsed
from scheduler.messages.dialogue.holdings import Choice
from scheduler.messages.dialogue.proving import CANCEL, ask_more, ask_proof, ask_which, proven
from scheduler.messages.dialogue.talk import Talk
from scheduler.messages.ladder import rungs
from scheduler.messages.notices.links import invitation_url
from scheduler.messages.quiet_hours import waits_until
from scheduler.messages.sending.recipients import recipient_of


def is_offered(talk: Talk) -> bool:
    """Whether there is an offer that a number can answer."""
    offered = talk.conversation.offered
    return bool(offered.get("slots") or offered.get("days")) and not has_lapsed(offered, talk.now)


def take(talk: Talk, asked: Asked) -> str | None:
    """Book or move to an offered time, or wait for a day that was offered. None: the outbox carries the answer."""
    offered, chosen = talk.conversation.offered, talk.chosen()
    options: list[int | str] = offered.get("slots") or offered.get("days") or []
    if chosen is None or not options:
        return talk.text(replies.NOT_OFFERED)
    if has_lapsed(offered, talk.now):
        return talk.text(replies.HAS_LAPSED)
    if not asked.number or asked.number > len(options):
        return talk.text(replies.OUT_OF_RANGE, count=len(options))
    option = options[asked.number - 1]
    if isinstance(option, str):
        return _wait(talk, chosen, date.fromisoformat(option))
    return _move(talk, chosen, option) if chosen.booking else _book(talk, chosen, option)


def give_back(talk: Talk, asked: Asked) -> str:
    """Cancel a visit, after its proof."""
    visits = talk.holdings.visits
    if not visits:
        return talk.text(replies.NOTHING_TO_CANCEL)
    if not asked.ref4:
        return ask_proof(talk, CANCEL, visits[0]) if len(visits) == 1 else ask_which(talk, CANCEL, visits)
    found = proven(talk, visits, asked)
    if len(found) > 1:
        return ask_more(talk, CANCEL, found)
    visit = found[0]
    assert visit.booking is not None
    booking = cancel(talk.session, pass_of(visit.booking), ref4=asked.ref4, by=CITIZEN, now=talk.now)
    talk.conversation.offered = {}
    talk.said_already(Cause.CANCELLED, booking=booking.id)
    return _cancelled(talk, visit)


def _cancelled(talk: Talk, visit: Choice) -> str:
    booking = visit.booking
    assert booking is not None
    at = visit.slot.starts_at if visit.slot else booking.first_starts_at or booking.created_at
    again = [each.invitation for each in talk.holdings.invitations if each.invitation]
    invitation = next((each for each in again if each.id == booking.invitation_id), None)
    url = invitation_url(talk.tongue.base_url, invitation) if invitation else talk.tongue.base_url
    return f"{talk.own_words('cancelled', day=talk.tongue.day(at), url=url)} {talk.text(replies.MAY_CHOOSE)}"


def _book(talk: Talk, chosen: Choice, slot_id: int) -> str | None:
    assert chosen.invitation is not None
    code, party = code_of(chosen.invitation), talk.conversation.offered.get("party", 1)
    fetch = [document.id for document in chosen.documents]
    booked = book(
        talk.session, code, slot_id, party=party, collector=Collector(), fetch=fetch, by=CITIZEN, now=talk.now
    )
    return _confirmed(talk, booked.id, Cause.BOOKED)


def _move(talk: Talk, chosen: Choice, slot_id: int) -> str | None:
    assert chosen.booking is not None
    before = chosen.booking.slot_id
    booking = move_booking(talk.session, pass_of(chosen.booking), slot_id, ref4=chosen.proof, by=CITIZEN, now=talk.now)
    if before == slot_id and chosen.slot is not None:
        talk.conversation.offered = {}
        return talk.text(replies.STAYS, slot=talk.tongue.moment(chosen.slot.starts_at))
    return _confirmed(talk, booking.id, Cause.CHANGED)


def _wait(talk: Talk, chosen: Choice, day: date) -> str:
    code = pass_of(chosen.booking) if chosen.booking else code_of(chosen.invitation) if chosen.invitation else ""
    wait_for(talk.session, code, day, now=talk.now)
    talk.conversation.offered = {}
    return talk.text(replies.WAITS, date=day_of(talk, day))


def _confirmed(talk: Talk, booking_id: int, cause: Cause) -> str | None:
    """The outbox confirms, with the QR; where that goes another way or later, it is said here at once as well."""
    talk.conversation.offered = {}
    about = select(Message).where(col(Message.booking_id) == booking_id, col(Message.cause) == cause)
    message = talk.session.scalars(about.order_by(col(Message.id).desc()).limit(1)).one()
    if _goes_here_now(talk, message):
        return None
    booking = talk.session.get_one(Booking, booking_id, populate_existing=True)
    slot = talk.session.get_one(Slot, booking.slot_id)
    return talk.text(replies.TAKEN, slot=talk.tongue.moment(slot.starts_at), short=written_short(booking.short))


def _goes_here_now(talk: Talk, message: Message) -> bool:
    """Whether a message goes to this phone, by the channel of this conversation, without waiting for the morning."""
    ladder = rungs(talk.office)
    if not ladder or ladder[0].channel != talk.conversation.channel:
        return False
    if waits_until(talk.office, message.cause, message.facts, talk.now) is not None:
        return False
    return recipient_of(talk.session, talk.office, message).phone == talk.conversation.phone
