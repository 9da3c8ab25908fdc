"""How the pages of applications say states, reasons, hints, and what was filled in wrongly."""

from collections.abc import Mapping

from scheduler.domain.applying.checking import REASONS
from scheduler.domain.refusals import N_
from scheduler.web.office.shared.origins import ORIGINS
from scheduler.web.shared.told import told_by_fault
from scheduler.web.shared.wording import Wording

STATES: Mapping[str, str] = {
    "empty": N_("Belum dikirim"),
    "sent": N_("Belum diperiksa"),
    "accepted": N_("Sudah diterima"),
    "missing": N_("Kurang"),
    "unreadable": N_("Tidak terbaca"),
}
BUTTONS: Mapping[str, tuple[str, str]] = {
    "accepted": (N_("Terima"), "A"),
    "missing": (N_("Kurang"), "M"),
    "unreadable": (N_("Tak terbaca"), "U"),
}
"""What is decided, and by which key."""
HINTS: Mapping[str, str] = {
    "blurred": N_("Menurut mesin foto ini buram."),
    "dark": N_("Menurut mesin foto ini gelap."),
    "small": N_("Menurut mesin foto ini kecil."),
}
RELATIONS: Mapping[str, str] = {
    "holder": N_("pemilik sendiri"),
    "parent": N_("orang tua"),
    "guardian": N_("wali"),
    "family": N_("keluarga"),
    "proxy": N_("wakil"),
}
DONE: Mapping[str, str] = {
    "decided": N_("Keputusan dicatat."),
    "undecided": N_("Keputusan ditarik kembali."),
    "asked": N_("Permintaan dicatat dan dikirim ke warga."),
    "untold": N_("Permintaan dicatat. Warga tidak bisa dikabari lewat pesan: hubungi sendiri."),
    "accepted": N_("Berkas lengkap. Dokumen diproses."),
    "refused": N_("Permohonan dibatalkan. Warga dikabari sepuluh menit lagi."),
    "settled": N_("Permohonan dikeluarkan dari antrean."),
    "taken": N_("Permohonan ini Anda yang pegang."),
    "released": N_("Permohonan ini bisa diambil siapa saja."),
    "corrected": N_("Nama diperbaiki."),
    "confirmed": N_("Nomor telepon dicatat benar."),
    "residence": N_("Tempat tinggal dicatat."),
}
FAULTS: Mapping[tuple[str, str], str] = {
    ("words", "too_long"): N_("Catatan paling panjang 300 huruf."),
    ("words", "string_too_long"): N_("Catatan paling panjang 300 huruf."),
    ("holder", "missing"): N_("Tulis nama pemilik dokumen."),
    ("state", "unknown"): N_("Pilih terima, kurang, atau tidak terbaca."),
}


def state(say: Wording, name: str) -> str:
    return say.text(STATES.get(name, name))


def channel(say: Wording, name: str) -> str:
    """How an application came."""
    return say.text(ORIGINS.get(name, name))


def relation(say: Wording, name: str | None) -> str:
    """Who applied, as what they are to the holder."""
    return say.text(RELATIONS.get(name or "", ""))


def hint(say: Wording, name: str | None) -> str:
    """What a machine saw of a page."""
    return say.text(HINTS.get(name or "", ""))


def done(say: Wording, name: str) -> str:
    """What was just done."""
    return say.text(DONE.get(name, ""))


def reasons(say: Wording, state_wanted: str) -> list[tuple[str, str]]:
    """The ready-made reasons of a state, by their codes."""
    return [(code, say.text(each.label)) for code, each in REASONS.get(state_wanted, {}).items()]


told = told_by_fault(FAULTS)
"""What to say of a refusal."""
