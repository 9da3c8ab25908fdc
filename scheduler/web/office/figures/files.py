"""Tables of figures as files: one, all of a page, or the counts of each day as they are kept."""

from collections.abc import Iterable, Sequence

from scheduler.domain.figures.counts import Count
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.refusals import N_
from scheduler.flow.figures.counting import definition_of
from scheduler.web.office.figures.view import Section, View
from scheduler.web.office.shared.spreadsheets import Sheet

RAW = "days"
"""What names the counts of each day."""
HEADINGS = (N_("Hari"), N_("Angka"), N_("Nama angka"), N_("Bagian"), N_("Kelompok"), N_("Banyaknya"))


def sheets_of(section: Section, table: str) -> Sequence[Sheet]:
    """The table of a page by its key; all of them where it has none of that name."""
    sheets = [part.sheet for part in section.parts]
    return [sheet for sheet in sheets if sheet.key == table] or sheets


def raw(view: View, counts: Iterable[Count]) -> Sheet:
    """Counts as they are kept: the word of the figure, its name, what it is of, its bucket, and how many."""
    names = {figure: view.text(definition_of(figure).title) for figure in Figure}
    rows = [
        [each.day.isoformat(), each.figure.value, names[each.figure], each.part, each.bucket, each.times]
        for each in counts
    ]
    return view.sheet(RAW, N_("Hitungan setiap hari"), HEADINGS, rows)
