"""Tablets and kiosks as the page of the screens shows them: what each was last heard to say of itself."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from scheduler.db.models import Device, Office, Staff, StaffSession
from scheduler.domain.refusals import N_
from scheduler.flow.screens.device_watch import watched
from scheduler.web.shared.wording import Wording

KINDS = {"kiosk": N_("Kios swalayan"), "tablet": N_("Tablet petugas pintu")}
TROUBLES = {
    "camera": N_("Kamera tidak bisa dibuka: izinkan kamera di browsernya"),
    "printer": N_("Printer tidak mencetak: periksa kertas dan kabelnya"),
    "storage": N_("Browser tidak menyimpan pindaian saat jaringan putus: jangan pakai jendela privat"),
    "clock": N_("Jam perangkat meleset {minutes} menit: setel jam otomatis"),
}
HEARD_NOW = timedelta(minutes=2)
"""A device beats once a minute: one that was heard so lately is there."""
LOW = 20
"""Percent of a battery that is not charging: somebody should bring the cable."""


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One tablet or kiosk. is_silent: somebody should look at it; is_here: it was heard a moment ago.

    who: who is signed in at a tablet; None where nobody is.
    """

    device: Device
    is_silent: bool
    is_here: bool
    who: str | None

    @property
    def is_low(self) -> bool:
        """Whether its battery will soon be empty."""
        battery = self.device.battery
        return battery is not None and battery < LOW and not self.device.charging

    def troubles(self, say: Wording) -> list[str]:
        """What is wrong with it, in sentences."""
        minutes = abs(self.device.clock_off) // 60
        words = [each for each in self.device.trouble.split() if each in TROUBLES]
        return [say.text(TROUBLES[each]).format(minutes=minutes) for each in words]


def device_rows(
    session: Session, office: Office, silent: AbstractSet[tuple[str, int]], now: datetime
) -> list[DeviceRow]:
    """The tablets and kiosks of an office, the silent ones first. silent: kinds and numbers of those to look at."""
    devices = watched(session, office)
    at_work = _at_work(session, [each.session_id for each in devices if each.session_id is not None], now)
    rows = [
        DeviceRow(
            each,
            (each.kind, each.id) in silent,
            each.heard_at is not None and now - each.heard_at <= HEARD_NOW,
            at_work.get(each.session_id or 0),
        )
        for each in devices
    ]
    return sorted(rows, key=lambda row: not row.is_silent)


def heard(say: Wording, device: Device, now: datetime) -> str:
    """When a device was heard last: "hari ini pukul 09.41"."""
    return say.past_day(device.heard_at, now) if device.heard_at else say.text(N_("belum pernah"))


def _at_work(session: Session, sessions: list[int], now: datetime) -> dict[int, str]:
    """Session -> the name of who is signed in with it, of those that hold."""
    if not sessions:
        return {}
    rows = session.exec(
        select(StaffSession.id, Staff.name)
        .join(Staff, col(Staff.id) == col(StaffSession.staff_id))
        .where(
            col(StaffSession.id).in_(sessions), col(StaffSession.revoked_at).is_(None), StaffSession.expires_at > now
        )
    ).all()
    return dict(rows)
