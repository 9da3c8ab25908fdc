"""A backup is taken along as a file, which is written down, by who manages the only office and by nobody else."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler.db.models import BackupRun, DeedRow
from scheduler.domain.backup import name_of
from scheduler.flow.upkeep import backups
from tests.conftest import Stopwatch
from tests.scenes.factories import World, at
from tests.web.backup.conftest import PAGE, files, pressed
from tests.web.staff.members import sign_in, text_of


@pytest.mark.postgres("statements")
def test_one_is_taken_along_whole_or_in_parts_and_that_is_written_down(
    client: Any, office: World, tmp_path: Path
) -> None:
    pressed(client, office)
    name = files(tmp_path)[0]
    content = (tmp_path / "backups" / name).read_bytes()

    part = client.get(f"{PAGE}/{name}", headers={"Range": "bytes=1-"})
    whole = client.get(f"{PAGE}/{name}")
    rest = client.get(f"{PAGE}/{name}", headers={"Range": "bytes=1000-"})

    assert (whole.status_code, whole.content) == (200, content)
    assert whole.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert whole.headers["cache-control"] == "no-store"
    assert [(each.status_code, each.content) for each in (part, rest)] == [(206, content[1:]), (206, content[1000:])]
    taken = [(row.about, row.office_id) for row in office.rows(DeedRow) if row.deed == "backup_taken"]
    assert taken == [(name, office.office.id)] * 2  # nearly all of it is no less than all of it


@pytest.mark.parametrize("range_", ["bytes=1-", "bytes=-1000", "Bytes=0-", "bytes=00-", "bytes=5-9,0-4"])
def test_part_is_written_down_wherever_it_begins_and_once_a_day(
    client: Any, office: World, clock: Stopwatch, tmp_path: Path, range_: str
) -> None:
    def taken() -> int:
        return [row.deed for row in office.rows(DeedRow)].count("backup_taken")

    pressed(client, office)
    address = f"{PAGE}/{files(tmp_path)[0]}"

    first = [client.get(address, headers={"Range": range_}).status_code for _ in range(2)], taken()
    clock.now += backups.ONE_TAKING + timedelta(minutes=1)
    sign_in(client, office, name="Sari", role="manager", now=clock.now)
    again = client.get(address, headers={"Range": range_}).status_code, taken()

    assert (first, again) == (([206, 206], 1), (206, 2))


@pytest.mark.parametrize("name", ["giliran.db", "giliran-20200101T000000Z.tar", "..%2Fgiliran.db", ".giliran-backup"])
def test_nothing_else_is_taken_along(client: Any, office: World, tmp_path: Path, name: str) -> None:
    pressed(client, office)

    answer = client.get(f"{PAGE}/{name}")

    assert answer.status_code == 404
    assert "backup_taken" not in {row.deed for row in office.rows(DeedRow)}


# --- who may


@pytest.mark.parametrize("role", ["supervisor", "clerk", "guard"])
def test_others_see_and_take_nothing(client: Any, office: World, clock: Stopwatch, tmp_path: Path, role: str) -> None:
    pressed(client, office)
    sign_in(client, office, name="Ani", role=role, now=clock.now)

    answers = [client.get(PAGE), client.post(PAGE), client.get(f"{PAGE}/{files(tmp_path)[0]}")]

    assert [each.status_code for each in answers] == [403, 403, 403]
    assert len(office.rows(BackupRun)) == 1


def test_manager_of_one_office_of_several_sees_its_age_and_takes_nothing(
    client: Any, office: World, elsewhere: World, clock: Stopwatch, tmp_path: Path
) -> None:
    number = office.database.run(backups.begin, "/backups", by="system", now=clock.now)
    name = name_of(at(9), ".tar")
    office.database.run(backups.succeed, number, backups.Made(name, 1, 0, with_secret=False), now=clock.now)
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / name).write_bytes(b"of all offices")

    page, made, taken = client.get(PAGE), client.post(PAGE), client.get(f"{PAGE}/{name}")

    assert "hanya pengelola server" in text_of(page)
    assert "0 menit" in text_of(page)
    assert not re.search(r"<form[^>]*settings/backup|download", page.text)
    assert (made.status_code, taken.status_code) == (403, 403)
    assert b"of all offices" not in taken.content


def test_who_only_looks_sees_what_there_is_and_takes_nothing(
    client: Any, office: World, clock: Stopwatch, tmp_path: Path
) -> None:
    pressed(client, office)
    sign_in(client, office, name="Bowo", role="auditor", now=clock.now)

    page, made, taken = client.get(PAGE), client.post(PAGE), client.get(f"{PAGE}/{files(tmp_path)[0]}")

    assert "Sudah dibaca ulang seluruhnya: utuh." in text_of(page)
    assert not re.search(r"<form[^>]*settings/backup|download", page.text)
    assert (made.status_code, taken.status_code) == (403, 403)
    assert len(office.rows(BackupRun)) == 1
