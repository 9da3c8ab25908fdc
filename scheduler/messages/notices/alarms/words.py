"""What an alarm is about, in words: for its message, for pages, and for the list of those that rang."""

from collections.abc import Mapping
from typing import Any

from scheduler.domain.alarms.kinds import Alarm
from scheduler.domain.refusals import N_
from scheduler.messages.notices.words import Translate, listed, plain

TITLES: Mapping[str, str] = {
    Alarm.HALL_FULL: N_("Ruang tunggu penuh"),
    Alarm.LONG_WAIT: N_("Ada yang menunggu terlalu lama"),
    Alarm.DEVICE_SILENT: N_("TV, tablet, atau kios diam"),
    Alarm.WORKER_STOPPED: N_("Pengirim pesan berhenti"),
    Alarm.ACCOUNT_REFUSED: N_("Akun saluran ditolak"),
    Alarm.DISK_LOW: N_("Disk hampir penuh"),
    Alarm.BACKUP_OLD: N_("Cadangan gagal atau sudah lama"),
}
"""What an alarm is called."""
FULL = N_("ruang tunggu penuh ({people} orang, batasnya {limit})")
LONG = N_("nomor {number} belum juga dipanggil")
SILENT = N_("tidak ada kabar dari {devices}")
STOPPED = N_("pengirim pesan berhenti, pesan untuk warga tertahan")
REFUSED = N_("akun {channel} ditolak, pesan lewat saluran itu tidak terkirim")
LOW = N_("ruang kosong di disk server {machine} tinggal {free}")
FAILED = N_("pembuatan cadangan data gagal")
OLD = N_("cadangan data terakhir sudah {hours} jam umurnya")
NONE_YET = N_("belum ada cadangan data")
SOMETHING = N_("ada yang perlu diperhatikan")
"""Of an alarm that an older version noted in other words."""
PATTERNS: Mapping[str, str] = {
    Alarm.HALL_FULL: FULL,
    Alarm.LONG_WAIT: LONG,
    Alarm.DEVICE_SILENT: SILENT,
    Alarm.WORKER_STOPPED: STOPPED,
    Alarm.ACCOUNT_REFUSED: REFUSED,
    Alarm.DISK_LOW: LOW,
}

TODO: Mapping[str, str] = {
    Alarm.HALL_FULL: N_("Lihat apakah loket bisa ditambah, atau minta yang di luar kembali nanti."),
    Alarm.LONG_WAIT: N_("Panggil nomor itu, atau buka loket lain untuk layanannya."),
    Alarm.DEVICE_SILENT: N_("Periksa alatnya, listrik, dan jaringan."),
    Alarm.WORKER_STOPPED: N_("Minta pengelola server menjalankan lagi pengirim pesan."),
    Alarm.ACCOUNT_REFUSED: N_("Periksa akunnya di halaman Saluran, lalu kirim pesan percobaan."),
    Alarm.DISK_LOW: N_("Minta pengelola server mengosongkan disk sebelum penuh."),
    Alarm.BACKUP_OLD: N_("Lihat sebabnya di halaman Cadangan, lalu buat yang baru."),
}
"""What to do about it."""
PAGES: Mapping[str, str] = {
    Alarm.HALL_FULL: "office/hall",
    Alarm.LONG_WAIT: "office/hall",
    Alarm.DEVICE_SILENT: "office/screens",
    Alarm.WORKER_STOPPED: "office/settings/health",
    Alarm.ACCOUNT_REFUSED: "office/messages/channels",
    Alarm.DISK_LOW: "office/settings/health",
    Alarm.BACKUP_OLD: "office/settings/backup",
}
"""Where somebody sees to it, after the address of the installation."""
OVERVIEW = "office/settings/alarms"
CHANNELS: Mapping[str, str] = {
    "whatsapp": "WhatsApp",
    "fonnte": N_("WhatsApp lewat Fonnte"),
    "sms": "SMS",
    "smtp": "E-mail",
}


def said_of(alarm: str, facts: Mapping[str, Any], say: Translate) -> str:
    """What it is about, without a capital: "ruang tunggu penuh (20 orang, batasnya 20)". facts: those of its row."""
    known = {name: _plain(value, say) for name, value in facts.items()}
    try:
        return say(_pattern(alarm, facts)).format_map(known)
    except KeyError:
        return say(SOMETHING)


def _pattern(alarm: str, facts: Mapping[str, Any]) -> str:
    if alarm == Alarm.BACKUP_OLD:
        if facts.get("failed"):
            return FAILED
        return OLD if facts.get("hours") is not None else NONE_YET
    return PATTERNS.get(alarm, SOMETHING)


def _plain(value: Any, say: Translate) -> str:
    if isinstance(value, list):
        return listed([plain(str(each)) for each in value], say)
    return say(CHANNELS[value]) if value in CHANNELS else plain(str(value))
