"""The survey's results as plots, each with its table: the elements of a span, and the index month by month."""

from scheduler.domain.refusals import N_
from scheduler.domain.satisfaction.index import rounded
from scheduler.domain.satisfaction.questions import ELEMENTS
from scheduler.web.office.satisfaction.view import ResultsPage
from scheduler.web.office.shared.plots import Group, Plot
from scheduler.web.shared.wording import Wording


def of_elements(say: Wording, page: ResultsPage) -> Plot:
    """The mean score of each element, from 1 to 4."""
    index = page.index
    means = {each.number: rounded(index.mean(each.number)) for each in ELEMENTS}
    lowest = min(ELEMENTS, key=lambda each: means[each.number])
    desc = say.text(N_("Paling rendah: {name}, {mean}.")).format(
        name=say.text(lowest.name), mean=say.decimal(means[lowest.number])
    )
    return Plot(
        "elements",
        say.text(N_("Nilai rata-rata (NRR) setiap unsur, dari 1 sampai 4")),
        desc,
        say.text(N_("Unsur")),
        [say.text(N_("NRR"))],
        [
            Group(
                say.text(each.name),
                [float(means[each.number])],
                [say.decimal(means[each.number])],
                f"U{each.number}",
            )
            for each in ELEMENTS
        ],
        point=_point(say),
    )


def of_months(say: Wording, page: ResultsPage) -> Plot:
    """The index of each month that has enough answers."""
    newest = list(page.months.items())[-1]
    desc = say.text(N_("{month}: {index}.")).format(month=say.month_year(newest[0]), index=say.decimal(newest[1].value))
    return Plot(
        "months",
        say.text(N_("Indeks (IKM) setiap bulan, dari 25 sampai 100")),
        desc,
        say.text(N_("Bulan")),
        [say.text(N_("IKM"))],
        [
            Group(say.month_year(month), [float(index.value)], [say.decimal(index.value)], f"{month:%m/%y}")
            for month, index in page.months.items()
        ],
        point=_point(say),
    )


def _point(say: Wording) -> str:
    return "," if say.language == "id" else "."
