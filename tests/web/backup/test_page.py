"""The page of backups: how old the last one is, one more now, those to take along; for who manages the only office."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler.db.models import BackupRun, Staff
from scheduler.domain.backup import Why, name_of
from scheduler.flow.upkeep import backups
from tests.conftest import Stopwatch
from tests.scenes.factories import World, at
from tests.web.backup.conftest import PAGE, files, pressed
from tests.web.staff.members import sign_in, text_of

WORDS = "kuda hijau makan roti"


@pytest.mark.postgres("statements")
def test_button_makes_one_and_the_page_says_that_it_is_whole(client: Any, office: World, tmp_path: Path) -> None:
    before = text_of(client.get(PAGE))

    answer = pressed(client, office)

    page = client.get(PAGE)
    assert "Belum ada cadangan." in before
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    assert files(tmp_path) == [name_of(at(9), ".tar")]
    assert "Sudah dibaca ulang seluruhnya: utuh." in text_of(page)
    assert "Tidak berisi kunci rahasia." in text_of(page)
    assert str(tmp_path / "backups") in page.text
    assert "(sudah lama" not in page.text
    assert [run.by for run in office.rows(BackupRun)] == [f"staff:{_sari_of(office)}"]


def test_page_reloads_by_itself_while_one_is_made(client: Any, office: World, clock: Stopwatch) -> None:
    number = office.database.run(backups.begin, "/backups", by="system", now=clock.now)
    office.database.run(backups.beat, number, 40, now=clock.now)

    page, second = client.get(PAGE), client.post(PAGE)

    assert "Sedang dibuat: 40 persen" in text_of(page)
    assert f'<meta http-equiv="refresh" content="4;url={PAGE}">' in page.text
    assert 'name="passphrase"' not in page.text  # what is typed would be gone when the page loads itself again
    assert second.status_code == 409
    assert "Cadangan sedang dibuat." in text_of(second)


@pytest.mark.parametrize(
    ("why", "said"), [(Why.NO_ROOM, "Disk tempat cadangan hampir penuh."), (Why.INTERRUPTED, "Pembuatannya terputus")]
)
def test_failure_is_said_with_what_to_do(client: Any, office: World, clock: Stopwatch, why: Why, said: str) -> None:
    number = office.database.run(backups.begin, "/backups", by="system", now=clock.now)
    office.database.run(backups.fail, number, why, now=clock.now)

    page = text_of(client.get(PAGE))

    assert "Percobaan terakhir, Senin, 30 November 2026, 09.00 WIB, gagal." in page
    assert said in page


def test_secret_in_one_that_is_not_sealed_is_told_apart(
    client: Any, office: World, clock: Stopwatch, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for hour, ending in ((7, ".tar"), (8, ".tar.sealed")):
        name = name_of(at(hour), ending)
        (folder / name).write_bytes(b"")
        number = office.database.run(backups.begin, str(folder), by="command", now=at(hour))
        made = backups.Made(name, 0, 0, with_secret=True)
        office.database.run(backups.succeed, number, made, now=at(hour))

    page = text_of(client.get(PAGE))

    assert page.count("di dalam, seluruhnya disandikan") == 1
    assert page.count("di dalam, dilindungi kalimat sandi; selebihnya tidak disandikan") == 1


def test_one_whose_process_ended_counts_as_cut_off(client: Any, office: World, clock: Stopwatch) -> None:
    office.database.run(backups.begin, "/backups", by="system", now=clock.now - timedelta(hours=1))

    page = client.get(PAGE)

    assert "gagal." in text_of(page)
    assert "http-equiv" not in page.text


def test_old_one_is_said_to_be_old(client: Any, office: World, clock: Stopwatch) -> None:
    pressed(client, office)

    said = []
    for hours in (49, 2):
        clock.forward(hours=hours)
        sign_in(client, office, name=f"Wati {hours}", role="manager", now=clock.now)
        said.append(text_of(client.get(PAGE)))

    assert "Umur 2 hari Senin" in said[0]
    assert "2 hari (sudah lama: buat yang baru sekarang)" in said[1]


def test_one_that_lies_there_no_more_is_said(client: Any, office: World, tmp_path: Path) -> None:
    pressed(client, office)
    (tmp_path / "backups" / files(tmp_path)[0]).unlink()

    assert "Berkasnya tidak lagi ada" in text_of(client.get(PAGE))


def test_files_that_were_missing_are_counted(client: Any, office: World, clock: Stopwatch) -> None:
    number = office.database.run(backups.begin, "/backups", by="system", now=clock.now)
    office.database.run(backups.succeed, number, backups.Made("x", 1, 3, with_secret=False), now=clock.now)

    assert "3 berkas yang tercatat tidak ada" in text_of(client.get(PAGE))


# --- with the secret


def test_one_with_the_secret_is_sealed_by_the_passphrase(client: Any, office: World, tmp_path: Path) -> None:
    pressed(client, office, with_key="true", passphrase=WORDS, passphrase_again=WORDS)

    assert files(tmp_path) == [name_of(at(9), ".tar.sealed")]
    assert office.rows(BackupRun)[0].with_secret
    assert "di dalam, seluruhnya disandikan" in text_of(client.get(PAGE))


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("", "", "Kalimat sandi terlalu mudah ditebak."),
        ("bukan-kalimat", "bukan-kalimat", "Kalimat sandi terlalu mudah ditebak."),
        (WORDS, f"{WORDS}x", "Kedua kalimat sandi tidak sama."),
        ("x" * 501, "x" * 501, "Kalimat sandi terlalu panjang."),
    ],
)
def test_passphrase_that_does_not_do_is_refused_and_shown_nowhere(
    client: Any, office: World, first: str, second: str, said: str
) -> None:
    answer = client.post(PAGE, data={"with_key": "true", "passphrase": first, "passphrase_again": second})

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "<details open>" in answer.text
    assert not first or first not in answer.text
    assert office.rows(BackupRun) == []


def _sari_of(office: World) -> int:
    return next(row.id for row in office.rows(Staff) if row.name == "Sari")
