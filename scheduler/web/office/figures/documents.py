"""Documents that reached their people: by which way, without a visit, through others, and old cards taken back."""

from scheduler.domain.figures.counts import Counts
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.refusals import N_
from scheduler.web.office.figures.view import Answer, Part, Section, View, parts_of
from scheduler.web.office.shared.spreadsheets import Cell, Share

WAYS = {
    "hall": N_("Di kantor"),
    "place": N_("Tempat pengambilan"),
    "post": N_("Pos"),
    "home": N_("Diantar ke rumah"),
    "file": N_("Cetak sendiri"),
}
BY_VISIT = "hall"
FIGURES = frozenset({Figure.HANDED_OVER, Figure.BY_PROXY, Figure.WITHDRAWN_CARDS})


def section(view: View) -> Section:
    """The page of documents."""
    given = view.held(
        Figure.HANDED_OVER, view.text(N_("dokumen diserahkan")), lambda counts: counts.total(Figure.HANDED_OVER)
    )
    proxy = view.shared(
        Figure.BY_PROXY, view.text(N_("dari yang diserahkan di kantor diambil orang lain dengan kuasa")), _by_proxy
    )
    cards = view.held(
        Figure.WITHDRAWN_CARDS,
        view.text(N_("kartu lama ditarik")),
        lambda counts: counts.total(Figure.WITHDRAWN_CARDS),
    )
    return Section([given, without_visit(view), proxy, cards], [_by_day(view), _by_type(view)])


def without_visit(view: View) -> Answer:
    """Which share of the documents nobody had to come to the office for."""
    text = view.text(N_("dokumen sampai tanpa datang ke kantor"))
    return view.shared(Figure.HANDED_OVER, text, lambda counts: _without_visit(by_way(counts)))


def by_way(counts: Counts, kind: str | None = None) -> dict[str, int]:
    """Documents by the way they went, every way named; of one type or all."""
    found = dict.fromkeys(WAYS, 0)
    for part, times in counts.parts(Figure.HANDED_OVER).items():
        way, _, code = part.partition(":")
        if kind in (None, code):
            found[way] = found.get(way, 0) + times
    return found


def _by_day(view: View) -> Part:
    rows: list[list[Cell]] = [[each.name, *_row(by_way(each.counts))] for each in view.stretches]
    sheet = view.sheet("handed-over", N_("Dokumen diserahkan"), [view.stretch, *_columns()], rows)
    return Part(
        (Figure.HANDED_OVER,),
        sheet,
        view.bars(sheet, (1, 6), N_("Yang diserahkan di kantor, dan yang sampai tanpa datang ke kantor.")),
    )


def _by_type(view: View) -> Part:
    counts = view.counts
    kinds = {part.partition(":")[2] for part in counts.parts(Figure.HANDED_OVER)}
    rows: list[list[Cell]] = []
    for kind in sorted(kinds | set(parts_of(counts, Figure.BY_PROXY, Figure.WITHDRAWN_CARDS))):
        more = [counts.total(figure, kind) for figure in (Figure.BY_PROXY, Figure.WITHDRAWN_CARDS)]
        rows.append([view.say.type(kind), *_row(by_way(counts, kind)), *more])
    headings = [N_("Jenis dokumen"), *_columns(), N_("Diambil dengan kuasa"), N_("Kartu lama ditarik")]
    sheet = view.sheet("handed-over-types", N_("Menurut jenis dokumen"), headings, rows)
    link = ("withdrawn_cards", view.text(N_("Daftar kartu lama untuk berita acara")))
    return Part((Figure.HANDED_OVER, Figure.BY_PROXY, Figure.WITHDRAWN_CARDS), sheet, link=link)


def _columns() -> list[str]:
    return [*WAYS.values(), N_("Tanpa datang"), N_("Tanpa datang (%)")]


def _row(ways: dict[str, int]) -> list[Cell]:
    share = _without_visit(ways)
    return [*(ways[way] for way in WAYS), int(share.part), share]


def _without_visit(ways: dict[str, int]) -> Share:
    whole = sum(ways.values())
    return Share(whole - ways[BY_VISIT], whole)


def _by_proxy(counts: Counts) -> Share:
    return Share(counts.total(Figure.BY_PROXY), by_way(counts)[BY_VISIT])
