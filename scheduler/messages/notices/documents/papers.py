"""Messages about one document on its way: received, incomplete, in work, waiting, elsewhere, reprinted, given up."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from scheduler.db.models import Document, DocumentType, Message, Move, Office
from scheduler.domain.custody.collecting import usual_collector
from scheduler.domain.refusals import N_
from scheduler.domain.stages import DocumentStage
from scheduler.flow.blanks.print_blockers import PrintBlocker, ahead_of, blockers_of
from scheduler.flow.blanks.queue import substitute_of
from scheduler.flow.custody.collectors import collectors_of, takes_back
from scheduler.flow.regency.transfers import ARRIVED, comes_back, newest_transfer
from scheduler.messages.notices.booking.visits import brought_to
from scheduler.messages.notices.documents.asked import UNREADABLE, item_of, page_of, reason_in_words
from scheduler.messages.notices.known import Known
from scheduler.messages.notices.said import THIS_OFFICE, UNKNOWN, Said, Tongue
from scheduler.messages.notices.words import Translate, plain, public

PLACE = N_("kecamatan atau kelurahan")
SHEETS, CARDS = N_("bahan cetaknya"), (N_("blangko KTP-el"), N_("blangko KIA"))
"""What is used up where the type's material is not known; and as it is named in a new office."""
PAPERS = N_("berkas pendukung")
"""What is missing where nobody wrote it down."""
DECIDED = N_("alasan yang dicatat petugas")
"""Why it was given up where what was written cannot be sent."""
CALL = N_("Hubungi {office_phone}")
SUBSTITUTES = {
    "KTP-el": N_("Pakai Identitas Kependudukan Digital (IKD) di ponsel, atau minta surat keterangan di kantor kami")
}
"""What does instead of a card that cannot be printed yet."""
STOPPED = {
    "printer": N_("mesin cetak sedang rusak"),
    "ribbon": N_("tinta cetak habis"),
    "power": N_("listrik padam"),
    "network": N_("jaringan terganggu"),
    "other": N_("pencetakan sedang terhenti"),
}
"""Why nothing is printed, to those who wait."""


def received(known: Known, message: Message, tongue: Tongue) -> Said:
    """An application was taken in; when it will be done is said where somebody knows (`expected` of the facts).

    What keeps its type from being printed is said instead, as it is when the message leaves.
    """
    document, kind = _of(known, message)
    facts = {"type": tongue.type(kind.code), "date": tongue.date(document.created_at)}
    path = page_of(known.session, document) or office_path(tongue.office)
    ahead = ahead_of(known.session, kind, language=tongue.language)
    if ahead is not None:
        return Said("received_waiting", {**facts, **_held_up(kind, ahead, tongue)}, [document], path)
    expected = message.facts.get("expected")
    if not expected:
        return Said("received_open", facts, [document], path)
    facts["date2"] = tongue.date(datetime.fromisoformat(expected))
    return Said("received", facts, [document], path)


def _held_up(kind: DocumentType, ahead: PrintBlocker, tongue: Tongue) -> dict[str, str]:
    """Why nothing of its type is printed, and what helps meanwhile."""
    say = tongue.translate
    lacks = say(N_("{material} habis")).format(material=say(kind.material or SHEETS))
    reason = say(STOPPED[ahead.stop]) if ahead.what == "printing" else lacks
    return {"reason": reason, "substitute": instead_of(kind, tongue.office, plain(ahead.substitute), say)}


def incomplete(known: Known, message: Message, tongue: Tongue) -> Said:
    """What is missing: the items of the facts with their reasons, or what staff wrote when they found it."""
    document, kind = _of(known, message)
    listed = _listed(known.session, document, message.facts.get("items"), tongue)
    facts = {
        "type": tongue.type(kind.code),
        "items": listed or _written(known.session, document) or tongue.translate(PAPERS),
    }
    return Said("missing", facts, [document], page_of(known.session, document) or office_path(tongue.office))


