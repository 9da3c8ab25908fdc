"""By which account a lane is sent, and how much may still go through it this minute.

What went through an account is kept in its row (`ChannelAccount.spent`), which is locked while a worker takes: so no
minute, whichever it is, sees more than `per_minute` tries, by whatever processes, and however often they start anew.
The row holds a number for each second of the last minute, so that room costs the same whether ten letters were tried or
a hundred thousand; a second counts until all of it is a minute ago. It counts ahead of time too: who reads the clock
and waits for the row finds what others have tried since. What lies more than a minute ahead was tried under a clock
that has been set back, and is forgotten.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from scheduler.db.models import ChannelAccount
from scheduler.messages.channels.base import Account, Kind

A_MINUTE = 60

Spent = Mapping[int, int]
"""By second since 1970, how many letters were tried in it."""


@dataclass(frozen=True, slots=True)
class Used:
    """A channel of an office. changed_at: of its account, to tell when it must be opened anew.

    per_minute: None where there is no account, and so no limit. spent: of it, when it was held.
    """

    office_id: int
    channel: str
    kind: Kind
    account: Account = field(default_factory=dict, repr=False)
    changed_at: datetime | None = None
    per_minute: int | None = None
    spent: Spent = field(default_factory=dict)

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
    spent = {int(second): count for second, count in row.spent.items()}
    return Used(office_id, kind.name, kind, _read(row.account), row.changed_at, row.per_minute, spent)


def room(used: Used, now: datetime) -> int | None:
    """How many more letters may be tried by an account that is held; None: any number."""
    if used.per_minute is None:
        return None
    begun = sum(count for second, count in used.spent.items() if _counts(second, now))
    return max(0, used.per_minute - begun)


def spend(session: Session, used: Used, count: int, now: datetime) -> None:
    """Write down that so many letters are tried now by an account that is held."""
    if used.per_minute is None or not count:
        return
    written = {str(second): number for second, number in spent_more(used.spent, count, now).items()}
    session.connection().execute(
        update(ChannelAccount)
        .where(col(ChannelAccount.office_id) == used.office_id, col(ChannelAccount.channel) == used.channel)
        .values(spent=written)
    )


def spent_more(spent: Spent, count: int, now: datetime) -> Spent:
    """What has gone through an account, with so many letters more; what no minute counts any more is left out."""
    second = int(now.timestamp())
    kept = {each: number for each, number in spent.items() if _counts(each, now)}
    return {**kept, second: kept.get(second, 0) + count}


def _counts(second: int, now: datetime) -> bool:
    """Whether some of a second is of the minute before `now`, or of the minute after it."""
    return now.timestamp() - A_MINUTE - 1 < second <= now.timestamp() + A_MINUTE


def _held(query: SelectOfScalar[ChannelAccount]) -> SelectOfScalar[ChannelAccount]:
    return query.with_for_update()


def _read(account: str) -> Mapping[str, str]:
    return {str(name): str(value) for name, value in json.loads(account).items()}
