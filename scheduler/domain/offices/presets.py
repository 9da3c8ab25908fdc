"""What a new office starts with: services, document types, what to bring and to hand back, opening hours, counters.

All of it is data that the office may change afterwards.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import time
from typing import Literal

from scheduler.domain.calendar.calendar import FRIDAY, Hours
from scheduler.domain.custody.collecting import FAMILY_CARD, HOLDER, KINDS, WITHOUT_HOLDER, usual_bring
from scheduler.domain.refusals import N_


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


Reason = Literal["first", "changed", "moved_in", "damaged", "lost"]
REASONS: tuple[Reason, ...] = ("first", "changed", "moved_in", "damaged", "lost")
POLICE_LETTER = N_("surat kehilangan dari polisi")
APPLICANTS_KTP, PARENTS_KTP = N_("KTP pemohon"), N_("KTP salah satu orang tua")
OLD_KTP, DAMAGED_KTP = N_("KTP lama"), N_("KTP yang rusak")
OLD_KIA, DAMAGED_KIA = N_("KIA lama"), N_("KIA yang rusak")
BIRTH = N_("akta kelahiran anak")
RECEIPT = N_("resi")
KTP_EL, KIA, KK, AKTA = "KTP-el", "KIA", "KK", "akta"
MOVING_LETTER, BIODATA, STATEMENT, RESIDENCE_LETTER = "SKPWNI", "biodata", "suket", "SKTT"
IKD, CERTIFIED_COPY = "IKD", "legalisir"
PERSON, CHILD, HOUSEHOLD = WHOSE = ("person", "child", "household")
"""Whose a document may be: what is a household's belongs to nobody alone, and for what is a child's a parent comes."""


@dataclass(frozen=True, slots=True)
class Service:
    """A queue of an office, with the letter its numbers begin with."""

    letter: str
    name: str


@dataclass(frozen=True, slots=True)
class Need:
    """What a citizen brings to the counter; whether an old card is taken back there, or a police letter's number asked
    for.
    """

    bring: tuple[str, ...]
    takes_back: bool = False
    asks_letter: bool = False


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A kind of document: its service's letter, minutes and units of work, and what belongs to fetching it.

    hands_over: False for a visit with nothing to fetch. collectors: who may fetch it, words of `collecting.KINDS`.
    channel: "office" or "self_print". material: the blank form it is printed on, None for plain paper. whose: a word of
    WHOSE.
    """

    code: str
    service: str
    minutes: int
    units: int
    hands_over: bool
    collectors: tuple[str, ...]
    channel: Literal["office", "self_print"]
    material: str | None
    needs: Mapping[str, Need]
    whose: str = PERSON

    def need(self, reason: str | None) -> Need:
        """What the reason asks for; an unknown one asks for the same as changed data."""
        return self.needs.get(reason or "changed", self.needs["changed"])

    @property
    def self_collect(self) -> bool:
        """Whether the holder may come in person."""
        return HOLDER in self.collectors

    @property
    def collector_bring(self) -> dict[str, list[str]]:
        """What each kind of collector brings besides what the document itself asks for."""
        return {kind: list(usual_bring(kind, holder_may_come=self.self_collect)) for kind in self.collectors}


SERVICES = (
    Service("A", N_("Pengambilan KTP-el dan KIA")),
    Service("B", N_("Pengambilan KK dan akta")),
    Service("C", N_("Perekaman KTP-el")),
)
LETTERS = frozenset(service.letter for service in SERVICES)


def _same(*bring: str) -> dict[str, Need]:
    return {reason: Need(bring) for reason in REASONS}


