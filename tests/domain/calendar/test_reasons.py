"""Why an office is shut, as far as it can be said in another language."""

import pytest

from scheduler.domain.calendar.reasons import A_HOLIDAY, HOLIDAYS, JOINT_LEAVE, translatable
from scheduler.flow.calendar.public_holidays import public_holidays


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("Isra Mikraj Nabi Muhammad (perkiraan)", "Isra Mikraj"),
        ("hari raya natal", "Hari Raya Natal"),
        ("Cuti Bersama Hari Raya Natal", JOINT_LEAVE),
        ("Alat perekaman sedang diservis.", "alat perekaman sedang diservis"),
        ("Hari Raya Galungan", A_HOLIDAY),
        ("Libur nasional", A_HOLIDAY),
        ("hari ini listrik padam", None),
        ("listrik padam sampai siang", None),
        ("arisan", None),
        ("", None),
    ],
)
def test_known_reasons_are_found_however_they_are_written(reason: str, said: str | None):
    assert translatable(reason) == said


def test_every_holiday_that_an_office_is_given_has_a_name_of_its_own():
    names = {name for _, name, kind in public_holidays(range(2024, 2031)) if kind == "public"}

    assert {name for name in names if translatable(name) not in HOLIDAYS} == set()
