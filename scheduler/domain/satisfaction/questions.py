"""What the survey asks: the nine elements of the regulation, each with four answers, and who answers, if they like.

The words of elements, questions and answers are those of the annex of Permenpan RB 14/2017; an answer's score is its
place, from 1 to 4. Its form asks about equipment before complaints; here questions stand in the order of the elements.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scheduler.domain.refusals import N_

SCORES = (1, 2, 3, 4)
_FITS = (N_("Tidak sesuai"), N_("Kurang sesuai"), N_("Sesuai"), N_("Sangat sesuai"))


@dataclass(frozen=True, slots=True)
class Element:
    """An element of the service (U1 to U9): its name, how it is asked about, and the answers from score 1 to 4."""

    number: int
    name: str
    question: str
    answers: Sequence[str]

    @property
    def key(self) -> str:
        """What it is called in forms and tables: u1."""
        return f"u{self.number}"


@dataclass(frozen=True, slots=True)
class Trait:
    """Something of who answers, by which publications count them. answers: by the word that is kept."""

    name: str
    question: str
    answers: Mapping[str, str]


ELEMENTS: Sequence[Element] = (
    Element(
        1,
        N_("Persyaratan"),
        N_("Bagaimana pendapat Saudara tentang kesesuaian persyaratan pelayanan dengan jenis pelayanannya?"),
        _FITS,
    ),
    Element(
        2,
        N_("Sistem, mekanisme, dan prosedur"),
        N_("Bagaimana pemahaman Saudara tentang kemudahan prosedur pelayanan di unit ini?"),
        (N_("Tidak mudah"), N_("Kurang mudah"), N_("Mudah"), N_("Sangat mudah")),
    ),
    Element(
        3,
        N_("Waktu penyelesaian"),
        N_("Bagaimana pendapat Saudara tentang kecepatan waktu dalam memberikan pelayanan?"),
        (N_("Tidak cepat"), N_("Kurang cepat"), N_("Cepat"), N_("Sangat cepat")),
    ),
    Element(
        4,
        N_("Biaya/tarif"),
        N_("Bagaimana pendapat Saudara tentang kewajaran biaya/tarif dalam pelayanan?"),
        (N_("Sangat mahal"), N_("Cukup mahal"), N_("Murah"), N_("Gratis")),
    ),
    Element(
        5,
        N_("Produk spesifikasi jenis pelayanan"),
        N_(
            "Bagaimana pendapat Saudara tentang kesesuaian produk pelayanan antara yang tercantum dalam standar "
            "pelayanan dengan hasil yang diberikan?"
        ),
        _FITS,
    ),
    Element(
        6,
        N_("Kompetensi pelaksana"),
        N_("Bagaimana pendapat Saudara tentang kompetensi/kemampuan petugas dalam pelayanan?"),
        (N_("Tidak kompeten"), N_("Kurang kompeten"), N_("Kompeten"), N_("Sangat kompeten")),
    ),
    Element(
        7,
        N_("Perilaku pelaksana"),
        N_("Bagaimana pendapat Saudara tentang perilaku petugas dalam pelayanan terkait kesopanan dan keramahan?"),
        (
            N_("Tidak sopan dan ramah"),
            N_("Kurang sopan dan ramah"),
            N_("Sopan dan ramah"),
            N_("Sangat sopan dan ramah"),
        ),
    ),
    Element(
        8,
        N_("Penanganan pengaduan, saran, dan masukan"),
        N_("Bagaimana pendapat Saudara tentang penanganan pengaduan pengguna layanan?"),
        (
            N_("Tidak ada"),
            N_("Ada tetapi tidak berfungsi"),
            N_("Berfungsi kurang maksimal"),
            N_("Dikelola dengan baik"),
        ),
    ),
    Element(
        9,
        N_("Sarana dan prasarana"),
        N_("Bagaimana pendapat Saudara tentang kualitas sarana dan prasarana?"),
        (N_("Buruk"), N_("Cukup"), N_("Baik"), N_("Sangat baik")),
    ),
)
"""U1 to U9 of the regulation."""

SEX, AGE, EDUCATION, WORK = "sex", "age", "education", "work"
TRAITS: Sequence[Trait] = (
    Trait(SEX, N_("Jenis kelamin"), {"male": N_("Laki-laki"), "female": N_("Perempuan")}),
    Trait(
        AGE,
        N_("Usia"),
        {
            "to-19": N_("Sampai 19 tahun"),
            "20-29": N_("20-29 tahun"),
            "30-39": N_("30-39 tahun"),
            "40-49": N_("40-49 tahun"),
            "50-59": N_("50-59 tahun"),
            "from-60": N_("60 tahun ke atas"),
        },
    ),
    Trait(
        EDUCATION,
        N_("Pendidikan terakhir"),
        {
            "primary": N_("SD atau belum tamat"),
            "junior": N_("SMP"),
            "senior": N_("SMA/SMK"),
            "diploma": N_("D-I sampai D-III"),
            "bachelor": N_("D-IV/S-1"),
            "master": N_("S-2"),
            "doctor": N_("S-3"),
        },
    ),
    Trait(
        WORK,
        N_("Pekerjaan"),
        {
            "civil": N_("PNS/ASN"),
            "army": N_("TNI"),
            "police": N_("Polri"),
            "private": N_("Pegawai swasta"),
            "own": N_("Wirausaha"),
            "other": N_("Lainnya"),
        },
    ),
)
"""What the regulation's form asks of the respondent, each optional here; ages in groups instead of a number."""
