"""What stays as it is whatever an export says: a NIK that is known, and what a clerk has put right.

A clerk spoke with the people, the export did not. The history says what was put right, and from what to what.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session, col, select

from scheduler.db.models import Document, Move
from scheduler.domain.refusals import N_
from scheduler.domain.text import names
from scheduler.flow.documents.import_destinations import Finding
from scheduler.intake.row_faults import warning
from scheduler.intake.rows import Row

NAMES_CORRECTED, HOLDER_CORRECTED = "names_corrected", "holder_corrected"
"""What a clerk did about names, as the history calls it; its note begins with what `put_right` says of each."""
RESIDENCE_CORRECTED = "residence_corrected"
"""That a clerk put right where a holder lives."""
RESIDENCE = ("kelurahan", "rt", "rw")

HOLDER_KEPT = warning("holder_kept", N_("Nama pemilik dokumen ini diperbaiki petugas. Nama tidak diubah."))
APPLICANT_KEPT = warning("applicant_kept", N_("Nama pemohon dokumen ini diperbaiki petugas. Nama tidak diubah."))
PHONE_KEPT = warning("phone_kept", N_("Nomor HP dokumen ini diperbaiki petugas. Nomor tidak diubah."))
RESIDENCE_KEPT = warning(
    "residence_kept", N_("Kelurahan, RT, dan RW dokumen ini diperbaiki petugas. Tempat tinggal tidak diubah.")
)
NIK_DIFFERS = warning("nik_differs", N_("NIK ini berbeda dari yang tercatat. NIK tidak diubah."))


def put_right(old: str | None, new: str) -> str:
    """What the history says of a name that a clerk puts right."""
    return f"{old or '-'} → {new}"


def is_same_holder(session: Session, document: Document, holder: str) -> bool:
    """Whether a row's holder is the document's, as spelt now or before a clerk put that right."""
    spelt = names.tidy_name(holder).casefold()
    if spelt == document.holder.casefold():
        return True
    return any(note.casefold().startswith(f"{spelt} → ") for note in _names_put_right(session, document))


def without_protected(session: Session, document: Document, row: Row) -> tuple[Row, list[Finding]]:
    """The row without what stays as it is, and a warning of each."""
    findings = []
    if names.tidy_name(row.holder).casefold() != document.holder.casefold():
        findings.append(Finding("holder", HOLDER_KEPT))
    if row.nik and document.nik and row.nik != document.nik:
        findings.append(Finding("nik", NIK_DIFFERS))
    if _is_applicant_kept(session, document, row):
        row = replace(row, present=row.present - {"applicant"})
        findings.append(Finding("applicant", APPLICANT_KEPT))
    if row.phone and row.phone != document.phone and _is_phone_put_right(session, document):
        row = replace(row, present=row.present - {"phone"})
        findings.append(Finding("phone", PHONE_KEPT))
    moved = [name for name in RESIDENCE if getattr(row, name) not in (None, getattr(document, name))]
    if moved and _is_residence_put_right(session, document):
        row = replace(row, present=row.present - {*RESIDENCE})
        findings.append(Finding(moved[0], RESIDENCE_KEPT))
    return row, findings


def _is_applicant_kept(session: Session, document: Document, row: Row) -> bool:
    """Whether the applicant on record is the name that a clerk wrote down, and the row has another."""
    if not row.applicant or not document.applicant or names.tidy_name(row.applicant) == document.applicant:
        return False
    written = tuple(f" → {document.applicant}{end}" for end in (", ", ". "))
    return any(each in note for note in _names_put_right(session, document) for each in written)


def _names_put_right(session: Session, document: Document) -> Sequence[str]:
    """What the history says of a document's names that a clerk has put right."""
    notes = session.scalars(
        select(col(Move.note)).where(
            col(Move.document_id) == document.id, col(Move.why).in_((NAMES_CORRECTED, HOLDER_CORRECTED))
        )
    )
    return [note for note in notes if note]


def _is_phone_put_right(session: Session, document: Document) -> bool:
    """Whether a clerk has written down a document's phone."""
    return _has_done(session, document, "phone_corrected", "phone_added")


def _is_residence_put_right(session: Session, document: Document) -> bool:
    """Whether a clerk has written down where a document's holder lives."""
    return _has_done(session, document, RESIDENCE_CORRECTED)


def _has_done(session: Session, document: Document, *whys: str) -> bool:
    by_clerk = select(col(Move.id)).where(col(Move.document_id) == document.id, col(Move.why).in_(whys))
    return session.scalars(by_clerk.limit(1)).first() is not None
