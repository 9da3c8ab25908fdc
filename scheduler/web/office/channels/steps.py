"""Changes of an office's ladder as the page's buttons ask for them; each sets the whole ladder."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlmodel import Session

from scheduler.db.models import Office
from scheduler.domain.channels.refusals import ChannelUnknown
from scheduler.flow.channels.accounts import drop_account
from scheduler.flow.channels.ladder import Rung, locked, rungs_of, set_ladder
from scheduler.flow.core.replays import Answered
from scheduler.web.shared.staff.once import done_once

Change = Callable[[list[Rung]], Sequence[Rung]]
"""What makes another ladder of one."""


def change_ladder(
    session: Session, office: Office, nonce: str, asked: tuple[object, ...], change: Change, *, now: datetime
) -> None:
    """Change the ladder as it is now; the same button pressed twice changes it once.

    Raises what `set_ladder` and the change raise.
    """

    def work(session: Session) -> Answered:
        set_ladder(session, office, change(rungs_of(locked(session, office))))
        return 200, {}

    done_once(session, office, f"ladder:{nonce}", asked, work=work, now=now)


def drop(session: Session, office: Office, channel: str) -> None:
    """Take a channel out of the ladder and forget its account."""
    left = [rung for rung in rungs_of(locked(session, office)) if rung.channel != channel]
    set_ladder(session, office, left)
    drop_account(session, office, channel)


def added(channel: str, wait_minutes: int) -> Change:
    """The ladder with one more channel, as the last."""
    return lambda rungs: [*rungs, Rung(channel, wait_minutes)]


def waiting(channel: str, wait_minutes: int) -> Change:
    """Another wait for a channel, in minutes. The change raises ChannelUnknown."""
    return lambda rungs: [
        Rung(channel, wait_minutes) if rung.channel == channel else rung for rung in _has(rungs, channel)
    ]


def moved(channel: str, by: int) -> Change:
    """A channel so many places further down; a place that does not exist is the first or the last."""

    def change(rungs: list[Rung]) -> list[Rung]:
        place = next(place for place, rung in enumerate(_has(rungs, channel)) if rung.channel == channel)
        rung = rungs.pop(place)
        rungs.insert(max(0, place + by), rung)
        return rungs

    return change


def without(channel: str) -> Change:
    """The ladder without a channel; also where that is not in it."""
    return lambda rungs: [rung for rung in rungs if rung.channel != channel]


def _has(rungs: list[Rung], channel: str) -> list[Rung]:
    """The ladder, if the channel is still in it. Raises ChannelUnknown."""
    if all(rung.channel != channel for rung in rungs):
        raise ChannelUnknown
    return rungs
