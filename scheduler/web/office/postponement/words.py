"""What the pages of postponement call things."""

from collections.abc import Mapping

from scheduler.domain.refusals import N_
from scheduler.web.office.shared import calendar_words

KINDS: Mapping[str, str] = {
    "closure": N_("Tutup"),
    "hours": N_("Diberi jadwal"),
    "reopening": N_("Buka lagi"),
}
STAGES: Mapping[str, str] = {
    "applying": N_("sedang diproses"),
    "applied": N_("selesai"),
    "undoing": N_("sedang dibatalkan"),
    "undone": N_("dibatalkan"),
}
ROWS: Mapping[str, str] = {
    "planned": N_("menunggu giliran"),
    "moved": N_("dapat jadwal baru"),
    "deferred": N_("urutan tetap, tanggal menyusul"),
    "kept": N_("tetap (mendesak)"),
    "stuck": N_("belum dapat jadwal"),
    "gone": N_("tidak perlu dipindah lagi"),
    "undone": N_("kembali ke jadwal lama"),
    "stayed": N_("tetap di jadwal baru"),
}
"""What became of visits."""
WHY: Mapping[str, str] = {
    "deferred": N_("urutan tetap, tanggal menyusul"),
    "kept": N_("tetap (mendesak)"),
    "no_room": N_("tidak ada tempat dalam 180 hari"),
    "too_large": N_("lebih besar dari satu slot"),
    "changed": N_("sudah diubah warga"),
    "past": N_("jadwal lama sudah lewat"),
    "no_slot": N_("slot lama tidak ada lagi"),
    "full": N_("slot lama sudah penuh"),
}
"""Why a visit does not move, or does not go back."""
FAULTS: Mapping[str, str] = {
    "not_later": N_("harus lebih lambat dari akhir yang sekarang"),
    "not_sooner": N_("harus sebelum akhir yang sekarang"),
    "past": N_("sudah lewat"),
    "too_far": N_("lebih dari dua tahun lagi"),
}


def fault_of(fault: str) -> str:
    """What is wrong with a field, in words."""
    return FAULTS.get(fault) or calendar_words.fault_of(fault)
