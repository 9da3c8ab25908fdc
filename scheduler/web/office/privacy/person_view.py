"""What the page of one person's data shows: how much of what there is, and what an erasure would leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from scheduler.db.models import Office
from scheduler.domain.refusals import N_
from scheduler.flow.privacy.erasing import Kept
from scheduler.flow.privacy.exporting import read_all
from scheduler.flow.privacy.person import find_person

SECTIONS: Mapping[str, str] = {
    "documents": N_("Dokumen"),
    "history": N_("Riwayat"),
    "handovers": N_("Penyerahan"),
    "transfers": N_("Perpindahan ke kantor lain"),
    "visits": N_("Kunjungan"),
    "numbers": N_("Nomor antrean"),
    "applications": N_("Permohonan"),
    "application_items": N_("Syarat permohonan"),
    "requests": N_("Permintaan kirim dan berkas"),
    "conversation": N_("Percakapan"),
    "messages": N_("Pesan"),
    "consents": N_("Persetujuan dan penolakan pesan"),
    "shown_to_staff": N_("Siapa melihat data ini"),
    "pictures": N_("Foto"),
}
"""What the sections of an export are called."""
ERASED: Mapping[str, str] = {
    "documents": N_("dokumen tanpa nama"),
    "applications": N_("permohonan"),
    "visits": N_("kunjungan tanpa nama"),
    "lines": N_("baris percakapan"),
    "messages": N_("pesan"),
}
"""What an erasure took."""


@dataclass(frozen=True, slots=True)
class Found:
    """How many rows there are by section, what stays when they go, and how many phones are shared with others."""

    sections: Sequence[tuple[str, int]]
    kept: Sequence[Kept]
    shared: int


def found_of(session: Session, office: Office, typed: str, now: datetime) -> Found:
    """What there is of somebody, in numbers. Raises PersonUnknown, SeveralPeople."""
    person = find_person(session, office, typed)
    made = read_all(session, office, person, now)
    rows = [(SECTIONS[section.word], len(section.rows)) for section in made.sections if section.rows]
    return Found(rows, made.kept, len(person.shared))
