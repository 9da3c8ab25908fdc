"""What a checklist is made of: an item with what makes it good, and the drawings of examples."""

from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.domain.refusals import N_

EXAMPLES: Mapping[str, str] = {
    "ktp": N_("kartu KTP"),
    "kk": N_("Kartu Keluarga"),
    "police_letter": N_("surat dari polisi"),
    "birth_letter": N_("surat keterangan lahir"),
    "certificate": N_("akta"),
    "photo": N_("pas foto"),
    "damaged_card": N_("kartu rusak"),
    "diploma": N_("ijazah"),
    "marriage_book": N_("buku nikah"),
    "form": N_("formulir"),
    "family_letter": N_("surat keterangan"),
}
"""Drawings in `static/examples`, by the name of their file, and what each shows."""


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a checklist. explains: what makes it good. example: a name of EXAMPLES, or ""; most_pages: 1 up."""

    name: str
    explains: str
    example: str = ""
    optional: bool = False
    most_pages: int = 3


KK = Item(N_("Kartu Keluarga"), N_("Foto seluruh halaman. Nomor KK dan semua nama terbaca."), "kk")
OLD_KK = Item(N_("Kartu Keluarga yang lama"), N_("Foto seluruh halaman, bila masih ada."), "kk")
KTP = Item(
    N_("KTP pemohon"), N_("Foto bagian depan. Keempat sudut terlihat, tanpa pantulan lampu."), "ktp", most_pages=2
)
PARENT_KTP = Item(N_("KTP ayah dan ibu"), N_("Foto bagian depan, satu foto untuk setiap kartu."), "ktp", most_pages=2)
OLD_CARD = Item(
    N_("KTP-el yang lama"), N_("Foto bagian depan. Kartu aslinya dibawa saat mengambil."), "ktp", most_pages=2
)
DAMAGED = Item(N_("Kartu yang rusak"), N_("Foto depan dan belakang, walau sudah retak atau pudar."), "damaged_card")
POLICE = Item(
    N_("Surat kehilangan dari polisi"), N_("Foto seluruh surat. Nomor surat dan capnya terbaca."), "police_letter"
)
BIRTH = Item(N_("Akta kelahiran"), N_("Foto seluruh halaman. Nomor akta terbaca."), "certificate")
PHOTO = Item(
    N_("Pas foto anak"),
    N_("Hanya untuk anak 5 tahun ke atas: wajah dari depan, latar polos."),
    "photo",
    optional=True,
    most_pages=1,
)
MARRIAGE = Item(
    N_("Buku nikah atau akta perkawinan"),
    N_("Foto halaman yang memuat nama suami dan istri."),
    "marriage_book",
    most_pages=4,
)
PROOF = Item(
    N_("Bukti perubahan data"),
    N_("Misalnya ijazah, akta, surat nikah, atau keterangan kerja yang memuat data baru."),
    "diploma",
    most_pages=5,
)
MOVING = Item(
    N_("Surat pindah (SKPWNI) dari daerah asal"), N_("Foto seluruh surat, atau berkas PDF yang Anda terima."), "form"
)
POWER = Item(
    N_("Surat kuasa"),
    N_("Hanya bila Anda mengurus untuk orang lain di luar keluarga."),
    "form",
    optional=True,
    most_pages=2,
)
