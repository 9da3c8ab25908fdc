"""Blank forms: used, spoiled, received, and how many were left."""

from scheduler.domain.figures.counts import Counts
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.refusals import N_
from scheduler.web.office.figures import numbers
from scheduler.web.office.figures.view import Answer, Part, Section, View, parts_of
from scheduler.web.office.shared.spreadsheets import Cell, Share

OF_BLANKS = (Figure.BLANKS_RECEIVED, Figure.BLANKS_USED, Figure.BLANKS_SPOILED, Figure.BLANKS_LEFT)
IN_COLUMNS = (N_("Masuk"), N_("Dicetak"), N_("Rusak"), N_("Sisa"), N_("Rusak (%)"))
FIGURES = frozenset(OF_BLANKS)


def section(view: View) -> Section:
    """The page of blanks."""
    used = view.held(
        Figure.BLANKS_USED, view.text(N_("blangko dicetak")), lambda counts: counts.total(Figure.BLANKS_USED)
    )
    received = view.held(
        Figure.BLANKS_RECEIVED, view.text(N_("blangko masuk")), lambda counts: counts.total(Figure.BLANKS_RECEIVED)
    )
    spoiled = view.shared(Figure.BLANKS_SPOILED, view.text(N_("dari yang terpakai rusak")), _spoiled)
    return Section([used, *_left(view), spoiled, received], [_by_material(view), _by_day(view)])


def _left(view: View) -> list[Answer]:
    """What is left of each kind: a sum over kinds would say nothing."""
    return [
        Answer(
            Figure.BLANKS_LEFT,
            numbers.number(view.say, times),
            view.text(N_("sisa {material}, juga yang sudah disisihkan"), material=material),
            view.beside(numbers.number(view.say, view.other.parts(Figure.BLANKS_LEFT).get(material))),
        )
        for material, times in view.counts.parts(Figure.BLANKS_LEFT).items()
    ]


def _by_material(view: View) -> Part:
    counts = view.counts
    rows: list[list[Cell]] = [
        [material, *(counts.total(figure, material) for figure in OF_BLANKS), _spoiled(counts, material)]
        for material in parts_of(counts, *OF_BLANKS)
    ]
    return Part(OF_BLANKS, view.sheet("blanks", N_("Menurut jenis blangko"), [N_("Blangko"), *IN_COLUMNS], rows))


def _by_day(view: View) -> Part:
    moved = OF_BLANKS[:3]
    rows: list[list[Cell]] = [
        [each.name, *(each.counts.total(figure) for figure in moved), _spoiled(each.counts)] for each in view.stretches
    ]
    headings = [view.stretch, *IN_COLUMNS[:3], IN_COLUMNS[4]]
    sheet = view.sheet("blanks-days", N_("Blangko hari demi hari"), headings, rows)
    return Part(moved, sheet, view.bars(sheet, (2, 3), N_("Blangko yang dicetak dan yang rusak.")))


def _spoiled(counts: Counts, material: str | None = None) -> Share:
    spoiled = counts.total(Figure.BLANKS_SPOILED, material)
    return Share(spoiled, spoiled + counts.total(Figure.BLANKS_USED, material))
