"""How the log says what was done: a sentence for each deed and each kind of move, and names of settings.

A new deed gets its sentence here, under the kind by which it is looked for; a test asks for it.
"""

from collections.abc import Mapping
from typing import NamedTuple

from scheduler.domain.audit.deeds import Deed
from scheduler.domain.refusals import N_
from scheduler.messages.notices.alarms.words import TITLES
from scheduler.web.office.shared.kept_words import KEPT
from scheduler.web.office.shared.setting_topics import TOPICS

DOCUMENT, VISIT, NUMBER, SHOWN = "document", "visit", "number", "shown"
SETTINGS, PEOPLE, SIGN_INS = "settings", "people", "sign_ins"
IMPORTS, EXPORTS, UPKEEP = "imports", "exports", "upkeep"
KINDS: Mapping[str, str] = {
    DOCUMENT: N_("Dokumen"),
    VISIT: N_("Jadwal kunjungan"),
    NUMBER: N_("Nomor antrean"),
    SHOWN: N_("Data yang ditampilkan"),
    SETTINGS: N_("Pengaturan"),
    PEOPLE: N_("Petugas dan token"),
    SIGN_INS: N_("Masuk dan keluar"),
    IMPORTS: N_("Daftar yang diimpor"),
    EXPORTS: N_("Daftar yang diunduh atau dicetak"),
    UPKEEP: N_("Perawatan sistem"),
}
"""By which the log is looked through."""


class Said(NamedTuple):
    """A deed in words. kind: a word of KINDS; sentence: with {who}, and {about} where it names something."""

    kind: str
    sentence: str


