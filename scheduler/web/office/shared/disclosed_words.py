"""How pages name what was shown to somebody who asked for it."""

from collections.abc import Mapping

from scheduler.domain.refusals import N_

FIELDS: Mapping[str, str] = {
    "nik": N_("NIK"),
    "kk": N_("nomor KK"),
    "phone": N_("telepon"),
    "email": N_("e-mail"),
    "applicant": N_("nama pemohon"),
    "holder": N_("nama pemilik"),
    "pictures": N_("foto berkas"),
    "address": N_("alamat"),
    "visit": N_("kunjungan hari ini"),
    "to_book": N_("dokumen untuk dijadwalkan"),
}
