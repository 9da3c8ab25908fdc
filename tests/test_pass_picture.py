"""The pass as a picture to keep: what it says stands in it whole, and the QR can be read."""

import io

import zxingcpp
from PIL import Image

from scheduler.board.pass_picture import MARGIN, WIDTH, PassWords, pass_picture

CODE = "7K4M-P2QX-9RD3-FHNT"
WORDS = PassWords("Nomor jadwal", "40-317", "Senin, 30 November 2026", "09.30 WIB", "Disdukcapil Kota Tanjungpinang")
LONG = "Dinas Kependudukan dan Pencatatan Sipil Kabupaten Administrasi Kepulauan Seribu"


def drawn(words: PassWords) -> Image.Image:
    return Image.open(io.BytesIO(pass_picture(CODE, words))).convert("L")


def test_long_name_of_an_office_is_broken_and_not_cut() -> None:
    picture, usual = drawn(PassWords("Nomor jadwal", "40-317", WORDS.day, WORDS.hour, LONG)), drawn(WORDS)

    left, right = picture.crop((0, 0, MARGIN, picture.height)), picture.crop((WIDTH - MARGIN, 0, WIDTH, picture.height))
    assert (left.getextrema(), right.getextrema()) == ((255, 255), (255, 255))
    assert picture.height > usual.height
    assert [read.text for read in zxingcpp.read_barcodes(picture)] == [CODE]


def test_who_has_no_time_reads_the_number_alone() -> None:
    without = drawn(PassWords("Nomor jadwal", "40-317", "", "", WORDS.office))

    assert without.height < drawn(WORDS).height
    assert [read.text for read in zxingcpp.read_barcodes(without)] == [CODE]
