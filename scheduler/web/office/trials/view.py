"""What the page of the trials shows: the TVs as they are now, and what came of each device when it was tried last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import DeviceTrial, Office, Screen
from scheduler.domain.refusals import N_
from scheduler.domain.trials import GOOD, Arrived, Device, Reading
from scheduler.flow.screens.screen_watch import screens_of
from scheduler.flow.trials.test_calls import people_here
from scheduler.flow.trials.tried import Trials, trials_of
from scheduler.web.office.shared.names import names_of_staff
from scheduler.web.office.shared.screen_words import is_here
from scheduler.web.shared.wording import Wording

SEEN: Mapping[str, str] = {
    GOOD: N_("baik"),
    "bad": N_("belum baik"),
    "unheard": N_("terlihat, tidak terdengar"),
    "unseen": N_("tidak terlihat"),
}
"""What people may have answered, in words."""
READ: Mapping[Arrived, str] = {
    Arrived.WHOLE: N_("Pemindai bekerja: isinya utuh dan Enter terkirim."),
    Arrived.NO_ENTER: N_("Isinya utuh, tetapi pemindai tidak menekan Enter sendiri."),
    Arrived.LETTER_CASE: N_("Semua huruf datang, tetapi besar dan kecilnya tertukar."),
    Arrived.CHANGED: N_("Beberapa huruf atau tanda berubah di jalan."),
    Arrived.MORE: N_("Isinya utuh, tetapi ada tambahan di depan atau di belakangnya."),
    Arrived.CUT: N_("Isinya terpotong."),
    Arrived.NOTHING: N_("Tidak ada yang sampai."),
    Arrived.OTHER: N_("Ada yang terbaca, tetapi bukan QR percobaan di halaman ini."),
}
"""What a scanner made of the test paper."""
MEND: Mapping[Arrived, str] = {
    Arrived.NO_ENTER: N_(
        "Pindai kode pengaturan di buku petunjuk pemindai: akhiran (suffix) Enter, kadang disebut CR. "
        "Tanpa itu petugas harus menekan Enter setiap kali."
    ),
    Arrived.LETTER_CASE: N_("Matikan Caps Lock di komputer ini, lalu pindai lagi."),
    Arrived.CHANGED: N_(
        "Pemindai mengetik untuk papan ketik negara lain. Atur bahasa papan ketik pemindai ke English (US) dengan kode "
        "di buku petunjuknya, dan pastikan papan ketik komputer ini juga US atau Indonesia."
    ),
    Arrived.MORE: N_(
        "Matikan awalan (prefix) atau akhiran (suffix) selain Enter, dan tanda jenis kode (AIM ID), di pengaturan "
        "pemindai."
    ),
    Arrived.CUT: N_(
        "Pegang pemindai diam sejauh 10 sampai 20 cm. Kalau tetap terpotong, atur jeda antarhuruf (inter-character "
        "delay) di pemindai lebih lama."
    ),
    Arrived.NOTHING: N_(
        "Klik isian itu dahulu, lalu pindai. Kalau tetap kosong: periksa kabelnya, dan atur pemindai sebagai "
        "papan ketik (USB HID atau keyboard)."
    ),
    Arrived.OTHER: N_("Pindai QR yang tampil di halaman ini atau di kertas percobaan."),
}
"""What to do about it."""
UNSEEN = (
    N_("Periksa apakah TV menyala dan masukannya (HDMI) benar."),
    N_("Kalau di TV tertulis layar terganggu, periksa kabel jaringan atau Wi-Fi-nya."),
    N_("Tekan Muat ulang untuk layar itu di halaman Layar, lalu coba panggilan sekali lagi."),
)
MUTE = {
    "off": N_("TV belum diizinkan bersuara: sentuh layarnya atau tekan OK di remote satu kali."),
    "unable": N_(
        "Peramban TV ini tidak bisa bersuara. Pakai kotak TV atau PC kecil, atau biarkan layar lain yang bersuara."
    ),
}
"""What a screen has said of its sound that explains why nobody hears it."""
SET_TO_SILENT = N_("Volume layar ini diatur tanpa suara. Ubah di halaman Layar.")
UNHEARD = (
    N_("Naikkan volume TV dengan remote, dan periksa apakah tidak bisu (mute)."),
    N_("Kalau memakai PC atau kotak TV: pilih keluaran suara HDMI di pengaturan suaranya."),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A device that was tried. by: the name of who did; "" of somebody who is not of this office's staff."""

    trial: DeviceTrial
    by: str

    @property
    def is_good(self) -> bool:
        """Whether it works as it should."""
        return self.trial.outcome == GOOD

    def said(self, say: Wording) -> str:
        """How that ended."""
        known = SEEN.get(self.trial.outcome) or READ.get(Arrived(self.trial.outcome), "")
        return say.text(known)


@dataclass(frozen=True, slots=True)
class Tv:
    """A screen of the office. is_here: it was heard a moment ago. line: of its trial, if it was ever tried."""

    screen: Screen
    is_here: bool
    line: Line | None

    @property
    def was_called(self) -> bool:
        """Whether a test call was ever asked for, so that there is something to answer."""
        return self.screen.test_call > 0

    def advice(self) -> Sequence[str]:
        """What to do where its trial was not good."""
        if self.line is None or self.line.is_good:
            return ()
        if self.line.trial.outcome == "unseen":
            return UNSEEN
        known = [MUTE[self.screen.sound]] if self.screen.sound in MUTE else []
        return [*known, *([SET_TO_SILENT] if self.screen.volume == 0 else []), *UNHEARD]


@dataclass(frozen=True, slots=True)
class TrialPage:
    """All devices of an office. people: how many hold a number now, whom a test call could mislead."""

    now: datetime
    tvs: Sequence[Tv]
    lines: Mapping[Device, Line]
    people: int
    printer: str | None

    def line(self, device: str) -> Line | None:
        """The trial of a device that is no screen."""
        return self.lines.get(Device(device))


def trial_page(session: Session, office: Office, now: datetime) -> TrialPage:
    """The devices of an office as they are now."""
    trials, names = trials_of(session, office.id), names_of_staff(session, office)
    fresh = queries.office_by_id(session, office.id)
    return TrialPage(
        now=now,
        tvs=[
            Tv(each, is_here(each, now), _line(trials, names, Device.SCREEN, each.id))
            for each in screens_of(session, office)
        ],
        lines={device: line for device in Device if (line := _line(trials, names, device, None)) is not None},
        people=people_here(session, office, now),
        printer=fresh.printer,
    )


def reading_told(reading: Reading, say: Wording) -> str:
    """What a scanner made of the test paper, and what to do about it."""
    mend = MEND.get(reading.arrived)
    return " ".join(say.text(text) for text in (READ[reading.arrived], mend) if text)


def _line(trials: Trials, names: Mapping[str, str], device: Device, screen: int | None) -> Line | None:
    trial = trials.get((device, screen))
    return Line(trial, names.get(trial.by, "")) if trial is not None else None
