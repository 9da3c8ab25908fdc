"""What may be applied for from home: the first question, and a procedure for each situation, as an office starts with.

All of it is data that the office may change. The checklists follow Perpres 96/2018 (which papers each event needs, and
that no letter of RT, RW or kelurahan is asked for) with Permendagri 108/2019 (its forms, statements in place of papers
that cannot be had) and, for children's cards, Permendagri 2/2016. Where a region asks for more, it adds a line.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.domain.applying.procedure_items import (
    BIRTH,
    DAMAGED,
    EXAMPLES,
    KK,
    KTP,
    MARRIAGE,
    MOVING,
    OLD_CARD,
    OLD_KK,
    PARENT_KTP,
    PHOTO,
    POLICE,
    POWER,
    PROOF,
    Item,
)
from scheduler.domain.refusals import N_

__all__ = ["ASKS", "EXAMPLES", "NOT_FROM_HOME", "PROCEDURES", "RELATIONS", "TOPICS", "Item", "Preset", "relations_of"]

TOPICS: Mapping[str, str] = {
    "ktp": N_("KTP-el (e-KTP)"),
    "kia": N_("Kartu Identitas Anak (KIA)"),
    "kk": N_("Kartu Keluarga"),
    "akta": N_("Akta pencatatan sipil"),
    "moving": N_("Pindah atau baru datang"),
}
"""Answers to the first question, "Apa yang Anda perlukan?"."""
ASKS = N_("Apa yang Anda perlukan?")
RELATIONS: Mapping[str, str] = {
    "holder": N_("Saya sendiri"),
    "parent": N_("Ayah atau ibu"),
    "guardian": N_("Wali"),
    "family": N_("Keluarga satu KK"),
    "proxy": N_("Orang lain dengan surat kuasa"),
}
"""Who applies for the holder."""
FOR_A_CHILD = ("parent", "guardian")
FOR_SOMEBODY = ("family", "proxy")
NOT_BY_HOLDER = frozenset({"akta.mourning"})
"""Procedures whose holder cannot apply."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A procedure of a new office; the fields are those of `db.models.Procedure`, items its checklist in order."""

    code: str
    type: str
    reason: str
    topic: str
    asks: str
    title: str
    items: tuple[Item, ...]
    working_days: int = 3
    for_child: bool = False


CARD_STEPS = (
    N_("Anda mengirim foto berkas dari rumah."),
    N_("Petugas memeriksa. Bila ada yang kurang, kami kabari dan Anda cukup mengirim fotonya lagi."),
    N_("Kartu dicetak. Setelah jadi, Anda memilih hari untuk mengambilnya."),
)
PAPER_STEPS = (
    *CARD_STEPS[:2],
    N_("Dokumen terbit dengan tanda tangan elektronik. Anda bisa mencetaknya sendiri di kertas HVS A4 80 gram."),
)
VISIT_STEPS = (
    *CARD_STEPS[:2],
    N_("Anda memilih hari untuk direkam: foto, sidik jari, dan iris mata. Datang sendiri, tidak bisa diwakilkan."),
)
STEPS: Mapping[str, tuple[str, ...]] = {
    "KTP-el": CARD_STEPS,
    "KIA": CARD_STEPS,
    "KK": PAPER_STEPS,
    "akta": PAPER_STEPS,
    "Perekaman KTP-el": VISIT_STEPS,
}

