"""Alarms that an office switched on, and looks at what they are about."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import AlarmRing, BackupRun, Message
from scheduler.domain.alarms.kinds import KINDS, USUAL_HOURS, Alarm
from scheduler.flow.alarms import ringing, rules, sights
from scheduler.flow.alarms.rules import NewRule
from scheduler.flow.alarms.sights import Around, Seen
from scheduler.flow.screens.alarm_contacts import contacts_of
from tests.scenes.factories import NINE, World

WATCHES = "tanjungpinang"
"""The office that is told of the server, where a test has several."""
HERE = Around("server-1", free=100.0, server_office=WATCHES)


def switched_on(
    office: World, alarm: Alarm, threshold: int | None = None, *, now: datetime = NINE, **facts: Any
) -> None:
    """Switch an alarm on as it usually is; by facts otherwise, `told` by the ids of those on the list."""

    def ids(session: Session) -> frozenset[int]:
        return frozenset(each.id for each in contacts_of(session, office.office.id))

    usual = {"is_on": True, "hours": USUAL_HOURS[alarm], "told": office.read(ids)}
    new = NewRule(threshold=KINDS[alarm].usual if threshold is None else threshold, **{**usual, **facts})
    office.do(rules.set_rule, alarm, new, server_office=WATCHES, now=now)


def looked(office: World, *moments: datetime, around: Around = HERE) -> None:
    """What the job does of an office, at some moments."""
    for now in moments:
        seen = office.read(lambda s, now=now: sights.look(s, around, now).get(office.office.id, Seen([])))
        if _is_due(office, seen, now):
            fresh = office.read(lambda s: queries.office_by_id(s, office.office.id))
            office.database.run(ringing.advance, fresh, seen, now=now)
        assert not _is_due(office, seen, now), "what was written down is not to be written once more"


def _is_due(office: World, seen: Seen, now: datetime) -> bool:
    return office.read(lambda s: ringing.is_due(s, queries.office_by_id(s, office.office.id), seen, now))


def failed_backup(office: World, begun: datetime) -> None:
    """The newest backup failed."""

    def fail(session: Session) -> None:
        session.add(
            BackupRun(state="failed", by="system", begun_at=begun, beat_at=begun, ended_at=begun, why="no_room")
        )

    office.database.run(fail)


def good_backup(office: World, begun: datetime) -> None:
    """The newest backup came to be."""

    def succeed(session: Session) -> None:
        session.add(BackupRun(state="good", by="system", begun_at=begun, beat_at=begun, ended_at=begun, file="a.tar"))

    office.database.run(succeed)


def rings(office: World) -> Sequence[AlarmRing]:
    """Every alarm of the office there is or was."""
    return office.rows(AlarmRing)


def told(office: World, cause: str = "alarm") -> Sequence[Message]:
    """What the office was told, in its order."""
    query = select(Message).where(col(Message.office_id) == office.office.id, col(Message.cause) == cause)
    return office.read(lambda s: s.scalars(query.order_by(col(Message.id))).all())
