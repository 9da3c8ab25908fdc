"""What the calendar's pages call things: settings, faults of a form, what was done."""

from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.domain.offices.presets import HOURS_PRESETS
from scheduler.domain.offices.revision import FEWEST_UNITS, MOST_UNITS, MOST_WALK_INS, RANGES, SLOT_MINUTES
from scheduler.domain.refusals import N_

PRESETS = HOURS_PRESETS


@dataclass(frozen=True, slots=True)
class Rule:
    """What a number of the office is called, its unit, and what it does. A switch has no unit."""

    label: str
    unit: str
    effect: str = ""


SETTINGS: Mapping[str, Mapping[str, Rule]] = {
    N_("Slot dan pemesanan"): {
        "slot_minutes": Rule(
            N_("Panjang slot"),
            N_("menit"),
            N_("Untuk layanan yang tidak punya panjang sendiri. Slot yang sudah terisi tetap ada."),
        ),
        "horizon_days": Rule(
            N_("Jadwal dibuka sampai"), N_("hari ke depan"), N_("Sejauh itu warga bisa memilih hari.")
        ),
        "notice_minutes": Rule(
            N_("Pesan paling lambat"),
            N_("menit sebelum slot"),
            N_("0: sampai slotnya mulai."),
        ),
        "change_minutes": Rule(
            N_("Ubah atau batal paling lambat"), N_("menit sebelum slot"), N_("0: sampai slotnya mulai.")
        ),
        "max_changes": Rule(
            N_("Batas ubah jadwal"), N_("kali per undangan"), N_("Setelah itu hanya petugas yang mengubah.")
        ),
    },
    N_("Kedatangan"): {
        "early_minutes": Rule(
            N_("Boleh datang lebih awal"), N_("menit"), N_("Sebelum itu pintu menjawab bahwa belum waktunya.")
        ),
        "grace_minutes": Rule(
            N_("Toleransi terlambat"),
            N_("menit"),
            N_("Selama itu urutannya menurut jadwal; setelah itu menurut saat tiba."),
        ),
        "max_missed": Rule(
            N_("Batas tidak datang"),
            N_("kali per undangan"),
            N_("Setelah itu warga tidak memilih sendiri lagi, petugas yang membuatkan jadwal."),
        ),
        "cooling_days": Rule(
            N_("Jeda setelah tidak datang"), N_("hari"), N_("Baru sesudahnya boleh memilih lagi. 0: langsung.")
        ),
        "urgent_daily": Rule(
            N_("Jatah mendesak per layanan"),
            N_("per hari"),
            N_("Jadwal yang diberikan petugas di luar slot, dengan alasan."),
        ),
        "proxy_cap": Rule(
            N_("Batas ambil sebagai kuasa"),
            N_("kali per bulan"),
            N_("Untuk satu orang yang mengambil milik orang lain."),
        ),
        "phone_households": Rule(
            N_("Nomor telepon dicatat bila lebih dari"),
            N_("KK per bulan"),
            N_("Daftarnya ada di Catatan, untuk pengawas. Tidak ada yang ditolak karenanya."),
        ),
    },
    N_("Undangan dan daftar tunggu"): {
        "invitation_days": Rule(
            N_("Undangan berlaku"),
            N_("hari"),
            N_("Setelah itu warga meminta tautan baru."),
        ),
        "wave_percent": Rule(
            N_("Undangan dibanding kursi kosong"),
            N_("persen"),
            N_("100: sebanyak kursi kosong. 0: tidak ada yang diundang."),
        ),
        "hold_back_minutes": Rule(
            N_("Kursi yang dilepas ditahan sampai"), N_("menit"), N_("Supaya tidak diincar calo. 0: langsung bebas.")
        ),
        "offer_minutes": Rule(
            N_("Kursi daftar tunggu disimpan"), N_("menit"), N_("Selama itu kursi menunggu jawaban dari daftar tunggu.")
        ),
    },
    N_("Antrean"): {
        "walk_in_minutes": Rule(
            N_("Giliran tanpa jadwal"),
            N_("menit setelah tiba"),
            N_("Baru setelah itu urutannya setara dengan yang punya jadwal."),
        ),
        "lead_minutes": Rule(
            N_("Prioritas didahulukan"),
            N_("menit"),
            N_("Sebanyak itu urutannya dimajukan."),
        ),
        "entry_minutes": Rule(
            N_("Waktu masuk setelah dipersilakan"),
            N_("menit"),
            N_("Setelah itu tempatnya diberikan kepada berikutnya."),
        ),
        "behind": Rule(
            N_("Terlewat: antre lagi di belakang"), N_("nomor"), N_("Sebanyak itu yang mendahului saat kembali.")
        ),
        "passes": Rule(
            N_("Rombongan yang belum muat boleh didahului"),
            N_("kali"),
            N_("Setelah itu ruangan menunggu sampai mereka muat."),
        ),
    },
    N_("Panggilan di loket"): {
        "max_calls": Rule(N_("Satu nomor dipanggil paling banyak"), N_("kali")),
        "recall_seconds": Rule(
            N_("Jarak antara dua panggilan"), N_("detik"), N_("Sebelum itu nomor yang sama tidak bisa dipanggil ulang.")
        ),
        "absent_after": Rule(
            N_("Boleh ditandai tidak datang setelah"),
            N_("panggilan"),
        ),
        "asks_signature": Rule(
            N_("Tanda tangan di layar"),
            "",
            N_("Penerima menandatangani saat dokumen diserahkan."),
        ),
    },
}
"""The numbers of the office by what they are for."""
LIMITS: Mapping[str, tuple[int, int]] = {
    **RANGES,
    "units": (FEWEST_UNITS, MOST_UNITS),
    "minutes": SLOT_MINUTES,
    "walk_ins": (0, MOST_WALK_INS),
}
"""From least to most, of the office's numbers and of those of each service."""
SWITCHES = frozenset({"asks_signature"})

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
