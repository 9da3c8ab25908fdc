"""Dates and hours of staff's forms: as the office writes them, in every browser, and words where one cannot be read."""

import re
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import BaseModel, Field

from scheduler.domain.refusals import Invalid
from scheduler.web.shared.dated_fields import written
from scheduler.web.shared.forms import parsed, parsed_form

TEMPLATES = Path(__file__).parents[2] / "scheduler" / "templates"


class Noted(BaseModel):
    day: Annotated[date, Field(ge=date(2000, 1, 1))] | None = None
    hour: time | None = None
    at: datetime | None = None
    name: str = ""


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ({"day": "30/11/2026"}, Noted(day=date(2026, 11, 30))),
        ({"day": "30 November 2026"}, Noted(day=date(2026, 11, 30))),
        ({"day": "2026-11-30"}, Noted(day=date(2026, 11, 30))),
        ({"hour": "9.43"}, Noted(hour=time(9, 43))),
        ({"at": "30/11/2026 09.43"}, Noted(at=datetime.combine(date(2026, 11, 30), time(9, 43)))),
        ({"name": "30/11/2026"}, Noted(name="30/11/2026")),
    ],
)
def test_form_reads_what_the_office_writes(typed: dict[str, str], read: Noted) -> None:
    assert parsed_form(Noted, typed) == read


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"day": "30/11/26"}, "Tanggal tidak terbaca. Tulis seperti 30/11/2026 atau 30 November 2026."),
        ({"day": "11/30/2026"}, "Tanggal tidak terbaca. Tulis seperti 30/11/2026 atau 30 November 2026."),
        ({"hour": "24.30"}, "Jam tidak terbaca. Tulis seperti 09.43."),
        ({"at": "besok"}, "Tanggal dan jam tidak terbaca. Tulis seperti 30/11/2026 09.43."),
        ({"day": "x", "hour": "y"}, "Isian belum benar. Periksa lagi lalu kirim ulang."),
        ({"day": "30/11/1999"}, "Isian belum benar. Periksa lagi lalu kirim ulang."),
    ],
)
def test_what_cannot_be_read_is_said_with_an_example(typed: dict[str, str], told: str) -> None:
    with pytest.raises(Invalid) as refused:
        parsed_form(Noted, typed)

    assert refused.value.fitting == told


def test_machine_that_writes_no_iso_is_not_told_to_write_as_people_do() -> None:
    with pytest.raises(Invalid) as refused:
        parsed(Noted, {"day": "30/11/2026"})

    assert refused.value.fitting == Invalid.sentence


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (date(2026, 11, 30), "30/11/2026"),
        (time(9, 43), "09.43"),
        ("2026-11-30", "30/11/2026"),
        ("09:43", "09.43"),
        ("2026-11-30T09:43", "30/11/2026 09.43"),
        ("30 Nov 2026", "30 Nov 2026"),
        ("99:99", "99:99"),
        ("", ""),
        (None, ""),
    ],
)
def test_field_shows_what_the_office_writes(value: object, shown: str) -> None:
    assert written(value) == shown


def test_no_field_is_drawn_in_the_language_of_the_browser() -> None:
    found = {
        path.name
        for path in TEMPLATES.rglob("*.html")
        if re.search(r'type="(date|time|month|week|datetime-local)"', path.read_text())
    }

    assert found == set()
