"""Alarms that ring: what was seen becomes a row, the row rings, somebody is told, and told again when it is over.

The row is the memory: a restart changes nothing, and of two processes that look at once one writes, since both hold the
office's alarms first (`locking.py`), and of one thing the table takes one row that stands.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select
from sqlmodel import Session, col

from scheduler.db.models import AlarmContact, AlarmRing, Office
from scheduler.domain.alarms.kinds import Alarm
from scheduler.domain.alarms.refusals import AlarmOver
from scheduler.domain.alarms.ringing import Ring, Told, Turn, is_end_told, is_to_be_told, turn_of
from scheduler.flow.alarms.locking import hold_alarms
from scheduler.flow.alarms.rules import Rule, rules_of
from scheduler.flow.alarms.sights import Key, Seen, Sight
from scheduler.flow.core.outbox import Cause, note_alarm
from scheduler.flow.screens.alarm_contacts import contacts_of
from scheduler.flow.screens.screen_watch import opened_at

AN_HOUR = timedelta(hours=1)
KEPT = timedelta(days=90)
"""For so long an alarm that is over can be looked up."""
SHOWN = 50
"""How many of those the page shows."""
DEVICES, OF = "devices", "told_of"
"""Facts of an alarm about several things: which they are now, and of which somebody knows since it rings."""


def is_due(session: Session, office: Office, seen: Seen, now: datetime) -> bool:
    """Whether `advance` would write anything."""
    known = _Known(session, office, seen, now)
    return bool(known.new()) or any(known.is_to_change(ring) for ring in known.standing)


def advance(session: Session, office: Office, seen: Seen, *, now: datetime) -> None:
    """Write down what was seen of an office: alarms begin, ring, are over; who is to be told gets a message."""
    hold_alarms(session, office.id)
    known = _Known(session, office, seen, now)
    for sight in known.new():
        ring = AlarmRing(
            office_id=office.id,
            alarm=sight.alarm,
            subject=sight.subject,
            since=sight.since,
            seen_at=now,
            facts=dict(sight.facts),
        )
        session.add(ring)
    for ring in known.standing:
        if known.is_to_change(ring):
            known.change(ring)
    session.flush()


def take_in_hand(session: Session, office: Office, ring_id: int, *, by: str, now: datetime) -> None:
    """Note that somebody sees to an alarm: nobody is told of it any more but that it is over, or that more is silent
    than there was by then. The first one stays.

    Raises AlarmOver.
    """
    hold_alarms(session, office.id)
    ring = session.get(AlarmRing, ring_id, populate_existing=True)
    if ring is None or ring.office_id != office.id or ring.rang_at is None or ring.over_at is not None:
        raise AlarmOver
    if ring.taken_at is None:
        ring.taken_at, ring.taken_by, ring.facts = now, by, _as_known(ring.facts)
        session.add(ring)
        session.flush()


def ringing_at(session: Session, office_id: int) -> Sequence[AlarmRing]:
    """The alarms that ring at an office now, the first first."""
    ringing = (
        col(AlarmRing.office_id) == office_id,
        col(AlarmRing.over_at).is_(None),
        col(AlarmRing.rang_at).is_not(None),
    )
    return session.scalars(select(AlarmRing).where(*ringing).order_by(col(AlarmRing.rang_at), col(AlarmRing.id))).all()


def past_of(session: Session, office_id: int) -> Sequence[AlarmRing]:
    """The alarms of an office that are over, the last first."""
    past = (col(AlarmRing.office_id) == office_id, col(AlarmRing.over_at).is_not(None))
    return session.scalars(select(AlarmRing).where(*past).order_by(col(AlarmRing.over_at).desc()).limit(SHOWN)).all()


@dataclass(frozen=True, slots=True)
class _Memory:
    """What an office was told in the last hour. of: by what it was about, when last of one that is over."""

    count: int
    of: Mapping[tuple[str, str], datetime]


class _Known:
    """What is known of an office's alarms, with what was seen of them."""

    def __init__(self, session: Session, office: Office, seen: Seen, now: datetime) -> None:
        self._session, self._office, self._now = session, office, now
        self._rules = rules_of(session, office.id)
        self._sights: dict[Key, Sight] = {sight.key: sight for sight in seen.sights if self._rules[sight.alarm].is_on}
        self._unknown: Collection[Key] = seen.unknown
        rows = self._of_late()
        self.standing = [ring for ring in rows if ring.over_at is None]
        self._memory = _memory_of(rows, now - AN_HOUR)
        self._told = 0
        """How often somebody was told by this step."""
        self._is_open: bool | None = None

    def new(self) -> list[Sight]:
        """What is seen and has no row."""
        there = {(ring.alarm, ring.subject) for ring in self.standing}
        return [sight for key, sight in self._sights.items() if key not in there]

    def is_to_change(self, ring: AlarmRing) -> bool:
        """Whether a row is to be written."""
        sight = self._sights.get(_key(ring))
        if sight is None and _key(ring) in self._unknown:
            return False
        if (sight is None) != (ring.calm_since is not None) or self._turn(ring, sight) != Turn.STAYS:
            return True
        return sight is not None and (_facts(ring, sight) != ring.facts or self._is_to_be_told(ring, sight))

    def change(self, ring: AlarmRing) -> None:
        """Write a row, and tell who is to be told."""
        sight = self._sights.get(_key(ring))
        ring.calm_since = None if sight else ring.calm_since or self._now
        if sight:
            ring.facts = _facts(ring, sight)
        turn = self._turn(ring, sight)
        if turn == Turn.GONE:
            self._session.delete(ring)
            return
        if turn == Turn.RINGS:
            ring.rang_at = self._now
        if turn == Turn.OVER:
            self._end(ring)
        elif sight and self._is_to_be_told(ring, sight):
            ring.told_at, ring.times = self._now, ring.times + 1
            ring.facts = _as_known(ring.facts)
            ring.taken_at = ring.taken_by = None  # whoever saw to what was there before knows nothing of the rest
            self._tell(ring, Cause.ALARM, str(ring.times))
        self._session.add(ring)

    def _end(self, ring: AlarmRing) -> None:
        ring.over_at = self._now
        if is_end_told(self._so_far(ring)):
            ring.end_told = True
            self._tell(ring, Cause.ALARM_OVER, "over")
        old = delete(AlarmRing).where(
            col(AlarmRing.office_id) == self._office.id, col(AlarmRing.over_at) < self._now - KEPT
        )
        self._session.execute(old)

    def _tell(self, ring: AlarmRing, cause: Cause, once: str) -> None:
        self._told += 1
        named: Sequence[AlarmContact] = contacts_of(self._session, self._office.id)
        facts: dict[str, Any] = {
            "since": ring.since.isoformat(),
            "at": self._now.isoformat(),
            **{name: value for name, value in ring.facts.items() if name != OF},
            "alarm": ring.alarm,
        }
        rung = _first_that_works(self._office, ring.subject) if ring.alarm == Alarm.ACCOUNT_REFUSED else 0
        note_alarm(
            self._session,
            cause,
            ring,
            self._rule(ring).told(named),
            once=once,
            facts=facts,
            rung=rung,
            now=self._now,
        )

    def _turn(self, ring: AlarmRing, sight: Sight | None) -> Turn:
        lasts = self._rule(ring).length if ring.alarm == Alarm.HALL_FULL else timedelta()
        state = Ring(ring.since, ring.seen_at, ring.rang_at, ring.calm_since)
        return turn_of(state, self._now, is_seen=sight is not None, lasts=lasts)

    def _is_to_be_told(self, ring: AlarmRing, sight: Sight) -> bool:
        so_far = replace(self._so_far(ring), is_more=_is_more(ring, sight))
        return ring.rang_at is not None and is_to_be_told(so_far, self._now)

    def _so_far(self, ring: AlarmRing) -> Told:
        told = Told(
            times=ring.times,
            last=ring.told_at,
            before=self._memory.of.get((ring.alarm, ring.subject)),
            in_an_hour=self._memory.count + self._told,
            may_tell=self._rule(ring).hours == "always",
            is_in_hand=ring.taken_at is not None,
        )
        return told if told.may_tell else replace(told, may_tell=self._opens())

    def _opens(self) -> bool:
        if self._is_open is None:
            self._is_open = opened_at(self._session, self._office, self._now) is not None
        return self._is_open

    def _rule(self, ring: AlarmRing) -> Rule:
        return self._rules[Alarm(ring.alarm)]

    def _of_late(self) -> Sequence[AlarmRing]:
        """What stands, and what was over within the last hour."""
        late = or_(col(AlarmRing.over_at).is_(None), col(AlarmRing.over_at) > self._now - AN_HOUR)
        query = select(AlarmRing).where(col(AlarmRing.office_id) == self._office.id, late).order_by(col(AlarmRing.id))
        return self._session.scalars(query.execution_options(populate_existing=True)).all()


