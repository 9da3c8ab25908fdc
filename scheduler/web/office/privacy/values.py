"""What stands in the columns of a person's data, in words: codes say nothing to the person who reads the page.

The file for machines has the codes themselves.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from scheduler.domain.applying.checking import REASONS as ASKED_AGAIN
from scheduler.domain.refusals import N_
from scheduler.domain.regency import UNWANTED
from scheduler.flow.privacy.exporting import SOMEBODY
from scheduler.web.office.shared import message_words, move_words
from scheduler.web.office.shared.disclosed_words import FIELDS
from scheduler.web.shared.booking.proof_form import IDENTITIES, OLD_CARDS
from scheduler.web.shared.public.reasons import REASONS as TURNED_AWAY
from scheduler.web.shared.wording import COLLECTORS, METHODS, Wording

STAGES = frozenset({"before", "after", "stage"})
"""Columns that say where something stands."""
LANGUAGES = {"id": N_("Bahasa Indonesia"), "en": N_("Bahasa Inggris")}
DOCUMENT_REASONS = {
    "first": N_("Baru pertama"),
    "changed": N_("Data berubah"),
    "damaged": N_("Rusak"),
    "lost": N_("Hilang"),
    "moved_in": N_("Pindah datang"),
}
WAYS = {
    "place": N_("Tempat lain"),
    "post": N_("Pos"),
    "visit": N_("Kunjungan rumah"),
    "email": N_("Kirim ulang berkas ke e-mail"),
    "other_email": N_("Kirim ulang berkas ke e-mail lain"),
    "phone": N_("Kirim ulang berkas lewat SMS"),
}
RELATIONS = {
    "holder": N_("pemilik sendiri"),
    "parent": N_("orang tua"),
    "guardian": N_("wali"),
    "family": N_("keluarga"),
    "proxy": N_("wakil"),
}
ITEM_STATES = {
    "empty": N_("Belum dikirim"),
    "sent": N_("Belum diperiksa"),
    "accepted": N_("Sudah diterima"),
    "missing": N_("Kurang"),
    "unreadable": N_("Tidak terbaca"),
}
REQUEST_STATES = {
    "asked": N_("menunggu jawaban"),
    "granted": N_("disetujui"),
    "sent": N_("dikirim"),
    "refused": N_("ditolak"),
    "taken_back": N_("ditarik kembali"),
}
TRANSFER_STATES = {
    "sent": N_("dalam perjalanan"),
    "arrived": N_("sudah diterima di sana"),
    "refused": N_("tidak diterima di sana, dalam perjalanan kembali"),
    "taken_back": N_("ditarik kembali"),
}
WAITING_LIST = {
    "waiting": N_("daftar tunggu: menunggu"),
    "offered": N_("daftar tunggu: ditawari jadwal"),
    "taken": N_("daftar tunggu: jadwal diambil"),
    "lapsed": N_("daftar tunggu: tawaran lewat"),
    "left": N_("daftar tunggu: keluar"),
}
BLANKS = {
    "use": N_("blangko terpakai"),
    "spoilt": N_("blangko rusak"),
    "unused": N_("blangko tidak jadi terpakai"),
    "short": N_("dicetak, blangkonya tidak tercatat"),
}
LINE_KINDS = {
    "text": N_("tulisan"),
    "button": N_("tombol"),
    "image": N_("Foto"),
    "document": N_("Berkas"),
    "sticker": N_("Stiker"),
    "audio": N_("suara"),
    "voice": N_("suara"),
    "video": N_("video"),
}
SAID: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("documents", "channel"): METHODS,
    ("documents", "language"): LANGUAGES,
    ("documents", "reason"): DOCUMENT_REASONS,
    ("history", "what"): {
        "document": N_("dokumen"),
        "visit": N_("kunjungan"),
        "number": N_("nomor antrean"),
        "blank": N_("blangko"),
    },
    ("history", "why"): move_words.WHY,
    ("handovers", "collector"): COLLECTORS,
    ("handovers", "identity"): IDENTITIES,
    ("handovers", "old_card"): OLD_CARDS,
    ("transfers", "state"): TRANSFER_STATES,
    ("transfers", "why"): UNWANTED,
    ("visits", "collector"): COLLECTORS,
    ("applications", "channel"): {"online": N_("dari rumah"), "whatsapp": "WhatsApp"},
    ("applications", "relation"): RELATIONS,
    ("application_items", "state"): ITEM_STATES,
    ("application_items", "why"): {
        word: reason.label for reasons in ASKED_AGAIN.values() for word, reason in reasons.items()
    },
    ("requests", "way"): WAYS,
    ("requests", "state"): REQUEST_STATES,
    ("conversation", "direction"): {"in": N_("dari warga"), "out": N_("dari kantor")},
    ("conversation", "kind"): LINE_KINDS,
    ("messages", "about"): message_words.CAUSES,
    ("messages", "state"): message_words.STATES,
    ("consents", "how"): {
        "page": N_("dicentang saat membuat jadwal"),
        "message": N_("menulis kepada kantor"),
        "stop": N_("membalas STOP"),
        "not_mine": N_("mengatakan pesan ini bukan untuknya"),
        "confirmed": N_("ditanyakan petugas"),
    },
    ("consents", "what"): {
        "consent": N_("persetujuan dikabari"),
        "stopped": N_("tidak mau dikirimi pesan"),
        "known_to_office": N_("nomor yang dikenal kantor"),
    },
}
"""By section and column, what each code means. A code that is not there stands as it is."""


def written(section: str, column: str, value: Any, say: Wording) -> str:
    """A value as the person reads it."""
    if value is None or value in ("", []):
        return "-"
    if isinstance(value, bool):
        return say.text("ya") if value else say.text("tidak")
    if isinstance(value, datetime):
        return f"{say.short_date(value)} {say.clock(value)}"
    if isinstance(value, list):
        return ", ".join(written(section, column, each, say) for each in value)
    return _of_code(section, column, str(value), say)


def _of_code(section: str, column: str, value: str, say: Wording) -> str:
    if value == SOMEBODY:
        return say.text(SOMEBODY)
    if column in STAGES:
        return _stage(value, say)
    if column == "by":
        return _actor(value, say)
    if section == "messages" and column == "channel":
        return message_words.channel(say, value)
    if section == "messages" and column == "tries":
        channel, _, state = value.partition(": ")
        return f"{message_words.channel(say, channel)}: {say.text(message_words.ATTEMPTS.get(state, state))}"
    if section == "shown_to_staff" and column == "fields":
        return ", ".join(say.text(FIELDS.get(each, each)) for each in value.split(","))
    said = SAID.get((section, column), {}).get(value)
    return say.text(said) if said else value


def _stage(value: str, say: Wording) -> str:
    list_of, _, code = value.partition(": ")
    if list_of == "waiting_list":
        return say.text(WAITING_LIST.get(code, code))
    if list_of == "turned_away":
        why = say.text(TURNED_AWAY.get(code, code))
        return say.text(N_("datang, tidak mendapat nomor: {why}")).format(why=why)
    return say.text(BLANKS[value]) if value in BLANKS else say.stage(value)


def _actor(value: str, say: Wording) -> str:
    """Staff by their number: their names are theirs. What the number means the office knows."""
    kind, _, number = value.partition(":")
    if kind == "staff":
        return say.text(N_("petugas no. {number}")).format(number=number)
    if kind == "place":
        return say.text(N_("petugas tempat pengambilan"))
    if kind == "token":
        return say.text(N_("program kantor"))
    return say.text(move_words.ACTORS.get(value, value))
