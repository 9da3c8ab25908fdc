"""A day as it is set beside the same day set otherwise: each figure of both, and in words what is different."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduler.domain.forecasting.course import Band, DayForecast
from scheduler.domain.forecasting.whatif.comparison import Comparison, Difference
from scheduler.domain.refusals import N_
from scheduler.web.office.forecasting.figures import BANDS, MEANINGS, Figure, chance
from scheduler.web.office.forecasting.plotted import Drawn, Where, beside, whole
from scheduler.web.office.shared.forecast_words import between
from scheduler.web.office.shared.plots import Course, on_one_scale
from scheduler.web.shared.wording import Wording

NOW, THEN = N_("Seperti sekarang"), N_("Seandainya diubah")
FALLS, RISES = N_("{what} turun dari {before} ke {after}"), N_("{what} naik dari {before} ke {after}")
BY_LESS, BY_MORE = N_("turun {by}"), N_("naik {by}")
LESS, MORE = N_("turun"), N_("naik")
STAYS, UNSURE = N_("sama"), N_("belum tentu berbeda")


@dataclass(frozen=True, slots=True)
class Row:
    """A figure of both days. change: by how much it is less or more, in words; is_sure: whether chance is no cause."""

    figure: Figure
    title: str
    now: str
    then: str
    change: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """sentences: what is surely different, in words. plots: by whom they show, one or two of each."""

    sentences: Sequence[str]
    rows: Sequence[Row]
    plots: Sequence[Sequence[Course]]


def compared(say: Wording, found: Comparison, limits: tuple[int, int], *, over: bool) -> Compared:
    """Both days. limits: of people inside, now and then. over: whether plots are laid over each other."""
    return Compared(
        sentences=list(_sentences(say, found)),
        rows=[_row(say, found, figure) for figure in Figure],
        plots=list(_plots(say, found, limits, over=over)),
    )


def _plots(say: Wording, found: Comparison, limits: tuple[int, int], *, over: bool) -> Iterator[Sequence[Course]]:
    days = [
        Drawn(say.text(name), day, limit)
        for name, day, limit in zip((NOW, THEN), (found.usual, found.other), limits, strict=True)
    ]
    for where in Where:
        if over:
            yield [whole(say, days, where)]
        else:
            yield on_one_scale([beside(say, day, where, key=f"plot-{where}-{place}") for place, day in enumerate(days)])


def _sentences(say: Wording, found: Comparison) -> Iterator[str]:
    """Of each figure that is surely other: that it falls or rises, from where to where."""
    for figure in BANDS:
        difference = found.differences[figure]
        before, after = (_middle(say, figure, day) for day in (found.usual, found.other))
        if difference.is_sure and before != after:
            text = FALLS if difference.band.high < 0 else RISES
            yield say.text(text).format(what=say.text(MEANINGS[figure].title), before=before, after=after)


def _row(say: Wording, found: Comparison, figure: Figure) -> Row:
    title = say.text(MEANINGS[figure].title)
    if figure is Figure.FULL:
        now, then = chance(say, found.usual.full), chance(say, found.other.full)
        change = STAYS if now == then else LESS if found.other.full < found.usual.full else MORE
        return Row(figure, title, now, then, say.text(change), is_sure=False)
    difference = found.differences[figure]
    now, then = (_valued(say, figure, BANDS[figure][0](day)) for day in (found.usual, found.other))
    return Row(figure, title, now, then, _change(say, figure, difference), difference.is_sure)


def _change(say: Wording, figure: Figure, difference: Difference) -> str:
    low, middle, high = difference.band
    if not round(low) and not round(high):
        return say.text(STAYS)
    if not difference.is_sure:
        return say.text(UNSURE)
    size = Band(-high, -middle, -low) if high < 0 else difference.band
    return say.text(BY_LESS if high < 0 else BY_MORE).format(by=_valued(say, figure, size))


def _valued(say: Wording, figure: Figure, band: Band) -> str:
    """12–18 menit"""
    return say.text(BANDS[figure][1]).format(value=between(band))


def _middle(say: Wording, figure: Figure, day: DayForecast) -> str:
    """15 menit"""
    return say.text(BANDS[figure][1]).format(value=round(BANDS[figure][0](day).middle))
