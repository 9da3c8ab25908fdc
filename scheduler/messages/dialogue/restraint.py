"""How often an office answers by itself: any citizen's dialogue fits in, two machines that answer each other do not.

What is over the limit lies in the inbox unanswered: each answer costs the office money, and holds up what others wait
for, since all of it goes through one account.
"""

from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col

from scheduler.db.models import ConversationLine
from scheduler.domain.refusals import TooManyTries
from scheduler.messages.dialogue.commands import Command, understood
from scheduler.messages.dialogue.talk import BY, Talk

LIMITS = ((timedelta(minutes=10), 30), (timedelta(days=1), 150))
"""Answers to one phone within a span: an RT who asks for many households needs some dozens."""
ALWAYS = frozenset({Command.STOP, Command.WRONG})
"""These end the talk, and are done however much was said."""

STALE = timedelta(hours=24)
"""What was asked for longer ago is not done unseen, where a channel brings the line late: the visit may be another by
now, and WhatsApp would take no answer.
"""

WRONG, WITHIN, SEEN = 5, timedelta(minutes=15), 50
"""Wrong ends of a registration number within a while, as on the page; of so many lines at most."""


def is_for_clerk(talk: Talk, command: Command) -> bool:
    """Whether a clerk looks at a line that the program could answer."""
    return command not in ALWAYS and (talk.now - talk.line.at > STALE or has_had_enough(talk))


def refuse_guessing(talk: Talk) -> None:
    """Raises TooManyTries where this phone gave too many numbers lately that are not its own."""
    lately = (
        select(col(ConversationLine.text))
        .where(
            col(ConversationLine.conversation_id) == talk.conversation.id,
            col(ConversationLine.direction) == "in",
            col(ConversationLine.at) > talk.now - WITHIN,
            col(ConversationLine.id) != talk.line.id,
        )
        .order_by(col(ConversationLine.id).desc())
        .limit(SEEN)
    )
    given = [ref4 for text in talk.session.scalars(lately) if (ref4 := understood(text).ref4)]
    mine = talk.holdings.choices if given else ()
    if sum(not any(choice.has(ref4) for choice in mine) for ref4 in given) >= WRONG:
        raise TooManyTries


def has_had_enough(talk: Talk) -> bool:
    """Whether the phone of a talk was answered by the program so often that a clerk has to look first."""
    longest, most = max(LIMITS)
    answered = (
        select(col(ConversationLine.at))
        .where(
            col(ConversationLine.conversation_id) == talk.conversation.id,
            col(ConversationLine.direction) == "out",
            col(ConversationLine.by) == BY,
            col(ConversationLine.at) > talk.now - longest,
        )
        .order_by(col(ConversationLine.id).desc())
        .limit(most)
    )
    times = talk.session.scalars(answered).all()
    return any(sum(at > talk.now - span for at in times) >= count for span, count in LIMITS)
