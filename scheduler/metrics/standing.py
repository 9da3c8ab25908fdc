"""What stands in the database and around it, asked once for all processes when somebody wants to know."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily
from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from scheduler.db.models import Device, Message, Screen
from scheduler.flow.upkeep.backups import last_backup
from scheduler.health.messages import LATELY
from scheduler.health.screens import silent
from scheduler.messages.sending.lanes import IS_LEASED, IS_NEW
from scheduler.pictures.space import free_of
from scheduler.runtime.config import Settings
from scheduler.runtime.rounds import Round

SINCE = func.coalesce(col(Message.due_at), col(Message.created_at))


@dataclass(frozen=True, slots=True)
class Standing:
    """messages, screens, devices: how many by state; undelivered: steps that tablets keep; oldest: seconds for which
    the message is due that waits longest; backup: seconds since the newest backup, None where there is none.
    """

    messages: Mapping[str, int]
    oldest: float
    screens: Mapping[str, int]
    devices: Mapping[str, int]
    undelivered: int
    backup: float | None


def standing(session: Session, now: datetime) -> Standing:
    """How outbox and screens of all offices stand."""
    due = or_(col(Message.due_at).is_(None), col(Message.due_at) <= now)
    first, count = session.exec(select(func.min(SINCE), func.count()).where(IS_NEW, due)).one()
    later = select(func.count()).where(IS_NEW, col(Message.due_at) > now)
    sending = select(func.count()).select_from(Message).where(IS_LEASED)
    lost = select(func.count()).where(col(Message.state) == "unreached", col(Message.created_at) >= now - LATELY)
    paired = session.exec(select(func.count()).where(col(Screen.removed_at).is_(None))).one()
    silent_now = silent(session, None, now)
    quiet = sum(each.kind == "screen" for each in silent_now)
    here = select(func.count(), func.coalesce(func.sum(col(Device.waiting)), 0)).where(col(Device.removed_at).is_(None))
    devices, undelivered = session.exec(here).one()
    return Standing(
        {
            "due": count,
            "later": session.exec(later).one(),
            "sending": session.exec(sending).one(),
            "unreached": session.exec(lost).one(),
        },
        max(0.0, (now - first).total_seconds()) if count else 0.0,
        {"heard": paired - quiet, "silent": quiet},
        {"heard": devices + quiet - len(silent_now), "silent": len(silent_now) - quiet},
        int(undelivered),
        _age_of_backup(session, now),
    )


def _age_of_backup(session: Session, now: datetime) -> float | None:
    newest = last_backup(session).good
    made = newest.ended_at if newest is not None else None
    return max(0.0, (now - made).total_seconds()) if made is not None else None


class StandingCollector:
    """Says what `standing` found, how much room there is, and for how long each job of this process was silent.

    found: None while the database is away; then nothing of it is said.
    """

    def __init__(self, found: Standing | None, settings: Settings, rounds: Callable[[], Mapping[str, Round]]) -> None:
        self._found, self._settings, self._rounds = found, settings, rounds

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """For prometheus-client."""
        up = GaugeMetricFamily("giliran_database_up", "Whether the database could be read.")
        up.add_metric((), float(self._found is not None))
        yield up
        if self._found is not None:
            yield _by("giliran_messages", "Messages of the outbox.", "state", self._found.messages)
            oldest = GaugeMetricFamily("giliran_message_oldest_seconds", "How long the oldest message is due.")
            oldest.add_metric((), self._found.oldest)
            yield oldest
            backup = GaugeMetricFamily("giliran_backup_age_seconds", "Since when there was no backup.")
            if self._found.backup is not None:
                backup.add_metric((), self._found.backup)
            yield backup
            yield _by("giliran_screens", "Screens that are paired.", "state", self._found.screens)
            yield _by("giliran_devices", "Tablets and kiosks that are watched.", "state", self._found.devices)
            kept = GaugeMetricFamily("giliran_device_undelivered", "Steps that tablets keep and have not delivered.")
            kept.add_metric((), float(self._found.undelivered))
            yield kept
        yield _by("giliran_disk_free_bytes", "Free space beside what is kept.", "of", self._room())
        silent = {name: each.silent for name, each in self._rounds().items()}
        yield _by("giliran_job_silent_seconds", "Since when a job has not come round.", "name", silent)

    def _room(self) -> Mapping[str, float]:
        told = self._settings
        room = {"files": free_of(told.files)}
        return {**room, "database": free_of(told.sqlite_path.parent)} if told.on_sqlite else room


def _by(name: str, about: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, about, labels=(label,))
    for word, value in values.items():
        family.add_metric((word,), value)
    return family
