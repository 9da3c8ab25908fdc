"""The report of a month in words: one sheet, which page and PDF show alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from babel.numbers import format_decimal

from scheduler.db.models import Office, Service
from scheduler.domain.figures.counts import Counts
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.figures.months import percent
from scheduler.domain.figures.worked_out import (
    Value,
    per_open_day,
    stayed_away,
    total,
    waits_quantile,
    without_visit,
)
from scheduler.domain.refusals import N_
from scheduler.domain.satisfaction.index import FEWEST, Index
from scheduler.flow.figures.month import MonthReport
from scheduler.web.office.shared.message_words import channel
from scheduler.web.office.shared.origins import ORIGINS
from scheduler.web.shared.public.reasons import REASONS
from scheduler.web.shared.wording import Wording

NOTHING = "–"
MINUS = "\u2212"
"""As wide as a plus."""
MOST_ROWS = 5
"""Rows of a small table; what is beyond is added up in one, so that the sheet stays one page."""
LEFT_OUT = (
    N_("Orang dihitung dari nomor antrean; rombongan dihitung seluruhnya. Yang datang tanpa mengambil nomor tidak."),
    N_("Menunggu: dari tiba sampai panggilan pertama. Nomor kertas yang dicatat belakangan dan yang pulang tidak."),
    N_("Tanpa kunjungan: diserahkan di kelurahan, lewat pos, di rumah, atau dicetak sendiri oleh warga."),
    N_("Sia-sia: datang ke pintu, tidak mendapat nomor hari itu, dan perjalanannya percuma."),
)

OF_SURVEY = N_(
    "Kepuasan: survei menurut Permenpan RB 14/2017, nilainya 25 sampai 100 dan ditampilkan mulai {fewest} responden."
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts. rows: the first cell of each says what it is about."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class MonthSheet:
    """All that stands on the sheet, from top to bottom. warning: that the month is not over; empty where it is."""

    office: str
    contact: str
    title: str
    period: str
    warning: str
    answers: Sequence[str]
    compared: Table
    tables: Sequence[Table]
    left_out_title: str
    left_out: Sequence[str]
    printed: str
    signs: str


def sheet_of(
    report: MonthReport, office: Office, services: Sequence[Service], say: Wording, *, now: datetime
) -> MonthSheet:
    """A report in the reader's language."""
    counts, text = report.counts, say.text
    asks = report.month.is_over and (office.asks_satisfaction or _index(report, report.month.first))
    survey = _satisfaction(report, say) if asks else None
    said_of_survey = [text(OF_SURVEY).format(fewest=FEWEST)] if survey else []
    return MonthSheet(
        office=office.name,
        contact=" · ".join(filter(None, (office.address, office.phone))),
        title=text(N_("Laporan pelayanan bulan {month}")).format(month=say.month_year(report.month.first)),
        period=_period(report, say),
        warning=_warning(report, say),
        answers=[each for each in (_people(report, say), _without_visit(counts, say), _cost(counts, say)) if each],
        compared=_compared(report, say),
        tables=[
            each
            for each in (
                _services(counts, services, say),
                _reasons(counts, say),
                _blanks(counts, say),
                _applications(counts, say),
                _messages(counts, say),
                survey,
            )
            if each and each.rows
        ],
        left_out_title=text(N_("Cara menghitung")),
        left_out=[*(text(each) for each in LEFT_OUT), *said_of_survey],
        printed=say.day(now),
        signs=text(N_("Kepala kantor")),
    )


def number(say: Wording, value: float | None) -> str:
    """1.234 or 37,5; a dash for None."""
    return NOTHING if value is None else format_decimal(value, format="#,##0.#", locale=say.language)


COMPARED: Sequence[tuple[str, Value, str]] = (
    (N_("Orang yang datang"), total(Figure.PEOPLE), ""),
    (N_("Orang per hari buka"), per_open_day, ""),
    (N_("Nomor yang dilayani"), total(Figure.SERVED), ""),
    (N_("Menunggu: separuhnya paling lama"), waits_quantile(0.5), N_("{number} menit")),
    (N_("Menunggu: 95% paling lama"), waits_quantile(0.95), N_("{number} menit")),
    (N_("Datang sia-sia"), total(Figure.TURNED_AWAY_IN_VAIN), ""),
    (N_("Punya jadwal, tidak datang"), stayed_away, "{number}%"),
    (N_("Dokumen diserahkan"), total(Figure.HANDED_OVER), ""),
    (N_("Diserahkan tanpa kunjungan"), without_visit, "{number}%"),
    (N_("Diambil orang lain dengan kuasa"), total(Figure.BY_PROXY), ""),
    (N_("Kartu lama ditarik"), total(Figure.WITHDRAWN_CARDS), ""),
    (N_("Permohonan masuk"), total(Figure.APPLICATIONS), ""),
    (N_("Keluarga yang tidak terjangkau pesan"), total(Figure.UNREACHED), ""),
)
"""What is compared with other months, how it is worked out, and how a number of it is said."""


