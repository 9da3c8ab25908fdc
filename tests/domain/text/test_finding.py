"""What a text may be, and what names and numbers are found by."""

import pytest

from scheduler.domain.text.finding import Sought, beginnings, kept_tail, read_sought, sought_names, sought_words, tails


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("José", "jose"),
        ("Siti Rahmawati", "RAHMA siti"),
        ("Nur'aini", "nuraini"),
        ("Nur’aini", "Nur'aini"),
        ("NUR AINI", "nur'aini"),
        ("D'Souza, S.H.", "souza"),
        ("Muh.Ali", "ali"),
        ("Wahyuningsihrahayu", "wahyuningsihrahayu"),
        ("Ñoor Aini", "noor"),
        ("Noor", "ÑOOR"),
        ("Zulkíflí", "zulkifli"),
        ("Jeanne d'Arc", "darc"),
        ("Jeanne D’Arc", "d'arc"),
        ("Nur\u02bbaini", "nuraini"),
        ("Sri-Rahayu", "rahayu sri"),
        ("Sri Rahayu", "Sri-Rahayu"),
        ("M. Yusuf", "yus"),
        ("Yusuf, M.", "M. Yusuf"),
        ("Łukasz Bjørn", "lukasz bjorn"),
    ],
)
def test_name_is_found_however_it_is_typed(name: str, typed: str) -> None:
    words = sought_words(typed)

    assert words
    assert set(words) <= beginnings(name)


@pytest.mark.parametrize(
    "spellings",
    [
        ("R.A. Kartini", "RA Kartini", "R A Kartini", "R. A. Kartini", "RA. Kartini", "R.A Kartini"),
        ("Moh. Yamin", "Moh Yamin", "MOH.YAMIN"),
        ("M.Yusuf", "M. Yusuf", "M Yusuf"),
        ("Nur'aini", "Nuraini", "Nur Aini", "NUR\u2019AINI", "Nur-Aini"),
        ("K.H. Abd. Rahman", "KH Abd Rahman"),
        ("Sri Wahyuni Dewi", "Sriwahyuni Dewi", "Sri Wahyunidewi"),
    ],
)
def test_spellings_of_one_name_find_each_other(spellings: tuple[str, ...]) -> None:
    for name in spellings:
        for typed in spellings:
            assert any(set(words) <= beginnings(name) for words in sought_names(typed)), (name, typed)


def test_words_are_read_as_one_only_where_they_stand_side_by_side() -> None:
    assert sought_names("Dewi Sri Wahyuni") == (
        ("dewi", "sri", "wahyuni"),
        ("dewisri", "wahyuni"),
        ("dewi", "sriwahyuni"),
    )
    assert sought_names("d'Arc") == (("darc",), ("arc",))
    assert len(sought_names("satu dua tiga empat lima enam")) == 4
    assert sought_names("S. R") == sought_names("") == ()


def test_other_names_are_not_found() -> None:
    assert not set(sought_words("rahmat")) <= beginnings("Siti Rahmawati", "Andi")


def test_one_letter_is_no_word() -> None:
    assert sought_words("S. R") == ()
    assert beginnings("A", None, "李") == set()


def test_every_name_given_is_indexed() -> None:
    assert beginnings("Siti", "Andi") == {"si", "sit", "siti", "an", "and", "andi"}


def test_last_digits_count_whatever_stands_between_them() -> None:
    assert tails("2172/30-11.0412") == {"0412", "110412", "30110412"}
    assert tails("R/12") == set()


@pytest.mark.parametrize(
    ("tail", "kept"), [("0412", "0412"), ("10412", "0412"), ("0110412", "110412"), ("1" * 12, "1" * 8)]
)
def test_more_digits_than_are_kept_are_looked_up_by_those_that_are(tail: str, kept: str) -> None:
    assert kept_tail(tail) == kept


def test_sixteen_digits_may_be_a_nik() -> None:
    assert read_sought("2172 0112 0385 0001").sixteen == "2172011203850001"


@pytest.mark.parametrize("typed", ["0812-3456-7890", "+62 812 3456 7890", "6281234567890"])
def test_phone_in_any_spelling(typed: str) -> None:
    assert read_sought(typed).phone == "+6281234567890"


def test_number_is_tried_as_typed_and_in_capitals() -> None:
    sought = read_sought(" p-261126-48317 ")

    assert sought.numbers == ("p-261126-48317", "P-261126-48317")
    assert sought.sixteen is sought.phone is sought.tail is None


def test_three_digits_find_too_many() -> None:
    assert read_sought("041").tail is None


def test_label_of_a_shelf_is_nothing_else() -> None:
    assert read_sought("rak b-12") == Sought(shelf="B-12")


def test_name_is_no_number_of_digits() -> None:
    sought = read_sought("Siti Rahmawati")

    assert sought.names == (("siti", "rahmawati"), ("sitirahmawat",))
    assert sought.tail is None


@pytest.mark.parametrize("typed", ["", "  ", "\t"])
def test_nothing_typed_is_nothing_sought(typed: str) -> None:
    assert read_sought(typed) == Sought()
