from datetime import date

import pytest

from scheduler.domain.text.nik import is_born_on

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