def _period(report: MonthReport, say: Wording) -> str:
    return say.text(N_("{first} sampai {last}")).format(
        first=say.day(report.month.first), last=say.day(report.month.last)
    )


def _warning(report: MonthReport, say: Wording) -> str:
    said = []
    if not report.month.is_over:
        said.append(
            say.text(
                N_("Bulan ini belum selesai: angkanya sampai {day} dan dibandingkan dengan hari kerja sama banyaknya.")
            ).format(day=say.day_month(report.month.last))
        )
    if report.uncounted:
        said.append(
            say.text(N_("{count} hari belum dihitung; angkanya akan bertambah.")).format(count=report.uncounted)
        )
    return " ".join(said)


def _people(report: MonthReport, say: Wording) -> str:
    people = report.counts.total(Figure.PEOPLE)
    if not people and report.uncounted:
        return ""
    if not people:
        return say.text(N_("Belum ada orang yang datang ke kantor pada bulan ini."))
    said = say.text(N_("{people} orang datang ke kantor, rata-rata {daily} orang setiap hari buka.")).format(
        people=number(say, people), daily=number(say, per_open_day(report.counts))
    )
    changes = [
        _change_words(percent(people, other.total(Figure.PEOPLE)), with_, say)
        for other, with_ in (
            (report.before, N_("bulan sebelumnya")),
            (report.year_before, N_("bulan yang sama tahun lalu")),
        )
        if other is not None
    ]
    told = "; ".join(filter(None, changes))
    return " ".join(filter(None, (said, say.text(N_("Itu {changes}.")).format(changes=told) if told else "")))


def _change_words(change: int | None, with_: str, say: Wording) -> str:
    if change is None:
        return ""
    words = (
        N_("{percent}% lebih sedikit daripada {other}"),
        N_("sama dengan {other}"),
        N_("{percent}% lebih banyak daripada {other}"),
    )
    sentence = words[(change > 0) - (change < 0) + 1]
    return say.text(sentence).format(percent=number(say, abs(change)), other=say.text(with_))


def _without_visit(counts: Counts, say: Wording) -> str:
    handed, part = counts.total(Figure.HANDED_OVER), without_visit(counts)
    if part is None:
        return ""
    return say.text(N_("{count} dokumen diserahkan; {percent}% di antaranya tanpa kunjungan ke kantor.")).format(
        count=number(say, handed), percent=number(say, part)
    )


def _cost(counts: Counts, say: Wording) -> str:
    half, most = waits_quantile(0.5)(counts), waits_quantile(0.95)(counts)
    vain = counts.total(Figure.TURNED_AWAY_IN_VAIN)
    said = []
    if half is not None:
        said.append(
            say.text(N_("Separuh menunggu paling lama {half} menit, 95% paling lama {most} menit.")).format(
                half=number(say, half), most=number(say, most)
            )
        )
    if vain:
        said.append(say.text(N_("{count} orang datang sia-sia.")).format(count=number(say, vain)))
    elif said:
        said.append(say.text(N_("Tidak ada yang datang sia-sia.")))
    return " ".join(said)


def _compared(report: MonthReport, say: Wording) -> Table:
    text = say.text
    headings = (
        N_("Angka"),
        N_("Bulan ini"),
        N_("Bulan sebelumnya"),
        N_("Berubah"),
        N_("Tahun lalu"),
        N_("Berubah"),
    )
    rows = []
    for name, value, unit in COMPARED:
        mine = value(report.counts)
        row = [text(name), _said(mine, unit, say)]
        for other in (report.before, report.year_before):
            theirs = value(other) if other is not None else None
            row += [_said(theirs, unit, say), _change(mine, theirs, unit, say)]
        rows.append(row)
    return Table(text(N_("Dibandingkan dengan bulan lain")), [text(each) for each in headings], rows)


def _said(value: float | None, unit: str, say: Wording) -> str:
    if value is None or not unit:
        return number(say, value)
    return say.text(unit).format(number=number(say, value))


def _change(mine: float | None, theirs: float | None, unit: str, say: Wording) -> str:
    """By how many per cent it differs; of what is a share itself by how many points."""
    if "%" in unit:
        return NOTHING if mine is None or theirs is None else _signed(round(mine - theirs, 1), N_("{number} poin"), say)
    return _signed(percent(mine, theirs), "{number}%", say)


def _signed(value: float | None, unit: str, say: Wording) -> str:
    if value is None:
        return NOTHING
    sign = "+" if value > 0 else MINUS if value < 0 else ""
    return sign + say.text(unit).format(number=number(say, abs(value)))


