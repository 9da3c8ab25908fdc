"""How full the hall was through a day, a quarter of an hour at a time, exactly as the hall counted it then."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import col

from scheduler.db.models import Correction
from scheduler.domain.figures.counts import Count
from scheduler.domain.figures.definition import Definition
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.refusals import N_
from scheduler.flow.figures.day import Day, Number

QUARTER = timedelta(minutes=15)

DEFINITIONS = {
    Figure.INSIDE_MOST: Definition(
        N_("Orang di dalam, terbanyak"),
        N_("Orang terbanyak di ruang tunggu pada setiap seperempat jam, seperti dihitung waktu itu."),
        N_(
            "Yang dipanggil masuk dihitung sejak dipanggil. Orang untuk keperluan lain ikut bila petugas "
            "menghitungnya. Nomor kertas yang dicatat kemudian tidak mengubah hitungan."
        ),
    ),
    Figure.INSIDE_MINUTES: Definition(
        N_("Orang di dalam, rata-rata"),
        N_("Jumlah orang kali menit di ruang tunggu pada setiap seperempat jam; dibagi 15 menjadi rata-rata orang."),
        N_(
            "Yang dipanggil masuk dihitung sejak dipanggil. Orang untuk keperluan lain ikut bila petugas "
            "menghitungnya. Nomor kertas yang dicatat kemudian tidak mengubah hitungan."
        ),
    ),
    Figure.LIMIT: Definition(
        N_("Batas orang di dalam"),
        N_("Berapa orang yang boleh berada di ruang tunggu, seperti yang berlaku terakhir pada hari itu."),
        N_("Tempat yang dikosongkan untuk keperluan lain tidak dikurangkan. Hari tanpa kegiatan tidak punya batas."),
    ),
}


def count(day: Day) -> Iterator[Count]:
    """How full it was, and how full it might be."""
    if day.row is None:
        return
    most: dict[tuple[str, int], int] = {}
    lasting: Counter[tuple[str, int]] = Counter()
    for quarter, people, lasts in _stretches(day, changes(day)):
        most["", quarter] = max(most.get(("", quarter), 0), people)
        lasting["", quarter] += people * round(lasts / timedelta(seconds=1))
    yield from day.count(Figure.INSIDE_MOST, most)
    yield from day.count(Figure.INSIDE_MINUTES, {which: round(seconds / 60) for which, seconds in lasting.items()})
    yield from day.count(Figure.LIMIT, {"": day.row.lobby_limit})


def changes(day: Day) -> dict[datetime, int]:
    """Moment -> by how many people the count of the hall changed then, earliest first.

    It is the places that numbers took and gave back, and what was counted otherwise (`Correction`): their sum is the
    count of the day's row.
    """
    found: Counter[datetime] = Counter()
    for number in day.numbers:
        for at, change in _places(number):
            found[at] += change
    assert day.row is not None
    rows = select(col(Correction.at), col(Correction.people)).where(col(Correction.office_day_id) == day.row.id)
    for at, change in day.session.execute(rows):
        found[at] += change
    return {at: found[at] for at in sorted(found)}


def _places(number: Number) -> Iterator[tuple[datetime, int]]:
    """When a number took places or gave some back, and how many: each row says how many it had before."""
    rows = [step for step in number.steps if "held" in step.was]
    before = [step.was["held"] for step in rows]
    for step, held, after in zip(rows, before, [*before[1:], number.held], strict=False):
        yield step.at, after - held


def _stretches(day: Day, found: dict[datetime, int]) -> Iterator[tuple[int, int, timedelta]]:
    """Stretches within a quarter of an hour in which as many were inside: the quarter, how many, how long."""
    end = min(day.now, day.ends)
    inside, since = 0, day.begins
    for at, change in [*found.items(), (end, 0)]:
        until = min(max(at, since), end)
        yield from _by_quarter(day.begins, since, until, inside)
        inside, since = inside + change, until
    if since == day.now:
        yield (since - day.begins) // QUARTER, inside, timedelta()


def _by_quarter(begins: datetime, start: datetime, end: datetime, inside: int) -> Iterator[tuple[int, int, timedelta]]:
    while start < end:
        quarter = (start - begins) // QUARTER
        until = min(end, begins + (quarter + 1) * QUARTER)
        yield quarter, inside, until - start
        start = until
