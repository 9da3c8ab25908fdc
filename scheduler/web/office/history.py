"""What became of one document, its visits and their numbers, row by row in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from scheduler.db.models import Booking, Document, Handover, Move, Place, Staff, Ticket, Token, Visit
from scheduler.domain.errors import N_

MOST = 200

BOOKING: Mapping[str, str] = {
    "booked": N_("Jadwal dibuat"),
    "arrived": N_("Tiba di pintu"),
    "fulfilled": N_("Kunjungan selesai"),
    "cancelled": N_("Jadwal dibatalkan"),
    "missed": N_("Jadwal terlewat"),
}
TICKET: Mapping[str, str] = {
    "waiting": N_("Menunggu di luar"),
    "admitted": N_("Dipersilakan masuk"),
    "called": N_("Dipanggil ke loket"),
    "serving": N_("Dilayani"),
    "served": N_("Selesai dilayani"),
    "parked": N_("Disisihkan"),
    "missed": N_("Dipanggil, tidak datang"),
    "left": N_("Pulang"),
}
WHY: Mapping[str, str] = {
    "walk_in": N_("tanpa jadwal"),
    "moved": N_("jadwal dipindah"),
    "postponed": N_("jadwal diundur kantor"),
    "urgent": N_("mendesak"),
    "joined": N_("dokumen satu KK ikut diambil"),
    "order": N_("sesuai urutan"),
    "fits": N_("muat di ruang tunggu"),
    "idle_counter": N_("ada loket kosong"),
    "entered": N_("masuk lewat pintu"),
    "recalled": N_("dipanggil lagi"),
    "rejoined": N_("kembali setelah terlewat"),
    "back": N_("kembali"),
    "resumed": N_("dilanjutkan"),
    "transferred": N_("dipindah ke loket lain"),
    "undo": N_("langkah dibatalkan"),
    "did_not_come_in": N_("tidak masuk pada waktunya"),
    "did_not_come": N_("tidak datang"),
    "slot_given_up": N_("slotnya ditutup kantor dan tidak dipindahkan"),
    "not_served": N_("belum sempat dilayani"),
    "day_ended": N_("hari berakhir"),
    "misplaced": N_("dokumen belum ketemu"),
    "misprint": N_("salah cetak"),
    "wrong_data": N_("data salah"),
    "refused": N_("tidak jadi diterima"),
    "not_entitled": N_("pengambil tidak berhak"),
    "papers_missing": N_("syarat belum lengkap"),
    "sent_outside": N_("menunggu di luar, tidak ada loket terbuka"),
    "hall_emptied": N_("ruangan dikosongkan"),
    "people_corrected": N_("jumlah orang diperbaiki"),
    "escort_corrected": N_("dijemput petugas, dicatat di pintu"),
    "behind": N_("mundur beberapa nomor"),
    "part": N_("sebagian diserahkan"),
    "not_there": N_("tidak ada saat dipanggil"),
    "wrong_person": N_("diserahkan ke orang yang keliru"),
    "without_card": N_("kartu lama tidak dibawa, dengan alasan"),
    "unanswered": N_("berkas yang diminta tidak datang"),
    "by_citizen": N_("dibatalkan warga"),
    "wrong_number": N_("penerima pesan mengatakan ini bukan untuknya"),
    "holder_corrected": N_("ejaan nama diperbaiki"),
    "phone_confirmed": N_("nomor telepon dipastikan benar"),
    "phone_corrected": N_("nomor telepon diperbaiki"),
    "withdrawn": N_("dokumennya dibatalkan"),
    "phone_added": N_("nomor telepon ditambahkan"),
    "names_corrected": N_("data pemohon diperbaiki"),
    "beyond_cap": N_("melewati batas wakil per bulan, dengan alasan"),
    "priority_corrected": N_("urutan diperbaiki petugas pintu"),
    "shelved": N_("ditaruh di rak"),
    "unshelved": N_("tidak lagi di rak"),
    "late_record": N_("dicatat susulan"),
    "no_blank": N_("belum ada blangko"),
    "released": N_("blangko sudah ada"),
    "blank_taken_back": N_("blangkonya ternyata tidak ada"),
    "channel": N_("tempat pengambilan diubah"),
    "off_list": N_("dikeluarkan dari daftar kiriman, ambil dari tumpukannya"),
    "batch": N_("dibawa petugas tempat pengambilan"),
    "partner": N_("diserahkan di tempat pengambilan"),
    "brought_back": N_("dibawa kembali ke kantor"),
    "lost_there": N_("hilang di tempat pengambilan"),
}
ACTORS: Mapping[str, str] = {
    "citizen": N_("warga"),
    "command": N_("pengelola"),
    "system": N_("sistem"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One row of the history. kind: document, booking or ticket; who: a name, or a word of ACTORS.

    why: a word of WHY; note: what somebody wrote to it. recorded_at: when it was written down, if that was afterwards.
    """

    at: datetime
    kind: str
    after: str
    number: str | None
    who: str
    why: str | None
    note: str | None
    recorded_at: datetime | None = None


def history_of(session: Session, document: Document) -> list[Event]:
    """Everything that moved a document or a visit it was part of, oldest first."""
    bookings = select(Visit.booking_id).where(Visit.document_id == document.id)
    tickets = select(Ticket.id).where(col(Ticket.booking_id).in_(bookings))
    rows = session.exec(
        select(Move)
        .where(
            Move.office_id == document.office_id,
            or_(
                col(Move.document_id) == document.id,
                col(Move.booking_id).in_(select(Booking.id).where(col(Booking.id).in_(bookings))),
                col(Move.ticket_id).in_(tickets),
            ),
        )
        .order_by(col(Move.id).desc())
        .limit(MOST)
    ).all()
    numbers = {t.id: t.number for t in session.exec(select(Ticket).where(col(Ticket.booking_id).in_(bookings))).all()}
    names = names_of(session, document.office_id)
    told = _told_times(session, document)
    return [_event(row, numbers, names, told.get(row.step)) for row in reversed(rows)]


def _event(row: Move, numbers: dict[int, str], names: dict[str, str], told: datetime | None) -> Event:
    """told: when it was, of what was written down afterwards."""
    kind = "document" if row.document_id else "booking" if row.booking_id else "ticket"
    number = numbers.get(row.ticket_id) if row.ticket_id else None
    who = names.get(row.by, row.by)
    return Event(told or row.at, kind, row.after, number, who, row.why, row.note, row.at if told else None)


def _told_times(session: Session, document: Document) -> dict[str, datetime]:
    """Step -> the time that staff told, of handovers that were written down afterwards."""
    rows = session.exec(
        select(Handover.step, Handover.at).where(
            Handover.document_id == document.id, col(Handover.recorded_at).is_not(None)
        )
    )
    return dict(rows.all())


def names_of(session: Session, office_id: int) -> dict[str, str]:
    """How history names staff, machines and places -> their names."""
    staff = {f"staff:{s.id}": s.name for s in session.exec(select(Staff).where(Staff.office_id == office_id)).all()}
    tokens = {f"token:{t.id}": t.name for t in session.exec(select(Token).where(Token.office_id == office_id)).all()}
    places = {f"place:{p.id}": p.name for p in session.exec(select(Place).where(Place.office_id == office_id)).all()}
    return {**staff, **tokens, **places, **ACTORS}
