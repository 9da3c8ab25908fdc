"""Blank forms of a day, from their ledger: printed, spoilt, received, and how many were left at its end."""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Select, func, select
from sqlmodel import col

from scheduler.db.models import Material, StockEntry
from scheduler.domain.blanks.allocation import SIGNS
from scheduler.domain.figures.counts import Count
from scheduler.domain.figures.definition import Definition
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.refusals import N_
from scheduler.flow.blanks.stock import RECEIPT, SPOILT, UNUSED, USE
from scheduler.flow.custody.handover_records import is_taken_back
from scheduler.flow.figures.day import Day

_FROM_LEDGER = N_("Dihitung dari buku stok pada hari dicatatnya. Langkah yang diurungkan tidak ikut.")

DEFINITIONS = {
    Figure.BLANKS_USED: Definition(
        N_("Blangko terpakai"), N_("Blangko yang menjadi dokumen, dikurangi yang ternyata rusak."), _FROM_LEDGER
    ),
    Figure.BLANKS_SPOILED: Definition(N_("Blangko rusak"), N_("Blangko yang rusak atau salah cetak."), _FROM_LEDGER),
    Figure.BLANKS_RECEIVED: Definition(
        N_("Blangko diterima"), N_("Blangko yang datang dari pusat atau dari tempat lain."), _FROM_LEDGER
    ),
    Figure.BLANKS_LEFT: Definition(
        N_("Blangko tersisa"),
        N_("Stok menurut buku pada akhir hari, termasuk yang sudah disisihkan untuk dokumen tertentu."),
        N_("Bila buku belum cocok dengan isi lemari, selisihnya baru terlihat sesudah dihitung ulang."),
    ),
}


def count(day: Day) -> Iterator[Count]:
    """What came of each material. One that nobody counts has no figures."""
    of_day = _entries(day).where(col(StockEntry.at) >= day.begins, col(StockEntry.at) < day.ends)
    used: Counter[str] = Counter()
    spoiled: Counter[str] = Counter()
    received: Counter[str] = Counter()
    by_kind = {USE: (used, 1), UNUSED: (used, -1), SPOILT: (spoiled, 1), RECEIPT: (received, 1)}
    for material, kind, pieces in day.session.execute(of_day):
        if kind in by_kind:
            counter, sign = by_kind[kind]
            counter[material] += sign * pieces
    yield from day.count(Figure.BLANKS_USED, used)
    yield from day.count(Figure.BLANKS_SPOILED, spoiled)
    yield from day.count(Figure.BLANKS_RECEIVED, received)
    yield from day.count(Figure.BLANKS_LEFT, _left(day))


def _left(day: Day) -> dict[str, int]:
    """The stock of now, less what the ledger says since the day."""
    stocks = select(col(Material.name), col(Material.stock)).where(col(Material.office_id) == day.office.id)
    left = {row.name: row.stock for row in day.session.execute(stocks)}
    since = day.session.execute(_entries(day).where(col(StockEntry.at) >= day.ends))
    for material, kind, pieces in since:
        left[material] = left.get(material, 0) - SIGNS[kind] * pieces
    return left


def _entries(day: Day) -> Select[str, str, int]:
    """The ledger's pieces by material and kind."""
    return (
        select(col(StockEntry.material), col(StockEntry.kind), func.sum(col(StockEntry.pieces)))
        .where(col(StockEntry.office_id) == day.office.id, ~is_taken_back(StockEntry))
        .group_by(col(StockEntry.material), col(StockEntry.kind))
    )
