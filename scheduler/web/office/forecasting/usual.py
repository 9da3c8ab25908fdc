"""The habits of an office in words: what is usual, between what it varies, and of how much that was measured."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

from scheduler.domain.figures.definition import Definition
from scheduler.domain.forecasting.figures import About, Figure
from scheduler.domain.refusals import N_
from scheduler.web.shared.wording import Wording

MONDAY = date(2026, 11, 30)
ASSUMED = N_("nilai awal")
PERCENT, MINUTES, PEOPLE = N_("{value}%"), N_("{value} menit"), N_("{value} orang")
COUNTED: Mapping[About, str] = {About.FILLS: N_("{count} hari kerja"), About.REACTS: N_("{count} panggilan")}
"""What a figure was measured of, where that is no visits."""
VISITS = N_("{count} kunjungan")
TITLES: Mapping[About, tuple[str, str]] = {
    About.SHOWS: (N_("Datang, dari yang terjadwal"), PERCENT),
    About.EARLY: (N_("Datang sebelum jamnya"), MINUTES),
    About.MINUTES: (N_("Di loket: {type}"), MINUTES),
    About.VISIT: (N_("Di loket: kunjungan layanan {name}"), MINUTES),
    About.REACTS: (N_("Petugas memanggil yang berikutnya"), MINUTES),
    About.WALK_INS: (N_("Datang tanpa jadwal, pukul {time}"), PEOPLE),
    About.WEEKDAY: (N_("Tanpa jadwal pada hari {day}, dibanding hari biasa"), PERCENT),
    About.PARTY: (N_("Orang dalam satu kunjungan"), PEOPLE),
    About.PRIORITY: (N_("Didahulukan (lansia, hamil, difabel)"), PERCENT),
    About.FILLS: (N_("Yang masih kosong {ahead} hari sebelumnya akhirnya terisi"), PERCENT),
}
"""What a figure is called, and its unit."""
MEANING = Definition(
    N_("Kebiasaan yang dipakai"),
    N_(
        "Diukur setiap malam dari hari kerja delapan minggu terakhir: kunjungan, panggilan, dan selesainya, tanpa "
        "nama. Kolom Antara: 8 dari 10 kali angkanya ada di sana."
    ),
    N_("Yang belum cukup tercatat dimulai dari nilai awal, lalu bergeser sedikit demi sedikit oleh catatan kantor."),
)


@dataclass(frozen=True, slots=True)
class Habit:
    """A row of the table."""

    name: str
    usual: str
    between: str
    seen: str


def habit(say: Wording, figure: Figure) -> Habit:
    """A figure in words."""
    title, unit = TITLES[figure.about]
    number: Callable[[float], str] = _percent if unit == PERCENT else lambda value: say.decimal(Decimal(f"{value:.1f}"))
    low, high = number(figure.low), number(figure.high)
    seen = say.text(COUNTED.get(figure.about, VISITS)).format(count=figure.seen) if figure.seen else say.text(ASSUMED)
    return Habit(
        name=say.text(title).format_map(_Facts(say, figure)),
        usual=say.text(unit).format(value=number(figure.value)),
        between="" if low == high else say.text(unit).format(value=f"{low}–{high}"),
        seen=seen,
    )


class _Facts(dict[str, str]):
    """What may stand in a title, of which each has one."""

    def __init__(self, say: Wording, figure: Figure) -> None:
        super().__init__(name=figure.name, ahead=str(figure.number))
        self._say, self._figure = say, figure

    def __missing__(self, key: str) -> str:
        number = self._figure.number
        match key:
            case "type":
                return self._say.type(self._figure.name)
            case "time":
                return f"{time(number // 2, number % 2 * 30):%H.%M}"
            case _:
                return self._say.weekday_name(MONDAY + timedelta(days=number))


def _percent(value: float) -> str:
    return f"{round(100 * value)}"
