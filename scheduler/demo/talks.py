"""What citizens of the demonstration write by WhatsApp, and what becomes of it: all of it invented."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that happened, so many minutes before the demonstration begins."""

    ago: int
    who: Literal["citizen", "clerk", "closed"]
    text: str = ""
    pictures: tuple[str, ...] = ()
    """What stands on the specimens that come with it."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation of somebody whose document stands at a stage."""

    stage: str
    turns: tuple[Turn, ...]


HOUR = 60
TALKS = (
    Talk("ready", (Turn(5, "citizen", "Selamat pagi. KTP saya boleh diambil anak saya? Saya sedang sakit."),)),
    Talk("waiting_for_blank", (Turn(3 * HOUR, "citizen", "Kapan blangkonya ada? Saya perlu untuk melamar kerja."),)),
    Talk("ready", (Turn(25 * HOUR, "citizen", "Tautannya tidak bisa dibuka di ponsel saya"),)),
    Talk(
        "ready",
        (
            Turn(70, "citizen", "KK saya bisa diambil sekalian dengan KTP?"),
            Turn(62, "clerk", "Bisa, kalau keduanya sudah jadi. Boleh kami tahu nomor registrasi KK-nya?"),
            Turn(38, "citizen", "Nomornya sudah saya kirim lewat tautan. Jadi hari apa saya datang?"),
        ),
    ),
    Talk(
        "collected",
        (
            Turn(21 * HOUR, "citizen", "Alamat di KTP baru saya sudah benar, terima kasih"),
            Turn(20 * HOUR + 40, "clerk", "Sama-sama. Bila ada yang keliru, hubungi kami paling lambat 7 hari."),
            Turn(20 * HOUR + 39, "closed"),
        ),
    ),
    Talk("in_production", (Turn(45, "citizen", "setatus"),)),
    Talk("ready", (Turn(12, "citizen", "KTP istri saya hilang, ini surat polisi dan KK", ("SURAT KEHILANGAN", "KK")),)),
)
"""Waiting five minutes, three hours, longer than WhatsApp takes free words; a clerk's; closed; answered by itself;
with pictures that can become an application.
"""

ANSWERS = (
    ("Surat kuasa", "Boleh diwakilkan. Yang mewakili membawa surat kuasa, KTP-nya sendiri, dan resi Anda."),
    ("Ambil KIA", "KIA diambil oleh ayah, ibu, atau wali. Silakan bawa akta kelahiran anak dan KTP Anda."),
)
"""Ready answers of the office's own, beside the usual ones."""