def _services(counts: Counts, services: Sequence[Service], say: Wording) -> Table:
    rows = []
    for each in services:
        numbers, booked = counts.total(Figure.NUMBERS, each.letter), counts.total(Figure.BOOKED, each.letter)
        if not numbers and not booked:
            continue
        waits = counts.spread(Figure.WAITS, each.letter)
        rows.append(
            [
                f"{each.letter} {say.service(each.name)}",
                number(say, numbers),
                number(say, counts.total(Figure.SERVED, each.letter)),
                number(say, waits.quantile(0.5)),
                number(say, waits.quantile(0.95)),
                number(say, counts.total(Figure.NO_SHOWS, each.letter)),
            ]
        )
    return _table(
        say,
        N_("Setiap layanan"),
        (
            N_("Layanan"),
            N_("Nomor"),
            N_("Terlayani"),
            N_("Tunggu 50% (menit)"),
            N_("Tunggu 95% (menit)"),
            N_("Tak datang"),
        ),
        rows,
    )


def _reasons(counts: Counts, say: Wording) -> Table:
    found = counts.parts(Figure.TURNED_AWAY_IN_VAIN)
    named = {say.text(REASONS.get(code, code)): count for code, count in found.items()}
    return _table(say, N_("Datang sia-sia, menurut sebab"), (N_("Sebab"), N_("Orang")), _most(named, say))


def _applications(counts: Counts, say: Wording) -> Table:
    named = {say.text(ORIGINS.get(code, code)): count for code, count in counts.parts(Figure.APPLICATIONS).items()}
    return _table(say, N_("Permohonan, menurut asal"), (N_("Lewat"), N_("Permohonan")), _most(named, say))


def _messages(counts: Counts, say: Wording) -> Table:
    by_channel: dict[str, dict[str, int]] = {}
    for part, count in counts.parts(Figure.MESSAGES).items():
        name, _, state = part.rpartition(":")
        by_channel.setdefault(name, {})[state] = count
    rows = [
        [
            channel(say, name),
            *(number(say, states.get(state, 0)) for state in ("accepted", "delivered", "read", "failed")),
        ]
        for name, states in sorted(by_channel.items())
    ]
    headings = (N_("Lewat"), N_("Dikirim"), N_("Sudah sampai"), N_("Dibaca"), N_("Gagal"))
    return _table(say, N_("Pesan, menurut saluran"), headings, rows)


def _blanks(counts: Counts, say: Wording) -> Table:
    figures = (Figure.BLANKS_RECEIVED, Figure.BLANKS_USED, Figure.BLANKS_SPOILED, Figure.BLANKS_LEFT)
    kinds = sorted({kind for figure in figures for kind in counts.parts(figure)})
    rows = [[kind, *(number(say, counts.total(figure, kind)) for figure in figures)] for kind in kinds]
    headings = (N_("Blangko"), N_("Datang"), N_("Dicetak"), N_("Rusak"), N_("Sisa"))
    return _table(say, N_("Blangko"), headings, rows)


def _satisfaction(report: MonthReport, say: Wording) -> Table:
    """The index of a month that is over, beside those of the others."""
    month = report.month
    columns = (
        (N_("Bulan ini"), month.first),
        (N_("Bulan sebelumnya"), month.before.first),
        (N_("Tahun lalu"), month.year_before.first),
    )
    found = [_index(report, first) for _, first in columns]
    shown = [index if index and index.is_shown else None for index in found]
    rows = [
        [say.text(N_("Indeks (IKM)")), *(say.decimal(each.value) if each else NOTHING for each in shown)],
        [say.text(N_("Mutu")), *(each.quality.letter if each else NOTHING for each in shown)],
        [say.text(N_("Responden")), *(number(say, each.respondents if each else 0) for each in found)],
    ]
    return _table(say, N_("Kepuasan warga"), (N_("Angka"), *(name for name, _ in columns)), rows)


def _index(report: MonthReport, first: date) -> Index | None:
    """What was answered in the month that begins so; None where nobody did."""
    return report.satisfaction.get(first)


def _most(named: Mapping[str, int], say: Wording) -> list[list[str]]:
    """The largest first; the smallest together, where they are many."""
    largest = sorted(((count, name) for name, count in named.items() if count), key=lambda each: (-each[0], each[1]))
    rows = [[name, number(say, count)] for count, name in largest[:MOST_ROWS]]
    rest = sum(count for count, _ in largest[MOST_ROWS:])
    return [*rows, [say.text(N_("Lainnya")), number(say, rest)]] if rest else rows


def _table(say: Wording, title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    return Table(say.text(title), [say.text(each) for each in headings], rows)


def file_name(office: Office, first: date) -> str:
    """What the file is called."""
    return f"laporan-{office.code}-{first:%Y-%m}.pdf"
