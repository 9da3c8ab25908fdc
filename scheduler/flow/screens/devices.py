"""Browsers at the door that have a name: a guard's tablet, which tells how it is, and a kiosk, which may do more.

A device keeps a key of 256 bits that was made here for it; of that the database has only the hash, taken together with
what the device is. The key of a tablet lets it say that it is well, and nothing else. The key of a kiosk is what opens
the kiosk's own pages, until the device is taken off the list; it opens no other page (decision 99).
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select, update
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.engine.locks import hold_name
from scheduler.db.models import Device, Office
from scheduler.domain.refusals import Invalid
from scheduler.domain.screens import DeviceNameTaken, DeviceUnknown, TooManyDevices
from scheduler.domain.text.plain_text import refuse_hidden
from scheduler.flow.staff.sessions import end_session, sign_out

MOST = 30
LONGEST_NAME = 40

Kind = Literal["kiosk", "tablet"]
KIOSK: Kind = "kiosk"
TABLET: Kind = "tablet"
NAMES: dict[Kind, str] = {KIOSK: "Kios", TABLET: "Tablet pintu"}
"""What stands before the number in the name of one that nobody has named."""


@dataclass(frozen=True, slots=True)
class Kiosk:
    """A browser that is a kiosk now. staff_id: who made it one, by whom what people do there is written down."""

    device_id: int
    name: str
    staff_id: int
    office: Office

    @property
    def by(self) -> str:
        """Whom history says did what people do there."""
        return f"staff:{self.staff_id}"


@dataclass(frozen=True, slots=True)
class Maker:
    """Who makes a browser a device, and in which browser: the session there, what it is, and a key that it has.

    keys: that it keeps, of either kind; one of a device that was ended says nothing beside one that holds.
    """

    staff_id: int
    session_id: int
    browser: str | None = None
    keys: Sequence[str] = ()


def kiosk_by(session: Session, key: str) -> Kiosk | None:
    """The kiosk that a key opens; None where it opens none, or none any more."""
    row = session.execute(
        select(Device, Office)
        .join(Office, col(Office.id) == col(Device.office_id))
        .where(
            col(Device.key_hash) == hash_of("kiosk", key), col(Device.kind) == "kiosk", col(Device.removed_at).is_(None)
        )
    ).first()
    return Kiosk(row[0].id, row[0].name, row[0].staff_id, row[1]) if row else None


def device_by(session: Session, office: Office, keys: Sequence[str]) -> Device | None:
    """The device of an office that has one of the keys, whatever kind it is; None where none has."""
    found = select(Device).where(
        col(Device.key_hash).in_([hash_of(kind, key) for key in keys for kind in NAMES]),
        col(Device.office_id) == office.id,
        col(Device.removed_at).is_(None),
    )
    return session.scalar(found.order_by(col(Device.id).desc()).limit(1)) if keys else None


def become(session: Session, office: Office, kind: Kind, name: str, maker: Maker, *, now: datetime) -> str:
    """Make a browser a device of this kind; returns its key, which is not kept. name: "" keeps the one that it has, or
    takes one that is free.

    One that is a device already is the same from then on, with a key of its own kind; the one it had holds no more. Of
    a kiosk the session that made it one ends. Raises Invalid for its name, HiddenSigns, DeviceNameTaken,
    TooManyDevices.
    """
    _hold(session, office)
    own = device_by(session, office, maker.keys)
    name = name if name.strip() else name_for(session, office, kind, maker)
    name = _checked(session, office, name, besides=own.id if own else None)
    key = secrets.token_urlsafe(32)
    if own is None:
        if len(devices_of(session, office)) >= MOST:
            raise TooManyDevices(most=MOST)
        own = Device(office_id=office.id, kind=kind, name=name, key_hash=b"", staff_id=maker.staff_id, added_at=now)
    own.kind, own.name, own.key_hash, own.staff_id = kind, name, hash_of(kind, key), maker.staff_id
    own.session_id, own.browser = maker.session_id if kind == TABLET else None, maker.browser
    own.added_at, own.heard_at, own.silent_at = now, None, None
    session.add(own)
    session.flush()
    if kind == KIOSK:
        sign_out(session, maker.session_id, now=now)
    return key


def leave_kiosk(session: Session, office: Office, device_id: int, staff_id: int, *, now: datetime) -> str:
    """Make a kiosk the guard's tablet again, for whoever has proven who they are; returns the tablet's key.

    Of two at once one has it. Raises DeviceUnknown.
    """
    key = secrets.token_urlsafe(32)
    kiosk = update(Device).where(
        col(Device.id) == device_id,
        col(Device.office_id) == office.id,
        col(Device.kind) == KIOSK,
        col(Device.removed_at).is_(None),
    )
    is_tablet = {"kind": TABLET, "key_hash": hash_of(TABLET, key), "staff_id": staff_id, "session_id": None}
    if not change_rows(session, kiosk.values(**is_tablet, heard_at=now, silent_at=None)):
        raise DeviceUnknown
    return key


def rename(session: Session, office: Office, device_id: int, name: str) -> None:
    """Call a device otherwise. Raises Invalid, HiddenSigns, DeviceNameTaken, DeviceUnknown."""
    _hold(session, office)
    name = _checked(session, office, name, besides=device_id)
    _one(session, office, device_id)
    _change(session, device_id, name=name)


def remove(session: Session, office: Office, device_id: int, *, now: datetime) -> int | None:
    """End a device and forget it: its key holds no more, and who is signed in there is signed out.

    Returns the session that ended, if one did. Raises DeviceUnknown.
    """
    _hold(session, office)
    device = _one(session, office, device_id)
    _change(session, device_id, removed_at=now, silent_at=None)
    if device.session_id is not None and end_session(session, device.session_id, now=now):
        return device.session_id
    return None


def devices_of(session: Session, office: Office) -> list[Device]:
    """The devices of an office by name."""
    here = col(Device.office_id) == office.id, col(Device.removed_at).is_(None)
    return list(session.scalars(select(Device).where(*here).order_by(col(Device.name), col(Device.id))).all())


def name_for(session: Session, office: Office, kind: Kind, maker: Maker) -> str:
    """How a browser that becomes a device would be called: as it is called already, or by a name that is free."""
    own = device_by(session, office, maker.keys)
    return own.name if own else free_name(session, office, kind)


def free_name(session: Session, office: Office, kind: Kind) -> str:
    """A name for one of a kind that nobody has named: "Kios 1", or the first number that is not taken."""
    taken = {each.name.casefold() for each in devices_of(session, office)}
    numbers = (f"{NAMES[kind]} {number}" for number in range(1, MOST + 2))
    return next(name for name in numbers if name.casefold() not in taken)


def hash_of(kind: str, key: str) -> bytes:
    """What the database keeps of a key: that of a kiosk is worth nothing as that of a tablet, and the other way."""
    return hashlib.sha256(f"{kind}:{key}".encode()).digest()


def _hold(session: Session, office: Office) -> None:
    """Changes of the list come one after the other: their names and their number depend on all."""
    hold_name(session, hashlib.sha256(f"devices:{office.id}".encode()).digest())


def _checked(session: Session, office: Office, name: str, *, besides: int | None) -> str:
    tidy = " ".join(name.split())
    refuse_hidden(tidy)
    if not 0 < len(tidy) <= LONGEST_NAME:
        raise Invalid(errors={"name": "too_long" if tidy else "missing"})
    others = [each for each in devices_of(session, office) if each.id != besides]
    if any(each.name.casefold() == tidy.casefold() for each in others):
        raise DeviceNameTaken(name=tidy)
    return tidy


def _one(session: Session, office: Office, device_id: int) -> Device:
    """A device of the office as it is now. Raises DeviceUnknown."""
    device = session.get(Device, device_id, populate_existing=True)
    if device is None or device.office_id != office.id or device.removed_at is not None:
        raise DeviceUnknown
    return device


def _change(session: Session, device_id: int, **values: Any) -> None:
    """Raises DeviceUnknown where it was taken off the list meanwhile."""
    there = update(Device).where(col(Device.id) == device_id, col(Device.removed_at).is_(None))
    if not change_rows(session, there.values(**values), synchronize=True):
        raise DeviceUnknown
