"""What is expected of a day as figures, each with what it means."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from scheduler.domain.figures.definition import Definition
from scheduler.domain.forecasting.course import Band, DayForecast
from scheduler.domain.refusals import N_
from scheduler.web.office.shared.forecast_words import between
from scheduler.web.shared.wording import Wording

NEVER, ALWAYS = 0.005, 0.995
"""Chances that are said to be none, or certain."""


class Figure(StrEnum):
    """A figure of a day, in the order in which they stand."""

    PEAK = "peak"
    WAIT = "wait"
    LONG_WAIT = "long_wait"
    FULL = "full"
    OVERTIME = "overtime"
    IDLE = "idle"
    SERVED = "served"
    UNSERVED = "unserved"
    TURNED_AWAY = "turned_away"


@dataclass(frozen=True, slots=True)
class Told:
    """A figure as it is told: its band large, what it is in a sentence, and below that its middle, if it has any."""

    figure: Figure
    value: str
    sentence: str
    middle: str = ""


MEANINGS: Mapping[Figure, Definition] = {
    Figure.PEAK: Definition(
        N_("Paling banyak orang di dalam"),
        N_(
            "Hari itu dijalankan berkali-kali dengan aturan antrean kantor ini, dengan orang yang datang seperti "
            "biasanya. Dari setiap kali diambil jumlah orang terbanyak di ruang tunggu dan loket; 8 dari 10 kali "
            "jumlahnya ada di antara kedua angka."
        ),
        N_("Orang yang menunggu di luar tidak termasuk. Jumlahnya tidak bisa melewati batas ruang tunggu."),
    ),
    Figure.WAIT: Definition(
        N_("Tunggu separuh warga"),
        N_("Menit dari mendapat nomor sampai dipanggil; separuh warga menunggu lebih singkat, separuh lebih lama."),
        N_("Tunggu di luar dan di dalam dihitung bersama. Yang tidak sempat dipanggil tidak termasuk."),
    ),
    Figure.LONG_WAIT: Definition(
        N_("Tunggu 95% warga"),
        N_("95 dari 100 warga menunggu tidak lebih lama dari ini, dari mendapat nomor sampai dipanggil."),
        N_("Lima dari seratus bisa menunggu lebih lama. Yang tidak sempat dipanggil tidak termasuk."),
    ),
    Figure.FULL: Definition(
        N_("Kemungkinan ruang tunggu penuh"),
        N_("Bagian dari semua kali hari itu dijalankan, yang suatu saat mencapai batas ruang tunggu."),
        N_("Penuh tidak berarti berdesakan: yang datang sesudahnya menunggu di luar sampai ada tempat."),
    ),
    Figure.OVERTIME: Definition(
        N_("Lewat jam kerja"),
        N_("Menit dari akhir jam layanan sampai warga terakhir selesai dilayani."),
        N_("0 menit: semua selesai sebelum jam layanan berakhir."),
    ),
    Figure.IDLE: Definition(
        N_("Loket kosong padahal ada yang menunggu"),
        N_("Menit semua loket bersama-sama tanpa warga, sementara ada yang menunggu dan bisa dilayani loket itu."),
        N_(
            "Biasanya beberapa detik setiap kali: petugas memanggil, warga berjalan ke loket. Istirahat tidak termasuk."
        ),
    ),
    Figure.SERVED: Definition(
        N_("Dilayani"),
        N_("Kunjungan yang dipanggil ke loket, dengan jadwal maupun tanpa jadwal."),
        N_("Satu kunjungan bisa mengambil beberapa dokumen."),
    ),
    Figure.UNSERVED: Definition(
        N_("Mendapat nomor tetapi tidak sempat dipanggil"),
        N_("Kunjungan yang mendapat nomor, tetapi jam layanan berakhir sebelum gilirannya."),
        N_("Mereka diberi jadwal baru sesudah hari itu berakhir."),
    ),
    Figure.TURNED_AWAY: Definition(
        N_("Tidak mendapat nomor"),
        N_("Warga tanpa jadwal yang datang sesudah jatah tanpa jadwal hari itu habis."),
        N_("Warga yang dokumennya belum jadi tidak termasuk."),
    ),
}
BANDS: Mapping[Figure, tuple[Callable[[DayForecast], Band], str, str]] = {
    Figure.PEAK: (lambda day: day.peak, N_("{value} orang"), N_("paling banyak di dalam")),
    Figure.WAIT: (lambda day: day.wait, N_("{value} menit"), N_("paling lama menunggu, untuk separuh warga")),
    Figure.LONG_WAIT: (lambda day: day.long_wait, N_("{value} menit"), N_("paling lama menunggu, untuk 95% warga")),
    Figure.OVERTIME: (lambda day: day.overtime, N_("{value} menit"), N_("lewat jam kerja")),
    Figure.IDLE: (lambda day: day.idle, N_("{value} menit"), N_("loket kosong padahal ada yang menunggu")),
    Figure.SERVED: (lambda day: day.served, N_("{value} kunjungan"), N_("dilayani")),
    Figure.UNSERVED: (
        lambda day: day.unserved,
        N_("{value} kunjungan"),
        N_("mendapat nomor tetapi tidak sempat dipanggil"),
    ),
    Figure.TURNED_AWAY: (
        lambda day: day.turned_away,
        N_("{value} orang"),
        N_("datang tanpa jadwal dan tidak mendapat nomor"),
    ),
}
"""Of each figure that has a band: where it stands, its value with its unit, and what it is."""
MIDDLE = N_("Di tengahnya: {value}.")
CHANCE = N_("kemungkinan ruang tunggu suatu saat penuh")


def told(say: Wording, day: DayForecast) -> Sequence[Told]:
    """All figures of a day."""
    return [_told(say, day, figure) for figure in Figure]


def _told(say: Wording, day: DayForecast, figure: Figure) -> Told:
    if figure is Figure.FULL:
        return Told(figure, chance(say, day.full), say.text(CHANCE))
    of, unit, sentence = BANDS[figure]
    band, value = of(day), say.text(unit)
    whole, middle = value.format(value=between(band)), value.format(value=round(band.middle))
    return Told(figure, whole, say.text(sentence), "" if middle == whole else say.text(MIDDLE).format(value=middle))


def chance(say: Wording, share: float) -> str:
    """37%; what hardly ever or nearly always happened in so few plays is not said to be impossible or certain."""
    if share < NEVER:
        return say.text(N_("hampir tidak"))
    if share > ALWAYS:
        return say.text(N_("hampir pasti"))
    return f"{round(100 * share)}%"
