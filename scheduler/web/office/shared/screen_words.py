"""A screen in words, as the pages say it that show one: what it shows, whether it is heard, when it was there."""

from datetime import datetime, timedelta

from scheduler.db.models import Screen
from scheduler.domain.refusals import N_
from scheduler.web.shared.wording import Wording

LAYOUTS = {
    "hall": N_("Ruang tunggu"),
    "door": N_("Pintu"),
    "counter": N_("Satu loket"),
    "portrait": N_("Ruang tunggu, layar berdiri"),
}
SOUNDS = {
    "on": N_("Suara menyala"),
    "off": N_("Suara belum menyala: sentuh layar atau tekan OK sekali"),
    "unable": N_("Layar ini tidak bisa bersuara"),
    "unknown": N_("Suara belum diketahui"),
}
HEARD_NOW = timedelta(seconds=45)
"""A screen speaks every 15 seconds: one that was heard so lately is there."""


def is_here(screen: Screen, now: datetime) -> bool:
    """Whether a screen was heard a moment ago."""
    return screen.heard_at is not None and now - screen.heard_at <= HEARD_NOW


def heard(say: Wording, screen: Screen, now: datetime) -> str:
    """When a screen was heard last: "hari ini pukul 09.41"."""
    return say.past_day(screen.heard_at, now) if screen.heard_at else say.text(N_("belum pernah"))
