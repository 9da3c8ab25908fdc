"""Which visit is meant, and the proof that it is its citizen who asks: the last digits of a registration number."""

from collections.abc import Sequence

from scheduler.domain.proofs import REFERENCE_DIGITS, DigitsTooFew, DigitsWrong
from scheduler.messages.dialogue import replies
from scheduler.messages.dialogue.commands import Asked
from scheduler.messages.dialogue.holdings import Choice
from scheduler.messages.dialogue.restraint import refuse_guessing
from scheduler.messages.dialogue.standing import may_choose, named
from scheduler.messages.dialogue.talk import Talk

CHANGE, CANCEL = "change", "cancel"
MOST = 9
"""Visits and invitations that are listed to choose from."""


def proven(talk: Talk, choices: Sequence[Choice], asked: Asked) -> list[Choice]:
    """The choices of which a registration number ends as given: one, unless a phone that many share has several.

    Four digits are the proof; where they do not tell two households apart, all that were given count.
    Raises DigitsWrong, DigitsTooFew, or TooManyTries after too many wrong ones.
    """
    refuse_guessing(talk)
    found = [choice for choice in choices if asked.ref4 and choice.has(asked.ref4)]
    if not found:
        raise DigitsWrong if len(asked.digits) >= REFERENCE_DIGITS else DigitsTooFew
    exact = [choice for choice in found if choice.has(asked.digits)]
    return exact or found


def ask_proof(talk: Talk, what: str, visit: Choice) -> str:
    """Ask for the digits of the only visit there is."""
    _asked(talk, what)
    slot = talk.tongue.moment(visit.slot.starts_at) if visit.slot else talk.text(replies.NO_DATE)
    return talk.text(replies.ASK_TO_CHANGE if what == CHANGE else replies.ASK_TO_CANCEL, slot=slot)


def ask_which(talk: Talk, what: str, choices: Sequence[Choice]) -> str:
    """Ask for the digits of one of several choices, which are listed."""
    _asked(talk, what)
    word = talk.text(replies.CHANGE_WORD if what == CHANGE else replies.CANCEL_WORD)
    return "\n".join([talk.text(replies.ASK_WHICH, word=word), *(_line(talk, each) for each in choices[:MOST])])


def ask_more(talk: Talk, what: str, choices: Sequence[Choice]) -> str:
    """Ask for the whole registration number, where its last digits are those of several choices."""
    _asked(talk, what)
    word = talk.text(replies.CHANGE_WORD if what == CHANGE else replies.CANCEL_WORD)
    return "\n".join([talk.text(replies.ASK_MORE, word=word), *(_line(talk, each) for each in choices[:MOST])])


def _asked(talk: Talk, what: str) -> None:
    """Keep what was asked: digits alone answer it for a while; times that were offered before hold no more."""
    talk.conversation.offered = {"at": talk.now.isoformat(), "asked": what}


def _line(talk: Talk, choice: Choice) -> str:
    where = talk.text(may_choose(talk.session, choice.documents) if choice.invitation else replies.IN_QUEUE)
    if choice.slot is not None:
        where = talk.text(replies.BOOKED, slot=talk.tongue.moment(choice.slot.starts_at))
    return talk.text(replies.DOCUMENT, where=where, **named(talk.session, choice.documents, talk.tongue))
