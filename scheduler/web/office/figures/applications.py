"""Applications from home: how they came, how soon they were answered, and how many were complete at once."""

from scheduler.domain.figures.counts import Counts
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.refusals import N_
from scheduler.web.office.figures import numbers
from scheduler.web.office.figures.view import Part, Section, View, parts_of
from scheduler.web.office.shared.origins import ORIGINS
from scheduler.web.office.shared.spreadsheets import Cell, Share

MIDDLE, MOST = 0.5, 0.9
FIGURES = frozenset({Figure.APPLICATIONS, Figure.ANSWER_TIMES, Figure.COMPLETE_AT_ONCE})


def section(view: View) -> Section:
    """The page of applications."""
    sent = view.held(
        Figure.APPLICATIONS,
        view.text(N_("permohonan dikirim")),
        lambda counts: counts.total(Figure.APPLICATIONS),
    )
    soon = view.lasting(
        Figure.ANSWER_TIMES,
        view.text(N_("sampai jawaban pertama (median)")),
        lambda counts: _minutes(counts, MIDDLE),
    )
    late = view.lasting(
        Figure.ANSWER_TIMES,
        view.text(N_("sampai jawaban pertama paling lama, bagi 9 dari 10")),
        lambda counts: _minutes(counts, MOST),
    )
    whole = view.shared(Figure.COMPLETE_AT_ONCE, view.text(N_("lengkap sejak pengajuan pertama")), _at_once)
    return Section([sent, soon, late, whole], [_by_day(view), _by_procedure(view)])


def _by_day(view: View) -> Part:
    channels = [*ORIGINS, *(part for part in view.counts.parts(Figure.APPLICATIONS) if part not in ORIGINS)]
    rows: list[list[Cell]] = []
    for each in view.stretches:
        sent = [each.counts.total(Figure.APPLICATIONS, channel) for channel in channels]
        rows.append([each.name, *sent, *_answers(each.counts)])
    headings = [view.stretch, *(ORIGINS.get(channel, channel) for channel in channels), *_columns()]
    sheet = view.sheet("applications", N_("Permohonan masuk"), headings, rows)
    columns = range(1, min(len(channels), 4) + 1)
    return Part(sorted(FIGURES), sheet, view.bars(sheet, columns, N_("Permohonan menurut cara masuknya.")))


def _by_procedure(view: View) -> Part:
    rows: list[list[Cell]] = [
        [view.known.procedures.get(code, code), *_answers(view.counts, code)]
        for code in parts_of(view.counts, Figure.ANSWER_TIMES, Figure.COMPLETE_AT_ONCE)
    ]
    sheet = view.sheet("procedures", N_("Menurut yang diminta"), [N_("Yang diminta"), *_columns()], rows)
    note = N_("Malam dan hari libur ikut dihitung. Yang belum dijawab tidak dihitung.")
    return Part((Figure.ANSWER_TIMES, Figure.COMPLETE_AT_ONCE), sheet, note=view.text(note))


def _columns() -> list[str]:
    return [N_("Dijawab"), N_("Median (jam)"), N_("9 dari 10 dijawab dalam (jam)"), N_("Lengkap sejak awal (%)")]


def _answers(counts: Counts, code: str | None = None) -> list[Cell]:
    times = counts.spread(Figure.ANSWER_TIMES, code)
    hours = [times.quantile(share) for share in (MIDDLE, MOST)]
    return [times.count, *hours, Share(counts.total(Figure.COMPLETE_AT_ONCE, code), times.count)]


def _minutes(counts: Counts, share: float) -> float | None:
    hours = counts.spread(Figure.ANSWER_TIMES).quantile(share)
    return None if hours is None else hours * numbers.HOUR


def _at_once(counts: Counts) -> Share:
    return Share(counts.total(Figure.COMPLETE_AT_ONCE), counts.spread(Figure.ANSWER_TIMES).count)
