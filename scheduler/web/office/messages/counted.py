"""What became of the attempts to send messages, channel by channel."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from scheduler.db.models import Attempt, Message, Office
from scheduler.flow.contact.manual_notices import BY_HAND
from scheduler.messages.sending.reasons import UNTRIED
from scheduler.web.office.shared.periods import Period

TOOK = frozenset({"accepted", "delivered", "read"})
"""States of an attempt that the far side took."""
FAILED = frozenset({"refused", "failed"})


@dataclass(frozen=True, slots=True)
class Delivered:
    """Attempts by one channel. What was read was delivered too, and that was accepted; unsettled: nothing is known."""

    channel: str
    accepted: int
    delivered: int
    read: int
    failed: int
    unsettled: int


def delivered_by_channel(session: Session, office: Office, period: Period) -> list[Delivered]:
    """What became of the attempts of a period, channel by channel; of what clerks told, that they did.

    What was given back or had to wait was no attempt after all; what the console alone showed went nowhere.
    """
    tried = session.execute(
        select(col(Attempt.channel), col(Attempt.state), func.count())
        .where(
            col(Attempt.office_id) == office.id,
            col(Attempt.started_at) >= period.begins,
            func.coalesce(col(Attempt.code), "").not_in(UNTRIED),
        )
        .group_by(col(Attempt.channel), col(Attempt.state))
    )
    counts: dict[str, dict[str, int]] = {}
    for channel, state, count in tried:
        counts.setdefault(channel, {})[state] = count
    told = session.scalar(
        select(func.count())
        .select_from(Message)
        .where(
            col(Message.office_id) == office.id, col(Message.channel) == BY_HAND, col(Message.sent_at) >= period.begins
        )
    )
    if told and BY_HAND not in counts:
        counts[BY_HAND] = {"accepted": told}
    known = [_delivered(channel, states) for channel, states in sorted(counts.items())]
    return [each for each in known if each.accepted or each.failed or each.unsettled]


def _delivered(channel: str, states: dict[str, int]) -> Delivered:
    def count(among: Iterable[str]) -> int:
        return sum(states.get(state, 0) for state in among)

    return Delivered(
        channel,
        accepted=count(TOOK),
        delivered=count({"delivered", "read"}),
        read=count({"read"}),
        failed=count(FAILED),
        unsettled=count({"started", "unknown"}),
    )
