"""The alarms as an office set them. One that it never set is off, and as its kind usually is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import AlarmContact, AlarmRing, AlarmRule, Office
from scheduler.domain.alarms.kinds import HOURS, KINDS, USUAL_HOURS, Alarm
from scheduler.domain.alarms.refusals import AlarmOfServer, AlarmUnknown
from scheduler.domain.refusals import Invalid
from scheduler.flow.alarms.locking import hold_alarms
from scheduler.flow.screens.alarm_contacts import contacts_of


@dataclass(frozen=True, slots=True)
class Rule:
    """An alarm as it is set. spared: the ids of those of the list whom it does not tell."""

    alarm: Alarm
    is_on: bool
    threshold: int
    hours: str
    spared: frozenset[int] = frozenset()
    changed_at: datetime | None = None

    @property
    def length(self) -> timedelta:
        """Its limit, of one that is a time."""
        unit = KINDS[self.alarm].unit
        return timedelta(hours=self.threshold) if unit == "hours" else timedelta(minutes=self.threshold)

    def told(self, contacts: Sequence[AlarmContact]) -> Sequence[AlarmContact]:
        """Whom it tells of those on the list: all where it spares each, as it may after somebody left."""
        return [each for each in contacts if each.id not in self.spared] or contacts


@dataclass(frozen=True, slots=True)
class NewRule:
    """How an alarm is to be. threshold: None leaves it. told: the ids of those on the list whom it tells."""

    is_on: bool
    threshold: int | None
    hours: str
    told: frozenset[int]


def rules_of(session: Session, office_id: int) -> Mapping[Alarm, Rule]:
    """All alarms as an office has them."""
    rows = session.scalars(select(AlarmRule).where(col(AlarmRule.office_id) == office_id)).all()
    found = {row.alarm: rule_of(row) for row in rows if row.alarm in KINDS}
    return {alarm: found.get(alarm) or _usual(alarm) for alarm in KINDS}


def rule_of(row: AlarmRule) -> Rule:
    """A row as it is read."""
    return Rule(Alarm(row.alarm), row.is_on, row.threshold, row.hours, frozenset(row.spared), row.changed_at)


def is_on(session: Session, office_id: int, alarm: Alarm) -> bool:
    """Whether an office has switched an alarm on."""
    return rules_of(session, office_id)[alarm].is_on


def watches_server(offices: Sequence[Office], office: Office, named: str) -> bool:
    """Whether an office is told of the server: the only one there is, or that which the installation names by its code
    (GILIRAN_SERVER_OFFICE). offices: all there are.
    """
    return len(offices) == 1 or office.code == named


def set_rule(
    session: Session, office: Office, alarm: str, new: NewRule, *, server_office: str, by: str, now: datetime
) -> None:
    """Set an alarm. Switched off, it is over for everybody, and nobody is told that.

    Raises AlarmUnknown, AlarmOfServer, Invalid with a code for each field.
    """
    if alarm not in KINDS:
        raise AlarmUnknown
    kind = KINDS[Alarm(alarm)]
    if kind.of_server and not watches_server(queries.offices(session), office, server_office):
        raise AlarmOfServer
    hold_alarms(session, office.id)
    contacts = {each.id for each in contacts_of(session, office.id)}
    _refuse_faulty(Alarm(alarm), new, contacts)
    of_it = (col(AlarmRule.office_id) == office.id, col(AlarmRule.alarm) == alarm)
    usual = _usual(Alarm(alarm))
    row = session.scalars(select(AlarmRule).where(*of_it)).first()
    if row is None:
        row = AlarmRule(office_id=office.id, alarm=alarm, threshold=usual.threshold, changed_at=now, by=by)
    row.is_on, row.hours, row.changed_at, row.by = new.is_on, new.hours, now, by
    if new.threshold is not None and kind.unit:
        row.threshold = new.threshold
    row.spared = sorted(contacts - new.told)
    session.add(row)
    session.flush()
    if not new.is_on:
        _end_all(session, office.id, alarm, now)


def _refuse_faulty(alarm: Alarm, new: NewRule, contacts: Collection[int]) -> None:
    kind, errors = KINDS[alarm], dict[str, str]()
    if kind.unit and new.threshold is not None and not kind.least <= new.threshold <= kind.most:
        errors["threshold"] = "out_of_range"
    if new.hours not in HOURS:
        errors["hours"] = "unreadable"
    if new.is_on and contacts and not new.told & set(contacts):
        errors["told"] = "missing"
    if errors:
        raise Invalid(errors=errors)


def _end_all(session: Session, office_id: int, alarm: str, now: datetime) -> None:
    standing = select(AlarmRing).where(
        col(AlarmRing.office_id) == office_id, col(AlarmRing.alarm) == alarm, col(AlarmRing.over_at).is_(None)
    )
    for ring in session.scalars(standing).all():
        if ring.rang_at is None:
            session.delete(ring)
        else:
            ring.over_at = now
            session.add(ring)
    session.flush()


def _usual(alarm: Alarm) -> Rule:
    return Rule(alarm, is_on=False, threshold=KINDS[alarm].usual, hours=USUAL_HOURS[alarm])
