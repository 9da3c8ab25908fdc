"""What the calendar's pages call things: forms, faults of a form, what was done."""

from collections.abc import Mapping

from scheduler.domain.offices.presets import HOURS_PRESETS
from scheduler.domain.offices.revision import FEWEST_UNITS, MOST_UNITS, MOST_WALK_INS, SLOT_MINUTES
from scheduler.domain.refusals import N_

PRESETS = HOURS_PRESETS


LIMITS: Mapping[str, tuple[int, int]] = {
    "units": (FEWEST_UNITS, MOST_UNITS),
    "minutes": SLOT_MINUTES,
    "walk_ins": (0, MOST_WALK_INS),
    "reserved": (0, MOST_UNITS - 1),
}
"""The numbers of each service, from least to most."""

FAULTS: Mapping[str, str] = {
    "before_start": N_("harus setelah awalnya"),
    "both_or_none": N_("isi keduanya, atau kosongkan keduanya"),
    "outside": N_("istirahat harus di dalam jam buka"),
    "empty": N_("wajib diisi"),
    "missing": N_("wajib diisi"),
    "too_long": N_("terlalu panjang"),
    "twice": N_("satu hari hanya sekali"),
    "unknown": N_("tidak dikenal"),
}
"""What is wrong with a field; a range is said as it is, anything else as not understood."""
NOT_UNDERSTOOD = N_("belum benar")

KINDS: Mapping[str, str] = {
    "office": N_("penutupan kantor"),
    "public": N_("libur nasional"),
    "joint_leave": N_("cuti bersama"),
}

TITLES: Mapping[str, str] = {
    "hours": N_("Jam layanan"),
    "season-removal": N_("Hapus jam layanan"),
    "capacity": N_("Kapasitas sementara"),
    "capacity-removal": N_("Hapus kapasitas sementara"),
    "settings": N_("Isi slot per layanan"),
    "closures": N_("Tutup"),
    "closure-end": N_("Ubah penutupan"),
}

DONE: Mapping[str, str] = {
    **dict.fromkeys(TITLES, N_("Tersimpan. Semua layar sudah menampilkannya.")),
    "reopening": N_("Sudah dibuka lagi. Semua layar sudah menampilkannya."),
    "removal": N_("Penutupan dihapus."),
    "holidays": N_("Hari libur diimpor. Yang sudah ada tidak ditambah lagi."),
}


def fault_of(fault: str) -> str:
    """A fault in words, or the range it names."""
    if fault[:1].isdigit():
        return fault
    return FAULTS.get(fault, NOT_UNDERSTOOD)
