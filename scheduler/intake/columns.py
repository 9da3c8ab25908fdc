"""Which column is which: the header row of an export, under the names that offices give it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scheduler.domain.refusals import N_
from scheduler.intake.sheet import Cell, Line


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


REQUIRED = ("reference", "type", "holder")
SEARCHED_ROWS = 50
NAMES: Mapping[str, frozenset[str]] = {
    "reference": _words("""
        noregistrasi nomorregistrasi noreg nomorreg noregister nomorregister registrasi nopermohonan
        nomorpermohonan nopendaftaran nomorpendaftaran noresi nomorresi reference referencenumber ref
        registration registrationno registrationnumber applicationno applicationnumber
    """),
    "type": _words("""
        jenisdokumen dokumen jenis namadokumen jenislayanan layanan type document documenttype typeofdocument
    """),
    "holder": _words("""
        nama namalengkap namapemilik namapemilikdokumen pemilik namapenduduk namapemegang holder name fullname
        holdername nameofholder
    """),
    "nik": _words("nik nonik nomornik nomorindukkependudukan nikpemilik holdernik nationalid"),
    "phone": _words("""
        nohp nomorhp hp notelp nomortelp notelepon nomortelepon telepon telp notlp nowa nomorwa wa nowhatsapp
        nomorwhatsapp whatsapp handphone nohandphone nomorhandphone nohpwa nohppemohon kontak phone phoneno
        phonenumber mobile mobilephone mobilenumber
    """),
    "email": _words("email emailpemohon alamatemail surel emailaddress"),
    "kk": _words("""
        nokk nomorkk kk nokartukeluarga nomorkartukeluarga kkno kknumber familycard familycardno
        familycardnumber household
    """),
    "applicant": _words("pemohon namapemohon applicant applicantname nameofapplicant"),
    "reason": _words("jenispermohonan alasan alasanpermohonan reason applicationreason"),
    "channel": _words("carapengambilan pengambilan carapenyerahan penyerahan saluran channel delivery"),
    "place": _words("""
        tempatpengambilan tempatambil lokasipengambilan lokasiambil tempatpenyerahan diambildi place pickupplace
        pickuppoint collectionpoint
    """),
    "shelf": _words("rak norak nomorrak koderak lokasirak shelf rack"),
    "kelurahan": _words("kelurahan kel desa kelurahandesa desakelurahan namakelurahan namadesa village"),
    "rt": _words("rt nort nomorrt rtrw"),
    "rw": _words("rw norw nomorrw"),
    "stage": _words("status statusdokumen statuspermohonan stage"),
    "printed_on": _words("tglcetak tanggalcetak tgldicetak tanggaldicetak printed printedon printdate dateprinted"),
    "note": _words("keterangan ket catatan note notes remark remarks"),
}
FIELD_OF = {name: field for field, names in NAMES.items() for name in names}
SHOWN = {"reference": N_("No Registrasi"), "type": N_("Jenis Dokumen"), "holder": N_("Nama lengkap")}


@dataclass(frozen=True, slots=True)
class Header:
    """The header row: its number in the file, its width, and for each field known the place and the name as written."""

    number: int
    width: int
    places: Mapping[str, int]
    written: Mapping[str, str]

    @property
    def missing(self) -> tuple[str, ...]:
        """Names, in the source language, of the columns without which nothing can be read."""
        return tuple(SHOWN[field] for field in REQUIRED if field not in self.places)


def find_header(lines: Sequence[Line]) -> Header | None:
    """The first row that names all required columns, else the one that names most; None if none names two."""
    headers = [_header(line) for line in lines[:SEARCHED_ROWS]]
    for header in headers:
        if not header.missing:
            return header
    best = max(headers, key=lambda header: len(header.places), default=None)
    return best if best and len(best.places) >= 2 else None


def repeats(line: Line, header: Header) -> bool:
    """Whether a row is the header once more, as on every page of a printed list."""
    place = header.places["reference"]
    return place < len(line.cells) and _field_of(line.cells[place]) == "reference"


def _field_of(cell: Cell) -> str | None:
    return FIELD_OF.get(re.sub(r"[^a-z]", "", cell.casefold())) if isinstance(cell, str) else None


def _header(line: Line) -> Header:
    places: dict[str, int] = {}
    written: dict[str, str] = {}
    width = 0
    for place, cell in enumerate(line.cells):
        if not isinstance(cell, str) or not cell.strip():
            continue
        width = place + 1
        field = _field_of(cell)
        if field and field not in places:
            places[field] = place
            written[field] = " ".join(cell.split())
    return Header(line.number, width, places, written)
