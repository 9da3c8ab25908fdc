"""What becomes of a message that a worker holds: a letter that is sent now, or why there is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from gettext import NullTranslations
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError

from scheduler.db.models import Attempt, Message
from scheduler.domain.messages import Why
from scheduler.messages import ladder
from scheduler.messages.channels.base import Kind, Letter
from scheduler.messages.notices.known import Known
from scheduler.messages.notices.letters import Draft, drafted, written_out
from scheduler.messages.notices.table import NOTICES
from scheduler.messages.quiet_hours import waits_until
from scheduler.messages.sending import transitions
from scheduler.messages.sending.accounts import Used
from scheduler.messages.sending.answers_lost import is_too_late
from scheduler.messages.sending.expiry import expiry_of
from scheduler.messages.sending.lanes import CONSOLE, Lane, Looking
from scheduler.messages.sending.recipients import Recipient

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Trade:
    """What a worker sends by and with: the channels it may use, where links lead, the catalogues by language."""

    kinds: Mapping[str, Kind]
    base_url: str
    translations: Mapping[str, NullTranslations] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A letter that is to leave: all it is made of, read while its message was held. Its words are put together by who
    sends it, after the commit: `written` reads nothing.
    """

    key: str
    to: str
    worth: timedelta
    draft: Draft = field(repr=False)

    def written(self) -> Letter:
        """The letter. Raises whatever a text may raise that cannot be filled in."""
        composed = written_out(self.draft)
        return Letter(
            key=self.key,
            to=self.to,
            text=composed.text,
            subject=composed.subject,
            language=composed.language,
            template=composed.template,
            picture=composed.picture,
            worth=self.worth,
        )


@dataclass(frozen=True, slots=True)
class Going:
    """A letter of a message. Without one the message is shown on the console alone."""

    message: Message
    letter: Unwritten | None = None


@dataclass(slots=True)
class Decisions:
    """Decides for the messages of one lane, the newest first. tried, recipients: the attempts so far and whom each is
    for, by message.
    """

    known: Known
    looking: Looking
    lane: Lane
    trade: Trade
    used: Used | None
    tried: Mapping[int, Sequence[Attempt]]
    recipients: Mapping[int, Recipient]
    said: set[tuple[Any, ...]] = field(default_factory=set)
    """What was said to whom already."""

    def of(self, message: Message) -> Going | None:
        """How a message that still holds goes now; None: it does not, and says itself what becomes of it."""
        if self._waits(message) or self._is_doubtful(message):
            return None
        to = self.recipients[message.id]
        if to.why == Why.STOPPED:
            transitions.drop(message, Why.STOPPED)
            return None
        if is_too_late(self.known.session, message, self.looking.now):
            transitions.give_up(message, Why.TOO_LATE)
            return None
        if self._is_shown:
            return Going(message)
        if self.used is None or self.lane.channel in ladder.AT_HAND:
            transitions.step_on(message, self.known.office, self._why_at_hand())
            return None
        return self._addressed(message, to, self.used)

    def end(self, message: Message) -> None:
        """A message does not hold any more, or nobody may be told it: it is moot."""
        to = self.recipients[message.id]
        transitions.drop(message, Why.STOPPED if to.why == Why.STOPPED else Why.UNTRUE)

    @property
    def _is_shown(self) -> bool:
        """Whether the lane leads no farther than the console."""
        return self.lane.channel == CONSOLE or self.trade.kinds.keys() <= {CONSOLE}

    def _waits(self, message: Message) -> bool:
        """Whether a message waits until morning from now on; what leaves no machine wakes nobody."""
        until = waits_until(self.known.office, message.cause, message.facts, self.looking.now)
        if until is None or self._is_shown:
            return False
        transitions.wait(message, until=until)
        return True

    def _is_doubtful(self, message: Message) -> bool:
        """Whether a message may have been sent twice already by workers that died; it is given up then."""
        used, attempts = self.used, self.tried.get(message.id, ())
        if used is None or not transitions.may_be_doubled(attempts, used.channel, takes_key=used.takes_key):
            return False
        transitions.give_up(message, Why.PERHAPS_SENT)
        return True

    def _why_at_hand(self) -> Why:
        if self.lane.channel in ladder.AT_HAND:
            return Why.FOR_CLERK
        return Why.EXHAUSTED if self.lane.channel is None else Why.NO_ACCOUNT

    def _addressed(self, message: Message, to: Recipient, used: Used) -> Going | None:
        address = to.address(used.kind.reach)
        if address is None:
            reason = Why.EXHAUSTED if self.tried.get(message.id) else to.why or Why.NO_ADDRESS
            transitions.step_on(message, self.known.office, reason)
            return None
        if self._is_said(message, address):
            transitions.drop(message, Why.REPEATED)
            return None
        letter = self._letter(message, used, address)
        return Going(message, letter) if letter is not None else None

    def _is_said(self, message: Message, address: str) -> bool:
        if not NOTICES[message.cause].said_once or message.invitation_id is None:
            return False
        words = (message.cause, message.invitation_id, message.document_id, address)
        is_known = words in self.said
        self.said.add(words)
        return is_known

    def _letter(self, message: Message, used: Used, address: str) -> Unwritten | None:
        """A message of which nothing can be said is a fault of ours: it is logged, and stops nobody else's."""
        try:
            draft = drafted(self.known, message, base_url=self.trade.base_url, translations=self.trade.translations)
        except DBAPIError:
            raise
        except Exception:
            log.exception("message_not_written", message=message.id, cause=message.cause)
            transitions.give_up(message, Why.NO_TEXT)
            return None
        worth = expiry_of(self.known.office, message.cause, message.facts, self.looking.now)
        return Unwritten(transitions.key_of(message, used.channel), address, worth, draft)
