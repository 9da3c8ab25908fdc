"""An office's document types by how lists write them."""

import pytest

from scheduler.domain.offices.type_book import PRESETS, Kind, TypeBook

BOOK = TypeBook.of(
    [
        Kind("KTP-el"),
        Kind("akta"),
        Kind("legalisir-kk", names=("Legalisir KK", ""), spellings=("Cap basah", "Akta Kelahiran")),
        Kind("lama", spellings=("Cap Basah", "surat lama"), retired=True),
    ]
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("e-KTP", "KTP-el"),
        (" lama ", "lama"),
        ("LEGALISIR-KK", "legalisir-kk"),
        ("Pengambilan Legalisir KK", "legalisir-kk"),
        ("cap basah", "legalisir-kk"),
        ("akta kelahiran", "legalisir-kk"),
        ("akta kematian", "akta"),
        ("Surat Lama", "lama"),
        ("KIA", None),
        ("Surat Pindah", None),
        ("", None),
    ],
)
def test_offices_own_spellings_go_before_usual_ones(text: str, code: str | None):
    assert BOOK.code_of(text) == code


def test_spelling_of_another_type_is_taken_unless_that_is_retired():
    asked = ["KTP", "surat lama", "cap  basah", "map merah"]

    assert BOOK.taken_spellings(asked, by_others_than="akta") == ["KTP", "cap  basah"]
    assert BOOK.taken_spellings(asked, by_others_than="legalisir-kk") == ["KTP"]


def test_another_process_reads_the_same_book():
    assert TypeBook.read(BOOK.written()) == BOOK


def test_presets_are_known_as_they_were():
    assert [PRESETS.code_of(text) for text in ("Kartu Keluarga", "Perekaman e-KTP", "SKTT")] == [
        "KK",
        "Perekaman KTP-el",
        None,
    ]
    assert [code for code, kind in PRESETS.kinds.items() if kind.has_blank] == ["KTP-el", "KIA"]
