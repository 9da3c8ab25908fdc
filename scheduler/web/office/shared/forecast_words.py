"""What is foreseen of a day, in a line, and what will not do about it, with what to do next."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from scheduler.db.models import Office
from scheduler.domain.forecasting.course import Band
from scheduler.domain.forecasting.foreseen import Foreseen
from scheduler.domain.forecasting.will_not_do import Asked, Trouble, Warned, warnings_of
from scheduler.domain.refusals import N_
from scheduler.web.shared.wording import Wording

LINE = N_("Paling ramai pukul {time}, {people} orang di dalam, tunggu sampai {minutes} menit.")
NOBODY = N_("Hampir tidak ada yang datang.")
GUESSED = N_("Belum cukup catatan: dihitung dari nilai awal.")
SHORT = N_("{people} orang · ≤ {minutes} mnt")
TROUBLES: Mapping[Trouble, tuple[str, str]] = {
    Trouble.UNTAKEN: (
        N_("Layanan {letter} punya slot pukul {begins}–{ends}, tetapi tidak ada loket yang melayaninya."),
        N_("Jadwalkan loket untuk layanan itu, atau tutup jamnya di kalender."),
    ),
    Trouble.UNSERVED: (
        N_("{amount} nomor tidak sempat dipanggil sebelum jam layanan berakhir."),
        N_("Kurangi satuan kerja per slot atau nomor tanpa jadwal, atau buka satu loket lagi."),
    ),
    Trouble.WAIT: (
        N_("Tunggu sampai {amount} menit; yang diinginkan paling lama {asked} menit."),
        N_("Buka satu loket lagi pada jam ramai, atau kurangi satuan kerja per slot."),
    ),
    Trouble.FULL: (
        N_("Ruang tunggu di batasnya ({asked} orang) selama {amount} menit, antara pukul {begins} dan {ends}."),
        N_("Pindahkan loket ke jam itu, atau kurangi satuan kerja per slot."),
    ),
    Trouble.OVERTIME: (
        N_("Selesai {amount} menit sesudah jam kerja; yang diinginkan paling lama {asked} menit."),
        N_("Kurangi slot terakhir hari itu, atau buka satu loket lagi menjelang tutup."),
    ),
}
"""What is wrong, and what to do about it."""
SHORTLY: Mapping[Trouble, str] = {
    Trouble.UNTAKEN: N_("layanan {letter} tanpa loket"),
    Trouble.UNSERVED: N_("{amount} nomor tidak sempat dipanggil"),
    Trouble.WAIT: N_("tunggu terlalu lama"),
    Trouble.FULL: N_("penuh terlalu lama"),
    Trouble.OVERTIME: N_("selesai terlalu sore"),
}
"""The same where there is little room."""


class Caution(NamedTuple):
    """What will not do, and what to do next; "" of a day that is over."""

    text: str
    advice: str


def line(say: Wording, day: Foreseen) -> str:
    """What is foreseen of a day: "Paling ramai pukul 10.00, 14–18 orang di dalam, tunggu sampai 15 menit."."""
    text = say.text(NOBODY)
    if day.forecast.peak.high >= 1:
        time, people = say.clock(day.forecast.busiest), between(day.forecast.peak)
        text = say.text(LINE).format(time=time, people=people, minutes=day.long_wait)
    return text


def honest_line(say: Wording, day: Foreseen) -> str:
    """The same; where little is known of the office, that it is so."""
    text = line(say, day)
    return f"{text} {say.text(GUESSED)}" if day.is_guessed else text


def short(say: Wording, day: Foreseen) -> str:
    """The same in a cell: "14–18 orang · ≤ 15 mnt"."""
    return say.text(SHORT).format(people=between(day.forecast.peak), minutes=day.long_wait)


def warned_of(office: Office, day: Foreseen) -> list[Warned]:
    """What will not do about a day, by what the office asks of its days."""
    return warnings_of(day, Asked(office.most_wait_minutes, office.most_overtime_minutes))


def warning(say: Wording, warned: Warned) -> Caution:
    """A warning in words."""
    text, advice = TROUBLES[warned.trouble]
    return Caution(_filled(say, text, warned), say.text(advice))


def warned_line(say: Wording, warned: Sequence[Warned]) -> str:
    """The gravest warning of a day (at least one) with what to do, and that there are more."""
    text, advice = warning(say, warned[0])
    more = say.text(N_("({count} hal lagi)")).format(count=len(warned) - 1) if warned[1:] else ""
    return " ".join(filter(None, (text, advice, more)))


def shortly(say: Wording, warned: Warned) -> str:
    """A warning where there is little room."""
    return _filled(say, SHORTLY[warned.trouble], warned)


def between(band: Band) -> str:
    """14–18; 14 where both ends are equal, once they are rounded."""
    low, high = round(band.low), round(band.high)
    return f"{low}" if low == high else f"{low}–{high}"


def _filled(say: Wording, text: str, warned: Warned) -> str:
    begins, ends = (say.clock(each) if each else "" for each in (warned.begins, warned.ends))
    facts = {"amount": warned.amount, "asked": warned.asked, "letter": warned.letter}
    return say.text(text).format(begins=begins, ends=ends, **facts)
