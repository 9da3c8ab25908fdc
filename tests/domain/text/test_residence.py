"""Kelurahan, RT and RW: any way of writing them is one way of keeping them."""

import pytest

from scheduler.domain.text.residence import (
    LONGEST,
    Residence,
    as_listed,
    is_kelurahan,
    listed_in,
    read_residence,
    rt_and_rw,
    rw_of,
    tidy_kelurahan,
)


@pytest.mark.parametrize("written", ["3", "03", "003", " 003 ", "RT 03", "rt.3", "R.T. 3", "RT: 003", "RT03"])
def test_one_rt_is_written_in_many_ways(written: str) -> None:
    assert rt_and_rw(written) == ("03", None)


@pytest.mark.parametrize("written", ["5", "05", "005", "RW 05", "rw.5", "R.W. 5", "RW005"])
def test_one_rw_is_written_in_many_ways(written: str) -> None:
    assert rw_of(written) == "05"


@pytest.mark.parametrize("written", ["3/5", "003/005", "RT 003 RW 005", "RT.3/RW.5", "RT/RW 003/005", "003 - 005"])
def test_both_numbers_may_stand_in_one_text(written: str) -> None:
    assert rt_and_rw(written) == ("03", "05")


@pytest.mark.parametrize("written", ["", "  ", "0", "000", "000/000", "RT 000"])
def test_where_there_is_none_a_ktp_has_zeros(written: str) -> None:
    assert rt_and_rw(written) == (None, None)


@pytest.mark.parametrize("written", ["dua", "3a", "1234", "RW 5", "RW 5/RT 3", "3/5/7", "-3", "RT", "2172015708650001"])
def test_what_is_no_rt_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="no RT"):
        rt_and_rw(written)


@pytest.mark.parametrize("written", ["RT 5", "3/5", "5b", "1000"])
def test_what_is_no_rw_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="no RT"):
        rw_of(written)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("KEL. KAMPUNG  BUGIS", "Kampung Bugis"),
        ("kelurahan kampung bugis", "Kampung Bugis"),
        (" Kampung BUGIS ", "Kampung Bugis"),
        ("Kelurahan: Melayu", "Melayu"),
        ("batu ix", "Batu IX"),
        ("DESA MA'RANG", "Ma'rang"),
        ("sei-ladi", "Sei-Ladi"),
        ("Kelapa", "Kelapa"),
        ("desa", None),
        ("", None),
    ],
)
def test_a_name_is_spelt_in_one_way(written: str, name: str | None) -> None:
    assert tidy_kelurahan(written) == name


@pytest.mark.parametrize(
    "name",
    [
        "5",
        "2172015708650001",
        "Jalan 29125",
        "Siti 2172 0157 0865 0001",
        "Bugis 0812-3456-7890",
        "Bugis (0771) 123",
        "<b>",
        "Siti@x",
        "x" * (LONGEST + 1),
        "-",
    ],
)
def test_what_is_no_name_is_none(name: str) -> None:
    assert not is_kelurahan(name)


@pytest.mark.parametrize(
    "name", ["Kampung Bugis", "Batu IX", "Ma'rang", "Km 5", "Blok 12 No. 34", "Kelapa Dua (Timur)", "x" * LONGEST]
)
def test_names_are_names(name: str) -> None:
    assert is_kelurahan(name)


def test_a_list_has_each_once_in_the_offices_spelling() -> None:
    listed = listed_in("KEL. SENGGARANG\r\nKampungBugis\n\nkampung bugis\nTanjungpinang Kota")

    assert listed == ["KampungBugis", "Senggarang", "Tanjungpinang Kota"]
    assert as_listed("Tanjung Pinang-Kota", listed) == "Tanjungpinang Kota"
    assert as_listed("Dompak", listed) == "Dompak"


@pytest.mark.parametrize(
    ("residence", "said"),
    [
        (Residence("Kampung Bugis", "03", "05"), "Kampung Bugis, RT/RW 003/005"),
        (Residence("Kampung Bugis", "03"), "Kampung Bugis, RT/RW 003/–"),
        (Residence(rw="105"), "RT/RW –/105"),
        (Residence("Kampung Bugis"), "Kampung Bugis"),
        (Residence(), ""),
    ],
)
def test_it_is_shown_as_a_ktp_prints_it(residence: Residence, said: str) -> None:
    assert str(residence) == said


def test_nothing_has_to_be_said() -> None:
    assert read_residence("", "", "", listed=["Senggarang"]) == (Residence(), {})


def test_each_field_is_told_what_is_wrong_with_it_and_the_others_are_read() -> None:
    assert read_residence("2172015708650001", "dua", "5") == (
        Residence("2172015708650001", None, "05"),
        {"kelurahan": "kelurahan", "rt": "rt"},
    )


def test_the_rw_of_its_own_field_goes_before_that_beside_the_rt() -> None:
    assert read_residence("", "3/5", "")[0] == Residence(None, "03", "05")
    assert read_residence("", "3/5", "6")[0] == Residence(None, "03", "06")


def test_where_there_is_a_list_one_of_it_is_chosen_or_what_is_kept_stays() -> None:
    assert read_residence("kampungbugis", "", "", listed=["Kampung Bugis"]) == (Residence("Kampung Bugis"), {})
    assert read_residence("Dompak", "", "", listed=["Senggarang"])[1] == {"kelurahan": "unlisted"}
    assert read_residence("Dompak", "", "", listed=["Senggarang"], known="Dompak")[1] == {}


def test_what_nobody_sees_is_left_out() -> None:
    assert read_residence("Kampung\u200b Bugis", "", "")[0] == Residence("Kampung Bugis")
