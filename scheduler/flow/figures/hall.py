"""Numbers of a day: how many were given out, what became of them, and how long their people waited."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from scheduler.domain.figures.counts import Count
from scheduler.domain.figures.definition import Definition
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.refusals import N_
from scheduler.domain.stages import TicketStage
from scheduler.flow.figures.day import Day, Number

DEFINITIONS = {
    Figure.NUMBERS: Definition(
        N_("Nomor antrean"),
        N_("Nomor yang diberikan pada hari itu, satu untuk setiap kunjungan yang datang."),
        N_("Nomor kertas ikut dihitung pada hari layanannya, begitu dicatat."),
    ),
    Figure.PEOPLE: Definition(
        N_("Orang yang datang"),
        N_("Orang yang datang dengan nomor antrean, termasuk pendampingnya, seperti dihitung petugas di pintu."),
        N_("Orang yang masuk untuk keperluan lain tanpa nomor tidak ikut, begitu juga yang ditolak di pintu."),
    ),
    Figure.SERVED: Definition(
        N_("Nomor yang selesai dilayani"),
        N_("Nomor yang layanannya selesai di loket, juga bila hanya sebagian dokumen yang diambil."),
        N_("Langkah yang diurungkan dianggap tidak pernah terjadi."),
    ),
    Figure.MISSED: Definition(
        N_("Dipanggil, tidak datang"),
        N_("Nomor yang dipanggil, tidak datang ke loket, dan tidak kembali sampai hari itu selesai."),
        N_("Yang kembali pada hari yang sama tidak ikut."),
    ),
    Figure.LEFT: Definition(
        N_("Pulang tanpa dilayani"),
        N_("Nomor yang pulang sendiri, atau diminta pulang karena hari sudah selesai, tanpa dilayani."),
        N_("Yang dipanggil dan tidak datang dihitung tersendiri. Yang masih menunggu belum dihitung."),
    ),
    Figure.WAITS: Definition(
        N_("Lama menunggu"),
        N_("Dari datang di pintu sampai panggilan pertama ke loket, dalam menit penuh."),
        N_(
            "Yang pulang sebelum dipanggil tidak ikut. Nomor kertas yang dicatat kemudian juga tidak, "
            "karena jam panggilannya tidak diketahui."
        ),
    ),
    Figure.SERVICE_TIMES: Definition(
        N_("Lama dilayani"),
        N_("Dari panggilan terakhir sampai layanannya selesai, dalam menit penuh."),
        N_(
            "Nomor kertas yang dicatat kemudian tidak ikut, karena jam panggilannya tidak diketahui. "
            "Panggilan yang diurungkan juga tidak."
        ),
    ),
}


def count(day: Day) -> Iterator[Count]:
    """What became of the day's numbers."""
    numbers = day.numbers
    people: Counter[str] = Counter()
    for each in numbers:
        people[each.letter] += each.people
    left = [each for each in numbers if each.stage == TicketStage.LEFT and not each.is_missed]
    yield from day.count(Figure.NUMBERS, _by_letter(numbers))
    yield from day.count(Figure.PEOPLE, people)
    yield from day.count(Figure.SERVED, _by_letter([each for each in numbers if each.is_served]))
    yield from day.count(Figure.MISSED, _by_letter([each for each in numbers if each.is_missed]))
    yield from day.count(Figure.LEFT, _by_letter(left))
    yield from day.count(Figure.WAITS, Counter(_waits(numbers)))
    yield from day.count(Figure.SERVICE_TIMES, Counter(_service_times(numbers)))


def minutes_between(start: datetime, end: datetime) -> int:
    """Whole minutes; none where a clock was put back meanwhile."""
    return max(0, (end - start) // timedelta(minutes=1))


def _by_letter(numbers: Sequence[Number]) -> Counter[str]:
    return Counter(each.letter for each in numbers)


def _waits(numbers: Sequence[Number]) -> Iterator[tuple[str, int]]:
    for each in numbers:
        if each.first_call is not None:
            yield each.letter, minutes_between(each.arrived_at, each.first_call)


def _service_times(numbers: Sequence[Number]) -> Iterator[tuple[str, int]]:
    for each in numbers:
        if each.service is not None:
            yield each.letter, minutes_between(each.service.called_at, each.service.ended_at)
