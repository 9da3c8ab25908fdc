"""How the office page says what a message is about, by what it went, and how far it came."""

from collections.abc import Mapping

from scheduler.db.models import Message
from scheduler.domain.messages import Why
from scheduler.domain.refusals import N_
from scheduler.flow.contact.manual_notices import BY_HAND
from scheduler.flow.core.outbox import TO_OFFICE
from scheduler.messages.channels import KINDS
from scheduler.messages.notices.alarms.words import said_of
from scheduler.messages.notices.table import NOTICES
from scheduler.web.office.shared.message_codes import code
from scheduler.web.shared.wording import Wording

__all__ = [
    "ATTEMPTS",
    "CAUSES",
    "STATES",
    "TO_OFFICE",
    "WHY",
    "alarm",
    "cause",
    "channel",
    "channels",
    "code",
    "mark",
    "state",
    "why",
]

CAUSES: Mapping[str, str] = {cause: each.word for cause, each in NOTICES.items()}
"""By cause, in the order of a document's way."""
STATES: Mapping[str, str] = {
    "new": N_("Menunggu"),
    "sending": N_("Sedang dikirim"),
    "sent": N_("Terkirim"),
    "delivered": N_("Sudah sampai"),
    "read": N_("Dibaca"),
    "unreached": N_("Tidak terjangkau"),
    "moot": N_("Tidak perlu lagi"),
}
ATTEMPTS: Mapping[str, str] = {
    "started": N_("Belum ada kabar"),
    "accepted": N_("Diterima saluran"),
    "delivered": N_("Sudah sampai"),
    "read": N_("Dibaca"),
    "refused": N_("Ditolak"),
    "failed": N_("Gagal"),
    "unknown": N_("Mungkin terkirim"),
    "shown": N_("Hanya tampil di layar komputer"),
}
WHY: Mapping[str, str] = {
    Why.UNTRUE: N_("Isinya tidak berlaku lagi."),
    Why.STOPPED: N_("Penerimanya tidak mau menerima pesan lagi."),
    Why.REPEATED: N_("Pesan yang lebih baru mengatakan hal yang sama."),
    Why.NO_CONSENT: N_("Pemilik nomor belum setuju dikabari lewat pesan."),
    Why.NO_ADDRESS: N_("Tidak ada nomor, e-mail, atau ponsel yang bisa dikirimi."),
    Why.EXHAUSTED: N_("Semua saluran sudah dicoba."),
    Why.TOO_LATE: N_("Warga menulis lebih dari 24 jam yang lalu: WhatsApp tidak menerima jawaban lagi."),
    Why.PERHAPS_SENT: N_("Mungkin sudah terkirim. Tidak diulang supaya warga tidak menerima dua kali."),
    Why.FOR_CLERK: N_("Dikabari petugas sendiri."),
    Why.NO_ACCOUNT: N_("Saluran asal pesan warga tidak punya akun lagi."),
    Why.NO_TEXT: N_("Teksnya tidak bisa ditulis. Beri tahu pengelola sistem."),
    Why.PAUSED: N_("Saluran minta menunggu sebentar."),
}
"""Why a message is moot, reached nobody, or waits."""
BESIDE: Mapping[str, str] = {BY_HAND: N_("Petugas sendiri")}
"""By what messages go that is no channel."""


def channel(say: Wording, name: str | None) -> str:
    """By what a message went: the channel's own name, or that a clerk told."""
    if name is None:
        return ""
    kind = KINDS.get(name)
    return say.text(kind.label if kind else BESIDE.get(name, name))


def channels() -> list[str]:
    """All by which messages may have gone."""
    return [*KINDS, *BESIDE]


def cause(say: Wording, name: str) -> str:
    """What a message is about."""
    return say.text(CAUSES.get(name, name))


def alarm(say: Wording, message: Message) -> str:
    """What an alarm is about, of a message to the office itself."""
    return said_of(str(message.facts.get("alarm", "")), message.facts, say.text)


def mark(message: Message) -> str:
    """How the state of a message is coloured: what a clerk tells by arrangement is no failure."""
    return message.why if message.state == "unreached" and message.why == Why.FOR_CLERK else message.state


def state(say: Wording, message: Message) -> str:
    """How far a message came."""
    return say.text(N_("Untuk petugas") if mark(message) == Why.FOR_CLERK else STATES.get(message.state, message.state))


def why(say: Wording, reason: str | None) -> str:
    """Why a message is moot, or reached nobody; a code that nobody knows stands as it is."""
    return say.text(WHY.get(reason, reason)) if reason else ""
