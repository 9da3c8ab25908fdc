"""The steps that answer one line of a conversation: what it asks for is done by the steps of the pages.

A refusal undoes all of it, and is answered by a step of its own. What nobody here understands lies in the inbox.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from gettext import NullTranslations

from sqlmodel import Session

from scheduler.domain.booking import SlotClosed, SlotForeign, SlotFull, SlotPast, SlotUnknown
from scheduler.domain.refusals import Refusal
from scheduler.flow.core.opt_outs import STOP, lift, stopped_among
from scheduler.flow.talks.conversations import claim, leave_to_clerk, say
from scheduler.messages.dialogue import replies
from scheduler.messages.dialogue.choosing import change, numbered
from scheduler.messages.dialogue.clerk_commands import (
    READABLE,
    start_messages,
    stop_messages,
    to_clerk,
    to_staff,
    wrong_number,
)
from scheduler.messages.dialogue.commands import OTHER, Asked, Command, understood
from scheduler.messages.dialogue.free_times import has_lapsed
from scheduler.messages.dialogue.picking import give_back, is_offered, take
from scheduler.messages.dialogue.refused import sentence_of
from scheduler.messages.dialogue.restraint import is_for_clerk
from scheduler.messages.dialogue.standing import standing
from scheduler.messages.dialogue.talk import BY, Talk, talk_about

REACTION = "reaction"
"""Kind of a line that is no more than a nod."""

Translations = Mapping[str, NullTranslations]
Answer = Callable[[Talk, Asked], str | None]


def answer(session: Session, line_id: int, *, base_url: str, translations: Translations, now: datetime) -> bool:
    """Do what a line asks for and put the reply into the outbox. Returns False where the line is not next, or was done.

    Raises what the step that was asked for refuses.
    """
    claimed = claim(session, line_id)
    if claimed is None:
        return False
    asked = _asked(claimed[1].kind, claimed[1].text)
    talk = talk_about(session, claimed, asked.language, base_url=base_url, translations=translations, now=now)
    _reply(talk, _answered(talk, asked))
    return True


def answer_refusal(
    session: Session, line_id: int, refusal: Refusal, *, base_url: str, translations: Translations, now: datetime
) -> bool:
    """Say why a line's wish was refused, and what is possible instead. Returns as `answer`."""
    claimed = claim(session, line_id)
    if claimed is None:
        return False
    asked = _asked(claimed[1].kind, claimed[1].text)
    talk = talk_about(session, claimed, asked.language, base_url=base_url, translations=translations, now=now)
    _reply(talk, _refused(talk, refusal))
    return True


def answer_by_clerk(session: Session, line_id: int) -> bool:
    """A line that could not be answered by a fault of ours lies in the inbox. Returns as `answer`."""
    claimed = claim(session, line_id)
    if claimed is None:
        return False
    leave_to_clerk(session, *claimed)
    return True


def _asked(kind: str, text: str) -> Asked:
    return understood(text) if kind in READABLE else OTHER


def _reply(talk: Talk, text: str | None) -> None:
    talk.session.add(talk.conversation)
    talk.session.flush()
    if text:
        say(talk.session, talk.conversation, text, by=BY, now=talk.now)


def _answered(talk: Talk, asked: Asked) -> str | None:
    if talk.line.kind == REACTION:
        return None
    stopped = stopped_among(talk.session, talk.office.id, [talk.conversation.phone])
    if stopped:
        return _of_stopped(talk, asked, why=stopped[talk.conversation.phone].why)
    if is_for_clerk(talk, asked.command):
        leave_to_clerk(talk.session, talk.conversation, talk.line)
        return None
    return ANSWERS[asked.command](talk, asked)


def _of_stopped(talk: Talk, asked: Asked, *, why: str) -> str | None:
    """Nothing goes to a number that was stopped; only whoever said STOP can take it back."""
    if asked.command == Command.START and why == STOP:
        lift(talk.session, talk.office.id, talk.conversation.phone)
        return start_messages(talk, asked)
    if asked.command not in {Command.STOP, Command.WRONG}:
        leave_to_clerk(talk.session, talk.conversation, talk.line)
    return None


def _status(talk: Talk, _asked: Asked) -> str:
    return standing(talk.session, talk.holdings, talk.tongue, now=talk.now)


def _change(talk: Talk, asked: Asked) -> str | None:
    return take(talk, asked) if asked.number and is_offered(talk) else change(talk, asked)


def _take(talk: Talk, asked: Asked) -> str | None:
    """A number that answers nothing of ours may answer the clerk."""
    if talk.conversation.assigned_to and not is_offered(talk):
        return to_clerk(talk, asked)
    return take(talk, asked)


def _digits(talk: Talk, asked: Asked) -> str | None:
    """A registration number alone, for what was asked before."""
    offered = talk.conversation.offered
    before = offered.get("asked")
    if before is None or has_lapsed(offered, talk.now):
        return to_clerk(talk, asked)
    return ANSWERS[Command(before)](talk, replace(asked, command=Command(before)))


ANSWERS: Mapping[Command, Answer] = {
    Command.STATUS: _status,
    Command.CHANGE: _change,
    Command.CANCEL: give_back,
    Command.TAKE: _take,
    Command.STAFF: to_staff,
    Command.WRONG: wrong_number,
    Command.STOP: stop_messages,
    Command.START: start_messages,
    Command.DIGITS: _digits,
    Command.OTHER: to_clerk,
}


def _refused(talk: Talk, refusal: Refusal) -> str:
    if isinstance(refusal, SlotFull):
        return _others(talk, refusal)
    if isinstance(refusal, SlotPast | SlotForeign | SlotUnknown):
        talk.conversation.offered = {}
        return f"{sentence_of(refusal, talk.tongue)} {talk.text(replies.MAY_CHOOSE)}"
    return sentence_of(refusal, talk.tongue)


def _others(talk: Talk, refusal: SlotFull) -> str:
    """The times that are left when the chosen one was filled or given up, with numbers of their own."""
    is_closed = isinstance(refusal, SlotClosed)
    time, left = talk.tongue.clock(refusal.facts["time"]), refusal.facts.get("alternatives") or []
    if not left:
        talk.conversation.offered = {}
        return talk.text(replies.GIVEN_UP_ALL if is_closed else replies.FILLED_ALL, time=time)
    offered = {**talk.conversation.offered, "at": talk.now.isoformat(), "slots": [slot.id for slot in left]}
    talk.conversation.offered = offered
    return "\n".join([talk.text(replies.GIVEN_UP if is_closed else replies.FILLED, time=time), *numbered(talk, left)])
