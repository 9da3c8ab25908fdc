from datetime import date

import pytest

from scheduler.domain.text.nik import birth_date, is_born_on

MAN, WOMAN = "2172011708650003", "2172015708650003"


@pytest.mark.parametrize("nik", [MAN, WOMAN])
def test_birth_date_of_a_nik_is_known(nik: str) -> None:
    assert is_born_on(nik, date(1965, 8, 17))


@pytest.mark.parametrize("born", [date(1965, 8, 18), date(1965, 7, 17), date(1966, 8, 17)])
def test_another_day_is_not_the_birth_date(born: date) -> None:
    assert not is_born_on(WOMAN, born)


def test_nik_knows_no_century() -> None:
    assert is_born_on("2172010501050001", date(2005, 1, 5))
    assert is_born_on("2172010501050001", date(1905, 1, 5))


@pytest.mark.parametrize("nik", ["", "217201570865", "21720157086500034", "217201570865000A", "217201570865000\uff13"])
def test_what_is_no_nik_belongs_to_nobody(nik: str) -> None:
    assert not is_born_on(nik, date(1965, 8, 17))


@pytest.mark.parametrize(
    "written",
    [
        "17-08-1965",
        "17-8-1965",
        " 17/08/1965 ",
        "17.8.1965",
        "17 08 1965",
        "17081965",
        "1965-08-17",
        "17 Agustus 1965",
        "17 August 1965",
        "17 agustus 1965",
        "17-Agt-1965",
        "17 Aug. 1965",
        "17 AGU 1965",
    ],
)
def test_date_is_read_as_people_write_it(written: str) -> None:
    assert birth_date(written) == date(1965, 8, 17)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "17-08-65",
        "17/08/65",
        "17 Agustus 65",
        "31-02-1965",
        "31 Februari 1965",
        "17 Sawal 1965",
        "17 Ag 1965",
        "Agustus 1965",
        "0000-00-00",
        "17081",
        "99999999",
    ],
)
def test_what_is_no_date_is_not_read(written: str) -> None:
    assert birth_date(written) is None


@pytest.mark.parametrize(
    ("month", "number"),
    [
        ("Januari", 1),
        ("Februari", 2),
        ("Maret", 3),
        ("April", 4),
        ("Mei", 5),
        ("Juni", 6),
        ("Juli", 7),
        ("September", 9),
        ("Oktober", 10),
        ("Nopember", 11),
        ("Desember", 12),
        ("May", 5),
        ("Oct", 10),
        ("Dec", 12),
    ],
)
def test_month_is_read_by_its_name(month: str, number: int) -> None:
    assert birth_date(f"1 {month} 1965") == date(1965, number, 1)