TYPES = (
    DocumentType(
        KTP_EL,
        "A",
        minutes=5,
        units=1,
        hands_over=True,
        collectors=KINDS,
        channel="office",
        material="blangko KTP-el",
        needs={
            "first": Need((RECEIPT,)),
            "changed": Need((OLD_KTP,), takes_back=True),
            "moved_in": Need((OLD_KTP,), takes_back=True),
            "damaged": Need((DAMAGED_KTP,), takes_back=True),
            "lost": Need((POLICE_LETTER,), asks_letter=True),
        },
    ),
    DocumentType(
        KIA,
        "A",
        minutes=4,
        units=1,
        hands_over=True,
        collectors=WITHOUT_HOLDER,
        channel="office",
        material="blangko KIA",
        needs={
            "first": Need((BIRTH, PARENTS_KTP)),
            "changed": Need((OLD_KIA,), takes_back=True),
            "moved_in": Need((OLD_KIA,)),
            "damaged": Need((DAMAGED_KIA,), takes_back=True),
            "lost": Need((POLICE_LETTER,), asks_letter=True),
        },
        whose=CHILD,
    ),
    DocumentType(
        KK,
        "B",
        minutes=5,
        units=1,
        hands_over=True,
        collectors=KINDS,
        channel="self_print",
        material=None,
        needs={**_same(APPLICANTS_KTP), "lost": Need((POLICE_LETTER,))},
        whose=HOUSEHOLD,
    ),
    DocumentType(
        AKTA,
        "B",
        minutes=5,
        units=1,
        hands_over=True,
        collectors=WITHOUT_HOLDER,
        channel="self_print",
        material=None,
        needs=_same(APPLICANTS_KTP, RECEIPT),
    ),
    DocumentType(
        "Perekaman KTP-el",
        "C",
        minutes=10,
        units=2,
        hands_over=False,
        collectors=(HOLDER,),
        channel="office",
        material=None,
        needs=_same(FAMILY_CARD, N_("akta kelahiran atau ijazah")),
    ),
)
MORE_TYPES = (
    DocumentType(
        MOVING_LETTER,
        "B",
        minutes=5,
        units=1,
        hands_over=True,
        collectors=KINDS,
        channel="self_print",
        material=None,
        needs=_same(APPLICANTS_KTP, FAMILY_CARD),
        whose=HOUSEHOLD,
    ),
    DocumentType(
        BIODATA,
        "B",
        minutes=5,
        units=1,
        hands_over=True,
        collectors=KINDS,
        channel="self_print",
        material=None,
        needs=_same(APPLICANTS_KTP),
    ),
    DocumentType(
        STATEMENT,
        "B",
        minutes=5,
        units=1,
        hands_over=True,
        collectors=KINDS,
        channel="office",
        material=None,
        needs={**_same(FAMILY_CARD), "lost": Need((POLICE_LETTER,), asks_letter=True)},
    ),
    DocumentType(
        RESIDENCE_LETTER,
        "B",
        minutes=5,
        units=1,
        hands_over=True,
        collectors=KINDS,
        channel="office",
        material=None,
        needs={
            **_same(N_("paspor"), N_("izin tinggal terbatas (ITAS)")),
            "lost": Need((POLICE_LETTER,), asks_letter=True),
        },
    ),
    DocumentType(
        IKD,
        "C",
        minutes=10,
        units=2,
        hands_over=False,
        collectors=(HOLDER,),
        channel="office",
        material=None,
        needs=_same(N_("KTP-el"), N_("ponsel dengan nomor dan e-mail sendiri")),
    ),
    DocumentType(
        CERTIFIED_COPY,
        "B",
        minutes=5,
        units=1,
        hands_over=False,
        collectors=KINDS,
        channel="office",
        material=None,
        needs=_same(N_("dokumen asli"), N_("fotokopi yang akan dilegalisir")),
    ),
)
"""What many offices offer besides, each in the service that fits where an office has no other."""
CATALOGUE: Mapping[str, DocumentType] = {kind.code: kind for kind in (*TYPES, *MORE_TYPES)}
TYPE_BY_CODE: Mapping[str, DocumentType] = {kind.code: kind for kind in TYPES}


def _week(monday: Hours, friday: Hours) -> tuple[Hours, ...]:
    """Five days: Monday's hours up to Thursday."""
    return *(replace(monday, weekday=weekday) for weekday in range(FRIDAY)), friday


HALF_PAST_ELEVEN, NOON, HALF_PAST_NOON, ONE, THREE = time(11, 30), time(12), time(12, 30), time(13), time(15)
HOURS = _week(Hours(0, time(8), THREE, NOON, ONE), Hours(FRIDAY, time(8), THREE, HALF_PAST_ELEVEN, ONE))


@dataclass(frozen=True, slots=True)
class HoursPreset:
    """A set of weekly hours that an office may choose, and what people call it. Its rows have no dates."""

    name: str
    rows: tuple[Hours, ...]


HOURS_PRESETS: Mapping[str, HoursPreset] = {
    "usual": HoursPreset(N_("Jam layanan biasa"), HOURS),
    "friday_long": HoursPreset(
        N_("Jam layanan biasa, istirahat Jumat dua jam"),
        _week(Hours(0, time(8), THREE, NOON, ONE), Hours(FRIDAY, time(8), THREE, time(11), ONE)),
    ),
    "perpres_21_2023": HoursPreset(
        N_("Jam kerja Perpres 21/2023"),
        _week(
            Hours(0, time(7, 30), time(16), NOON, ONE),
            Hours(FRIDAY, time(7, 30), time(16, 30), HALF_PAST_ELEVEN, ONE),
        ),
    ),
    "ramadan": HoursPreset(
        N_("Jam kerja Ramadan, Perpres 21/2023"),
        _week(
            Hours(0, time(8), THREE, NOON, HALF_PAST_NOON),
            Hours(FRIDAY, time(8), time(15, 30), HALF_PAST_ELEVEN, HALF_PAST_NOON),
        ),
    ),
}
"""Perpres 21/2023, article 4, gives the sums: 37.5 hours a week from 07.30, with a break of 60 minutes, on Fridays 90;
in Ramadan 32.5 hours from 08.00, with 30 minutes, on Fridays 60. When a day ends and a break begins each office decides
for itself; here every day is equally long. These are hours of work: those in which the public is served may be shorter.
"""

