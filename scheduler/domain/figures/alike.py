"""How much of another month stands beside one that goes on: as many days of work, from its beginning."""

from collections.abc import Callable
from datetime import date, timedelta

from scheduler.domain.figures.definition import Definition
from scheduler.domain.figures.months import end_of
from scheduler.domain.refusals import N_

IsOpen = Callable[[date], bool]
"""Whether an office works on a day, as its calendar says."""

MEANING = Definition(
    N_("Hari pembanding untuk bulan berjalan"),
    N_(
        "Bulan yang belum selesai dibandingkan dengan hari kerja yang sama banyaknya, dihitung dari tanggal 1 bulan "
        "pembanding, menurut jam buka dan hari tutup kantor. Hari ini dihitung satu hari kerja."
    ),
    N_(
        "Hari Minggu, hari libur, dan hari tutup kantor bukan hari kerja. Selama bulan ini belum punya hari kerja, "
        "pembandingnya hari kalender yang sama banyaknya. Bulan yang sudah selesai dibandingkan utuh."
    ),
)


def last_alike(first: date, last: date, other: date, is_open: IsOpen) -> date:
    """The last day of another month, by its first, up to which there was as much work as from first to last.

    All of it where it has fewer days of work. Where there was no work yet, or none is known of the other month: as many
    days as have come.
    """
    end, left = end_of(other), sum(map(is_open, _days(first, last)))
    if not left or not any(map(is_open, _days(other, end))):
        return min(other + (last - first), end)
    for day in _days(other, end):
        left -= is_open(day)
        if not left:
            return day
    return end


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=place) for place in range((last - first).days + 1)]
