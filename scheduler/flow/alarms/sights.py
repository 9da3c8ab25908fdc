"""What of all that alarms are about is so now: read for all offices together, from what others wrote down anyway.

Nothing is searched through. Whether a hall is full stands in the row of its day; who waits is found by the index of
those who do, so a hall in which nobody does (decision 77) costs nothing; what is silent was found to be by the tick.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, literal_column, select, union
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import AlarmRing, AlarmRule, Attempt, ChannelAccount, Device, Office, OfficeDay, Screen, Ticket
from scheduler.domain.alarms.kinds import KINDS, Alarm
from scheduler.domain.channels.refused_accounts import REFUSES_ACCOUNT
from scheduler.flow.alarms.pulses import FORGOTTEN, SENDING, heard, looking_on
from scheduler.flow.alarms.rules import Rule, rule_of, watches_server
from scheduler.flow.core.among_offices import IN_ZONE, TODAY, rows_by_zone
from scheduler.flow.screens.silence import silent_here
from scheduler.flow.upkeep import backups

LATELY = timedelta(hours=24)
"""An account that was refused longer ago, and not tried since, is nobody's worry any more."""
TAKEN = ("accepted", "delivered", "read")
"""States of a try that its far side took."""
EASED = 1.1
"""A disk that was too full is not until it has so much more room than the limit."""

Key = tuple[Alarm, str]

_FULLNESS = Prepared(
    select(col(OfficeDay.office_id), col(OfficeDay.people_inside), col(OfficeDay.lobby_limit), col(OfficeDay.reserved))
    .join(Office, col(Office.id) == col(OfficeDay.office_id))
    .where(IN_ZONE, col(OfficeDay.day) == TODAY)
)
_WAITING = Prepared(
    select(col(Ticket.office_id), func.min(col(Ticket.arrived_at)))
    .join(OfficeDay, col(OfficeDay.id) == col(Ticket.office_day_id))
    .join(Office, col(Office.id) == col(OfficeDay.office_id))
    .where(IN_ZONE, col(OfficeDay.day) == TODAY, literal_column("ticket.stage IN ('waiting', 'admitted')"))
    .group_by(col(Ticket.office_id))
)


@dataclass(frozen=True, slots=True)
class Sight:
    """Something that an alarm is about, and that is so now. since: when it began, as far as that is known.

    facts: what its words say; nothing personal.
    """

    alarm: Alarm
    since: datetime
    subject: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        """What is one at a time at an office."""
        return self.alarm, self.subject