def picture_refused(known: Known, message: Message, tongue: Tongue) -> Said:
    """A picture that nobody can read."""
    document, _ = _of(known, message)
    facts = {"item": plain(message.facts.get("item") or tongue.translate(PAPERS))}
    path = page_of(known.session, document)
    if not path:
        return Said("picture_refused", facts, [document])
    fault = reason_in_words(known.session, document, message.facts, tongue) or tongue.translate(UNREADABLE)
    return Said("picture_asked", {**facts, "fault": fault}, [document], path)


def accepted(known: Known, message: Message, tongue: Tongue) -> Said:
    """Everything is there, and the office works at it."""
    document, kind = _of(known, message)
    facts, path = {"type": tongue.type(kind.code)}, page_of(known.session, document)
    return Said("accepted_online", facts, [document], path) if path else Said("accepted", facts, [document])


def blank(known: Known, message: Message, tongue: Tongue) -> Said:
    """There is nothing to print it on, nothing to print it with, or others are printed first."""
    document, kind = _of(known, message)
    awaited = blockers_of(known.session, document, language=tongue.language, placed=False)
    if awaited is not None and awaited.what == "turn":
        return Said("blank_turn", {"type": tongue.type(kind.code)}, [document])
    own = message.facts.get("substitute") or plain(substitute_of(known.session, document, tongue.language) or "")
    facts = {
        "type": tongue.type(kind.code),
        "material": tongue.translate(kind.material or SHEETS),
        "substitute": instead_of(kind, tongue.office, own, tongue.translate),
    }
    if awaited is not None and awaited.what == "printing":
        return Said("blank_stopped", {**facts, "reason": tongue.translate(STOPPED[awaited.stop])}, [document])
    return Said("blank", facts, [document])


def instead_of(kind: DocumentType, office: Office, own: str, translate: Translate) -> str:
    """What helps somebody who cannot wait for a blank: the office's own words, else what helps with its type."""
    words = own or translate(SUBSTITUTES.get(kind.code, CALL))
    return words.replace("{office_phone}", office.phone or translate(THIS_OFFICE)).rstrip(". ")


def printing(known: Known, message: Message, tongue: Tongue) -> Said:
    """What waited for a blank is being printed."""
    document, kind = _of(known, message)
    return Said("printing", {"type": tongue.type(kind.code)}, [document])


def elsewhere(known: Known, message: Message, tongue: Tongue) -> Said:
    """Where it is fetched, from when on, and during which hours where somebody wrote them down."""
    document, kind = _of(known, message)
    since = message.facts.get("date")
    facts = {
        "type": tongue.type(kind.code),
        "place": _place(document, message, tongue),
        "date": tongue.date(datetime.fromisoformat(since) if since else document.ready_at or message.created_at),
        "bring": brought_to([document], [kind], usual_collector(collectors_of([kind])), tongue),
    }
    hours = public(message.facts.get("hours") or "")
    if not hours:
        return Said("elsewhere_open", facts, [document])
    return Said("elsewhere", {**facts, "hours": hours}, [document])


def sought(known: Known, message: Message, tongue: Tongue) -> Said:
    """Where it was to be fetched it is not, and nobody should go there for it."""
    document, kind = _of(known, message)
    facts = {"type": tongue.type(kind.code), "place": _place(document, message, tongue)}
    return Said("sought", facts, [document])


def withdrawn(known: Known, message: Message, tongue: Tongue) -> Said:
    """It was given up, and why; a visit that was cancelled with it is named."""
    document, kind = _of(known, message)
    reason = _noted(known.session, document, DocumentStage.WITHDRAWN).rstrip(". ") or tongue.translate(DECIDED)
    facts, visit = {"type": tongue.type(kind.code), "reason": reason}, message.facts.get("visit")
    if not visit:
        return Said("withdrawn", facts, [document])
    return Said("withdrawn_booked", {**facts, "old": tongue.moment(datetime.fromisoformat(visit))}, [document])


