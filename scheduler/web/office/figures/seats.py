"""Seats of the calendar: how many were planned, taken and used, and who did not come."""

from scheduler.domain.figures.counts import Counts
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.refusals import N_
from scheduler.web.office.figures.view import Answer, Part, Section, View, parts_of, share_of
from scheduler.web.office.shared.spreadsheets import Cell, Share

OF_SEATS = (Figure.SEATS, Figure.SEATS_TAKEN, Figure.SEATS_USED)
OF_VISITS = (Figure.BOOKED, Figure.NO_SHOWS)
FIGURES = frozenset({*OF_SEATS, *OF_VISITS})
IN_COLUMNS = (
    N_("Kursi direncanakan"),
    N_("Terisi"),
    N_("Terpakai"),
    N_("Terpakai (%)"),
    N_("Kunjungan berjadwal"),
    N_("Tidak datang"),
    N_("Tidak datang (%)"),
)


def section(view: View) -> Section:
    """The page of seats."""
    taken = view.shared(
        Figure.SEATS_TAKEN, view.text(N_("kursi jadwal terisi")), share_of(Figure.SEATS_TAKEN, Figure.SEATS)
    )
    booked = view.held(Figure.BOOKED, view.text(N_("kunjungan berjadwal")), lambda counts: counts.total(Figure.BOOKED))
    return Section([used(view), taken, no_shows(view), booked], [_by_day(view), _by_service(view)])


def used(view: View) -> Answer:
    """Which share of the seats had somebody who came."""
    text = view.text(N_("kursi jadwal benar-benar terpakai"))
    return view.shared(Figure.SEATS_USED, text, share_of(Figure.SEATS_USED, Figure.SEATS))


def no_shows(view: View) -> Answer:
    """Which share of the visits with a time never came."""
    text = view.text(N_("yang punya jadwal tidak datang"))
    return view.shared(Figure.NO_SHOWS, text, share_of(Figure.NO_SHOWS, Figure.BOOKED))


def _by_day(view: View) -> Part:
    rows: list[list[Cell]] = [[each.name, *_row(each.counts)] for each in view.stretches]
    sheet = view.sheet("seats", N_("Kursi jadwal"), [view.stretch, *IN_COLUMNS], rows)
    desc = N_("Kursi yang direncanakan, yang terisi, dan yang terpakai.")
    return Part((*OF_SEATS, *OF_VISITS), sheet, view.bars(sheet, (1, 2, 3), desc))


def _by_service(view: View) -> Part:
    rows: list[list[Cell]] = [
        [view.service(letter), *_row(view.counts, letter)] for letter in parts_of(view.counts, *OF_SEATS, *OF_VISITS)
    ]
    headings = [N_("Layanan"), *IN_COLUMNS]
    return Part(OF_SEATS, view.sheet("seats-services", N_("Menurut layanan"), headings, rows))


def _row(counts: Counts, letter: str | None = None) -> list[Cell]:
    seats, taken, used = (counts.total(figure, letter) for figure in OF_SEATS)
    booked, missing = (counts.total(figure, letter) for figure in OF_VISITS)
    return [seats, taken, used, Share(used, seats), booked, missing, Share(missing, booked)]
