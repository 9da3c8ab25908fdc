"""Why somebody at the door got no number, in words, by the code of the refusal."""

from collections.abc import Mapping

from scheduler.domain.refusals import N_

REASONS: Mapping[str, str] = {
    "not_ready": N_("Dokumen belum jadi"),
    "elsewhere": N_("Dokumen ada di tempat lain"),
    "wrong_day": N_("Jadwalnya hari lain"),
    "handed_over": N_("Dokumen sudah diserahkan"),
    "postponed": N_("Jadwalnya sedang diundur"),
    "walk_ins_full": N_("Nomor tanpa jadwal sudah habis"),
    "reference_required": N_("Tidak membawa nomor registrasi"),
    "party_too_large": N_("Rombongan terlalu besar"),
    "office_closed": N_("Kantor sedang tutup"),
    "service_closed": N_("Layanan sedang tutup"),
}
