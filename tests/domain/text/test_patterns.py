"""Texts that an office writes itself: what they may name, and that they reach into nothing."""

import pytest

from scheduler.domain.text.patterns import LONGEST, Broken, faults_of, fill, places

MAY, MUST = ("office", "time", "url"), ("time", "url")
GOOD = "{office}: pukul {time}, {url}."


def test_places_stand_in_their_order_each_as_often_as_it_is_there():
    assert places("{old} jadi {new}, bukan {old}") == ["old", "new", "old"]


def test_places_are_filled_and_what_fills_them_is_not_read_again():
    assert fill("Nomor {ticket}: {bring}", {"ticket": "A-015", "bring": "{url}"}) == "Nomor A-015: {url}"


def test_place_that_nothing_fills_is_an_error():
    with pytest.raises(KeyError):
        fill("{time}", {})


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "}",
        "{}",
        "{ time }",
        "{0}",
        "{time",
        "time}",
        "{{time}}",
        "{time!r}",
        "{time:>9}",
        "{time:{url}}",
        "{office.__class__}",
        "{office[0]}",
        "{office.__init__.__globals__}",
        "{Time}",
        "{time}}",
        "{tïme}",
    ],
)
def test_nothing_but_a_plain_name_stands_in_braces(text: str):
    with pytest.raises(Broken):
        places(text)
    with pytest.raises(Broken):
        fill(text, {"office": "x", "time": "y", "url": "z"})
    assert faults_of(text + GOOD, may=MAY, must=MUST) == {"broken": ""}


def test_text_that_names_what_it_must_is_good():
    assert faults_of(GOOD, may=MAY, must=MUST) == {}


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (" \n", {"missing": ""}),
        ("Datang {jam} dan {nama}, {url}", {"unknown": "jam, nama", "needed": "time"}),
        ("Datang", {"needed": "time, url"}),
        (GOOD + "x" * LONGEST, {"too_long": str(LONGEST)}),
        (GOOD + " Lihat https://x.test/a", {"link": "https://"}),
        (GOOD + " Lihat www.contoh", {"link": "www."}),
        (GOOD + " Lihat bit.ly/abc", {"link": "bit.ly"}),
        (GOOD + " Akta Kematian Anda.", {"unkind": "Kematian"}),
        (GOOD + " Jadwal hangus.", {"unkind": "hangus"}),
    ],
)
def test_text_that_cannot_be_used_says_why(text: str, faults: dict[str, str]):
    assert faults_of(text, may=MAY, must=MUST) == faults


def test_abbreviations_and_amounts_are_no_links():
    assert faults_of(GOOD + " Jl. Merdeka No.1, HVS A4 80 gram. Tidak apa-apa.Ya", may=MAY, must=MUST) == {}
