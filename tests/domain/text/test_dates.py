from datetime import date, datetime, time

import pytest

from scheduler.domain.text.dates import (
    read_date,
    read_hour,
    read_moment,
    written_date,
    written_hour,
    written_moment,
)


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
    assert read_date(written) == date(1965, 8, 17)


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
    assert read_date(written) is None


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
    assert read_date(f"1 {month} 1965") == date(1965, number, 1)


@pytest.mark.parametrize("written", ["09.43", "9.43", "09:43", "0943", " 9:43 "])
def test_hour_is_read_as_people_write_it(written: str) -> None:
    assert read_hour(written) == time(9, 43)


@pytest.mark.parametrize("written", ["", "24.00", "9.60", "9", "9.4", "09.43 PM", "09,43", "09.43.10", "٠٩.٤٣"])
def test_what_is_no_hour_of_the_day_is_none(written: str) -> None:
    assert read_hour(written) is None


@pytest.mark.parametrize(
    "written",
    ["30/11/2026 09.43", "30 November 2026, 9.43", "30-11-2026 pukul 09:43", "2026-11-30T09:43", "30112026 09.43"],
)
def test_moment_is_a_date_and_an_hour(written: str) -> None:
    assert read_moment(written) == datetime.combine(date(2026, 11, 30), time(9, 43))


@pytest.mark.parametrize(
    "written", ["", "30/11/2026", "09.43", "30/11/2026 0943", "31/11/2026 09.43", "30/11/2026 25.00"]
)
def test_what_is_no_moment_is_none(written: str) -> None:
    assert read_moment(written) is None


def test_what_is_written_is_read_again() -> None:
    moment = datetime.combine(date(2026, 3, 7), time(8, 5))

    written = (written_date(moment.date()), written_hour(moment.time()), written_moment(moment))

    assert written == ("07/03/2026", "08.05", "07/03/2026 08.05")
    assert (read_date(written[0]), read_hour(written[1]), read_moment(written[2])) == (
        moment.date(),
        moment.time(),
        moment,
    )
