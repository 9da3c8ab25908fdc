"""What the calendar's pages call things: settings, faults of a form, what was done."""

from collections.abc import Mapping

from scheduler.domain.offices.presets import HOURS_PRESETS
from scheduler.domain.refusals import N_

PRESETS = HOURS_PRESETS

SETTINGS: Mapping[str, tuple[str, str]] = {
    "slot_minutes": (N_("Panjang slot"), N_("menit")),
    "horizon_days": (N_("Jadwal dibuka sampai"), N_("hari ke depan")),
    "notice_minutes": (N_("Pesan paling lambat"), N_("menit sebelum slot")),
    "early_minutes": (N_("Boleh datang lebih awal"), N_("menit")),
    "grace_minutes": (N_("Toleransi terlambat"), N_("menit")),
    "change_minutes": (N_("Ubah atau batal paling lambat"), N_("menit sebelum slot")),
    "max_changes": (N_("Batas ubah jadwal"), N_("kali per undangan")),
    "max_missed": (N_("Batas tidak datang"), N_("kali per undangan")),
    "cooling_days": (N_("Jeda setelah tidak datang"), N_("hari")),
    "hold_back_minutes": (N_("Kursi yang dilepas ditahan sampai"), N_("menit")),
    "offer_minutes": (N_("Kursi daftar tunggu disimpan"), N_("menit")),
    "wave_percent": (N_("Undangan dibanding kursi kosong"), N_("persen")),
    "proxy_cap": (N_("Batas ambil sebagai kuasa"), N_("kali per bulan")),
    "urgent_daily": (N_("Jatah mendesak per layanan"), N_("per hari")),
    "invitation_days": (N_("Undangan berlaku"), N_("hari")),
    "walk_in_minutes": (N_("Giliran tanpa jadwal"), N_("menit setelah tiba")),
    "lead_minutes": (N_("Prioritas didahulukan"), N_("menit")),
    "entry_minutes": (N_("Waktu masuk setelah dipersilakan"), N_("menit")),
    "behind": (N_("Terlewat: antre lagi di belakang"), N_("nomor")),
    "passes": (N_("Rombongan yang belum muat boleh didahului"), N_("kali")),
    "max_calls": (N_("Satu nomor dipanggil paling banyak"), N_("kali")),
    "absent_after": (N_("Boleh ditandai tidak datang setelah"), N_("panggilan")),
    "recall_seconds": (N_("Jarak antara dua panggilan"), N_("detik")),
    "asks_signature": (N_("Tanda tangan di layar"), N_("1 ya, 0 tidak")),
}
"""Name and unit of each number of the office."""

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
    "settings": N_("Slot dan aturan"),
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