def transferred(known: Known, message: Message, tongue: Tongue) -> Said:
    """At which other office it is fetched, and whether that has it; a visit that was cancelled with it is named.

    Of what comes back from there, as it stands when the message leaves, only that, and the visit.
    """
    document, kind = _of(known, message)
    facts, visit = {"type": tongue.type(kind.code)}, message.facts.get("visit")
    old = {"old": tongue.moment(datetime.fromisoformat(visit))} if visit else {}
    if message.facts.get("returns") or comes_back(known.session, document):
        return Said("transfer_returns_booked" if visit else "transfer_returns", {**facts, **old}, [document])
    name, address = plain(str(message.facts.get("office") or "")), public(message.facts.get("address") or "")
    facts["place"] = f"{name} ({address})" if name and address else name or tongue.translate(PLACE)
    left = newest_transfer(known.session, document)
    text = "transferred_there" if left is not None and left.state == ARRIVED else "transferred"
    return Said(f"{text}_booked" if visit else text, {**facts, **old}, [document])


def stays(known: Known, message: Message, tongue: Tongue) -> Said:
    """It is fetched here and not at the office that was named before, if one was; a visit that stands again is named,
    and one that does not.
    """
    document, kind = _of(known, message)
    of, told = {"type": tongue.type(kind.code)}, message.facts
    visit = {name: tongue.moment(datetime.fromisoformat(told[name])) for name in ("visit", "cancelled") if name in told}
    if "office" not in told:
        return Said("came_back", {**of, "new": visit["visit"]}, [document])
    of["place"] = plain(str(told["office"] or "")) or tongue.translate(PLACE)
    if "visit" in visit:
        return Said("stays_booked", {**of, "new": visit["visit"]}, [document])
    if "cancelled" in visit:
        return Said("stays_cancelled", {**of, "old": visit["cancelled"]}, [document])
    return Said("stays", of, [document])


def _place(document: Document, message: Message, tongue: Tongue) -> str:
    """Its name, and its address where the office has written it down: "Kelurahan Kampung Bugis (Jalan ...)"."""
    name, address = plain(document.place or ""), public(message.facts.get("address") or "")
    return f"{name} ({address})" if name and address else name or tongue.translate(PLACE)


def reprinted(known: Known, message: Message, tongue: Tongue) -> Said:
    """Printed again by the office's own fault; an old card stays with its holder until the new one is there."""
    document, kind = _of(known, message)
    name = "reprint_keeping" if takes_back(kind, document.reason) else "reprint"
    return Said(name, {"type": tongue.type(kind.code)}, [document])


def office_path(office: Office) -> str:
    """The office's own page, where anybody finds their document by its number."""
    return f"o/{office.code}"


def _of(known: Known, message: Message) -> tuple[Document, DocumentType]:
    (document,) = known.documents_of(message)
    return document, known.kinds[document.type_id]


def _listed(session: Session, document: Document, items: Any, tongue: Tongue) -> str:
    """What lacks, one after the other; items are names, or facts of an application's items."""
    if not isinstance(items, list):
        return plain(items or "")
    return tongue.listed(
        [item_of(session, document, each, tongue) if isinstance(each, dict) else plain(each) for each in items]
    )


def _written(session: Session, document: Document) -> str:
    """What staff wrote when the document became incomplete, or else beside it."""
    written = _noted(session, document, DocumentStage.INCOMPLETE) or plain(document.note or "")
    return written if written != UNKNOWN else ""


def _noted(session: Session, document: Document, stage: str) -> str:
    """What staff wrote when the document last came to a stage."""
    move = session.scalars(
        select(Move)
        .where(col(Move.document_id) == document.id, col(Move.after) == stage)
        .order_by(col(Move.id).desc())
        .limit(1)
    ).first()
    return plain((move.note if move else None) or "")
