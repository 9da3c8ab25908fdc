"""Whom the door turned away, by reason (`flow/door/turned_away.py` says who is one)."""

from collections.abc import Iterator

from scheduler.domain.figures.counts import Count
from scheduler.domain.figures.definition import Definition
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.refusals import N_
from scheduler.flow.door.turned_away import turned_away_by_day
from scheduler.flow.figures.day import Day

DEFINITIONS = {
    Figure.TURNED_AWAY: Definition(
        N_("Ditolak di pintu"),
        N_("Orang yang datang ke pintu dan tidak mendapat nomor pada hari itu, menurut alasannya."),
        N_(
            "Satu kunjungan atau dokumen dihitung sekali sehari untuk setiap alasan. Yang kemudian mendapat nomor pada "
            "hari yang sama, yang datang terlalu awal, dan kode yang salah ketik tidak ikut."
        ),
    ),
    Figure.TURNED_AWAY_IN_VAIN: Definition(
        N_("Datang sia-sia"),
        N_("Dari yang ditolak di pintu: yang perjalanannya percuma, bukan karena datang di luar jadwalnya sendiri."),
        N_("Yang kemudian mendapat nomor pada hari yang sama tidak ikut."),
    ),
}


def count(day: Day) -> Iterator[Count]:
    """Who got no number, and for whom the way was for nothing."""
    found = turned_away_by_day(day.session, day.office, day.day, day.day).get(day.day, [])
    yield from day.count(Figure.TURNED_AWAY, {each.reason: each.people for each in found})
    yield from day.count(Figure.TURNED_AWAY_IN_VAIN, {each.reason: each.in_vain for each in found})
