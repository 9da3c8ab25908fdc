"""Where a row of an export says that its document is handed over, and whether it can be."""

from dataclasses import dataclass, replace

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Document, DocumentType, Office, Place
from scheduler.domain.refusals import N_
from scheduler.flow.destinations.destinations import AWAY, OFFICE, SELF_PRINT, method_to, prints_itself
from scheduler.flow.destinations.whereabouts import place_named
from scheduler.flow.documents.documents import known_type
from scheduler.intake.row_faults import NOT_PRINTABLE, PLACE_NEEDED, PLACE_UNKNOWN, VISIT_HERE, Fault, warning
from scheduler.intake.rows import Row

STILL_BOOKED = warning("still_booked", N_("Dokumen ini masih punya jadwal. Jadwalnya tidak diubah."))


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault that only the database could tell, and the field it is in."""

    field: str
    fault: Fault


def destined(session: Session, office: Office, row: Row, document: Document | None) -> tuple[Row, tuple[Finding, ...]]:
    """The row with where its document can go, and what is wrong with where it says; a place says the channel too.

    What cannot go there is fetched at the office if it is new, and stays as it is where it is known (`document`).
    Raises TypeUnknown.
    """
    kind = known_type(session, office, row.type)
    found = place_named(session, office.id, row.place)
    wanted = method_to(found) if found else row.channel or (kind.channel if document is None else None)
    fault = _fault(kind, wanted, found, row)
    if document is not None and wanted == document.channel and not row.place and (wanted not in AWAY or document.place):
        fault, wanted = None, None  # it goes where it went
    elif fault is None and wanted in AWAY and document is not None and _is_awaited(session, document, wanted):
        fault = Finding("channel", STILL_BOOKED)
    if fault is not None:
        wanted, found = (None, None) if document is not None else (OFFICE, None)
    said = {"channel", "place"} if found else {"channel"} if wanted else set()
    present = row.present - {"channel", "place"} | said
    name = found.name if found else None
    return replace(row, channel=wanted, place=name, present=present), (fault,) if fault else ()


def _fault(kind: DocumentType, wanted: str | None, found: Place | None, row: Row) -> Finding | None:
    """Why a document cannot be handed over where its row says."""
    if row.place and (found is None or found.closed):
        return Finding("place", PLACE_UNKNOWN)
    if wanted not in (None, OFFICE) and not kind.hands_over:
        return Finding("channel", VISIT_HERE)
    if wanted in AWAY and found is None:
        return Finding("channel", PLACE_NEEDED)
    if wanted == SELF_PRINT and not prints_itself(kind):
        return Finding("channel", NOT_PRINTABLE)
    return None


def _is_awaited(session: Session, document: Document, channel: str) -> bool:
    """Whether a document's people have a visit here, and the document would go elsewhere from now on."""
    return document.channel != channel and queries.live_booking_of_document(session, document.id) is not None
