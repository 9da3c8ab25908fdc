"""PETUGAS, SALAH, STOP and MULAI, and what only a clerk can answer."""

from datetime import timedelta

from scheduler.db import queries
from scheduler.domain.calendar import calendar
from scheduler.flow.contact.wrong_number import not_mine_by_phone
from scheduler.flow.core.consents import MESSAGE, consent, last_consent
from scheduler.flow.core.consents import STOP as BY_STOP
from scheduler.flow.core.limits import CITIZEN
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.core.opt_outs import STOP, stop
from scheduler.flow.talks.conversations import leave_to_clerk
from scheduler.messages.dialogue import replies
from scheduler.messages.dialogue.commands import Asked
from scheduler.messages.dialogue.talk import Talk

READABLE = frozenset({"text", "button"})
"""Kinds of lines whose words are read; others a clerk looks at."""
HINT_AGAIN = timedelta(hours=24)
"""One hint is enough for so long."""


def to_staff(talk: Talk, _asked: Asked) -> str:
    """The line lies in the inbox, and its writer is told when staff answer."""
    leave_to_clerk(talk.session, talk.conversation, talk.line)
    return _when_staff_answer(talk)


def _when_staff_answer(talk: Talk) -> str:
    office = talk.office
    hours, closed = (
        queries.hours_of_office(talk.session, office.id),
        queries.closures_of_office(talk.session, office.id),
    )
    state = calendar.state_at(talk.now, hours, closed, zone_of_office(office))
    if state.state == "open":
        return talk.text(replies.STAFF_NOW)
    if state.until is None:
        return talk.text(replies.STAFF_SOME_TIME)
    return talk.text(replies.STAFF_LATER, opens=talk.tongue.moment(state.until))


def wrong_number(talk: Talk, _asked: Asked) -> str:
    """As "not for me" on the page, for all that the office has under this number."""
    not_mine_by_phone(talk.session, talk.office, talk.conversation.phone, now=talk.now)
    talk.conversation.offered = {}
    return talk.own_words("wrong_number")


def stop_messages(talk: Talk, _asked: Asked) -> str:
    """Nothing goes to this number any more after this one answer."""
    phone = talk.conversation.phone
    stop(talk.session, talk.office.id, phone, why=STOP, now=talk.now)
    consent(talk.session, talk.office.id, phone, given=False, source=BY_STOP, by=CITIZEN, now=talk.now)
    talk.conversation.offered = {}
    return talk.own_words("stopped")


def start_messages(talk: Talk, _asked: Asked) -> str:
    """Messages may go to this number (again)."""
    phone = talk.conversation.phone
    said = last_consent(talk.session, talk.office.id, phone)
    if said is None or not said.given:
        consent(talk.session, talk.office.id, phone, given=True, source=MESSAGE, by=CITIZEN, now=talk.now)
    return talk.text(replies.STARTED)


def to_clerk(talk: Talk, _asked: Asked) -> str | None:
    """The line lies in the inbox; once a day its writer is told so, unless a clerk talks with them anyway."""
    conversation = talk.conversation
    leave_to_clerk(talk.session, conversation, talk.line)
    was_hinted = conversation.hinted_at is not None and talk.now - conversation.hinted_at < HINT_AGAIN
    if was_hinted or conversation.assigned_to is not None:
        return None
    conversation.hinted_at = talk.now
    return talk.own_words("not_understood") if talk.line.kind in READABLE else _when_staff_answer(talk)
