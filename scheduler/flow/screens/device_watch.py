"""What a tablet or kiosk said of itself, and whether it is silent while its office is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, update
from sqlmodel import Session, col, select

from scheduler.db.engine.changing import change_rows
from scheduler.db.engine.loading import Loaded
from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import Device, Office
from scheduler.db.types import UTCDateTime
from scheduler.domain.calendar.calendar import local_day
from scheduler.domain.screens import DeviceUnknown
from scheduler.flow.core.among_offices import named
from scheduler.flow.screens.devices import Kind, hash_of
from scheduler.flow.screens.screen_watch import opened_at

SILENT_AFTER = timedelta(minutes=5)
"""They beat once a minute: a page that is drawn anew, or a slow line, is no silence yet."""
TROUBLES = ("camera", "printer", "storage", "clock")
"""What a device may say of itself, or is said of it."""
CLOCK_OFF = timedelta(minutes=2)
"""A clock that is further off than this is trouble."""
MOST_OFF = timedelta(days=10_000)
"""By how much at most it is said to be: a column keeps no more than some decades of seconds."""

AT_ONCE = timedelta(seconds=10)
"""Pages that are drawn one right after the other each beat; what comes within so long is written once."""
MORNING = timedelta(hours=4)
"""After midnight, by the office's clock, everything that was drawn before begins anew: before any office opens."""

_DEVICES = Loaded(
    Device,
    col(Device.office_id) == bindparam("office"),
    col(Device.removed_at).is_(None),
    order=col(Device.name),
)
_UNHEARD = Prepared(
    select(col(Device.office_id)).where(
        col(Device.removed_at).is_(None),
        func.coalesce(col(Device.heard_at), col(Device.added_at)) <= bindparam("until", type_=UTCDateTime()),
    )
)


@dataclass(frozen=True, slots=True)
class Beat:
    """What a device says of itself while its page works.

    build: a mark of the files it runs. session_id: of who is signed in there. waiting: how many steps it keeps that are
    not delivered, the oldest for so long; None where its page does not know. clock_off: by how much its clock is ahead;
    None where that says nothing. trouble: of TROUBLES, what its own page noticed.
    """

    build: str
    session_id: int | None = None
    browser: str | None = None
    waiting: int | None = None
    oldest: timedelta = timedelta()
    battery: int | None = None
    charging: bool | None = None
    trouble: frozenset[str] = frozenset()
    clock_off: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """Who beats: a device by its id, its office, and the zone there; when it was heard last, and with which session."""

    device_id: int
    office_id: int
    zone: str
    heard_at: datetime | None
    session_id: int | None

    def was_just_heard(self, session_id: int | None, now: datetime) -> bool:
        """Whether nothing is to be written: a moment ago it said the same of who is signed in there."""
        return self.heard_at is not None and self.session_id == session_id and abs(now - self.heard_at) < AT_ONCE


def who_beats(session: Session, kind: Kind, key: str) -> Heard:
    """The device that has a key. Raises DeviceUnknown where none has: nothing is written for who guesses."""
    theirs = col(Device.key_hash) == hash_of(kind, key), col(Device.removed_at).is_(None)
    found = select(Device, col(Office.timezone)).join(Office, col(Office.id) == col(Device.office_id))
    row = session.exec(found.where(*theirs)).first()
    if row is None:
        raise DeviceUnknown
    device, zone = row
    return Heard(device.id, device.office_id, zone, device.heard_at, device.session_id)


def hear(session: Session, device_id: int, beat: Beat, *, now: datetime) -> None:
    """Write down that a device works, and what it said; it is silent no more. A removed one is not listened to."""
    off = max(-MOST_OFF, min(beat.clock_off or timedelta(), MOST_OFF))
    trouble = beat.trouble | ({"clock"} if abs(off) > CLOCK_OFF else frozenset())
    values = {
        "heard_at": now,
        "silent_at": None,
        "build": beat.build,
        "session_id": beat.session_id,
        "browser": beat.browser,
        "battery": beat.battery,
        "charging": beat.charging,
        "trouble": " ".join(each for each in TROUBLES if each in trouble),
        "clock_off": int(off.total_seconds()),
    }
    if beat.waiting is not None:
        values |= {"waiting": beat.waiting, "waiting_since": now - beat.oldest if beat.waiting else None}
    there = col(Device.id) == device_id, col(Device.removed_at).is_(None)
    change_rows(session, update(Device).where(*there).values(**values))


def is_old(drawn_at: datetime, now: datetime, zone: str) -> bool:
    """Whether a page was drawn before this morning, so that it is to begin anew."""
    local = ZoneInfo(zone)
    return local_day(drawn_at - MORNING, local) < local_day(now - MORNING, local)


def until_morning(now: datetime, zone: str) -> timedelta:
    """How long it is until pages begin anew."""
    local = now.astimezone(ZoneInfo(zone))
    morning = datetime.combine(local.date(), time(), local.tzinfo) + MORNING
    return (morning if morning > local else morning + timedelta(days=1)) - local


def watched(session: Session, office: Office) -> Sequence[Device]:
    """The tablets and kiosks of an office by name."""
    return _DEVICES.all(session, office=office.id)


def silent_devices(session: Session, office: Office, now: datetime) -> Sequence[Device]:
    """The tablets and kiosks that somebody should look at: found to be silent, and the office is open."""
    silent = [device for device in watched(session, office) if device.silent_at is not None]
    return silent if silent and opened_at(session, office, now) is not None else []


def with_devices(session: Session, now: datetime) -> set[int]:
    """The offices with a device that was not heard lately: such are those, too, that are known to be silent."""
    return named(session, _UNHEARD, until=now - SILENT_AFTER)


def needs_watch(session: Session, office: Office, now: datetime) -> bool:
    """Whether `watch` would write anything."""
    devices = watched(session, office)
    if not devices:
        return False
    opened = opened_at(session, office, now)
    return any(_is_to_change(device, opened, now) for device in devices)


def watch(session: Session, office: Office, *, now: datetime) -> None:
    """Write down which devices fell silent, for pages and alarms; after hours nobody needs them."""
    opened = opened_at(session, office, now)
    for device in watched(session, office):
        if not _is_to_change(device, opened, now):
            continue
        as_read = update(Device).where(
            col(Device.id) == device.id,
            col(Device.removed_at).is_(None),
            col(Device.silent_at).is_(None) if opened else col(Device.silent_at).is_not(None),
            func.coalesce(col(Device.heard_at), col(Device.added_at)) == last_heard(device),
        )
        change_rows(session, as_read.values(silent_at=now if opened else None))


def last_heard(device: Device) -> datetime:
    """When a device was heard last; one that never was counts from when it was named."""
    return device.heard_at or device.added_at


def _is_to_change(device: Device, opened: datetime | None, now: datetime) -> bool:
    if opened is None:
        return device.silent_at is not None
    return device.silent_at is None and max(last_heard(device), opened) <= now - SILENT_AFTER
