"""Imports of an office's export: how far each is, why one is refused, and whether today's is missing."""

import re
from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from scheduler.domain.refusals import N_, Refusal, Unknown

KEPT_FOR = timedelta(days=1)
"""How long a file waits, once it was tried, for somebody to say that it is to be taken in."""
USUAL_DAYS = 3
"""On so many working days in a row an import came, before one is missed."""
PATIENCE = timedelta(hours=1)
"""How long after the latest hour of those days today's is waited for."""


LONGEST_NAME = 120


class ImportStage(StrEnum):
    """How far an import is.

    rehearsing: read and tried, nothing is written. rehearsed: waits for somebody's word. taking: being taken in.
    done, stopped (what was in stays in), failed (could not be read), dropped (was tried, and not taken in).
    """

    REHEARSING = "rehearsing"
    REHEARSED = "rehearsed"
    TAKING = "taking"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    DROPPED = "dropped"


UNDER_WAY = frozenset({ImportStage.REHEARSING, ImportStage.TAKING})
"""What a job works on."""
OPEN = UNDER_WAY | {ImportStage.REHEARSED}
"""What still needs its file."""
OUTCOMES = ("taken", "moved", "changed", "known", "repeated", "refused")
"""What may become of a row of the file, in the order in which it is told."""


class ImportUnknown(Unknown):
    sentence = N_("Impor itu tidak ada.")


class ImportOver(Refusal):
    """Somebody else was first, or the import ended by itself."""

    sentence = N_("Impor ini sudah berubah sejak halaman dibuka. Lihat keadaannya sekarang di bawah.")


class ExportRefused(Refusal):
    """A file that is not even looked at; `reason` is a word of `intake.row_faults.UNREADABLE`."""

    status = 422
    code = "export_refused"
    sentence = N_("Berkas ini tidak bisa dibaca.")


class ExportMissing(ExportRefused):
    """The form came without a file."""

    code = "export_missing"
    sentence = N_("Pilih dahulu berkas ekspornya.")


class ExportEmpty(ExportRefused):
    code = "export_empty"
    sentence = N_("Berkas ini kosong. Ekspor ulang dari program kantor, lalu pilih lagi.")


class ExportTooLarge(ExportRefused):
    status = 413
    code = "export_too_large"
    sentence = N_("Berkas ini terlalu besar. Paling besar {most} MB. Bagi menjadi beberapa berkas.")


def shown_name(told: str) -> str:
    """A file's name as it is kept and shown: without folders and what nobody sees, its last 120 letters."""
    name = re.split(r"[/\\]", told)[-1]
    return "".join(sign for sign in name if sign.isprintable())[-LONGEST_NAME:] or "?"


def is_missed(came: Iterable[datetime], working_days: Collection[date], now: datetime, zone: ZoneInfo) -> bool:
    """Whether today's import should be here by now and is not.

    came: when imports came in the last weeks. working_days: the days until today on which the office works. One is
    missed where it came on each of the last working days before today, and today's hour for it is over.
    """
    local, today = [moment.astimezone(zone) for moment in came], now.astimezone(zone).date()
    days = {moment.date() for moment in local}
    before = sorted(day for day in working_days if day < today)[-USUAL_DAYS:]
    if today not in working_days or today in days or len(before) < USUAL_DAYS or not days.issuperset(before):
        return False
    latest = max(_first_hour(local, day) for day in before)
    return now >= datetime.combine(today, latest, tzinfo=zone) + PATIENCE


def _first_hour(moments: Iterable[datetime], day: date) -> time:
    return min(moment.time() for moment in moments if moment.date() == day)
