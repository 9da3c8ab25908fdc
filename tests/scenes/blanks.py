"""Blanks of an office in tests: the ledger, and what must always hold of it."""

from sqlmodel import Session, col, select

from scheduler.db.models import Document, DocumentType, Material, StockEntry
from scheduler.domain.blanks.allocation import Waiting, in_order, ledger_sum
from scheduler.flow.blanks import blanks, queue, stock
from scheduler.flow.blanks.queue import is_waiting, of_material
from scheduler.flow.blanks.release import Released
from tests.scenes.factories import CLERK, EARLY, World

KTP, KIA = "blangko KTP-el", "blangko KIA"


def opened(office: World, pieces: int, name: str = KTP) -> None:
    """The ledger of a material is opened by a count."""
    office.do(blanks.count_blanks, name, pieces, now=EARLY)


def received(office: World, pieces: int, name: str = KTP, *, by: str = CLERK) -> list[str]:
    """Blanks come in; the registration numbers of those who are released."""
    return references(office.do(blanks.receive_blanks, name, pieces, by=by))


def references(released: list[Released]) -> list[str]:
    return [each.reference for each in released]


def material(office: World, name: str = KTP) -> Material:
    found = office.read(lambda session: stock.material_of(session, office.office.id, name))
    assert found is not None
    return found


def counts(office: World, name: str = KTP) -> tuple[int, int]:
    """Stock and reserved, after a look whether both are what rows say."""
    row = material(office, name)
    assert row.stock == office.read(lambda session: _booked(session, row)) >= 0
    assert row.reserved == office.read(lambda session: _promised(session, row)) <= row.stock
    return row.stock, row.reserved


def line(office: World, name: str = KTP) -> list[str]:
    """The registration numbers of all who wait, in the order of the pure rules; each place, and the first so many, are
    found without a list of them.
    """
    row = material(office, name)
    waiting = {each.id: each for each in office.rows(Document, is_waiting(row))}
    order = in_order(map(_waiting, waiting.values()), row.shares, row.lately)
    ids = [each.id for each in order]
    assert [office.read(lambda s, n=n: queue.place_of(s, waiting[n])) for n in ids] == [*range(1, len(ids) + 1)]
    for most in {1, len(ids) // 2, len(ids), len(ids) + 1}:
        assert office.read(lambda s, most=most: queue.next_of(s, row, most)) == order[:most]
    return [waiting[number].reference for number in ids]


def _waiting(document: Document) -> Waiting:
    assert document.waits_since is not None
    return Waiting(document.id, document.waits_since, document.reason, document.priority)


def kinds(office: World, name: str = KTP) -> list[tuple[str, int]]:
    """The ledger of a material, oldest first: kind and pieces of each line."""
    return [(row.kind, row.pieces) for row in office.rows(StockEntry, col(StockEntry.material) == name)]


def is_printed_on(office: World, type_code: str) -> str | None:
    (kind,) = office.rows(DocumentType, col(DocumentType.code) == type_code)
    return kind.material


def _booked(session: Session, row: Material) -> int:
    standing = select(StockEntry).where(*stock.standing(row.office_id, row.name))
    total = ledger_sum((entry.kind, entry.pieces) for entry in session.exec(standing))
    assert total == stock.booked_stock(session, row.office_id, row.name)
    return total


def _promised(session: Session, row: Material) -> int:
    promised = session.exec(select(Document).where(of_material(row), col(Document.has_blank))).all()
    assert {each.stage for each in promised} <= {"in_production"}
    return len(promised)
