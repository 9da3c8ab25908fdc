"""What can be wrong with a file, a row or a cell. No sentence repeats a cell: reports are passed around."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from scheduler.domain.refusals import N_

Level = Literal["refused", "warning"]


UNREADABLE: Mapping[str, str] = {
    "folder": N_("{name} adalah folder, bukan berkas."),
    "missing": N_("Berkas {name} tidak ditemukan."),
    "closed": N_("Berkas {name} tidak bisa dibuka. Periksa izinnya."),
    "empty": N_("Berkas ini kosong."),
    "large": N_("Berkas ini terlalu besar. Paling besar {most} MB."),
    "many_rows": N_("Berkas ini berisi lebih dari {most} baris. Bagi menjadi beberapa berkas."),
    "heavy": N_("Berkas ini terlalu berat untuk dibaca. Simpan daftarnya saja sebagai CSV lalu coba lagi."),
    "broken": N_("Berkas ini rusak atau bukan tabel. Simpan ulang sebagai XLSX atau CSV."),
    "locked": N_("Berkas ini dikunci dengan kata sandi. Simpan tanpa kata sandi lalu coba lagi."),
    "web_page": N_("Berkas ini halaman web, bukan tabel. Buka di Excel lalu simpan sebagai XLSX."),
    "no_table": N_("Berkas ini bukan tabel. Pilih berkas CSV atau XLSX."),
    "quote": N_("Tanda kutip di baris {row} tidak berpasangan. Perbaiki lalu coba lagi."),
    "no_header": N_("Baris judul tidak ditemukan. Harus ada kolom No Registrasi, Jenis Dokumen, dan Nama."),
    "no_columns": N_("Kolom ini tidak ditemukan: {columns}."),
}
"""Why a file as a whole cannot be read, and what to do."""


class Unreadable(Exception):
    """The file as a whole cannot be read. `code` is a word of UNREADABLE, `facts` fill its sentence."""

    def __init__(self, code: str, **facts: int | str) -> None:
        super().__init__(UNREADABLE[code].format(**facts))
        self.code = code
        self.facts = facts

    @property
    def message(self) -> str:
        """The sentence without its facts, as it stands in the catalogue."""
        return UNREADABLE[self.code]


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of mistake. A refusal leaves the row out; after a warning the row is taken without the doubtful value."""

    level: Level
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault found in one place: the file's own row number and the header of the column as written there."""

    row: int
    column: str
    fault: Fault
    facts: Mapping[str, int | str] = field(default_factory=dict)

    @property
    def level(self) -> Level:
        return self.fault.level

    @property
    def code(self) -> str:
        return self.fault.code

    @property
    def message(self) -> str:
        return self.fault.message

    @property
    def sentence(self) -> str:
        """The message with its facts, in the source language."""
        return self.message.format(**self.facts)


class Doubt(Exception):
    """A cell whose value cannot be trusted; caught where the row is put together."""

    def __init__(self, fault: Fault, **facts: int | str) -> None:
        super().__init__(fault.code)
        self.fault = fault
        self.facts = facts


FAULTS: dict[str, Fault] = {}
"""Every kind of mistake by its code: what is kept or told of a row names the code alone."""


def refused(code: str, message: str) -> Fault:
    """A fault that leaves the row out."""
    return FAULTS.setdefault(code, Fault("refused", code, message))


def warning(code: str, message: str) -> Fault:
    """A fault after which the row is taken all the same."""
    return FAULTS.setdefault(code, Fault("warning", code, message))