PUBLIC_NAMES: Mapping[str, str] = {
    "KTP-el": N_("KTP-el"),
    "KIA": N_("Kartu Identitas Anak"),
    "KK": N_("Kartu Keluarga"),
    "akta": N_("akta pencatatan sipil"),
    "Perekaman KTP-el": N_("Perekaman KTP-el"),
    MOVING_LETTER: N_("Surat Keterangan Pindah"),
    BIODATA: N_("Biodata Penduduk"),
    STATEMENT: N_("Surat Keterangan Pengganti KTP-el"),
    RESIDENCE_LETTER: N_("Surat Keterangan Tempat Tinggal"),
    IKD: N_("Aktivasi Identitas Kependudukan Digital"),
    CERTIFIED_COPY: N_("Legalisir Dokumen"),
}
"""What citizens read for a type. Never says which akta it is: that may be a death or a divorce."""
SHORT_NAMES: Mapping[str, str] = {
    **PUBLIC_NAMES,
    KIA: N_("KIA"),
    KK: N_("KK"),
    AKTA: N_("akta"),
    MOVING_LETTER: N_("surat pindah"),
    BIODATA: N_("biodata"),
    STATEMENT: N_("suket"),
    RESIDENCE_LETTER: N_("SKTT"),
    IKD: N_("aktivasi IKD"),
    CERTIFIED_COPY: N_("legalisir"),
}
"""Where several are counted in one line; of an akta no more than elsewhere."""


def counter_services(number: int, *, counters: int, letters: Collection[str] = LETTERS) -> frozenset[str]:
    """Letters that a new counter `number` of `counters` takes, of those that the office has.

    Of the presets A and B up to the third, C from the fourth on; where there is no fourth, the last takes C too. What
    an office has added every new counter takes, and all there is where nothing of the presets is left for it.
    """
    usual = frozenset("C") if number > 3 else LETTERS if number == counters else frozenset("AB")
    own = frozenset(letters)
    return (usual & own) | (own - LETTERS) or own


SPELLINGS: Mapping[str, frozenset[str]] = {
    "KTP-el": _words("""
        ktp ektp ktpe ktpel ektpel ktpelektronik kartutandapenduduk kartutandapendudukelektronik idcard
        identitycard electronicidcard eidcard kartutandapendudukktp
    """),
    "KIA": _words("""
        kia kartuidentitasanak kartukia kartuidentitasanakkia childidcard childidentitycard childcard
    """),
    "KK": _words("kk kartukeluarga kartukk kkkartukeluarga kartukeluargakk familycard householdcard"),
    "akta": _words("""
        birthcertificate deathcertificate marriagecertificate divorcecertificate civilcertificate
        civilregistrycertificate certificate
    """),
    "Perekaman KTP-el": _words("perekaman rekam rekaman recording biometricrecording idcardrecording ktprecording"),
    MOVING_LETTER: _words("""
        skpwni skp skpindah suratpindah suratketeranganpindah suratketeranganpindahwni keteranganpindah pindahkeluar
        movingletter
    """),
    BIODATA: _words("biodata biodatawni biodatapenduduk biodatapendudukwni"),
    STATEMENT: _words("suket suketktp suketktpel suratketeranganpenggantiktpel suratketeranganpenggantiktp"),
    RESIDENCE_LETTER: _words("sktt suratketerangantempattinggal residenceletter"),
    IKD: _words("ikd aktivasiikd identitaskependudukandigital aktivasiidentitaskependudukandigital digitalid"),
    CERTIFIED_COPY: _words("legalisir legalisasi legalisirdokumen legalisirakta legalisirkk certifiedcopy"),
}
FILLERS = _words("cetak pencetakan penerbitan pengambilan pembuatan dokumen kutipan")
AKTA_WORDS = _words("""
    akta akte kelahiran lahir kematian mati perkawinan kawin pernikahan nikah perceraian cerai pengakuan
    pengesahan pengangkatan adopsi anak umum terlambat pencatatan sipil capil
""")


WHICH_AKTA = AKTA_WORDS - _words("akta akte anak umum terlambat pencatatan sipil capil") | _words(
    "birth death marriage divorce adoption"
)


def says_which_akta(text: str) -> bool:
    """Whether a name would tell everybody which akta somebody fetches: that may be a death or a divorce."""
    return not WHICH_AKTA.isdisjoint(spelled(text))


def spelled(text: str) -> tuple[str, ...]:
    """The words of a spelling that tell one type from another: without capitals, dashes and words such as "cetak"."""
    words = re.findall(r"[a-z0-9]+", text.casefold())
    return tuple(word for word in words if word not in FILLERS) or tuple(words)


def type_of(text: str) -> str | None:
    """The code of a document type from any spelling an office uses; None for what is in no catalogue."""
    words = spelled(text)
    if words and words[0] in {"akta", "akte"} and AKTA_WORDS.issuperset(words):
        return AKTA
    joined = "".join(words)
    for code, spellings in SPELLINGS.items():
        if joined in spellings:
            return code
    if words and words[0] in {"perekaman", "rekam"} and "".join(words[1:]) in SPELLINGS["KTP-el"]:
        return "Perekaman KTP-el"
    return None
