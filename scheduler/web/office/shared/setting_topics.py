"""The topics of the office's settings: which stand on which page, what each is called, and what a change of it does."""

from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.db.models import Office
from scheduler.domain.calendar.calendar import ZONES
from scheduler.domain.offices.settings import LENGTHS, LIMITS, LISTS, SWITCHES, Value
from scheduler.domain.privacy.keeping import RULES
from scheduler.domain.refusals import N_
from scheduler.web.office.shared.kept_words import KEPT

NOW = N_("Berlaku segera.")
NEW_VISITS = N_("Berlaku segera untuk jadwal baru; jadwal yang sudah dibuat tetap.")
WHO_ARRIVES = N_("Berlaku bagi yang tiba sesudah disimpan; nomor yang sudah diambil tetap.")
NEW_INVITATIONS = N_("Berlaku untuk undangan berikutnya; yang sudah dikirim tetap.")
MINUTES, DAYS, TIMES = N_("menit"), N_("hari"), N_("kali")


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting of the office. does: in a sentence what a change of it does; since: from when. A switch has no unit."""

    name: str
    label: str
    does: str
    since: str = NOW
    unit: str = ""

    @property
    def kind(self) -> str:
        """How it is typed: number, switch, choice, list or text."""
        if self.name in SWITCHES:
            return "switch"
        if self.name in LIMITS:
            return "number"
        if self.name in LISTS:
            return "list"
        return "choice" if self.name in CHOICES else "text"

    @property
    def limits(self) -> tuple[int, int]:
        """Of a number, from least to most."""
        return LIMITS[self.name]

    @property
    def longest(self) -> int:
        """Of a text, the letters that it may have."""
        return LENGTHS[self.name]

    @property
    def choices(self) -> Mapping[str, str]:
        """Of a choice, what is kept and what it is called."""
        return CHOICES[self.name]

    @property
    def usual(self) -> Value:
        """What a new office has; None where there is no such thing."""
        if self.kind not in ("number", "switch"):
            return None
        default: Value = Office.model_fields[self.name].default
        return default


@dataclass(frozen=True, slots=True)
class Topic:
    """A page of settings that belong together. about: one plain sentence; glance: what of it stands at the hub."""

    name: str
    title: str
    about: str
    settings: tuple[Setting, ...]
    glance: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        return [each.name for each in self.settings]


CHOICES: Mapping[str, Mapping[str, str]] = {
    "timezone": {name: f"{label} ({name})" for label, name in ZONES.items()},
}

TOPICS: Mapping[str, Topic] = {
    topic.name: topic
    for topic in (
        Topic(
            "office",
            N_("Kantor"),
            N_("Nama, alamat, dan telepon yang dibaca warga di halaman, pesan, dan layar."),
            (
                Setting(
                    "name",
                    N_("Nama kantor"),
                    N_("Tampil di semua halaman, pesan, dan layar."),
                    N_("Berlaku segera; pesan yang sudah dikirim tidak berubah."),
                ),
                Setting(
                    "address",
                    N_("Alamat"),
                    N_("Ke mana warga datang. Tulis supaya orang yang belum pernah datang menemukannya."),
                    N_("Berlaku segera; pesan yang sudah dikirim masih menyebut alamat lama."),
                ),
                Setting(
                    "phone",
                    N_("Telepon"),
                    N_("Nomor yang disebut dalam pesan untuk warga tanpa internet atau yang ragu."),
                    N_("Berlaku segera; pesan yang sudah dikirim masih menyebut nomor lama."),
                ),
                Setting(
                    "timezone",
                    N_("Zona waktu"),
                    N_("Semua jam buka dan jadwal dibaca menurut zona ini."),
                    N_("Hanya bisa diganti selama belum ada jadwal dan nomor antrean."),
                ),
            ),
            ("{address}", "{phone}", "{zone}"),
        ),
        Topic(
            "lobby",
            N_("Ruang tunggu"),
            N_("Berapa orang boleh di dalam, dan siapa yang mencatat mereka masuk."),
            (
                Setting(
                    "lobby_limit",
                    N_("Batas orang di dalam"),
                    N_("Nomor berikutnya baru dipersilakan masuk bila dengan mereka jumlahnya tidak lebih dari ini."),
                    N_("Berlaku segera. Yang sudah di dalam tidak diminta keluar."),
                    N_("orang"),
                ),
                Setting(
                    "guarded",
                    N_("Petugas pintu memindai yang masuk"),
                    N_(
                        "Dengan petugas, orang dihitung masuk saat dipindai di pintu; tanpa petugas, saat dipersilakan."
                    ),
                ),
                Setting(
                    "entry_minutes",
                    N_("Waktu masuk setelah dipersilakan"),
                    N_(
                        "Yang tidak masuk selama itu kehilangan tempatnya dan antre lagi. Hanya bila ada petugas pintu."
                    ),
                    N_("Berlaku segera, juga bagi yang sedang dipersilakan."),
                    MINUTES,
                ),
                Setting(
                    "passes",
                    N_("Rombongan yang belum muat boleh didahului"),
                    N_("Setelah itu tidak ada yang masuk sampai rombongan itu muat."),
                    unit=TIMES,
                ),
            ),
            (N_("paling banyak {lobby_limit} orang"), "{guarded}"),
        ),
        Topic(
            "booking",
            N_("Jadwal warga"),
            N_("Sepanjang apa slot, sejauh mana warga bisa memilih, dan sampai kapan jadwal boleh diubah."),
            (
                Setting(
                    "slot_minutes",
                    N_("Panjang slot"),
                    N_("Untuk layanan yang tidak punya panjang sendiri. Slot yang belum mulai disusun ulang."),
                    N_("Berlaku segera; jadwal yang sudah dibuat tetap sampai dipindah."),
                    MINUTES,
                ),
                Setting(
                    "horizon_days",
                    N_("Jadwal dibuka sampai"),
                    N_("Sejauh itu warga bisa memilih hari."),
                    N_("Berlaku segera; hari yang sudah terbuka tetap terbuka."),
                    N_("hari ke depan"),
                ),
                Setting(
                    "notice_minutes",
                    N_("Pesan paling lambat"),
                    N_("Slot yang mulai lebih cepat dari itu tidak ditawarkan. 0: sampai slotnya mulai."),
                    NEW_VISITS,
                    N_("menit sebelum slot"),
                ),
                Setting(
                    "change_minutes",
                    N_("Ubah atau batal paling lambat"),
                    N_("Setelah itu warga menghubungi kantor. 0: sampai slotnya mulai."),
                    unit=N_("menit sebelum slot"),
                ),
                Setting(
                    "max_changes",
                    N_("Batas ubah jadwal"),
                    N_("Setelah itu hanya petugas yang mengubah."),
                    unit=N_("kali per undangan"),
                ),
                Setting(
                    "max_missed",
                    N_("Batas tidak datang"),
                    N_("Setelah itu warga tidak memilih sendiri lagi, petugas yang membuatkan jadwal."),
                    unit=N_("kali per undangan"),
                ),
                Setting(
                    "cooling_days",
                    N_("Jeda setelah tidak datang"),
                    N_("Baru sesudahnya boleh memilih lagi. 0: langsung."),
                    unit=DAYS,
                ),
                Setting(
                    "release_hours",
                    N_("Kursi untuk warga tanpa ponsel dilepas"),
                    N_(
                        "Berapa yang disimpan di tiap slot diatur di kalender, bagian isi slot. 0: disimpan sampai "
                        "slotnya mulai."
                    ),
                    N_("Berlaku segera, juga bagi slot yang sudah dibuka."),
                    N_("jam sebelum slot"),
                ),
                Setting(
                    "urgent_daily",
                    N_("Jatah mendesak per layanan"),
                    N_("Jadwal yang diberikan petugas di luar slot, dengan alasan."),
                    unit=N_("per hari"),
                ),
            ),
            (N_("slot {slot_minutes} menit"), N_("dibuka {horizon_days} hari ke depan")),
        ),
        Topic(
            "invitations",
            N_("Undangan dan daftar tunggu"),
            N_("Berapa lama tautan pengambilan berlaku, dan bagaimana kursi yang dilepas dibagikan lagi."),
            (
                Setting(
                    "invitation_days",
                    N_("Undangan berlaku"),
                    N_("Setelah itu warga meminta tautan baru; dokumennya tetap disimpan."),
                    NEW_INVITATIONS,
                    DAYS,
                ),
                Setting(
                    "wave_percent",
                    N_("Undangan dibanding kursi kosong"),
                    N_("100: sebanyak kursi kosong. 0: tidak ada yang diundang."),
                    N_("Berlaku mulai gelombang berikutnya."),
                    N_("persen"),
                ),
                Setting(
                    "hold_back_minutes",
                    N_("Kursi yang dilepas ditahan sampai"),
                    N_("Supaya tidak diincar calo. 0: langsung bebas."),
                    N_("Berlaku untuk kursi yang dilepas sesudah disimpan."),
                    MINUTES,
                ),
                Setting(
                    "offer_minutes",
                    N_("Kursi daftar tunggu disimpan"),
                    N_("Selama itu kursi menunggu jawaban dari daftar tunggu."),
                    N_("Berlaku untuk tawaran berikutnya."),
                    MINUTES,
                ),
            ),
            (N_("berlaku {invitation_days} hari"),),
        ),
        Topic(
            "queue",
            N_("Kedatangan dan urutan"),
            N_("Kapan warga boleh datang, dan siapa mendahului siapa dalam antrean."),
            (
                Setting(
                    "early_minutes",
                    N_("Boleh datang lebih awal"),
                    N_("Sebelum itu pintu menjawab bahwa belum waktunya."),
                    NOW,
                    MINUTES,
                ),
                Setting(
                    "grace_minutes",
                    N_("Toleransi terlambat"),
                    N_("Selama itu urutannya menurut jadwal; setelah itu menurut saat tiba."),
                    WHO_ARRIVES,
                    MINUTES,
                ),
                Setting(
                    "walk_in_minutes",
                    N_("Giliran tanpa jadwal"),
                    N_("Baru setelah itu urutannya setara dengan yang punya jadwal."),
                    WHO_ARRIVES,
                    N_("menit setelah tiba"),
                ),
                Setting(
                    "lead_minutes",
                    N_("Prioritas didahulukan"),
                    N_("Sebanyak itu urutannya dimajukan."),
                    WHO_ARRIVES,
                    MINUTES,
                ),
                Setting(
                    "behind",
                    N_("Terlewat: antre lagi di belakang"),
                    N_("Sebanyak itu yang mendahului saat kembali."),
                    N_("Berlaku bagi yang kembali sesudah disimpan."),
                    N_("nomor"),
                ),
            ),
            (N_("{early_minutes} menit lebih awal"), N_("toleransi {grace_minutes} menit")),
        ),
        Topic(
            "calling",
            N_("Panggilan di loket"),
            N_("Berapa kali satu nomor dipanggil, dan kapan boleh ditandai tidak datang."),
            (
                Setting(
                    "max_calls",
                    N_("Satu nomor dipanggil paling banyak"),
                    N_("Termasuk panggilan pertama. Setelah itu petugas menandainya tidak datang."),
                    unit=TIMES,
                ),
                Setting(
                    "recall_seconds",
                    N_("Jarak antara dua panggilan"),
                    N_("Sebelum itu nomor yang sama tidak bisa dipanggil ulang."),
                    unit=N_("detik"),
                ),
                Setting(
                    "absent_after",
                    N_("Boleh ditandai tidak datang setelah"),
                    N_("Tidak boleh lebih dari banyaknya panggilan."),
                    unit=N_("panggilan"),
                ),
            ),
            (N_("paling banyak {max_calls} panggilan"),),
        ),
        Topic(
            "handover",
            N_("Penyerahan dokumen"),
            N_("Apa yang diminta saat dokumen diserahkan, dan batas bagi yang mengambilkan untuk orang lain."),
            (
                Setting(
                    "asks_signature",
                    N_("Tanda tangan di layar"),
                    N_("Penerima menandatangani di layar loket saat dokumen diserahkan."),
                    N_("Berlaku mulai penyerahan berikutnya."),
                ),
                Setting(
                    "proxy_cap",
                    N_("Batas ambil sebagai kuasa"),
                    N_("Untuk satu orang yang mengambil milik orang lain. Lebih dari itu perlu persetujuan pengawas."),
                    unit=N_("kali per bulan"),
                ),
                Setting(
                    "phone_households",
                    N_("Nomor telepon dicatat bila lebih dari"),
                    N_("Daftarnya ada di menu Laporan, untuk pengawas. Tidak ada yang ditolak karenanya."),
                    unit=N_("KK per bulan"),
                ),
            ),
            ("{asks_signature}", N_("kuasa {proxy_cap} kali per bulan")),
        ),
        Topic(
            "forecast",
            N_("Batas prakiraan"),
            N_("Kapan satu hari dianggap tidak akan beres, sehingga kantor diperingatkan seminggu sebelumnya."),
            (
                Setting(
                    "most_wait_minutes",
                    N_("Warga menunggu paling lama"),
                    N_("95 dari 100 warga sudah dipanggil saat itu. Kalau prakiraannya lebih, kantor diperingatkan."),
                    N_("Berlaku segera untuk semua hari yang akan datang. Jadwal dan antrean tidak berubah."),
                    MINUTES,
                ),
                Setting(
                    "most_overtime_minutes",
                    N_("Pekerjaan selesai paling lama"),
                    N_("Sesudah jam pelayanan berakhir. Kalau prakiraannya lebih, kantor diperingatkan."),
                    N_("Berlaku segera untuk semua hari yang akan datang. Jadwal dan antrean tidak berubah."),
                    N_("menit sesudah jam tutup"),
                ),
            ),
            (N_("tunggu paling lama {most_wait_minutes} menit"),),
        ),
        Topic(
            "kelurahan",
            N_("Daftar kelurahan"),
            N_(
                "Kelurahan atau desa di wilayah kantor ini, untuk tempat tinggal di formulir permohonan dan dokumen. "
                "Dengan itu daftar dokumen yang belum diambil terkumpul per kelurahan dan RT."
            ),
            (
                Setting(
                    "kelurahan",
                    N_("Kelurahan dan desa"),
                    N_(
                        "Satu nama per baris, tanpa kata Kelurahan atau Desa. Warga dan petugas memilih dari daftar "
                        "ini; yang diimpor dieja seperti di sini. Kosong: nama diketik sendiri."
                    ),
                ),
            ),
            ("{kelurahan}",),
        ),
        Topic(
            "printer",
            N_("Pencetak nomor"),
            N_("Ke mana server mencetak nomor antrean di pintu dan kios."),
            (
                Setting(
                    "printer",
                    N_("Alamat pencetak"),
                    N_(
                        "tcp://192.168.1.50 untuk pencetak jaringan, usb://04b8:0202 untuk USB, file:///dev/usb/lp0"
                        " untuk kabel. Tambahkan ?width=80 untuk kertas 80 mm. Kosong: dicetak lewat peramban."
                    ),
                ),
            ),
            ("{printer}",),
        ),
        Topic(
            "figures",
            N_("Angka per petugas"),
            N_("Apakah halaman Angka juga menghitung nomor yang dilayani setiap petugas."),
            (
                Setting(
                    "figures_of_persons",
                    N_("Hitung nomor yang dilayani per petugas"),
                    N_(
                        "Ini data pribadi petugas (UU 27/2022). Nyalakan hanya dengan tujuan yang jelas, sesudah"
                        " petugas diberi tahu, dan jangan dipakai sebagai peringkat: nomor yang sulit makan waktu lebih"
                        " lama. Selama mati tidak ada yang dihitung per orang."
                    ),
                    N_(
                        "Berlaku mulai hari ini; hari sebelumnya tidak dihitung. Dimatikan: yang sudah dihitung"
                        " dihapus."
                    ),
                ),
            ),
            ("{figures_of_persons}",),
        ),
        Topic(
            "satisfaction",
            N_("Survei kepuasan"),
            N_("Survei Kepuasan Masyarakat (SKM) menurut Permenpan RB 14/2017: sembilan pertanyaan, tanpa nama."),
            (
                Setting(
                    "asks_satisfaction",
                    N_("Tanyai warga yang sudah dilayani"),
                    N_("Di halaman terakhir nomornya, sampai 14 hari sesudahnya, satu kali setiap kunjungan."),
                ),
                Setting(
                    "satisfaction_by_message",
                    N_("Tanyai juga lewat pesan"),
                    N_(
                        "Satu pesan setengah jam setelah dilayani, pada jam pesan, kepada yang bisa dikabari. "
                        "Hanya bila warga ditanyai."
                    ),
                    N_("Berlaku bagi yang dilayani dalam dua hari terakhir dan seterusnya."),
                ),
                Setting(
                    "publishes_satisfaction",
                    N_("Umumkan hasilnya di halaman kantor"),
                    N_("Nilai bulan terakhir yang sudah lewat, dengan mutu dan jumlah responden."),
                ),
            ),
            ("{asks_satisfaction}", "{publishes_satisfaction}"),
        ),
        Topic(
            "retention",
            N_("Berapa lama data disimpan"),
            N_(
                "Yang lebih lama dari ini dihapus sendiri, sekali sehari, dengan bukti. Yang masih berjalan tidak "
                "dihapus: dokumen yang belum diambil, kunjungan yang belum selesai, pesan yang belum terkirim."
            ),
            tuple(
                Setting(RULES[kind].setting, kept.label, kept.does, N_("Berlaku mulai penghapusan berikutnya."), DAYS)
                for kind, kept in KEPT.items()
            ),
            (N_("nama pada dokumen {keep_documents_days} hari"), N_("foto disimpan {keep_files_days} hari")),
        ),
        Topic(
            "public",
            N_("Angka untuk umum"),
            N_("Keramaian kantor sekarang untuk situs kota, dan data terbuka setiap bulan. Tanpa nama siapa pun."),
            (
                Setting(
                    "public_figures",
                    N_("Angka dibuka untuk umum"),
                    N_(
                        "Siapa pun bisa melihat keramaian dan lama tunggu di halaman kantor, di situs kota, dan lewat "
                        "API, serta mengunduh data per bulan. Layar dan ponsel warga yang antre tidak berubah."
                    ),
                    N_("Berlaku paling lambat setelah 15 detik."),
                ),
            ),
            ("{public_figures}",),
        ),
    )
}
"""By their names, as their addresses say them."""
