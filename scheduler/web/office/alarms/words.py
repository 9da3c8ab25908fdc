"""How the page of alarms calls each of them, and what it says of what was typed."""

from collections.abc import Mapping

from scheduler.domain.alarms.kinds import KINDS, Alarm
from scheduler.domain.refusals import N_, Refusal
from scheduler.flow.screens.alarm_contacts import LONGEST_NAME
from scheduler.messages.notices.alarms.words import TITLES
from scheduler.web.shared.told import ANY, sentence, told_by_fault
from scheduler.web.shared.wording import Wording

ABOUT: Mapping[Alarm, str] = {
    Alarm.HALL_FULL: N_("Berbunyi bila jumlah orang di dalam terus di batasnya selama waktu ini."),
    Alarm.LONG_WAIT: N_("Berbunyi bila ada nomor yang sesudah waktu ini belum juga dipanggil ke loket."),
    Alarm.DEVICE_SILENT: N_(
        "Berbunyi bila pada jam buka sebuah alat selama waktu ini tidak memberi kabar. "
        "Tablet dan kios paling cepat sesudah 5 menit."
    ),
    Alarm.WORKER_STOPPED: N_(
        "Berbunyi bila selama waktu ini tidak ada pengirim pesan yang bekerja. Kabarnya dikirim langsung oleh server."
    ),
    Alarm.ACCOUNT_REFUSED: N_(
        "Berbunyi bila WhatsApp, SMS, atau e-mail menolak akun kantor. Kabarnya lewat saluran lain dalam urutan."
    ),
    Alarm.DISK_LOW: N_("Berbunyi bila ruang kosong di disk server kurang dari ini."),
    Alarm.BACKUP_OLD: N_("Berbunyi bila cadangan terakhir gagal, atau umurnya lebih dari ini."),
}
LIMITS: Mapping[Alarm, str] = {
    Alarm.HALL_FULL: N_("Penuh selama"),
    Alarm.LONG_WAIT: N_("Menunggu lebih dari"),
    Alarm.DEVICE_SILENT: N_("Diam selama"),
    Alarm.WORKER_STOPPED: N_("Berhenti selama"),
    Alarm.DISK_LOW: N_("Kurang dari"),
    Alarm.BACKUP_OLD: N_("Lebih dari"),
}
__all__ = ["ABOUT", "DONE", "HOURS", "LIMITS", "TITLES", "UNITS", "told"]

UNITS: Mapping[str, str] = {"minutes": N_("menit"), "hours": N_("jam"), "gigabytes": N_("GB kosong")}
HOURS: Mapping[str, str] = {"open": N_("Hanya selama kantor buka"), "always": N_("Kapan saja, juga malam")}
DONE: Mapping[str, str] = {
    "on": N_("Alarm dinyalakan."),
    "off": N_("Alarm dimatikan."),
    "taken": N_("Tercatat: Anda yang mengurus. Alarm ini tidak dikabarkan lagi, kecuali saat sudah pulih."),
    "named": N_("Sudah masuk daftar. Kirim pesan uji untuk memeriksanya."),
    "unnamed": N_("Sudah dihapus dari daftar. Nomor dan e-mailnya tidak disimpan lagi."),
    "tested": N_("Pesan uji dikirim. Hasilnya tampil di daftar."),
}
_OF_CONTACTS = told_by_fault(
    {
        ("name", ANY): N_("Isi nama, paling panjang {longest} huruf."),
        ("phone", "not_mobile"): N_("Itu bukan nomor ponsel. Contoh: 0812-3456-7890."),
        ("phone", "missing"): N_("Isi nomor ponsel atau e-mail."),
        ("email", ANY): N_("Alamat e-mail itu belum benar. Contoh: nama@kantor.go.id."),
    },
    longest=LONGEST_NAME,
)
THRESHOLD, RECEIVERS, WHEN = (
    N_("Tulis angka dari {least} sampai {most}."),
    N_("Pilih paling sedikit satu orang yang dikabari."),
    N_("Pilih kapan dikabari."),
)


def told(alarm: str, refusal: Refusal, say: Wording) -> str:
    """A refusal in words; of an alarm's form by its fields. alarm: "" of whatever else the page sends."""
    kind = KINDS.get(alarm)  # type: ignore[call-overload]
    if kind is None:
        return _OF_CONTACTS(refusal, say)
    known = {
        "threshold": say.text(THRESHOLD).format(least=kind.least, most=kind.most),
        "told": say.text(RECEIVERS),
        "hours": say.text(WHEN),
    }
    found = [known[name.partition(".")[0]] for name in refusal.errors if name.partition(".")[0] in known]
    return " ".join(dict.fromkeys(found)) or sentence(refusal, say)
