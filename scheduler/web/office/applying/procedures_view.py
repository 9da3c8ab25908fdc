"""What the page of procedures shows: all of them by topic, and the one that is changed with its checklist."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import DocumentType, Office, Procedure, Requirement
from scheduler.domain.applying.procedures import PROCEDURES
from scheduler.domain.refusals import N_
from scheduler.flow.applying.applications import requirements_of
from scheduler.flow.offices.procedures import procedure_by_code, procedures_of

REASON_WORDS = {
    "first": N_("Pertama kali"),
    "changed": N_("Perubahan data"),
    "moved_in": N_("Pindah datang"),
    "damaged": N_("Rusak"),
    "lost": N_("Hilang"),
}
FAULTS = {
    "topic": N_("pertanyaan pertama"),
    "asks": N_("keadaan warga (1-120 huruf, tanpa kata yang tidak dipakai di halaman warga)"),
    "title": N_("nama untuk petugas (1-120 huruf)"),
    "steps": N_("langkah (paling banyak 8 baris, tanpa kata yang tidak dipakai di halaman warga)"),
    "working_days": N_("hari kerja (1-120)"),
    "reason": N_("alasan"),
    "name": N_("nama berkas (1-120 huruf, paling banyak 20 berkas)"),
    "explains": N_("penjelasan berkas (paling banyak 200 huruf)"),
    "example": N_("gambar contoh"),
    "most_pages": N_("halaman paling banyak (1-20)"),
    "unanswered_days": N_("hari pengingat (1-365, dipisahkan koma, paling banyak enam: 7, 21)"),
    "lapse_days": N_("lama menunggu berkas yang diminta (1-365 hari)"),
}


@dataclass(frozen=True, slots=True)
class ProceduresPage:
    """All procedures. found: the one that is changed, with its checklist. lacks: how many presets are not there."""

    office: Office
    topics: Mapping[str, Sequence[Procedure]]
    types: Mapping[int, DocumentType]
    found: Procedure | None
    items: Sequence[Requirement]
    lacks: int


def procedures_page(session: Session, office: Office, wanted: str | None) -> ProceduresPage:
    """The page of procedures. wanted: the code of the one that is changed. Raises ProcedureUnknown."""
    topics = procedures_of(session, office.id, all_of_them=True)
    known = {each.code for rows in topics.values() for each in rows}
    found = procedure_by_code(session, office.id, wanted, offered=False) if wanted else None
    return ProceduresPage(
        office=queries.office_by_id(session, office.id),
        topics=topics,
        types={kind.id: kind for kind in queries.types_of(session, office.id)},
        found=found,
        items=requirements_of(session, found.id) if found else [],
        lacks=sum(preset.code not in known for preset in PROCEDURES),
    )
