"""The questions of a first start as their pages say them: what is asked, what it means, where it is changed later."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scheduler.domain.refusals import N_


@dataclass(frozen=True, slots=True)
class Question:
    """A step. means: what an answer does, in a sentence; later: where it is changed afterwards, and by which route.

    place: where somebody has to be able to look to open that route. tried: the route of the page on which something is
    tried, go: what its link says, part: where on it.
    """

    title: str
    asked: str
    means: str
    later: str
    route: str
    tried: str = ""
    go: str = ""
    part: str = ""
    place: str = "manage"
    parameters: Mapping[str, str] = field(default_factory=dict)


QUESTIONS: Mapping[str, Question] = {
    "office": Question(
        N_("Kantor"),
        N_("Kantor apa ini?"),
        N_("Nama, alamat, dan telepon dibaca warga di tautan, pesan, dan layar."),
        N_("Kantor"),
        "settings_office",
    ),
    "manager": Question(
        N_("Pengelola"),
        N_("Siapa yang mengelola kantor ini?"),
        N_(
            "Biasanya Anda sendiri. Pengelola mengatur kantor dan menambah petugas. Setelah ini persiapan hanya bisa "
            "diteruskan dengan nama dan kata sandi itu."
        ),
        N_("Petugas"),
        "staff",
    ),
    "offer": Question(
        N_("Layanan dan dokumen"),
        N_("Apa yang dilayani di kantor ini?"),
        N_("Yang dicentang bisa didaftarkan, dijadwalkan, dan diambil. Setiap layanan mendapat antrean sendiri."),
        N_("Atur jenis dokumen"),
        "offer_types",
    ),
    "hours": Question(
        N_("Jam buka"),
        N_("Kapan kantor melayani warga?"),
        N_(
            "Warga hanya bisa memilih jadwal pada jam ini. Hari tanpa jam berarti tutup; hari libur nasional sudah "
            "diisi."
        ),
        N_("Jam buka dan hari libur"),
        "calendar",
        place="documents",
    ),
    "counters": Question(
        N_("Banyaknya loket"),
        N_("Ada berapa loket?"),
        N_("Petugas masuk di sebuah loket, lalu memanggil nomor ke loket itu."),
        N_("Loket"),
        "settings_counters",
    ),
    "takes": Question(
        N_("Tugas setiap loket"),
        N_("Apa yang dilayani setiap loket?"),
        N_("Sebuah loket hanya memanggil nomor dari layanan yang dicentang."),
        N_("Loket"),
        "settings_counters",
    ),
    "slots": Question(
        N_("Isi jadwal"),
        N_("Berapa yang muat dalam satu jadwal?"),
        N_("Satu pekerjaan kira-kira lima menit di loket. Kalau jadwal penuh, warga memilih jam lain."),
        N_("Isi slot per layanan"),
        "calendar_change",
        place="office",
        parameters={"kind": "settings"},
    ),
    "lobby": Question(
        N_("Ruang tunggu"),
        N_("Berapa orang boleh berada di dalam?"),
        N_("Kalau sudah penuh, yang berikutnya menunggu di luar sampai nomornya dipanggil masuk."),
        N_("Ruang tunggu"),
        "settings_lobby",
    ),
    "screen": Question(
        N_("TV"),
        N_("Sambungkan satu TV"),
        N_("Nomor yang dipanggil tampil dan disebut di TV. Tanpa TV, warga melihat giliran di ponselnya."),
        N_("Layar"),
        "screens",
        "settings_trial",
        N_("Sambungkan TV"),
        part="#tv",
        place="office",
    ),
    "print": Question(
        N_("Cetak percobaan"),
        N_("Cetak satu nomor percobaan"),
        N_(
            "Pencetak nomor dipakai di pintu dan kios. Tanpa pencetak, nomor dicetak lewat peramban atau hanya di "
            "ponsel."
        ),
        N_("Pencetak nomor"),
        "settings_printer",
        "settings_trial",
        N_("Coba cetak"),
        part="#printing",
    ),
    "call": Question(
        N_("Panggilan percobaan"),
        N_("Dengarkan satu panggilan percobaan"),
        N_("Supaya suara di ruang tunggu cukup keras dan nomornya terbaca. Tidak ada warga yang ikut terpanggil."),
        N_("Suara"),
        "voice",
        "settings_trial",
        N_("Coba panggil"),
        part="#call",
        place="office",
    ),
    "import": Question(
        N_("Impor pertama"),
        N_("Masukkan daftar dokumen yang sudah jadi"),
        N_(
            "Berkas CSV atau Excel dari aplikasi kantor diperiksa dulu tanpa menyimpan apa pun; laporannya tampil "
            "sebelum Anda menekan tombol untuk memasukkannya."
        ),
        N_("Impor dokumen"),
        "intake",
        "intake",
        N_("Buka halaman impor"),
        place="documents",
    ),
}
"""By the step, in no order of their own."""
FAULTS: Mapping[str, str] = {
    "empty": N_("wajib diisi"),
    "missing": N_("wajib diisi"),
    "too_long": N_("terlalu panjang"),
    "hidden": N_("ada tanda yang tidak terlihat; hapus, lalu ketik ulang tanpa menyalin"),
    "phone": N_("tulis nomor yang bisa ditelepon, misalnya 0771-123456"),
    "zone": N_("pilih salah satu zona waktu"),
    "number": N_("tulis angka"),
    "taken": N_("sudah dipakai; tulis yang lain"),
    "code": N_("hanya huruf kecil, angka, dan tanda hubung, 2 sampai 40; bukan screen atau static"),
    "hour": N_("tulis jam seperti 09.43"),
    "both_or_none": N_("isi jam buka dan jam tutup, atau kosongkan keduanya"),
    "before_start": N_("harus sesudah jam mulai"),
    "outside": N_("harus di antara jam buka dan jam tutup"),
    "untaken": N_("belum dilayani loket mana pun; centang paling sedikit satu loket"),
    "different": N_("kedua kata sandi tidak sama; ketik sekali lagi"),
    "password": N_("ganti; alasannya tertulis di atas"),
}
"""What is wrong with a field; a range is said as it is."""
FAULTS_OF: Mapping[str, str] = {
    "types": N_("Centang paling sedikit satu."),
    "days": N_("Isi jam untuk paling sedikit satu hari."),
}
"""What is wrong with all of a question."""
NOT_UNDERSTOOD, BETWEEN = N_("belum benar"), N_("dari {least} sampai {most}")
WEEKDAYS = (N_("Senin"), N_("Selasa"), N_("Rabu"), N_("Kamis"), N_("Jumat"), N_("Sabtu"), N_("Minggu"))
ZONES: Mapping[str, str] = {
    "Asia/Jakarta": N_("WIB (Jakarta, Sumatra, Kalimantan Barat dan Tengah)"),
    "Asia/Makassar": N_("WITA (Bali, Nusa Tenggara, Sulawesi, Kalimantan lainnya)"),
    "Asia/Jayapura": N_("WIT (Maluku, Papua)"),
}
