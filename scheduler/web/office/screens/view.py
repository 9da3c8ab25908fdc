"""What the page of the screens shows: each with what it was last heard to say, the silent ones first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Counter, Screen
from scheduler.domain.alarms.kinds import Alarm
from scheduler.domain.refusals import N_, Refusal
from scheduler.domain.screens import DeviceUnknown, ScreenUnknown
from scheduler.flow.alarms.rules import is_on
from scheduler.flow.screens.alarm_contacts import is_anybody_told
from scheduler.flow.screens.screen_watch import screens_of
from scheduler.flow.screens.silence import Silent, silent_here
from scheduler.flow.staff import SignedIn
from scheduler.web.office.screens.devices_view import DeviceRow, device_rows
from scheduler.web.office.shared.screen_words import is_here
from scheduler.web.shared.wording import Wording

TONGUES = {"id": N_("Indonesia"), "en": N_("Inggris"), "both": N_("Indonesia dan Inggris bergantian")}
THEMES = {"dark": N_("Gelap"), "light": N_("Terang")}
VOLUMES = (100, 80, 60, 40, 20, 0)
FAULTS = {
    "name": N_("Isi nama, paling panjang 40 huruf."),
    "layout": N_("Pilih salah satu tampilan."),
    "language": N_("Pilih salah satu bahasa."),
    "theme": N_("Pilih salah satu warna."),
    "volume": N_("Volume dari 0 sampai 100."),
    "counter": N_("Pilih loket yang ditampilkan."),
}
DONE = {
    "paired": N_("Layar sudah dipasangkan."),
    "changed": N_("Layar sudah diubah."),
    "reload": N_("Layar dimuat ulang."),
    "identify": N_("Nama layar tampil di layarnya selama 10 detik."),
    "sound_test": N_("Kalimat uji diputar di layar itu."),
    "sound_tests": N_("Kalimat uji diputar di semua layar."),
    "removed": N_("Layar sudah dilepas."),
    "device_renamed": N_("Namanya sudah diubah."),
    "device_removed": N_("Sudah diakhiri dan dilupakan. Kalau masih dipakai, beri nama lagi di perangkatnya."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One screen. is_silent: somebody should look at it; is_here: it was heard a moment ago."""

    screen: Screen
    is_silent: bool
    is_here: bool

    @property
    def size(self) -> str:
        """Of the screen in pixels, 1920 × 1080; a dash where nobody knows."""
        return f"{self.screen.width} × {self.screen.height}" if self.screen.width else "–"


@dataclass(frozen=True, slots=True)
class ScreensPage:
    """The screens of an office now, and the tablets and kiosks at its door. silent: what to look at. is_watched: that
    an alarm tells of what is silent; unnamed: it is on, and there is nobody whom it would tell.
    """

    staff: SignedIn
    now: datetime
    rows: list[Row]
    devices: list[DeviceRow]
    silent: Sequence[Silent]
    counters: Sequence[Counter]
    is_watched: bool
    unnamed: bool

    def row(self, screen_id: int) -> Row:
        """One screen of the office. Raises ScreenUnknown."""
        for row in self.rows:
            if row.screen.id == screen_id:
                return row
        raise ScreenUnknown

    def device(self, device_id: int) -> DeviceRow:
        """One tablet or kiosk of the office. Raises DeviceUnknown."""
        for row in self.devices:
            if row.device.id == device_id:
                return row
        raise DeviceUnknown


def screens_page(session: Session, staff: SignedIn, now: datetime) -> ScreensPage:
    """The screens of the office of whoever is signed in."""
    silent = silent_here(session, staff.office, now)
    named = {(each.kind, each.id) for each in silent}
    rows = [
        Row(screen, ("screen", screen.id) in named, is_here(screen, now))
        for screen in screens_of(session, staff.office)
    ]
    rows.sort(key=lambda row: not row.is_silent)
    counters = queries.counters_of(session, staff.office.id)
    devices = device_rows(session, staff.office, named, now)
    is_watched = is_on(session, staff.office.id, Alarm.DEVICE_SILENT)
    unnamed = is_watched and bool(rows or devices) and not is_anybody_told(session, staff.office)
    return ScreensPage(staff, now, rows, devices, silent, counters, is_watched, unnamed)


def values_of(screen: Screen) -> dict[str, str]:
    """What the form of a screen is filled with."""
    return {
        "name": screen.name,
        "layout": screen.layout,
        "language": screen.language,
        "theme": screen.theme,
        "volume": str(screen.volume),
        "counter": str(screen.counter_number or ""),
    }


def faults_of(refusal: Refusal | None) -> Mapping[str, str]:
    """Field -> what is wrong with it."""
    errors = refusal.errors if refusal else {}
    return {field: FAULTS[field] for field in errors if field in FAULTS}


def said(say: Wording, words: Mapping[str, str]) -> list[tuple[str, str]]:
    """Keys with their words, for a choice."""
    return [(key, say.text(text)) for key, text in words.items()]


def volumes(say: Wording, now: str) -> list[tuple[str, str]]:
    """The volumes to choose from, the one that a screen has now among them."""
    values = sorted({*VOLUMES, *([int(now)] if now.isdecimal() and int(now) <= VOLUMES[0] else [])}, reverse=True)
    return [(str(value), f"{value}%" if value else say.text(N_("tanpa suara"))) for value in values]