SAID: Mapping[Deed, Said] = {
    Deed.EXPORTED: Said(EXPORTS, N_("{who} mengunduh atau mencetak daftar ({about}).")),
    Deed.HOURS_CHANGED: Said(SETTINGS, N_("{who} mengubah jam buka, slot, atau kapasitas.")),
    Deed.CLOSURE_CHANGED: Said(SETTINGS, N_("{who} mengubah hari libur atau penutupan.")),
    Deed.SERVICE_CHANGED: Said(SETTINGS, N_("{who} mengubah layanan {about}.")),
    Deed.TYPE_CHANGED: Said(SETTINGS, N_("{who} mengubah jenis dokumen.")),
    Deed.PROCEDURE_CHANGED: Said(SETTINGS, N_("{who} mengubah jenis permohonan atau syaratnya.")),
    Deed.LADDER_CHANGED: Said(SETTINGS, N_("{who} mengubah saluran, jam pengiriman, atau pengingat.")),
    Deed.CHANNEL_CHANGED: Said(SETTINGS, N_("{who} mengubah akun saluran {about}.")),
    Deed.TEXT_CHANGED: Said(SETTINGS, N_("{who} mengubah teks pesan {about}.")),
    Deed.ANSWERS_CHANGED: Said(SETTINGS, N_("{who} mengubah jawaban siap pakai.")),
    Deed.SCREEN_CHANGED: Said(SETTINGS, N_("{who} mengubah layar TV.")),
    Deed.DEVICE_TRIED: Said(SETTINGS, N_("{who} mencoba alat kantor.")),
    Deed.TEST_CALL_SHOWN: Said(SETTINGS, N_("{who} menampilkan panggilan percobaan di TV.")),
    Deed.DEVICE_CHANGED: Said(SETTINGS, N_("{who} mengubah tablet atau kios.")),
    Deed.NOTICE_CHANGED: Said(SETTINGS, N_("{who} mengubah pengumuman di layar.")),
    Deed.MEDIA_CHANGED: Said(SETTINGS, N_("{who} mengubah gambar atau video di layar.")),
    Deed.VOICE_CHANGED: Said(SETTINGS, N_("{who} mengubah suara panggilan.")),
    Deed.CONTACT_CHANGED: Said(SETTINGS, N_("{who} mengubah siapa yang dikabari bila alarm berbunyi.")),
    Deed.ALARM_CHANGED: Said(SETTINGS, N_("{who} mengatur alarm {about}.")),
    Deed.PLACE_CHANGED: Said(SETTINGS, N_("{who} mengubah tempat pengambilan.")),
    Deed.BATCH_RECEIVED: Said(DOCUMENT, N_("{who} mencatat kiriman nomor {about} sudah sampai di tempatnya.")),
    Deed.TOKEN_MADE: Said(PEOPLE, N_("{who} membuat token untuk mesin.")),
    Deed.TOKEN_REVOKED: Said(PEOPLE, N_("{who} mencabut token mesin.")),
    Deed.STAFF_ADDED: Said(PEOPLE, N_("{who} menambah petugas {about}.")),
    Deed.STAFF_INVITED: Said(PEOPLE, N_("{who} membuat tautan undangan untuk {about}.")),
    Deed.INVITATION_WITHDRAWN: Said(PEOPLE, N_("{who} mencabut tautan undangan {about}.")),
    Deed.STAFF_JOINED: Said(PEOPLE, N_("{who} memakai tautan undangannya.")),
    Deed.ROLES_CHANGED: Said(PEOPLE, N_("{who} mengubah peran {about}.")),
    Deed.STAFF_REMOVED: Said(PEOPLE, N_("{who} mengeluarkan {about}.")),
    Deed.STAFF_RETURNED: Said(PEOPLE, N_("{who} menerima kembali {about}.")),
    Deed.PASSWORD_CHANGED: Said(PEOPLE, N_("{who} mengganti kata sandi {about}.")),
    Deed.IDENTITY_LINKED: Said(PEOPLE, N_("{who} menghubungkan akun lain untuk masuk.")),
    Deed.IDENTITY_UNLINKED: Said(PEOPLE, N_("{who} memutuskan akun lain milik {about}.")),
    Deed.AUTHENTICATOR_ADDED: Said(PEOPLE, N_("{who} memasang aplikasi autentikator.")),
    Deed.AUTHENTICATOR_REMOVED: Said(PEOPLE, N_("{who} melepas aplikasi autentikatornya.")),
    Deed.RECOVERY_CODES_MADE: Said(PEOPLE, N_("{who} membuat kode cadangan baru.")),
    Deed.RECOVERY_CODE_USED: Said(SIGN_INS, N_("{who} memakai sebuah kode cadangan.")),
    Deed.PASSKEY_ADDED: Said(PEOPLE, N_("{who} menambah kunci sandi.")),
    Deed.PASSKEY_REMOVED: Said(PEOPLE, N_("{who} menghapus kunci sandi.")),
    Deed.SECOND_FACTOR_TAKEN: Said(PEOPLE, N_("{who} melepas verifikasi dua langkah {about}.")),
    Deed.SECOND_FACTOR_ASKED: Said(
        SETTINGS, N_("{who} mengubah siapa yang wajib masuk dengan verifikasi dua langkah.")
    ),
    Deed.SESSIONS_ENDED: Said(SIGN_INS, N_("{who} mengakhiri sesi {about}.")),
    Deed.SIGNED_IN: Said(SIGN_INS, N_("{who} masuk.")),
    Deed.SIGNED_OUT: Said(SIGN_INS, N_("{who} keluar.")),
    Deed.SIGN_IN_REFUSED: Said(SIGN_INS, N_("Kata sandi {about} salah berulang kali.")),
    Deed.IMPORT_BEGUN: Said(IMPORTS, N_("{who} memulai impor nomor {about}.")),
    Deed.IMPORT_FINISHED: Said(IMPORTS, N_("Impor nomor {about} selesai.")),
    Deed.IMPORT_STOPPED: Said(IMPORTS, N_("{who} menghentikan impor nomor {about}.")),
    Deed.IMPORT_REFUSED: Said(IMPORTS, N_("Impor nomor {about} gagal; laporannya mengatakan sebabnya.")),
    Deed.SETTINGS_CHANGED: Said(SETTINGS, N_("{who} mengubah pengaturan kantor.")),
    Deed.OFFICE_ADDED: Said(SETTINGS, N_("{who} menambah kantor baru, {about}, menurut contoh kantor ini.")),
    Deed.OFFICE_OPENED: Said(SETTINGS, N_("{who} membuka kantor untuk warga setelah persiapan.")),
    Deed.COUNTERS_CHANGED: Said(SETTINGS, N_("{who} mengubah loket {about}.")),
    Deed.ROSTER_CHANGED: Said(SETTINGS, N_("{who} mengubah jadwal loket.")),
    Deed.BACKUP_MADE: Said(UPKEEP, N_("{who} membuat cadangan {about}.")),
    Deed.BACKUP_FAILED: Said(UPKEEP, N_("Cadangan gagal dibuat ({about}).")),
    Deed.BACKUP_TAKEN: Said(UPKEEP, N_("{who} mengunduh cadangan {about}.")),
    Deed.BACKUP_RESTORED: Said(UPKEEP, N_("{who} memulihkan data dari cadangan {about}.")),
    Deed.DATABASE_COPIED: Said(UPKEEP, N_("{who} menyalin data dari {about}.")),
    Deed.PURGED: Said(UPKEEP, N_("Yang lebih lama dari aturan penyimpanan dihapus ({about}).")),
    Deed.PERSON_EXPORTED: Said(EXPORTS, N_("{who} mengunduh data satu orang atas permintaannya.")),
    Deed.PERSON_ERASED: Said(UPKEEP, N_("{who} menghapus data satu orang atas permintaannya.")),
    Deed.KEYS_ROTATED: Said(UPKEEP, N_("{who} mengganti kunci rahasia.")),
}
ELSEWHERE = N_("petugas kantor lain")
"""Who did something to the whole installation, and works at another office."""
YES, NO = N_("ya"), N_("tidak")
"""A setting that is a switch."""
UNKNOWN = N_("{who} melakukan sesuatu yang tidak dikenal versi ini ({about}).")
"""Of a deed that a newer version wrote down."""
MADE: Mapping[str, str] = {
    DOCUMENT: N_("{who} mencatat dokumen {about}: {after}."),
    VISIT: N_("{who} membuat jadwal {about}: {after}."),
    NUMBER: N_("{who} memberi nomor antrean {about}: {after}."),
}
"""Of something that was not there before."""
MOVED: Mapping[str, str] = {
    DOCUMENT: N_("{who} mengubah dokumen {about} dari {before} menjadi {after}."),
    VISIT: N_("{who} mengubah jadwal {about} dari {before} menjadi {after}."),
    NUMBER: N_("{who} mengubah nomor antrean {about} dari {before} menjadi {after}."),
}
STAYED: Mapping[str, str] = {
    DOCUMENT: N_("{who} mengubah catatan dokumen {about}, yang tetap {after}."),
    VISIT: N_("{who} mengubah catatan jadwal {about}, yang tetap {after}."),
    NUMBER: N_("{who} mengubah catatan nomor antrean {about}, yang tetap {after}."),
}
"""Of something that stayed at its stage."""
DISCLOSED = N_("{who} melihat {fields} milik {about}.")
UNSENT = N_("permohonan yang belum dikirim")
TALK = N_("sebuah percakapan")
SETTING: Mapping[str, str] = {
    **{setting.name: setting.label for topic in TOPICS.values() for setting in topic.settings},
    "second_factor": N_("verifikasi dua langkah wajib untuk"),
    "second_factor_from": N_("verifikasi dua langkah mulai"),
    "second_factor_days": N_("hari tanpa kode di peramban yang dipercaya"),
    "counters": N_("banyaknya loket"),
    "name": N_("nama"),
    "title": N_("judul"),
    "text": N_("teks"),
    "text_en": N_("teks Inggris"),
    "reason": N_("alasan"),
    "opens": N_("buka"),
    "closes": N_("tutup"),
    "break_from": N_("istirahat dari"),
    "break_to": N_("istirahat sampai"),
    "weekday": N_("hari (0 = Senin)"),
    "valid_from": N_("berlaku dari"),
    "valid_to": N_("berlaku sampai"),
    "starts_on": N_("dari tanggal"),
    "ends_on": N_("sampai tanggal"),
    "starts_at": N_("mulai"),
    "ends_at": N_("sampai"),
    "from_time": N_("dari jam"),
    "to_time": N_("sampai jam"),
    "recording": N_("rekaman suara"),
    "slot_minutes": N_("menit per slot"),
    "slot_capacity": N_("kapasitas per slot"),
    "walk_in_daily": N_("tanpa jadwal per hari"),
    "reserved": N_("disimpan untuk warga tanpa ponsel, per slot"),
    "release_hours": N_("kursi untuk warga tanpa ponsel dilepas, jam sebelumnya"),
    "percent": N_("persen kapasitas"),
    "lobby_limit": N_("batas orang di ruang tunggu"),
    "horizon_days": N_("jadwal dibuka berapa hari ke depan"),
    "ladder": N_("urutan saluran"),
    "messages_from": N_("pesan dikirim dari jam"),
    "messages_until": N_("pesan dikirim sampai jam"),
    "asks_consent": N_("hanya kepada yang setuju"),
    "remind_at": N_("jam pengingat"),
    "remind_minutes": N_("pengingat berapa menit sebelumnya"),
    "soon_minutes": N_("pemberitahuan segera, menit"),
    "uncollected_days": N_("pengingat belum diambil, hari"),
    "with_secret": N_("kunci rahasia ikut"),
    "missing": N_("berkas yang tidak ada"),
    "size": N_("besarnya dalam bita"),
    "roles": N_("peran"),
    "applies_online": N_("menerima permohonan daring"),
    "asks_to_wait": N_("meminta warga menunggu"),
    "public_figures": N_("angka dibuka untuk umum"),
    "unanswered_days": N_("pengingat permohonan, hari"),
    "lapse_days": N_("permohonan berakhir setelah, hari"),
    "quiet_hours": N_("jam tanpa suara"),
    "rests_at_adhan": N_("diam saat azan"),
    "spoken_letters": N_("cara menyebut huruf"),
    "names_service": N_("menyebut nama layanan"),
    "minutes": N_("menit"),
    "units": N_("satuan kerja"),
    "channel": N_("saluran"),
    "per_minute": N_("pesan per menit"),
    "layout": N_("tampilan"),
    "language": N_("bahasa"),
    "theme": N_("warna"),
    "volume": N_("volume"),
    "counter_number": N_("loket"),
    "removed_at": N_("dilepas"),
    "position": N_("urutan"),
    "seconds": N_("detik"),
    "address": N_("alamat"),
    "hours": N_("jam layanan"),
    "phone": N_("telepon"),
    "closed": N_("ditutup"),
    "scopes": N_("wewenang"),
    "expires_at": N_("berlaku sampai"),
    "revoked_at": N_("dicabut"),
    "kind": N_("jenis"),
    "first": N_("dari tanggal"),
    "last": N_("sampai tanggal"),
    "by": N_("siapa"),
    "about": N_("perihal"),
    "format": N_("bentuk berkas"),
    "rows": N_("jumlah baris"),
    "kelurahan": N_("kelurahan"),
    "period": N_("bulan atau tahun"),
    "batch": N_("kiriman nomor"),
    "lock_minutes": N_("menit sampai terkunci"),
    "secret": N_("tanda kunci baru"),
    "made_anew": N_("yang dibuat ulang"),
    "taken": N_("dokumen baru"),
    "moved": N_("statusnya maju"),
    "changed": N_("datanya diperbaiki"),
    "known": N_("sudah tercatat"),
    "repeated": N_("berulang di berkas"),
    "refused": N_("tidak masuk"),
    "warnings": N_("peringatan"),
    "table": N_("tabel"),
    "until": N_("sampai"),
    "days": N_("aturan, hari"),
    "hash": N_("tanda bukti"),
    "documents": N_("dokumen"),
    "applications": N_("permohonan"),
    "lines": N_("baris percakapan"),
    "messages": N_("pesan"),
}
"""Of settings as rows name them; one that is not here is named as it is in the tables."""
LISTS: Mapping[str, str] = {
    **TITLES,
    "audit_log": N_("catatan kegiatan"),
    "month_report": N_("laporan bulanan"),
    "uncollected": N_("dokumen yang belum diambil"),
    "proxies": N_("pengambilan dengan kuasa"),
    "satisfaction": N_("survei kepuasan"),
    "batch_list": N_("serah terima kiriman"),
    "invitations": N_("tautan yang belum dipakai"),
    "estimates": N_("ketepatan waktu tunggu"),
    "turned_away": N_("ditolak di pintu"),
    "figures": N_("angka kantor"),
    **{kind: kept.title for kind, kept in KEPT.items()},
}
"""Lists that are taken along, and alarms, by the word that stands in a deed."""
