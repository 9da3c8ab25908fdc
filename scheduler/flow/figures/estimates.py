"""How well the waits held that people were told (`flow/counter/wait_accuracy.py` says what holds means)."""

from collections.abc import Iterator

from scheduler.domain.figures.counts import Count
from scheduler.domain.figures.definition import Definition
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.refusals import N_
from scheduler.flow.counter.wait_accuracy import measured
from scheduler.flow.figures.day import Day

_UNKNOWN = N_(
    "Perkiraan yang akhirnya tidak dapat diuji tidak ikut: orangnya pulang, disisihkan, atau dipanggil khusus."
)

DEFINITIONS = {
    Figure.TOLD: Definition(
        N_("Perkiraan tunggu yang disampaikan"),
        N_("Rentang menit yang disampaikan kepada yang menunggu, sampai dipanggil masuk atau sampai ke loket."),
        N_("Setiap penyampaian dihitung, juga beberapa untuk satu nomor."),
    ),
    Figure.TOLD_KNOWN: Definition(
        N_("Perkiraan yang dapat diuji"),
        N_("Perkiraan yang kemudian diketahui tepat, terlalu lama, atau terlalu singkat."),
        _UNKNOWN,
    ),
    Figure.TOLD_HELD: Definition(
        N_("Perkiraan yang tepat"), N_("Perkiraan yang rentangnya memuat lama tunggu yang sebenarnya."), _UNKNOWN
    ),
    Figure.TOLD_EARLY: Definition(
        N_("Ternyata lebih cepat"), N_("Perkiraan yang gilirannya tiba sebelum rentangnya."), _UNKNOWN
    ),
    Figure.TOLD_LATE: Definition(
        N_("Ternyata lebih lama"),
        N_("Perkiraan yang gilirannya tiba sesudah rentangnya, atau yang orangnya masih menunggu sesudahnya."),
        _UNKNOWN,
    ),
    Figure.TOLD_OTHER: Definition(
        N_("Perkiraan yang tidak dapat diuji"),
        N_(
            "Perkiraan yang penantiannya berakhir dengan cara lain sebelum rentangnya lewat, menurut cara berakhirnya: "
            "orangnya pulang, disisihkan, dipanggil khusus oleh petugas, atau masih menunggu."
        ),
        N_("Yang menunggu lebih lama daripada rentangnya tidak ikut: itu sudah diketahui lebih lama."),
    ),
    Figure.TOLD_WIDTH: Definition(
        N_("Lebar rentang perkiraan"),
        N_("Jumlah menit dari awal sampai akhir rentang; dibagi banyaknya perkiraan menjadi rata-rata."),
        _UNKNOWN,
    ),
}


def count(day: Day) -> Iterator[Count]:
    """The waits told of the day, by letter and by what they lead to."""
    found = {
        f"{each.letter}:{each.until}": each
        for each in measured(day.session, day.office, day.day, day.day, now=min(day.now, day.ends))
    }
    yield from day.count(Figure.TOLD, {part: each.told for part, each in found.items()})
    yield from day.count(Figure.TOLD_KNOWN, {part: each.known for part, each in found.items()})
    yield from day.count(Figure.TOLD_HELD, {part: each.held for part, each in found.items()})
    yield from day.count(Figure.TOLD_EARLY, {part: each.early for part, each in found.items()})
    yield from day.count(Figure.TOLD_LATE, {part: each.late for part, each in found.items()})
    others = {f"{part}:{how}": times for part, each in found.items() for how, times in each.other.items()}
    yield from day.count(Figure.TOLD_OTHER, others)
    yield from day.count(Figure.TOLD_WIDTH, {part: each.width for part, each in found.items()})