SIGNS_DROPPED = warning(
    "signs_dropped", N_("Ada tanda yang tidak terlihat di sel ini. Tandanya dibuang; periksa tulisannya.")
)
REFERENCE_MISSING = refused("reference_missing", N_("Nomor registrasi kosong."))
REFERENCE_ROUNDED = refused(
    "reference_rounded", N_("Nomor registrasi tersimpan sebagai angka atau tanggal dan bisa berubah. Jadikan teks.")
)
REFERENCE_DIFFERS = refused(
    "reference_differs", N_("Nomor registrasi ini sudah ada di baris {first} dengan isi yang berbeda.")
)
TYPE_MISSING = refused("type_missing", N_("Jenis dokumen kosong."))
TYPE_UNKNOWN = refused("type_unknown", N_("Jenis dokumen ini tidak dilayani kantor ini."))
HOLDER_MISSING = refused("holder_missing", N_("Nama pemilik dokumen kosong."))
STAGE_UNKNOWN = refused("stage_unknown", N_("Status ini tidak dikenal."))
STAGE_UNFIT = refused("stage_unfit", N_("Status ini tidak berlaku untuk jenis dokumen ini."))
CELL_LONG = refused("cell_long", N_("Isi sel ini terlalu panjang."))
CELL_LEFT = warning("cell_left", N_("Isi sel ini terlalu panjang. Isinya tidak dipakai."))
KELURAHAN_UNREADABLE = warning(
    "kelurahan_unreadable", N_("Ini bukan nama kelurahan atau desa. Tulis namanya saja, misalnya Kampung Bugis.")
)
RT_UNREADABLE = warning("rt_unreadable", N_("RT atau RW ini tidak terbaca. Tulis angkanya, misalnya 002/005."))
CELLS_SHIFTED = refused("cells_shifted", N_("Baris ini punya lebih banyak kolom daripada judulnya. Isinya bergeser."))

DUPLICATE = warning("duplicate", N_("Sama dengan baris {first}. Baris ini dilewati."))
STAGE_MISSING = warning("stage_missing", N_("Status kosong."))
NEEDS_NO_BLANK = warning("needs_no_blank", N_("Dokumen ini tidak memakai blangko. Dicatat sebagai sedang diproses."))
NIK_ROUNDED = warning("nik_rounded", N_("NIK tersimpan sebagai angka; Excel membulatkannya. NIK tidak dipakai."))
NIK_LENGTH = warning("nik_length", N_("NIK berisi {digits} angka, seharusnya 16. NIK tidak dipakai."))
NIK_DOUBTFUL = warning("nik_doubtful", N_("NIK ini tidak mungkin benar. NIK tidak dipakai."))
KK_ROUNDED = warning(
    "kk_rounded", N_("Nomor KK tersimpan sebagai angka; Excel membulatkannya. Nomor KK tidak dipakai.")
)
KK_LENGTH = warning("kk_length", N_("Nomor KK berisi {digits} angka, seharusnya 16. Nomor KK tidak dipakai."))
PHONE_MISSING = warning("phone_missing", N_("Nomor HP kosong. Pemohon tidak bisa dikabari lewat ponsel."))
PHONE_NOT_MOBILE = warning("phone_not_mobile", N_("Ini bukan nomor HP. Pemohon tidak bisa dikabari lewat ponsel."))
EMAIL_DOUBTFUL = warning("email_doubtful", N_("Alamat e-mail ini tidak benar. E-mail tidak dipakai."))
REASON_UNKNOWN = warning("reason_unknown", N_("Jenis permohonan ini tidak dikenal. Alasan dicatat tidak diketahui."))
CHANNEL_UNKNOWN = warning("channel_unknown", N_("Cara pengambilan ini tidak dikenal. Dipakai cara yang biasa."))
PLACE_UNKNOWN = warning(
    "place_unknown",
    N_("Tempat ini tidak ada di daftar kantor atau sedang tutup. Dokumen baru dicatat diambil di kantor."),
)
PLACE_NEEDED = warning(
    "place_needed", N_("Tempat pengambilan tidak disebut atau tidak cocok. Dokumen baru dicatat diambil di kantor.")
)
NOT_PRINTABLE = warning(
    "not_printable", N_("Jenis ini tidak bisa dicetak sendiri. Dokumen baru dicatat diambil di kantor.")
)
VISIT_HERE = warning("visit_here", N_("Jenis ini hanya dilayani di kantor. Dokumen baru dicatat di kantor."))
DATE_DOUBTFUL = warning("date_doubtful", N_("Tanggal ini tidak terbaca. Tanggal tidak dipakai."))
DATE_AHEAD = warning("date_ahead", N_("Tanggal ini belum tiba. Tanggal tidak dipakai."))
SHEET_LEFT = warning("sheet_left", N_("Lembar ini tidak dibaca, hanya lembar pertama yang berisi daftar."))
