"""What a channel tells us is kept in one step: how far letters came, and what citizens wrote."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from scheduler.flow.talks.conversations import hear
from scheduler.messages.channels.base import Heard, Told
from scheduler.messages.sending.reports import note_told


def take_in(
    session: Session, office_id: int, channel: str, news: Sequence[Told | Heard], *, now: datetime
) -> list[Told]:
    """Keep all that a channel tells; the same again changes nothing, in whatever order it comes.

    Returns reports of letters that nobody knows yet: the answer to their sending may still be on its way.
    """
    heard = sorted((each for each in news if isinstance(each, Heard)), key=lambda each: (each.phone, each.at))
    told = sorted((each for each in news if isinstance(each, Told)), key=lambda each: (each.external_id, each.at))
    for line in heard:
        hear(session, office_id, channel, line, now=now)
    return [report for report in told if not note_told(session, office_id, channel, report, now=now)]
