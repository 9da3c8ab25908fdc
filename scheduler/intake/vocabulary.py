"""The words of an export for stages, reasons and channels, and the type's name as it is kept."""

from collections.abc import Mapping

from scheduler.domain.offices.type_book import Kind, TypeBook
from scheduler.domain.stages import DocumentStage as Stage
from scheduler.intake.cells import key_of, text_of
from scheduler.intake.row_faults import (
    CHANNEL_UNKNOWN,
    REASON_UNKNOWN,
    STAGE_MISSING,
    STAGE_UNFIT,
    STAGE_UNKNOWN,
    TYPE_MISSING,
    TYPE_UNKNOWN,
    Doubt,
)
from scheduler.intake.sheet import Cell


def _said(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(","))


STAGES: Mapping[Stage, tuple[str, ...]] = {
    Stage.READY: _said("""
        siap, siap diambil, siap ambil, siap direkam, sudah jadi, jadi, sudah dicetak, sudah cetak, tercetak,
        ready, ready for collection, ready for pickup, ready to collect, ready for recording
    """),
    Stage.IN_PRODUCTION: _said("""
        prr, print ready record, siap cetak, proses, proses cetak, dalam proses, sedang diproses, diproses,
        sedang dicetak, in production, being printed
    """),
    Stage.WAITING_FOR_BLANK: _said("""
        menunggu blangko, menunggu blanko, tunggu blangko, tunggu blanko, blangko kosong, blanko kosong,
        blangko habis, waiting for blank, waiting for blanks
    """),
    Stage.INCOMPLETE: _said("""
        berkas kurang, kurang berkas, berkas belum lengkap, berkas tidak lengkap, belum lengkap, incomplete
    """),
    Stage.RECEIVED: _said("diterima, berkas diterima, terdaftar, baru masuk, received"),
    Stage.COLLECTED: _said("sudah diambil, diambil, telah diambil, sudah diserahkan, diserahkan, collected"),
    Stage.WITHDRAWN: _said("batal, dibatalkan, dicabut, withdrawn, cancelled"),
    Stage.MISPLACED: _said("misplaced"),
    Stage.AT_PARTNER: _said("at partner"),
    Stage.RETURNED: _said("returned"),
}
REASONS: Mapping[str, tuple[str, ...]] = {
    "first": _said("baru, cetak baru, pemula, pertama, first, new"),
    "changed": _said("""
        perubahan, perubahan data, perubahan elemen data, ubah data, ganti data, changed, change, data change,
        changed data
    """),
    "damaged": _said("rusak, penggantian rusak, ganti rusak, damaged"),
    "lost": _said("hilang, penggantian hilang, ganti hilang, kehilangan, lost"),
    "moved_in": _said("pindah datang, kedatangan, datang, moved in"),
}
METHODS: Mapping[str, tuple[str, ...]] = {
    "office": _said("kantor, di kantor, ambil di kantor, diambil, loket, office, counter"),
    "branch": _said("kecamatan, kelurahan, di kecamatan, di kelurahan, branch"),
    "post": _said("pos, kirim, dikirim, kurir, post, mail"),
    "self_print": _said("cetak mandiri, cetak sendiri, mandiri, self print"),
}


def _by_key(words: Mapping[Stage, tuple[str, ...]] | Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {key_of(spelling): str(meaning) for meaning, spellings in words.items() for spelling in spellings}


STAGE_BY_KEY, REASON_BY_KEY, METHOD_BY_KEY = _by_key(STAGES), _by_key(REASONS), _by_key(METHODS)
RECORDING_KEYS = {"siapdirekam", "readyforrecording"}
OF_A_VISIT = {Stage.RECEIVED, Stage.INCOMPLETE, Stage.READY, Stage.COLLECTED, Stage.WITHDRAWN}
"""Stages that make sense where nothing is printed."""


def kind_of(cell: Cell, types: TypeBook) -> Kind:
    """The document type. Raises Doubt for an empty cell and for a type the office does not hand over."""
    if not text_of(cell):
        raise Doubt(TYPE_MISSING)
    code = types.code_of(text_of(cell))
    if code is None:
        raise Doubt(TYPE_UNKNOWN)
    return types.kinds[code]


def title_of(cell: Cell, code: str) -> str:
    """The type as the office wrote it; the code's own spelling where only capitals and dashes differ."""
    text = text_of(cell)
    if key_of(text) == key_of(code):
        return code
    return text.title() if text in (text.upper(), text.lower()) and " " in text else text


def stage_of(cell: Cell, kind: Kind) -> str:
    """The stage of a document of a type. Raises Doubt for no, an unknown or an unfit status."""
    if not text_of(cell):
        raise Doubt(STAGE_MISSING)
    key = key_of(cell)
    stage = STAGE_BY_KEY.get(key)
    if stage is None:
        raise Doubt(STAGE_UNKNOWN)
    fits = key not in RECORDING_KEYS if kind.hands_over else stage in OF_A_VISIT
    if not fits:
        raise Doubt(STAGE_UNFIT)
    return stage


def reason_of(cell: Cell) -> str | None:
    """Why the document was made, None where it is not said. Raises Doubt for a reason nobody knows."""
    key = key_of(cell)
    if text_of(cell) and key not in REASON_BY_KEY:
        raise Doubt(REASON_UNKNOWN)
    return REASON_BY_KEY.get(key)


def method_of(cell: Cell) -> str | None:
    """How the document is handed over, None where that is not said. Raises Doubt for a channel nobody knows."""
    key = key_of(cell)
    if text_of(cell) and key not in METHOD_BY_KEY:
        raise Doubt(CHANNEL_UNKNOWN)
    return METHOD_BY_KEY.get(key)
