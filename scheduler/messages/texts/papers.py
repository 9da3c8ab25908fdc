"""Messages about one document on its way: received, incomplete, in work, waiting for a blank, elsewhere, reprinted."""

from datetime import datetime

from sqlmodel import Session, col, select

from scheduler.db.models import Document, DocumentType, Message, Move, Office
from scheduler.domain.collecting import usual_collector
from scheduler.domain.errors import N_
from scheduler.domain.stages import DocumentStage
from scheduler.flow.collecting import collectors_of, takes_back
from scheduler.messages.texts.said import UNKNOWN, Said, Tongue
from scheduler.messages.texts.visits import brought_to
from scheduler.messages.texts.words import plain, type_name

PLACE = N_("kecamatan atau kelurahan")
SHEETS, CARDS = N_("bahan cetaknya"), (N_("blangko KTP-el"), N_("blangko KIA"))
"""What is used up where the type's material is not known; and as it is named in a new office."""
PAPERS = N_("berkas pendukung")
"""What is missing where nobody wrote it down."""
CALL = N_("Hubungi {office_phone}")
SUBSTITUTES = {
    "KTP-el": N_("Pakai Identitas Kependudukan Digital (IKD) di ponsel, atau minta surat keterangan di kantor kami")
}
"""What does instead of a card that cannot be printed yet."""


def received(session: Session, message: Message, tongue: Tongue) -> Said:
    """An application was taken in; when it will be done is said where somebody knows (`expected` of the facts)."""
    document, kind = _of(session, message)
    facts = {"type": type_name(kind.code, tongue.translate), "date": tongue.date(document.created_at)}
    expected = message.facts.get("expected")
    if not expected:
        return Said("received_open", facts, [document], office_path(tongue.office))
    facts["date2"] = tongue.date(datetime.fromisoformat(expected))
    return Said("received", facts, [document], office_path(tongue.office))


def incomplete(session: Session, message: Message, tongue: Tongue) -> Said:
    """What is missing: the items of the facts, or what staff wrote when they found it."""
    document, kind = _of(session, message)
    items = message.facts.get("items")
    listed = tongue.listed([plain(each) for each in items]) if isinstance(items, list) else plain(items or "")
    facts = {
        "type": type_name(kind.code, tongue.translate),
        "items": listed or _written(session, document) or tongue.translate(PAPERS),
    }
    return Said("missing", facts, [document], office_path(tongue.office))


def picture_refused(session: Session, message: Message, tongue: Tongue) -> Said:
    """A picture that nobody can read."""
    document, _ = _of(session, message)
    return Said("picture_refused", {"item": plain(message.facts.get("item") or tongue.translate(PAPERS))}, [document])


def accepted(session: Session, message: Message, tongue: Tongue) -> Said:
    """Everything is there, and the office works at it."""
    document, kind = _of(session, message)
    return Said("accepted", {"type": type_name(kind.code, tongue.translate)}, [document])


def blank(session: Session, message: Message, tongue: Tongue) -> Said:
    """There is nothing to print it on."""
    document, kind = _of(session, message)
    instead = message.facts.get("substitute") or tongue.translate(SUBSTITUTES.get(kind.code, CALL))
    phone = tongue.office.phone or tongue.translate(N_("kantor kami"))
    facts = {
        "type": type_name(kind.code, tongue.translate),
        "material": tongue.translate(kind.material or SHEETS),
        "substitute": instead.replace("{office_phone}", phone),
    }
    return Said("blank", facts, [document])


def elsewhere(session: Session, message: Message, tongue: Tongue) -> Said:
    """Where it is fetched, from when on, and during which hours where somebody wrote them down."""
    document, kind = _of(session, message)
    since = message.facts.get("date")
    facts = {
        "type": type_name(kind.code, tongue.translate),
        "place": plain(document.place or "") or tongue.translate(PLACE),
        "date": tongue.date(datetime.fromisoformat(since) if since else document.ready_at or message.created_at),
        "bring": brought_to([document], [kind], usual_collector(collectors_of([kind])), tongue),
    }
    hours = plain(message.facts.get("hours") or "")
    if not hours:
        return Said("elsewhere_open", facts, [document])
    return Said("elsewhere", {**facts, "hours": hours}, [document])


def reprinted(session: Session, message: Message, tongue: Tongue) -> Said:
    """Printed again by the office's own fault; an old card stays with its holder until the new one is there."""
    document, kind = _of(session, message)
    name = "reprint_keeping" if takes_back(kind, document.reason) else "reprint"
    return Said(name, {"type": type_name(kind.code, tongue.translate)}, [document])


def office_path(office: Office) -> str:
    """The office's own page, where anybody finds their document by its number."""
    return f"o/{office.code}"


def _of(session: Session, message: Message) -> tuple[Document, DocumentType]:
    document = session.get_one(Document, message.document_id)
    return document, session.get_one(DocumentType, document.type_id)


def _written(session: Session, document: Document) -> str:
    """What staff wrote when the document became incomplete, or else beside it."""
    note = session.scalars(
        select(Move)
        .where(col(Move.document_id) == document.id, col(Move.after) == DocumentStage.INCOMPLETE)
        .order_by(col(Move.id).desc())
        .limit(1)
    ).first()
    written = plain((note.note if note else None) or document.note or "")
    return written if written != UNKNOWN else ""
