"""What the codes mean that channels answer with: our own, WhatsApp's, and those of HTTP."""

import re
from collections.abc import Mapping

from scheduler.domain.refusals import N_
from scheduler.messages.sending.reasons import Fault
from scheduler.web.shared.wording import Wording

CODES: Mapping[str, str] = {
    Fault.PAUSED: N_("Saluran minta menunggu sebentar."),
    Fault.GIVEN_BACK: N_("Belum sempat dikirim, jadi dikembalikan ke antrean."),
    Fault.UNTRUE: N_("Isinya tidak berlaku lagi."),
    Fault.TIMEOUT: N_("Saluran tidak menjawab tepat waktu."),
    Fault.BROKEN: N_("Sambungan terputus di tengah pengiriman."),
    Fault.ACCOUNT: N_("Akun saluran tidak bisa dipakai."),
    "no_connection": N_("Saluran tidak bisa dihubungi."),
    "no_answer": N_("Saluran tidak menjawab tepat waktu."),
    "no_json": N_("Jawaban saluran tidak bisa dibaca."),
    "unknown_reason": N_("Saluran menolak tanpa alasan yang dikenal."),
    Fault.PICTURE: N_("Gambar QR tidak bisa diunggah."),
    "by_hand": N_("Menunggu petugas menekan tautannya."),
    "disconnect": N_("Ponsel kantor tidak tersambung ke Fonnte."),
    "quota": N_("Kuota pesan Fonnte habis."),
    "limit": N_("Saluran minta menunggu: terlalu banyak pesan."),
    "too_many": N_("Saluran minta menunggu: terlalu banyak pesan."),
    "token": N_("Akun ditolak: kunci atau kata sandinya keliru."),
    "target": N_("Nomor tujuan ditolak."),
    "input": N_("Saluran menolak permintaan."),
    "address": N_("Alamat tujuan tidak bisa dikirimi lewat saluran ini."),
    "tls": N_("Server e-mail tidak bisa membuktikan siapa dirinya."),
    "not_supported": N_("Server e-mail tidak mendukung pesan ini."),
    "no_browser": N_("Tidak ada browser yang minta dikabari untuk jadwal ini."),
    "push_off": N_("Pemberitahuan di browser sedang dimatikan."),
    "push_service": N_("Saluran sedang terganggu."),
    "smtp_535": N_("Akun ditolak: kunci atau kata sandinya keliru."),
}
WHATSAPP: Mapping[str, str] = {
    "190": N_("Kunci akun tidak berlaku lagi."),
    "130429": N_("Saluran minta menunggu: terlalu banyak pesan."),
    "130472": N_("WhatsApp menahan pesan ini supaya warga tidak menerima terlalu banyak."),
    "131000": N_("WhatsApp sedang terganggu."),
    "131016": N_("WhatsApp sedang terganggu."),
    "131026": N_("Nomor itu tidak memakai WhatsApp, atau tidak bisa menerima pesan ini."),
    "131031": N_("Akun WhatsApp kantor dikunci."),
    "131042": N_("Tagihan akun WhatsApp bermasalah."),
    "131047": N_("Sudah lebih dari 24 jam sejak warga menulis."),
    "131048": N_("WhatsApp membatasi nomor kantor karena dilaporkan sebagai pengganggu."),
    "131049": N_("WhatsApp menahan pesan ini supaya warga tidak menerima terlalu banyak."),
    "131050": N_("Warga menghentikan pesan dari kantor di WhatsApp."),
    "131053": N_("Gambar QR tidak bisa diunggah."),
    "131056": N_("Terlalu banyak pesan ke nomor yang sama."),
    "131057": N_("WhatsApp sedang terganggu."),
    "132000": N_("Isian templat WhatsApp tidak cocok."),
    "132001": N_("Templat belum ada atau belum disetujui WhatsApp."),
    "132012": N_("Isian templat WhatsApp tidak cocok."),
    "132015": N_("WhatsApp menghentikan sementara templat ini."),
    "132016": N_("WhatsApp menghentikan templat ini."),
    "133010": N_("Nomor kantor belum terdaftar di WhatsApp."),
}
"""Of the Cloud API, those that somebody at an office can do something about."""
STATUS = re.compile(r"(http|smtp)_([45])\d\d", re.ASCII)
BY_STATUS: Mapping[str, str] = {
    "http_401": N_("Akun ditolak: kunci atau kata sandinya keliru."),
    "http_403": N_("Akun ditolak: kunci atau kata sandinya keliru."),
    "http_429": N_("Saluran minta menunggu: terlalu banyak pesan."),
    "http_4": N_("Saluran menolak permintaan."),
    "http_5": N_("Saluran sedang terganggu."),
    "smtp_4": N_("Saluran sedang terganggu."),
    "smtp_5": N_("Server e-mail menolak alamat atau pesan ini."),
}
"""By a status of HTTP or SMTP, or by its first digit."""


def code(say: Wording, text: str | None) -> str:
    """What a code means; empty where nobody knows."""
    text = text or ""
    known = CODES.get(text) or WHATSAPP.get(text) or BY_STATUS.get(text)
    status = STATUS.fullmatch(text)
    if status and not known:
        known = BY_STATUS[f"{status[1]}_{status[2]}"]
    return say.text(known or "")