PROCEDURES: tuple[Preset, ...] = (
    Preset(
        "ktp-el.recording",
        "Perekaman KTP-el",
        "first",
        "ktp",
        N_("Saya belum pernah direkam untuk KTP-el"),
        "Perekaman KTP-el",
        (KK, BIRTH),
    ),
    Preset(
        "ktp-el.first",
        "KTP-el",
        "first",
        "ktp",
        N_("Saya sudah direkam, kartunya belum pernah saya terima"),
        "KTP-el Baru",
        (KK,),
    ),
    Preset("ktp-el.lost", "KTP-el", "lost", "ktp", N_("KTP saya hilang"), "KTP-el Hilang", (POLICE, KK)),
    Preset("ktp-el.damaged", "KTP-el", "damaged", "ktp", N_("KTP saya rusak"), "KTP-el Rusak", (DAMAGED, KK)),
    Preset(
        "ktp-el.changed",
        "KTP-el",
        "changed",
        "ktp",
        N_("Data di KTP saya berubah"),
        "KTP-el Perubahan Data",
        (OLD_CARD, KK, PROOF),
    ),
    Preset(
        "kia.first",
        "KIA",
        "first",
        "kia",
        N_("Anak saya belum punya KIA"),
        "KIA Baru",
        (BIRTH, KK, PARENT_KTP, PHOTO),
        for_child=True,
    ),
    Preset(
        "kia.lost",
        "KIA",
        "lost",
        "kia",
        N_("KIA anak saya hilang"),
        "KIA Hilang",
        (POLICE, KK, PARENT_KTP, PHOTO),
        for_child=True,
    ),
    Preset(
        "kia.damaged",
        "KIA",
        "damaged",
        "kia",
        N_("KIA anak saya rusak"),
        "KIA Rusak",
        (DAMAGED, KK, PARENT_KTP, PHOTO),
        for_child=True,
    ),
    Preset(
        "kk.child",
        "KK",
        "changed",
        "kk",
        N_("Ada anak yang belum tercatat di KK"),
        "KK Tambah Anak",
        (
            OLD_KK,
            Item(
                N_("Surat keterangan lahir atau akta kelahiran anak"),
                N_("Dari rumah sakit, bidan, atau dokter. Nama ibu dan tanggal terbaca."),
                "birth_letter",
            ),
            MARRIAGE,
            KTP,
        ),
    ),
    Preset(
        "kk.first",
        "KK",
        "first",
        "kk",
        N_("Kami baru menikah atau ingin KK sendiri"),
        "KK Baru (Pisah KK)",
        (OLD_KK, MARRIAGE, KTP),
    ),
    Preset(
        "kk.changed",
        "KK",
        "changed",
        "kk",
        N_("Data di Kartu Keluarga saya berubah"),
        "KK Perubahan Data",
        (OLD_KK, PROOF, KTP),
    ),
    Preset("kk.lost", "KK", "lost", "kk", N_("Kartu Keluarga saya hilang"), "KK Hilang", (POLICE, KTP)),
    Preset(
        "kk.damaged",
        "KK",
        "damaged",
        "kk",
        N_("Kartu Keluarga saya rusak"),
        "KK Rusak",
        (Item(N_("Kartu Keluarga yang rusak"), N_("Foto seluruh halaman, walau sobek atau pudar."), "kk"), KTP),
    ),
    Preset(
        "akta.birth",
        "akta",
        "first",
        "akta",
        N_("Anak saya lahir dan belum punya akta"),
        "Akta Kelahiran",
        (
            Item(
                N_("Surat keterangan lahir"),
                N_(
                    "Dari rumah sakit, bidan, atau dokter. Tidak ada? Kirim surat "
                    "pernyataan (SPTJM) kebenaran data kelahiran."
                ),
                "birth_letter",
            ),
            MARRIAGE,
            KK,
            PARENT_KTP,
        ),
        working_days=5,
        for_child=True,
    ),
    Preset(
        "akta.mourning",
        "akta",
        "first",
        "akta",
        N_("Mencatat peristiwa keluarga yang berduka"),
        "Akta Kematian",
        (
            Item(
                N_("Surat keterangan dari rumah sakit, dokter, atau kelurahan"),
                N_("Foto seluruh surat. Nama, tanggal, dan capnya terbaca."),
                "family_letter",
            ),
            KK,
            KTP,
            POWER,
        ),
        working_days=5,
    ),
    Preset(
        "akta.marriage",
        "akta",
        "first",
        "akta",
        N_("Mencatat perkawinan (selain agama Islam)"),
        "Akta Perkawinan",
        (
            Item(
                N_("Surat perkawinan dari pemuka agama"),
                N_("Foto seluruh surat. Tanda tangan dan cap terbaca."),
                "family_letter",
            ),
            Item(
                N_("Pas foto suami dan istri"),
                N_("Berwarna, berdampingan, wajah terlihat jelas."),
                "photo",
                most_pages=2,
            ),
            Item(
                N_("KTP suami dan istri"), N_("Foto bagian depan, satu foto untuk setiap kartu."), "ktp", most_pages=2
            ),
            KK,
            Item(
                N_("Akta kelahiran suami dan istri"), N_("Satu foto untuk setiap akta."), "certificate", optional=True
            ),
        ),
        working_days=5,
    ),
    Preset(
        "akta.lost",
        "akta",
        "lost",
        "akta",
        N_("Akta saya hilang"),
        "Kutipan Kedua Akta (Hilang)",
        (
            POLICE,
            KK,
            KTP,
            Item(
                N_("Fotokopi akta yang hilang"),
                N_("Bila masih ada; mempercepat pencarian."),
                "certificate",
                optional=True,
            ),
        ),
        working_days=5,
    ),
    Preset(
        "akta.damaged",
        "akta",
        "damaged",
        "akta",
        N_("Akta saya rusak"),
        "Kutipan Kedua Akta (Rusak)",
        (Item(N_("Akta yang rusak"), N_("Foto seluruh halaman, walau sobek atau pudar."), "certificate"), KK, KTP),
        working_days=5,
    ),
    Preset(
        "ktp-el.moved_in",
        "KTP-el",
        "moved_in",
        "moving",
        N_("Saya pindah ke sini dan perlu KTP-el baru"),
        "KTP-el Pindah Datang",
        (MOVING, OLD_CARD, KK),
    ),
    Preset(
        "kk.moved_in",
        "KK",
        "moved_in",
        "moving",
        N_("Keluarga saya pindah ke sini dan perlu KK baru"),
        "KK Pindah Datang",
        (MOVING, OLD_KK, KTP),
    ),
)

CARD_FOLLOWS = (
    "a child's card shows what the household card says: that is changed, then the card is made as a damaged one"
)
BY_COURT = "what a certificate says is changed by a ruling of a court, with the original on the table"
NO_MOVE = "a certificate belongs to no place: whoever moves keeps it"
ONCE = "somebody is recorded once; what changes afterwards is a card"
NOT_FROM_HOME: Mapping[tuple[str, str], str] = {
    ("KIA", "changed"): CARD_FOLLOWS,
    ("KIA", "moved_in"): CARD_FOLLOWS,
    ("akta", "changed"): BY_COURT,
    ("akta", "moved_in"): NO_MOVE,
    **{("Perekaman KTP-el", reason): ONCE for reason in ("changed", "moved_in", "damaged", "lost")},
}
"""Type and reason for which no procedure is offered at first, and why not."""


def relations_of(code: str, *, for_child: bool) -> tuple[str, ...]:
    """Who may apply by a procedure, in the order they are asked: a parent or guardian where it is a child's."""
    if for_child:
        return FOR_A_CHILD
    return FOR_SOMEBODY if code in NOT_BY_HOLDER else tuple(RELATIONS)
