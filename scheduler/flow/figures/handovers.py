"""Documents that changed hands on a day, wherever that was, and old cards that came back for them."""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import select
from sqlmodel import col

from scheduler.db.models import Batch, BatchDocument, Document, DocumentType, Handover, Place, Ticket
from scheduler.domain.figures.counts import Count
from scheduler.domain.figures.definition import Definition
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.refusals import N_
from scheduler.flow.custody.handover_records import is_taken_back
from scheduler.flow.custody.old_cards import cards_between
from scheduler.flow.delivery.batches.confirming import HANDED_OVER
from scheduler.flow.destinations.destinations import SELF_PRINT
from scheduler.flow.figures.day import Day

HALL, PLACE, POST, HOME, FILE = WAYS = ("hall", "place", "post", "home", "file")
"""How documents reach their people: at a counter; where the office brings them; or printed at home."""
_BY_KIND = {"post": POST, "visit": HOME}

DEFINITIONS = {
    Figure.HANDED_OVER: Definition(
        N_("Dokumen yang diserahkan"),
        N_(
            "Dokumen yang sampai ke pemiliknya: di loket, di tempat pengambilan, lewat pos, diantar ke rumah, "
            "atau sebagai berkas untuk dicetak sendiri pada hari berkasnya siap."
        ),
        N_(
            "Penyerahan dari kertas dihitung pada hari penyerahannya, begitu dicatat. Yang diurungkan tidak ikut, "
            "begitu juga kunjungan tanpa penyerahan, seperti perekaman. Berkas yang kemudian diminta sebagai kertas "
            "dihitung di loket."
        ),
    ),
    Figure.BY_PROXY: Definition(
        N_("Diambil orang lain"),
        N_("Dokumen yang diserahkan di loket kepada orang yang mengambil untuk orang lain dengan surat kuasa."),
        N_("Keluarga, orang tua, dan wali tidak ikut. Penyerahan yang diurungkan tidak dihitung."),
    ),
    Figure.WITHDRAWN_CARDS: Definition(
        N_("Kartu lama yang ditarik"),
        N_("Kartu lama yang diterima di loket pada hari itu, atau dibawa kembali dari tempat pengambilan."),
        N_("Kartu yang masih berada di tempat pengambilan belum dihitung. Penyerahan yang diurungkan tidak ikut."),
    ),
}


def count(day: Day) -> Iterator[Count]:
    """What was handed over by each way, to whom in the hall, and which old cards lie here now."""
    in_hall = list(_in_hall(day))
    over = Counter(f"{HALL}:{type_}" for type_, _ in in_hall)
    over.update(f"{_BY_KIND.get(kind, PLACE)}:{type_}" for kind, type_ in _elsewhere(day))
    over.update(f"{FILE}:{type_}" for type_ in _as_file(day))
    yield from day.count(Figure.HANDED_OVER, over)
    yield from day.count(Figure.BY_PROXY, Counter(type_ for type_, is_proxy in in_hall if is_proxy))
    cards = cards_between(day.session, day.office, day.begins, day.ends)
    yield from day.count(Figure.WITHDRAWN_CARDS, Counter(each.type for each in cards))


def _in_hall(day: Day) -> Iterator[tuple[str, bool]]:
    """The type of each document of the day's numbers, and whether somebody collected it for others."""
    if day.row is None:
        return
    rows = day.session.execute(
        select(col(DocumentType.code), col(Handover.collector_hash).is_not(None))
        .join(Document, col(Document.type_id) == col(DocumentType.id))
        .join(Handover, col(Handover.document_id) == col(Document.id))
        .join(Ticket, col(Ticket.id) == col(Handover.ticket_id))
        .where(
            col(Ticket.office_day_id) == day.row.id,
            col(DocumentType.hands_over),
            ~is_taken_back(Handover),
        )
    )
    yield from ((type_, bool(is_proxy)) for type_, is_proxy in rows)


def _elsewhere(day: Day) -> Iterator[tuple[str, str]]:
    """The kind of place and the type of each document that was handed over where the office brought it."""
    rows = day.session.execute(
        select(col(Place.kind), col(DocumentType.code))
        .join(Batch, col(Batch.place_id) == col(Place.id))
        .join(BatchDocument, col(BatchDocument.batch_id) == col(Batch.id))
        .join(Document, col(Document.id) == col(BatchDocument.document_id))
        .join(DocumentType, col(DocumentType.id) == col(Document.type_id))
        .where(
            col(BatchDocument.office_id) == day.office.id,
            col(BatchDocument.outcome) == HANDED_OVER,
            col(BatchDocument.at) >= day.begins,
            col(BatchDocument.at) < day.ends,
        )
    )
    yield from ((kind, type_) for kind, type_ in rows)


def _as_file(day: Day) -> Iterator[str]:
    """The type of each document whose file was ready to be printed at home."""
    yield from day.session.scalars(
        select(col(DocumentType.code))
        .join(Document, col(Document.type_id) == col(DocumentType.id))
        .where(
            col(Document.office_id) == day.office.id,
            col(Document.channel) == SELF_PRINT,
            col(Document.paper_asked_at).is_(None),
            col(Document.ready_at) >= day.begins,
            col(Document.ready_at) < day.ends,
        )
    )
