"""UBAH: times to choose from, as the page would show them and with what it would refuse before anything is chosen."""

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date

from scheduler.db.models import Booking, Slot
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.stages import BookingStage
from scheduler.flow.contact.links import renew_link
from scheduler.flow.core.limits import allowance_of, refuse_move, refuse_new_visit
from scheduler.flow.core.outbox import Cause
from scheduler.flow.invitations.invitations import code_of
from scheduler.messages.dialogue import replies
from scheduler.messages.dialogue.commands import Asked
from scheduler.messages.dialogue.free_times import Time, offer_of, times_for
from scheduler.messages.dialogue.holdings import Choice
from scheduler.messages.dialogue.proving import CHANGE, ask_more, ask_proof, ask_which, proven
from scheduler.messages.dialogue.standing import named, standing
from scheduler.messages.dialogue.talk import Talk
from scheduler.messages.notices.links import invitation_url, ticket_url


def change(talk: Talk, asked: Asked) -> str:
    """UBAH: times for a visit after its proof; for documents that nobody has booked, at once."""
    holdings = talk.holdings
    if not holdings.choices:
        said = standing(talk.session, holdings, talk.tongue, now=talk.now)
        return f"{talk.text(replies.NOTHING_TO_CHOOSE)}\n{said}" if holdings.documents else said
    if asked.ref4:
        found = proven(talk, holdings.choices, asked)
        return _offer(talk, found[0]) if len(found) == 1 else ask_more(talk, CHANGE, found)
    if len(holdings.choices) > 1:
        return ask_which(talk, CHANGE, holdings.choices)
    only = holdings.choices[0]
    if only.booking is None:
        return _offer(talk, only)
    _refuse_unchangeable(talk, only.booking)
    return ask_proof(talk, CHANGE, only)


def numbered(talk: Talk, times: Sequence[Time | Slot]) -> list[str]:
    """Times with the numbers to answer with: "1. Senin, 30 November 2026 pukul 09.00 WIB"."""
    return [f"{number}. {talk.tongue.moment(time.starts_at)}" for number, time in enumerate(times, 1)]


def day_of(talk: Talk, day: date) -> str:
    """A day in the citizen's language: "Senin, 30 November 2026"."""
    return format_date(day, "EEEE, d MMMM y", locale=talk.tongue.language)


def _offer(talk: Talk, choice: Choice) -> str:
    """Times of a visit, or where there are none the days that can be waited for."""
    if choice.booking is not None:
        _refuse_unchangeable(talk, choice.booking)
    else:
        _make_good(talk, choice)
    times = times_for(talk.session, talk.office, choice, now=talk.now)
    talk.conversation.offered = offer_of(choice, times, now=talk.now) if times.free or times.full_days else {}
    if times.free:
        more = talk.text(replies.MORE_TIMES, url=_page_of(talk, choice))
        return "\n".join([_head(talk, choice), *numbered(talk, times.free), more])
    if not times.full_days:
        return talk.text(replies.NO_TIMES)
    days = [f"{number}. {day_of(talk, day)}" for number, day in enumerate(times.full_days, 1)]
    return "\n".join([talk.text(replies.ALL_FULL), *days])


def _refuse_unchangeable(talk: Talk, booking: Booking) -> None:
    """Raises IllegalStep, ChangeTooLate, ChangeLimit, Postponed."""
    if booking.stage != BookingStage.BOOKED:
        raise IllegalStep(stage=booking.stage)
    refuse_move(talk.session, talk.office, booking, now=talk.now)


def _make_good(talk: Talk, choice: Choice) -> None:
    """An invitation that has expired is good again, as by the button of its page. Raises what keeps it from booking."""
    invitation = choice.invitation
    assert invitation is not None
    refuse_new_visit(allowance_of(invitation, talk.office), talk.office.timezone, talk.now)
    if invitation.expires_at <= talk.now:
        renew_link(talk.session, code_of(invitation), now=talk.now)
        talk.said_already(Cause.READY, invitation=invitation.id)


def _head(talk: Talk, choice: Choice) -> str:
    if choice.slot is not None:
        return talk.text(replies.CHOOSE_AGAIN, slot=talk.tongue.moment(choice.slot.starts_at))
    return talk.text(replies.CHOOSE, **named(talk.session, choice.documents, talk.tongue))


def _page_of(talk: Talk, choice: Choice) -> str:
    if choice.booking is not None:
        return ticket_url(talk.tongue.base_url, choice.booking)
    assert choice.invitation is not None
    return invitation_url(talk.tongue.base_url, choice.invitation)
