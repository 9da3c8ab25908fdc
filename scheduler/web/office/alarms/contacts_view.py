"""Whom the office named to be told when an alarm rings, as the page of alarms shows them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import AlarmContact, Message, Office
from scheduler.domain.messages import Why
from scheduler.domain.refusals import N_
from scheduler.domain.text.phones import masked, mobile
from scheduler.flow.core.opt_outs import stopped_among
from scheduler.flow.core.outbox import Cause
from scheduler.flow.screens.alarm_contacts import contacts_of
from scheduler.messages.channels import KINDS
from scheduler.messages.channels.base import Reach
from scheduler.messages.ladder import AT_HAND, leaves, rungs
from scheduler.web.office.shared import message_words
from scheduler.web.shared.wording import Wording

NOTHING_LEAVES = N_("Hanya tampil di layar komputer: tidak ada yang dikirim.")


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody on the list. phone, email: masked; is_stopped: whose phone asked for no more messages.

    is_reached: whether a channel of the office's ladder has an address of theirs. test: the newest message to try it.
    """

    id: int
    name: str
    phone: str
    email: str
    is_stopped: bool
    is_reached: bool
    test: Message | None

    @property
    def is_test_good(self) -> bool:
        """Whether the newest test went out, or is on its way."""
        return self.test is not None and self.test.state not in ("unreached", "moot")

    def tested(self, say: Wording) -> str:
        """How far the newest test came, by which channel, and why no further."""
        assert self.test is not None
        if self.test.why == Why.FOR_CLERK:
            return say.text(NOTHING_LEAVES)
        state = message_words.state(say, self.test)
        by = message_words.channel(say, self.test.channel if self.test.sent_at else None)
        why = message_words.why(say, self.test.why)
        return f"{state}{f' ({by})' if by else ''}.{f' {why}' if why else ''}"


@dataclass(frozen=True, slots=True)
class Contacts:
    """The list. phone: the office's own, masked, which is told where nobody is named; None where it is a landline.

    leaves: whether anything of the office leaves the machine by itself.
    """

    rows: Sequence[Row]
    phone: str | None
    leaves: bool


def contacts_shown(session: Session, office: Office) -> Contacts:
    """Whom the office named, with what became of the newest test of each."""
    fresh = queries.office_by_id(session, office.id)
    contacts, own = contacts_of(session, office.id), mobile(fresh.phone)
    reaches: set[Reach] = {KINDS[rung.channel].reach for rung in rungs(fresh) if rung.channel not in AT_HAND}
    stopped = stopped_among(session, office.id, [each.phone for each in contacts])
    tests = _tests(session, contacts)
    rows = [_row(each, stopped, reaches, tests.get(each.id)) for each in contacts]
    return Contacts(rows, masked(own) if own else None, leaves(fresh))


def _row(contact: AlarmContact, stopped: Collection[str], reaches: Collection[Reach], test: Message | None) -> Row:
    is_stopped = contact.phone in stopped
    by_phone = bool(contact.phone) and not is_stopped and "phone" in reaches
    return Row(
        id=contact.id,
        name=contact.name,
        phone=masked(contact.phone) if contact.phone else "",
        email=masked(contact.email) if contact.email else "",
        is_stopped=is_stopped,
        is_reached=by_phone or (bool(contact.email) and "email" in reaches),
        test=test,
    )


def _tests(session: Session, contacts: Sequence[AlarmContact]) -> Mapping[int, Message]:
    """By contact the newest message that tried whether one arrives."""
    theirs = col(Message.contact_id).in_([each.id for each in contacts])
    query = select(Message).where(theirs, col(Message.cause) == Cause.ALARM_TEST).order_by(col(Message.id))
    return {message.contact_id or 0: message for message in session.scalars(query)}
