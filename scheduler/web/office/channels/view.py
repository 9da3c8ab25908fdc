"""What the page of channels shows: the ladder, hours and reminders, and each account without its secrets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Attempt, Office
from scheduler.domain.channels.accounts import ACCOUNTS, Entry, hears_of_delivery
from scheduler.domain.channels.refusals import ChannelUnknown
from scheduler.flow.channels.accounts import Opened, accounts_of
from scheduler.flow.channels.ladder import Rung, rungs_of
from scheduler.messages.channels import KINDS
from scheduler.messages.channels.base import Kind
from scheduler.messages.ladder import leaves

USUAL_PER_MINUTE = 60
NO_RUNG = frozenset({"console"})
"""The console needs no place: it is what there is without a ladder."""
LOOKED_BACK, REPORTED_WITHIN = timedelta(days=7), timedelta(hours=1)
ENOUGH = 5
"""So many letters that were taken, and word of none: no phone that is off explains it."""


@dataclass(frozen=True, slots=True)
class Account:
    """An office's account at one kind of channel. changed_at: None where there is none; kept: its secrets by name."""

    kind: Kind
    per_minute: int = USUAL_PER_MINUTE
    changed_at: datetime | None = None
    public: Mapping[str, str] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()
    tells: bool = False
    """Whether word of delivery can come."""

    @property
    def entries(self) -> Sequence[Entry]:
        """What the account consists of."""
        return ACCOUNTS[self.kind.name]

    @property
    def values(self) -> dict[str, str]:
        """What the account's form holds: what is usual stays empty, so that it may change with the program."""
        usual = {entry.name: "" if entry.choices else entry.usual for entry in self.entries}
        return {name: value for name, value in self.public.items() if value != usual[name]}


@dataclass(frozen=True, slots=True)
class ChannelsPage:
    """The office as it is set now, and its accounts. unheard: channels that should tell of delivery, and never do."""

    office: Office
    rungs: Sequence[Rung]
    accounts: Sequence[Account]
    unheard: frozenset[str]

    @property
    def lacking(self) -> set[str]:
        """Channels of the ladder whose account was taken away."""
        having = {each.kind.name for each in self.accounts if each.changed_at}
        return {rung.channel for rung in self.rungs if ACCOUNTS.get(rung.channel) and rung.channel not in having}

    @property
    def silent(self) -> set[str]:
        """Channels of the ladder that tell nothing of delivery, though a time is set to wait for it."""
        telling = {each.kind.name for each in self.accounts if each.tells}
        return {rung.channel for rung in self.rungs if rung.wait_minutes and rung.channel not in telling}

    @property
    def leaves(self) -> bool:
        """Whether anything leaves the machine."""
        return leaves(self.office)

    @property
    def addable(self) -> list[Kind]:
        """Channels that may be put into the ladder."""
        having = {each.kind.name for each in self.accounts if each.changed_at}
        return [kind for kind in self._left if not ACCOUNTS[kind.name] or kind.name in having]

    @property
    def unready(self) -> list[Kind]:
        """Channels that need an account first."""
        return [kind for kind in self._left if kind not in self.addable]

    @property
    def _left(self) -> list[Kind]:
        used = {rung.channel for rung in self.rungs} | NO_RUNG
        return [kind for kind in KINDS.values() if kind.name not in used]


def channels_page(session: Session, office_id: int, *, now: datetime) -> ChannelsPage:
    """All settings of an office's channels."""
    office, having = queries.office_by_id(session, office_id), accounts_of(session, office_id)
    accounts = [_account(kind, having.get(kind.name)) for kind in KINDS.values() if ACCOUNTS[kind.name]]
    telling = {each.kind.name for each in accounts if each.tells}
    return ChannelsPage(office, rungs_of(office), accounts, _unheard(session, office_id, now) & telling)


def _unheard(session: Session, office_id: int, now: datetime) -> frozenset[str]:
    """Channels that took letters of late, of none of which word of delivery came."""
    taken = (
        select(col(Attempt.channel))
        .where(
            col(Attempt.office_id) == office_id,
            col(Attempt.state).in_(("accepted", "delivered", "read")),
            col(Attempt.started_at).between(now - LOOKED_BACK, now - REPORTED_WITHIN),
        )
        .group_by(col(Attempt.channel))
        .having(func.count() >= ENOUGH, func.count(col(Attempt.delivered_at)) + func.count(col(Attempt.read_at)) == 0)
    )
    return frozenset(session.scalars(taken).all())


def account_page(session: Session, office_id: int, channel: str) -> Account:
    """An office's account at a channel. Raises ChannelUnknown, also for a channel that takes none."""
    if not ACCOUNTS.get(channel):
        raise ChannelUnknown
    return _account(KINDS[channel], accounts_of(session, office_id).get(channel))


def _account(kind: Kind, opened: Opened | None) -> Account:
    if opened is None:
        return Account(kind)
    tells = hears_of_delivery(kind.name, opened.account)
    return Account(kind, opened.per_minute, opened.changed_at, opened.public, opened.secrets, tells)
