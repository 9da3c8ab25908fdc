"""How an office tells people: by which channels and in which order, in which hours, and what it reminds them of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import ChannelAccount, Office
from scheduler.domain.channels.accounts import ACCOUNTS
from scheduler.domain.channels.refusals import ChannelUnknown
from scheduler.domain.refusals import Invalid

LONGEST_WAIT = 2880
"""Minutes: who has not got it after two days is not reached by waiting longer."""
LONGEST_REMINDER = 1440
LONGEST_SOON = 60
LATEST_UNCOLLECTED = 365
MOST_UNCOLLECTED = 6


@dataclass(frozen=True, slots=True)
class Rung:
    """A channel of the ladder. wait_minutes: the next is tried where it has not delivered by then; 0: its word is
    enough.
    """

    channel: str
    wait_minutes: int = 0

    def stored(self) -> dict[str, str | int]:
        """As the office's row keeps it."""
        return {"channel": self.channel, "wait_minutes": self.wait_minutes}


@dataclass(frozen=True, slots=True)
class Hours:
    """Local hours in which messages go out that can wait, and whether they go only to whom agreed."""

    messages_from: time
    messages_until: time
    asks_consent: bool = False


@dataclass(frozen=True, slots=True)
class Reminders:
    """What time alone tells people of; None and 0: not at all. The fields are those of Office."""

    remind_at: time | None
    remind_minutes: int
    soon_minutes: int
    uncollected_days: Sequence[int]


def locked(session: Session, office: Office) -> Office:
    """The office as it is now, and until this step ends: for who changes a ladder that they have read."""
    current = select(Office).where(col(Office.id) == office.id).with_for_update()
    return session.scalars(current.execution_options(populate_existing=True)).one()


def rungs_of(office: Office) -> list[Rung]:
    """The ladder of an office."""
    return [Rung(str(each["channel"]), int(each.get("wait_minutes", 0))) for each in office.ladder]


def set_ladder(session: Session, office: Office, rungs: Sequence[Rung]) -> Office:
    """By which channels people are told, in order; none: nothing leaves the machine.

    Raises ChannelUnknown, and Invalid for a channel that is there twice, for a new one that has no account, and for a
    wait that is too long. One whose account was taken away may stay where it is: it is passed over.
    """
    names = [rung.channel for rung in rungs]
    if not ACCOUNTS.keys() >= set(names):
        raise ChannelUnknown
    if len(set(names)) < len(names):
        raise Invalid(errors={"channel": "twice"})
    if not all(0 <= rung.wait_minutes <= LONGEST_WAIT for rung in rungs):
        raise Invalid(errors={"wait_minutes": "out_of_range"})
    row = locked(session, office)
    new = set(names) - {rung.channel for rung in rungs_of(row)}
    if new & without_account(session, office.id, names):
        raise Invalid(errors={"channel": "no_account"})
    return _change(session, row, ladder=[rung.stored() for rung in rungs])


def without_account(session: Session, office_id: int, channels: Sequence[str]) -> set[str]:
    """Of some channels those that need an account of the office and have none."""
    having = select(col(ChannelAccount.channel)).where(col(ChannelAccount.office_id) == office_id)
    return {name for name in channels if ACCOUNTS[name]} - set(session.scalars(having))


def set_hours(session: Session, office: Office, hours: Hours) -> Office:
    """In which hours messages go out, and to whom. They may pass midnight; the same twice is all day."""
    return _change(
        session,
        locked(session, office),
        messages_from=hours.messages_from,
        messages_until=hours.messages_until,
        asks_consent=hours.asks_consent,
    )


def set_reminders(session: Session, office: Office, reminders: Reminders) -> Office:
    """What people are reminded of, and when. Raises Invalid, which names the fields."""
    days = sorted(set(reminders.uncollected_days))
    fitting = {
        "remind_minutes": 0 <= reminders.remind_minutes <= LONGEST_REMINDER,
        "soon_minutes": 0 <= reminders.soon_minutes <= LONGEST_SOON,
        "uncollected_days": len(days) <= MOST_UNCOLLECTED and all(1 <= day <= LATEST_UNCOLLECTED for day in days),
    }
    errors = {name: "out_of_range" for name, fits in fitting.items() if not fits}
    if errors:
        raise Invalid(errors=errors)
    return _change(
        session,
        locked(session, office),
        remind_at=reminders.remind_at,
        remind_minutes=reminders.remind_minutes,
        soon_minutes=reminders.soon_minutes,
        uncollected_days=days,
    )


def _change(session: Session, row: Office, **values: object) -> Office:
    for name, value in values.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    return row
