"""By which account a lane is sent, and how much may still go through it this minute."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from scheduler.db.models import Attempt, ChannelAccount
from scheduler.messages.channels.base import Account, Kind

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Used:
    """A channel of an office. changed_at: of its account, to tell when it must be opened anew.

    per_minute: None where there is no account, and so no limit.
    """

    office_id: int
    channel: str
    kind: Kind
    account: Account = field(default_factory=dict, repr=False)
    changed_at: datetime | None = None
    per_minute: int | None = None

    @property
    def takes_key(self) -> bool:
        """Whether the far side knows a repetition: where it could, and the account says how the key is handed over."""
        return self.kind.takes_key and any("{key}" in value for value in self.account.values())


def hold(session: Session, office_id: int, kind: Kind) -> Used | None:
    """An office's account at a channel, locked on PostgreSQL until the transaction ends: who counts what went through
    it counts alone. None where there is none and the channel needs one.
    """
    query = select(ChannelAccount).where(
        col(ChannelAccount.office_id) == office_id, col(ChannelAccount.channel) == kind.name
    )
    row = session.scalars(_held(query)).first()
    if row is None:
        return None if kind.needs_account else Used(office_id, kind.name, kind)
    return Used(office_id, kind.name, kind, _read(row.account), row.changed_at, row.per_minute)


def room(session: Session, used: Used, now: datetime) -> int | None:
    """How many more letters may be tried by an account now; None: any number."""
    if used.per_minute is None:
        return None
    # What was started after `now` was started under a clock that has been set back since.
    begun = session.scalar(
        select(func.count())
        .select_from(Attempt)
        .where(
            col(Attempt.office_id) == used.office_id,
            col(Attempt.channel) == used.channel,
            col(Attempt.started_at) > now - MINUTE,
            col(Attempt.started_at) <= now,
        )
    )
    return max(0, used.per_minute - (begun or 0))


def _held(query: SelectOfScalar[ChannelAccount]) -> SelectOfScalar[ChannelAccount]:
    return query.with_for_update()


def _read(account: str) -> Mapping[str, str]:
    return {str(name): str(value) for name, value in json.loads(account).items()}
