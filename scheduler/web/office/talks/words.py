"""How the inbox says what came in, what a clerk did, and what was filled in wrongly; and ready answers filled in."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Office
from scheduler.domain.calendar import calendar, hours
from scheduler.domain.refusals import N_
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.talks.ready_answers import Ready
from scheduler.web.office.shared.move_words import ACTORS
from scheduler.web.shared.told import told_by_fault
from scheduler.web.shared.wording import Wording

KINDS: Mapping[str, str] = {
    "image": N_("Foto, tidak ditampilkan di sini"),
    "document": N_("Berkas, tidak ditampilkan di sini"),
    "audio": N_("Pesan suara, tidak ditampilkan di sini"),
    "voice": N_("Pesan suara, tidak ditampilkan di sini"),
    "video": N_("Video, tidak ditampilkan di sini"),
    "sticker": N_("Stiker"),
    "location": N_("Lokasi, tidak ditampilkan di sini"),
    "contacts": N_("Kontak, tidak ditampilkan di sini"),
}
SHOWN_KINDS: Mapping[str, str] = {"image": N_("Foto"), "document": N_("Berkas")}
"""Kinds of what is fetched and shown."""
OTHER_KIND = N_("Pesan yang tidak bisa ditampilkan di sini")
WORDS = ("text", "button")
"""Kinds of lines that are shown as they are."""
STEPS: Mapping[str, str] = {
    "closed": N_("{who} menandai selesai"),
    "opened": N_("{who} membuka lagi"),
    "marked": N_("{who} menandai belum selesai"),
    "assigned:": N_("{who} melepas ke siapa saja"),
    "applied": N_("{who} membuat permohonan dari foto di percakapan ini"),
    "added": N_("{who} menambahkan foto ke permohonan"),
}
HANDED_ON = N_("Dipegang {whose}, dicatat oleh {who}")
TAKEN = N_("{who} mengambil percakapan ini")
REFUSED: Mapping[str, str] = {
    "size": N_("Berkasnya terlalu besar."),
    "file_too_large": N_("Berkasnya terlalu besar."),
    "file_empty": N_("Berkasnya kosong."),
    "file_too_slow": N_("Berkasnya terlalu lama dibuka."),
    "file_locked": N_("PDF-nya terkunci kata sandi."),
    "too_many_pages": N_("Halamannya terlalu banyak."),
    "gone": N_("Fotonya sudah tidak ada di WhatsApp."),
    "address": N_("Alamat fotonya bukan milik penyedia WhatsApp kantor ini."),
}
REFUSED_ELSE = N_("Berkasnya bukan foto atau PDF yang bisa dibuka.")
LOST: Mapping[str, str] = {
    "account": N_("Akun WhatsApp kantor ini belum diisi."),
    "disk_full": N_("Penyimpanan di server penuh."),
    "too_much_today": N_("Hari itu foto yang masuk terlalu banyak."),
    "too_much_from_here": N_("Hari itu foto dari nomor ini terlalu banyak."),
    "drawing_busy": N_("Server terlalu sibuk memeriksa foto lain."),
}
LOST_ELSE = N_("WhatsApp tidak memberikannya.")
HINTS: Mapping[str, str] = {"blurred": N_("buram"), "dark": N_("gelap"), "small": N_("terlalu kecil")}
REGISTERED = N_(
    "Permohonan {type} sudah kami terima. Nomor registrasi: {reference}. Mohon simpan nomor ini. "
    "Tidak perlu datang sebelum ada kabar dari kami."
)
LINK = N_("Permohonan Anda sudah kami siapkan. Lengkapi di sini: {url}")
FAULTS: Mapping[tuple[str, str], str] = {
    ("text", "missing"): N_("Tulis jawabannya."),
    ("text", "too_long"): N_("Paling panjang 1.000 huruf. Persingkat, atau kirim dalam dua pesan."),
    ("text", "string_too_long"): N_("Paling panjang 1.000 huruf. Persingkat, atau kirim dalam dua pesan."),
    ("text", "unsent"): N_("Yang Anda tulis belum terkirim. Kirim dahulu, atau kosongkan kotaknya."),
    ("title", "missing"): N_("Tulis judulnya."),
    ("title", "too_long"): N_("Judul paling panjang 40 huruf."),
    ("title", "taken"): N_("Sudah ada jawaban dengan judul itu."),
    ("to", "unknown"): N_("Pilih petugas kantor ini."),
    ("nik", "digits"): N_("NIK terdiri dari 16 angka. Periksa lagi di fotonya."),
    ("kk", "digits"): N_("Nomor KK terdiri dari 16 angka. Periksa lagi di fotonya."),
    ("places", "unknown"): N_("Pilihan berkas tidak dikenali. Muat ulang halaman ini."),
}


def kind(say: Wording, name: str, *, is_shown: bool = False) -> str:
    """What came in besides words, or nothing. is_shown: it is fetched, and stands below."""
    if name in WORDS:
        return ""
    return say.text(SHOWN_KINDS.get(name, SHOWN_KINDS["document"]) if is_shown else KINDS.get(name, OTHER_KIND))


def why_refused(say: Wording, code: str | None) -> str:
    """Why what came cannot be used."""
    return say.text(REFUSED.get(code or "", REFUSED_ELSE))


def why_lost(say: Wording, code: str | None) -> str:
    """Why what came could not be fetched."""
    return say.text(LOST.get(code or "", LOST_ELSE))


def hint(say: Wording, name: str) -> str:
    """What a machine saw of a picture."""
    return say.text(HINTS[name]) if name in HINTS else ""


def step(say: Wording, who: str, what: str) -> str:
    """What a clerk did. who: a name; what: the text of the line, with a name for whose the conversation became."""
    if what in STEPS:
        return say.text(STEPS[what]).format(who=who)
    whose = what.removeprefix("assigned:")
    return say.text(TAKEN if whose == who else HANDED_ON).format(who=who, whose=whose)


def who(say: Wording, name: str) -> str:
    """Who wrote: a name, or a word for whoever has none."""
    return say.text(ACTORS[name]) if name in ACTORS else name


told = told_by_fault(FAULTS)
"""What to say of a refusal."""


def filled(answer: Ready, say: Wording, facts: Mapping[str, str]) -> str:
    """A ready answer in its citizen's language, with what the office knows in place of {jam} and the like."""
    text = say.text(answer.text) if answer.is_preset else answer.text
    for name, value in facts.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def facts_of(session: Session, office: Office, say: Wording, *, base_url: str, now: datetime) -> dict[str, str]:
    """What ready answers may ask for: kantor, alamat, telepon, situs, jam."""
    return {
        "kantor": office.name,
        "alamat": office.address or office.name,
        "telepon": office.phone or office.name,
        "situs": f"{base_url}/o/{office.code}",
        "jam": _hours(session, office, say, now),
    }


def _hours(session: Session, office: Office, say: Wording, now: datetime) -> str:
    """As in "hari ini pukul 08.00-12.00 dan 13.00-15.00 WIB"; or that the office is shut today, and when it opens."""
    week, closed = queries.hours_of_office(session, office.id), queries.closures_of_office(session, office.id)
    zone = zone_of_office(office)
    today = hours.working_day(today_of(office, now), week, closed, zone=zone, service=None)
    if today.stretches:
        spans = [f"{say.clock(start)}-{say.clock(end)}" for start, end in today.stretches]
        spoken = say.text(N_(" dan ")).join(spans)
        return say.text(N_("hari ini pukul {times}")).format(times=f"{spoken} {say.zone_name()}")
    opens = calendar.next_opening(now, week, closed, zone)
    if opens is None:
        return say.text(N_("hari ini tutup"))
    return say.text(N_("hari ini tutup, buka lagi {slot}")).format(slot=say.slot(opens))