@dataclass(frozen=True, slots=True)
class Around:
    """What a process sees beside the database. machine: by which it is known; free: gigabytes on its fullest disk, None
    where that cannot be measured. server_office: the office that is told of the server where there are several.
    """

    machine: str
    free: float | None = None
    server_office: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of an office: what is so, and which of its alarms cannot be judged from here."""

    sights: Sequence[Sight]
    unknown: Collection[Key] = ()


def look(session: Session, around: Around, now: datetime) -> Mapping[int, Seen]:
    """What is seen now, by office, of those that have an alarm that is on; of most that is nothing."""
    return _Look(session, around, now).seen()


class _Look:
    """One look at all offices."""

    def __init__(self, session: Session, around: Around, now: datetime) -> None:
        self._session, self._around, self._now = session, around, now
        self._rules: dict[Alarm, dict[int, Rule]] = defaultdict(dict)
        for row in session.scalars(select(AlarmRule).where(col(AlarmRule.is_on))):
            if row.alarm in KINDS:
                self._rules[Alarm(row.alarm)][row.office_id] = rule_of(row)
        standing = select(AlarmRing).where(col(AlarmRing.over_at).is_(None)) if self._rules else None
        self._standing = list(session.scalars(standing)) if standing is not None else []

    def seen(self) -> Mapping[int, Seen]:
        found: dict[int, list[Sight]] = defaultdict(list)
        if not self._rules:
            return {}
        for each in (self._full, self._long, self._silent, self._refused, self._server):
            for office_id, sight in each():
                found[office_id].append(sight)
        unknown: dict[int, set[Key]] = defaultdict(set)
        for ring in self._standing:
            if self._is_of_other_machine(ring):
                unknown[ring.office_id].add((Alarm(ring.alarm), ring.subject))
        concerned = {*found, *(ring.office_id for ring in self._standing)}
        return {office_id: Seen(found[office_id], unknown[office_id]) for office_id in sorted(concerned)}

    def _full(self) -> Iterator[tuple[int, Sight]]:
        rules = self._rules[Alarm.HALL_FULL]
        if not rules:
            return
        for office_id, people, limit, reserved in rows_by_zone(self._session, _FULLNESS, self._now):
            if office_id in rules and people >= max(limit - reserved, 1):
                yield office_id, Sight(Alarm.HALL_FULL, self._now, facts={"people": people, "limit": limit})

    def _long(self) -> Iterator[tuple[int, Sight]]:
        rules = self._rules[Alarm.LONG_WAIT]
        if not rules:
            return
        for office_id, arrived in rows_by_zone(self._session, _WAITING, self._now):
            since = _moment(arrived)
            if office_id in rules and self._now - since >= rules[office_id].length:
                facts = {"number": self._number(office_id, since), "since": since.isoformat()}
                yield office_id, Sight(Alarm.LONG_WAIT, since, facts=facts)

    def _number(self, office_id: int, arrived: datetime) -> str:
        first = select(col(Ticket.number)).where(
            col(Ticket.office_id) == office_id,
            col(Ticket.arrived_at) == arrived,
            literal_column("ticket.stage IN ('waiting', 'admitted')"),
        )
        return self._session.scalar(first.order_by(col(Ticket.seq)).limit(1)) or "-"

    def _silent(self) -> Iterator[tuple[int, Sight]]:
        rules = self._rules[Alarm.DEVICE_SILENT]
        for office_id in sorted(_with_silent(self._session) & rules.keys()):
            office = queries.office_by_id(self._session, office_id)
            least = rules[office_id].length
            some = [each for each in silent_here(self._session, office, self._now) if each.lasts(self._now) >= least]
            if some:
                facts = {"devices": sorted(each.name for each in some)}
                yield office_id, Sight(Alarm.DEVICE_SILENT, some[0].since, facts=facts)

    def _refused(self) -> Iterator[tuple[int, Sight]]:
        rules = self._rules[Alarm.ACCOUNT_REFUSED]
        if not rules:
            return
        refused = (
            select(
                col(Attempt.office_id),
                col(Attempt.channel),
                func.min(col(Attempt.started_at)),
                func.max(col(Attempt.started_at)),
            )
            .where(
                literal_column("attempt.state = 'refused'"),
                col(Attempt.office_id).in_(rules),
                col(Attempt.started_at) > self._now - LATELY,
                col(Attempt.code).in_(REFUSES_ACCOUNT),
            )
            .group_by(col(Attempt.office_id), col(Attempt.channel))
        )
        for office_id, channel, first, last in self._session.execute(refused).all():
            if not self._works_again(office_id, channel, _moment(last)):
                facts = {"channel": channel}
                yield office_id, Sight(Alarm.ACCOUNT_REFUSED, _moment(first), subject=channel, facts=facts)

    def _works_again(self, office_id: int, channel: str, refused: datetime) -> bool:
        """Whether the account was changed since, or took a letter."""
        of_it = (col(ChannelAccount.office_id) == office_id, col(ChannelAccount.channel) == channel)
        changed = self._session.scalar(select(col(ChannelAccount.changed_at)).where(*of_it))
        if changed is None or changed > refused:
            return True
        taken = select(col(Attempt.id)).where(
            col(Attempt.started_at) > refused,
            col(Attempt.office_id) == office_id,
            col(Attempt.channel) == channel,
            col(Attempt.state).in_(TAKEN),
        )
        return self._session.scalar(taken.limit(1)) is not None

    def _server(self) -> Iterator[tuple[int, Sight]]:
        named = {office_id for alarm, rules in self._rules.items() if KINDS[alarm].of_server for office_id in rules}
        if not named:
            return
        offices = queries.offices(self._session)
        for office in offices:
            if office.id in named and watches_server(offices, office, self._around.server_office):
                yield from ((office.id, sight) for sight in self._of_server(office.id))

    def _of_server(self, office_id: int) -> Iterator[Sight]:
        if rule := self._rules[Alarm.WORKER_STOPPED].get(office_id):
            since = heard(self._session, SENDING) or rule.changed_at or self._now
            if self._now - since >= rule.length:
                yield Sight(Alarm.WORKER_STOPPED, since)
        if (rule := self._rules[Alarm.DISK_LOW].get(office_id)) and self._around.free is not None:
            stands = any(self._is_here(ring) for ring in self._standing if ring.office_id == office_id)
            if self._around.free < rule.threshold * (EASED if stands else 1.0):
                facts = {"free": _written(self._around.free), "machine": self._around.machine}
                yield Sight(Alarm.DISK_LOW, self._now, subject=self._around.machine, facts=facts)
        if rule := self._rules[Alarm.BACKUP_OLD].get(office_id):
            yield from self._backup(rule)

    def _backup(self, rule: Rule) -> Iterator[Sight]:
        """In training none is made by itself, so none is old."""
        last = backups.last_backup(self._session)
        if last.tried is not None and last.tried.state == backups.FAILED:
            yield Sight(Alarm.BACKUP_OLD, last.tried.begun_at, facts={"failed": True})
            return
        since = last.good.begun_at if last.good else rule.changed_at or self._now
        if self._now - since >= rule.length and not queries.is_training(self._session):
            hours = int((self._now - since).total_seconds() // 3600) if last.good else None
            yield Sight(Alarm.BACKUP_OLD, since, facts={"failed": False, "hours": hours})

    def _is_here(self, ring: AlarmRing) -> bool:
        return ring.alarm == Alarm.DISK_LOW and ring.subject == self._around.machine

    def _is_of_other_machine(self, ring: AlarmRing) -> bool:
        """Whether an alarm is about the disk of another machine, of which something was heard lately."""
        if ring.alarm != Alarm.DISK_LOW or self._is_here(ring):
            return False
        last = heard(self._session, looking_on(ring.subject))
        return last is not None and self._now - last < FORGOTTEN


def _with_silent(session: Session) -> set[int]:
    """The offices of which something was found to be silent."""
    found = [
        select(col(kind.office_id)).where(col(kind.silent_at).is_not(None), col(kind.removed_at).is_(None))
        for kind in (Screen, Device)
    ]
    return set(session.scalars(union(*found)))


def _written(gigabytes: float) -> str:
    """12 GB, or 800 MB where it is less than one."""
    return f"{int(gigabytes)} GB" if gigabytes >= 1 else f"{int(gigabytes * 1000)} MB"


def _moment(value: Any) -> datetime:
    """A moment that a function of the database gave back."""
    assert isinstance(value, datetime)
    return value
