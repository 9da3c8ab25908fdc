"""The door's search for somebody who has nothing with them."""

import logging
from typing import Any

import pytest

from scheduler.db.models import Disclosure
from scheduler.domain.text.codes import written_short
from scheduler.web.shared import throttling
from tests.scenes.factories import World
from tests.web.door.page import kind, post, scan
from tests.web.staff.members import sign_in, text_of

pytestmark = pytest.mark.usefixtures("at_the_door")

WHO = {"name": "siti aminah", "born": "12-03-1985"}


def siti(office: World) -> str:
    return office.booked(9, holder="Siti Aminah", nik="2172015203850001")


def find(client: Any, **asked: str) -> Any:
    return client.post("/door/finds", data=asked)


def test_found_by_name_and_birth_shown_by_initials_and_scanned_by_a_tap(
    client: Any, guarded: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    short = written_short(guarded.booking(siti(guarded)).short)

    page = find(client, **WHO)

    assert (page.status_code, kind(page)) == (200, "found")
    assert f"S.A. 09.00 nomor jadwal {short}" in text_of(page)
    assert "Siti" not in page.text
    assert kind(scan(client, short)) == "come_in"
    assert not [line for line in caplog.messages if "siti" in line.lower() or "1985" in line]


def test_found_by_last_digits(client: Any, guarded: World) -> None:
    code = guarded.booked(9, reference="2172/30112026/0412")

    assert written_short(guarded.booking(code).short) in text_of(find(client, ending="…0412"))


def test_nobody_found_is_said(client: Any, guarded: World) -> None:
    siti(guarded)

    assert "Tidak ada kunjungan hari ini yang cocok." in text_of(find(client, name="siti", born="13-03-1985"))
    assert guarded.rows(Disclosure) == []


@pytest.mark.parametrize(
    "asked", [{}, {"name": "siti"}, {"born": "12-03-1985"}, {"name": "s", "born": "12-03-1985"}, {"ending": "412"}]
)
def test_too_little_is_told_what_is_needed(client: Any, guarded: World, asked: dict[str, str]) -> None:
    page = find(client, **asked)

    assert (page.status_code, kind(page)) == (422, "sought_too_little")
    assert "Isi nama dan tanggal lahir pemilik dokumen" in text_of(page)


def test_searches_are_counted_whatever_they_find(client: Any, guarded: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(throttling.MOST, "door_finds", 2)
    siti(guarded)

    found = [find(client, **WHO).status_code for _ in range(3)]

    assert found == [200, 200, 429]


def test_supervisor_sees_who_searched(client: Any, guarded: World) -> None:
    siti(guarded)
    find(client, **WHO)
    post(client, "/logout")
    sign_in(client, guarded, name="Sari", role="supervisor")

    assert "kunjungan hari ini" in text_of(client.get("/office/disclosures"))
