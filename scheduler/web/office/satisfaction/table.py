"""The survey's results as a table for a spreadsheet: a line for the whole and each service, as many as are shown."""

from scheduler.domain.refusals import N_
from scheduler.domain.satisfaction.index import Index, rounded
from scheduler.domain.satisfaction.questions import ELEMENTS
from scheduler.domain.text.cells import defused
from scheduler.web.office.satisfaction.view import ResultsPage
from scheduler.web.office.shared.spreadsheets import MARK, csv_rows
from scheduler.web.shared.wording import Wording

ALL = N_("Semua layanan")
HEAD = (N_("Periode"), N_("Layanan"), N_("Responden"))
TAIL = (N_("NRR tertimbang"), N_("IKM"), N_("Mutu"))
"""Columns before and behind those of the elements."""


def written(page: ResultsPage, say: Wording) -> str:
    """Period, service, respondents, NRR of U1 to U9, the weighted mean, the index and its grade.

    Where too few answered to be shown only how many they are stands.
    """
    elements = [f"U{each.number}" for each in ELEMENTS]
    shown = _values(page.index) if page.index.is_shown else ()
    rows = [
        [*map(say.text, HEAD), *elements, *map(say.text, TAIL)],
        [page.span.name, say.text(ALL), page.respondents, *shown],
    ]
    for each in page.by_service:
        name = defused(say.service(each.service.name, each.service.name_en))
        rows.append([page.span.name, name, each.respondents, *(_values(each.index) if each.index else ())])
    return MARK + csv_rows(rows)


def _values(index: Index) -> list[str]:
    means = [str(rounded(index.mean(each.number))) for each in ELEMENTS]
    return [*means, str(rounded(index.weighted_sum)), str(index.value), index.quality.letter]
