"""An office's accounts at channels: given, changed, read and taken away."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import Session, col

from scheduler.db.models import ChannelAccount, Office
from scheduler.domain.channels.accounts import ACCOUNTS, faults, filled
from scheduler.domain.channels.refusals import AccountFaulty, ChannelUnknown

MOST_PER_MINUTE = 6000
ADDRESSES = ("url", "host")
"""Kinds of entries that say where secrets are sent."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An account as its channel wants it, with what is usual where it says nothing."""

    channel: str
    account: Mapping[str, str] = field(repr=False)
    per_minute: int
    changed_at: datetime
    by: str

    @property
    def public(self) -> dict[str, str]:
        """What may be shown: everything but secrets."""
        secret = {entry.name for entry in ACCOUNTS[self.channel] if entry.secret}
        return {name: value for name, value in self.account.items() if name not in secret}

    @property
    def secrets(self) -> frozenset[str]:
        """Names of the secrets that were given."""
        return frozenset(entry.name for entry in ACCOUNTS[self.channel] if entry.secret and self.account[entry.name])


def set_account(
    session: Session,
    office: Office,
    channel: str,
    given: Mapping[str, str],
    *,
    per_minute: int | None = None,
    by: str,
    now: datetime,
) -> ChannelAccount:
    """Give or change an account. What `given` does not name stays; a secret that is left empty stays too.

    Where an account now points elsewhere its secrets must be given again: whoever may change the address must not
    have them sent to it unseen. Raises ChannelUnknown, and AccountFaulty with a code for each name in `errors`.
    """
    row = _row(session, office.id, channel, lock=True)
    before = _read(row) if row else {}
    account = _merged(channel, before, given)
    errors = faults(channel, account) | _not_given_again(channel, before, given, account)
    if per_minute is not None and not 1 <= per_minute <= MOST_PER_MINUTE:
        errors["per_minute"] = "number"
    if errors:
        raise AccountFaulty(errors=errors)
    row = row or ChannelAccount(office_id=office.id, channel=channel, account="{}", changed_at=now, by=by)
    row.account, row.changed_at, row.by = json.dumps(account, ensure_ascii=False, sort_keys=True), now, by
    row.per_minute = per_minute or row.per_minute
    session.add(row)
    session.flush()
    return row


def drop_account(session: Session, office: Office, channel: str) -> None:
    """Forget an account; also if there is none. Raises ChannelUnknown."""
    if channel not in ACCOUNTS:
        raise ChannelUnknown
    session.execute(
        delete(ChannelAccount).where(col(ChannelAccount.office_id) == office.id, col(ChannelAccount.channel) == channel)
    )


def accounts_of(session: Session, office_id: int) -> dict[str, Opened]:
    """The accounts of an office by channel, secrets and all."""
    rows = session.scalars(
        select(ChannelAccount).where(col(ChannelAccount.office_id) == office_id).order_by(col(ChannelAccount.channel))
    )
    return {row.channel: _opened(row) for row in rows if row.channel in ACCOUNTS}


def account_of(session: Session, office_id: int, channel: str) -> Opened | None:
    """An office's account at a channel, secrets and all; None where it has none. Raises ChannelUnknown."""
    row = _row(session, office_id, channel)
    return _opened(row) if row else None


def _row(session: Session, office_id: int, channel: str, *, lock: bool = False) -> ChannelAccount | None:
    if channel not in ACCOUNTS:
        raise ChannelUnknown
    query = select(ChannelAccount).where(
        col(ChannelAccount.office_id) == office_id, col(ChannelAccount.channel) == channel
    )
    return session.scalar(query.with_for_update() if lock else query)


def _opened(row: ChannelAccount) -> Opened:
    return Opened(row.channel, filled(row.channel, _read(row)), row.per_minute, row.changed_at, row.by)


def _read(row: ChannelAccount) -> dict[str, str]:
    found: dict[str, str] = json.loads(row.account)
    return found


def _merged(channel: str, before: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """What was, changed by what is given; what is left empty is gone, but no secret."""
    secret = {entry.name for entry in ACCOUNTS[channel] if entry.secret}
    tidy = {name: value.strip() for name, value in given.items()}
    after = {**before, **{name: value for name, value in tidy.items() if value or name not in secret}}
    return {name: value for name, value in after.items() if value}


def _not_given_again(
    channel: str, before: Mapping[str, str], given: Mapping[str, str], after: Mapping[str, str]
) -> dict[str, str]:
    entries = ACCOUNTS[channel]
    old, new = filled(channel, before), filled(channel, after)
    moved = any(old[entry.name] != new[entry.name] for entry in entries if entry.what in ADDRESSES)
    if not before or not moved:
        return {}
    sent = [entry.name for entry in entries if entry.secret and not entry.for_hooks]
    return {name: "again" for name in sent if before.get(name) and not given.get(name, "").strip()}
