"""Codes of invitations and passes, and the nomor jadwal."""

import hashlib
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.text import codes

KEY, OTHER = b"k" * 32, b"o" * 32


@settings(deadline=None)  # the first call may wait for a busy machine
@given(st.binary(min_size=16, max_size=16))
def test_code_has_four_groups_of_crockfords_alphabet_and_reads_back(salt: bytes):
    code = codes.derive(KEY, "pass", salt)

    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code)
    assert codes.written(codes.read(code)) == code


def test_code_is_known_answer():
    """80 bits of HMAC-SHA256 over purpose, zero byte and salt: codes that were printed must stay what they are."""
    assert codes.derive(b"key", "pass", bytes(16)) == "9654-4ZST-XQWZ-QXWY"


def test_code_depends_on_key_purpose_and_salt():
    made = {
        codes.derive(key, purpose, salt)
        for key in (KEY, OTHER)
        for purpose in ("pass", "invitation")
        for salt in (bytes(16), b"\1" * 16)
    }

    assert len(made) == 8


def test_base32_keeps_every_bit():
    assert codes._base32(bytes(10)) == "0" * 16
    assert codes._base32(b"\xff" * 10) == "Z" * 16
    assert codes._base32(b"\0" * 9 + b"\1") == "0" * 15 + "1"


@pytest.mark.parametrize(
    "typed",
    ["7K4M-P2QX-9RD1-F0NT", "7k4m-p2qx-9rd1-f0nt", "7K4MP2QX9RD1F0NT", " 7K4M P2QX 9RDI FONT\n", "7k4m-p2qx-9rdl-font"],
)
def test_code_is_read_in_any_spelling(typed: str):
    assert codes.read(typed) == "7K4MP2QX9RD1F0NT"


@pytest.mark.parametrize("typed", ["", "7K4M", "7K4M-P2QX-9RD1-F0NTX", "7K4M-P2QX-9RD1-F0NU", "7K4M-P2QX-9RD1-F0N–"])
def test_what_cannot_be_a_code_is_none(typed: str):
    assert codes.read(typed) is None


def test_hash_is_sha256_of_the_sixteen_characters():
    expected = hashlib.sha256(b"7K4MP2QX9RD1F0NT").digest()

    assert codes.hash_of("7K4M-P2QX-9RD1-F0NT") == codes.hash_of("7K4MP2QX9RD1F0NT") == expected


def test_recover_tries_every_key_and_none_fits_a_foreign_hash():
    salt = codes.new_salt()
    code = codes.derive(OTHER, "pass", salt)

    assert codes.recover([KEY, OTHER], "pass", salt, codes.hash_of(code)) == code
    assert codes.recover([KEY], "pass", salt, codes.hash_of(code)) is None
    assert codes.recover([KEY, OTHER], "invitation", salt, codes.hash_of(code)) is None


def test_salts_are_sixteen_bytes_and_never_the_same():
    salts = {codes.new_salt() for _ in range(100)}

    assert len(salts) == 100
    assert {len(salt) for salt in salts} == {16}


def test_shorts_have_five_digits_without_a_leading_zero():
    shorts = {codes.new_short() for _ in range(2000)}

    assert len(shorts) > 1900
    assert all(10_000 <= short <= 99_999 for short in shorts)


@pytest.mark.parametrize("typed", ["40-317", "40317", "40 317", " 40-317 ", "40‑317"])
def test_short_is_read_in_any_spelling(typed: str):
    assert codes.read_short(typed) == 40317


@pytest.mark.parametrize("typed", ["", "4031", "403177", "04031", "4o317", "٤٠٣١٧", "-40317-1"])
def test_what_cannot_be_a_short_is_none(typed: str):
    assert codes.read_short(typed) is None


@settings(deadline=None)
@given(st.integers(10_000, 99_999))
def test_short_written_reads_back(short: int):
    assert codes.read_short(codes.written_short(short)) == short


def test_short_is_written_with_a_hyphen():
    assert codes.written_short(40317) == "40-317"
    assert codes.written_short(10005) == "10-005"


@pytest.mark.parametrize(
    "link",
    [
        "https://antre.example/t/7K4M-P2QX-9RD3-FHNT",
        "http://10.0.0.2:8000/giliran/i/7k4mp2qx9rd3fhnt/",
        " HTTPS://antre.example/t/7K4M-P2QX-9RD3-FHNT?lang=en#qr ",
    ],
)
def test_code_is_read_in_our_own_links(link: str):
    assert codes.read(link) == "7K4MP2QX9RD3FHNT"


@pytest.mark.parametrize(
    "link",
    [
        "https://bank.example/pay/7K4M-P2QX-9RD3-FHNT",
        "https://antre.example/t/7K4M-P2QX-9RD3",
        "antre.example/t/7K4M-P2QX-9RD3-FHNT",
        "https://antre.example/a/7K4M-P2QX-9RD3-FHNT",
    ],
)
def test_other_links_are_no_codes(link: str):
    assert codes.read(link) is None