def _memory_of(rows: Sequence[AlarmRing], since: datetime) -> _Memory:
    of: dict[tuple[str, str], datetime] = {}
    for ring in rows:
        if ring.over_at is not None and ring.told_at is not None:
            of[ring.alarm, ring.subject] = ring.told_at
    return _Memory(sum(_told_of_late(rows, since)), of)


def _told_of_late(rows: Sequence[AlarmRing], since: datetime) -> Iterator[int]:
    for ring in rows:
        yield int(ring.told_at is not None and ring.told_at > since)
        yield int(ring.end_told and ring.over_at is not None and ring.over_at > since)


def _facts(ring: AlarmRing, sight: Sight) -> dict[str, Any]:
    """What is noted of an alarm that is seen: how it is now, and of what somebody knows."""
    return {**sight.facts, OF: ring.facts[OF]} if OF in ring.facts else dict(sight.facts)


def _as_known(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The same, once somebody knows of all that it is about."""
    return {**facts, OF: sorted({*facts.get(OF, ()), *facts[DEVICES]})} if DEVICES in facts else dict(facts)


def _is_more(ring: AlarmRing, sight: Sight) -> bool:
    """Whether something is silent of which nobody knows since the alarm rings."""
    return not set(sight.facts.get(DEVICES, ())) <= set(ring.facts.get(OF, ()))


def _key(ring: AlarmRing) -> Key:
    return Alarm(ring.alarm), ring.subject


def _first_that_works(office: Office, refused: str) -> int:
    """Of an office's ladder the first rung that is not the channel whose account was refused."""
    return next((rung for rung, each in enumerate(office.ladder) if each["channel"] != refused), 0)
