"""`giliran person`: one person's data as a file, and erased, by a NIK that stands in no argument."""

import json
import stat
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import pytest

from scheduler.db.engine.database import Database
from scheduler.db.models import ApplicationPage, DeedRow, Document
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.privacy.keeping import GONE
from scheduler.pictures.vault import Vault
from scheduler.runtime.config import Settings
from tests.commands.conftest import Run
from tests.flow.privacy.test_person import NIK, OTHER, fetched
from tests.scenes.clerks_desk import applied
from tests.scenes.factories import World

UNKNOWN = (
    "There is nothing under that NIK or number at this office. Check the digits. If somebody has no NIK with them, use"
    " the registration number of their document.\n"
)


@pytest.fixture
def served(url: str, opened: Callable[[], Database]) -> World:
    """An office at which Siti's document was fetched, in the database of the settings."""
    office = World(opened(), "bintan")
    fetched(office)
    return office


@pytest.fixture
def sent(served: World) -> list[str]:
    """Marks of pictures that somebody else sent with an application that was withdrawn."""
    vault = Vault(Settings().files)
    which = applied(served, nik=OTHER, phone="081299999999")
    for page in served.rows(ApplicationPage):
        served.change(ApplicationPage, page.id, mark=vault.put(b"picture"))
    document = served.rows(Document, Document.id == which.row.document_id)[0]
    served.change(Document, document.id, stage="withdrawn")
    return [page.mark for page in served.rows(ApplicationPage)]


def deeds(office: World, deed: Deed) -> list[tuple[str, object]]:
    return [(row.by, row.became) for row in office.rows(DeedRow, DeedRow.deed == deed)]


@pytest.mark.postgres("statements")
def test_export_writes_the_file_of_the_page_for_its_owner_alone(served: World, giliran: Run, tmp_path: Path) -> None:
    file = tmp_path / "siti.zip"

    said = giliran("person", "export", "--to", file, stdin=f"{NIK}\n")

    assert said.status == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with ZipFile(file) as archive:
        assert archive.namelist() == ["data.json", "data.html"]
        assert json.loads(archive.read("data.json"))["documents"][0]["nik"] == NIK
    ((by, became),) = deeds(served, Deed.PERSON_EXPORTED)
    assert by == "command"
    assert said.out.startswith(f"{file}: {became['rows']} rows and 0 pictures.\n")
    assert NIK not in said.out + said.err
    assert "Siti" not in said.out + said.err


def test_export_has_the_pictures(served: World, sent: list[str], giliran: Run, tmp_path: Path) -> None:
    assert giliran("person", "export", "--to", tmp_path / "a.zip", stdin=OTHER).status == 0

    with ZipFile(tmp_path / "a.zip") as archive:
        pictures = [archive.read(name) for name in archive.namelist()[2:]]
    assert pictures == [b"picture"] * len(sent)


def test_export_leaves_a_file_that_is_there(served: World, giliran: Run, tmp_path: Path) -> None:
    file = tmp_path / "siti.zip"
    file.write_bytes(b"before")

    said = giliran("person", "export", "--to", file, stdin=NIK)

    assert (said.status, said.out) == (1, "")
    assert said.err == f"{file} is there already. Nothing was written: name another file.\n"
    assert file.read_bytes() == b"before"
    assert deeds(served, Deed.PERSON_EXPORTED) == []


def test_export_of_nobody_leaves_no_file(served: World, giliran: Run, tmp_path: Path) -> None:
    said = giliran("person", "export", "--to", tmp_path / "a.zip", stdin=OTHER)

    assert (said.status, said.out, said.err) == (1, "", UNKNOWN)
    assert list(tmp_path.glob("*.zip")) == []


def test_export_into_no_folder(served: World, giliran: Run, tmp_path: Path) -> None:
    file = tmp_path / "none" / "a.zip"

    said = giliran("person", "export", "--to", file, stdin=NIK)

    assert said.status == 1
    assert said.err == f"{file} could not be written: No such file or directory. Nothing of it was left.\n"
    assert deeds(served, Deed.PERSON_EXPORTED) == []


@pytest.mark.parametrize("words", [("export", "--to", "a.zip"), ("erase", "--yes")])
def test_without_a_nik_nothing_is_done(served: World, giliran: Run, words: tuple[str, ...]) -> None:
    said = giliran("person", *words)

    assert said.status == 2
    assert said.err == "No NIK or code was given. Type it when asked, or give it on stdin.\n"


@pytest.mark.parametrize("typed", ["2172\x0011", "\udcff\udcfe"])
def test_what_no_database_can_look_for_is_refused(served: World, giliran: Run, typed: str) -> None:
    said = giliran("person", "erase", "--yes", stdin=typed)

    assert said.status == 2
    assert said.err == "That is no NIK and no code: it has signs that none has. Type it again.\n"


def test_nik_is_no_argument(served: World, giliran: Run) -> None:
    assert giliran("person", "erase", NIK).status == 2


def test_nik_is_not_shown_while_it_is_typed(served: World, giliran: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    terminal = SimpleNamespace(isatty=lambda: True)
    monkeypatch.setattr("scheduler.commands.asking.sys", SimpleNamespace(stdin=terminal))
    monkeypatch.setattr("getpass.getpass", lambda prompt: shown.append(prompt) or OTHER)

    assert giliran("person", "erase").err == UNKNOWN
    assert shown == ["NIK, registration number or code (not shown while you type): "]


@pytest.mark.postgres("statements")
def test_erase_says_first_what_there_is_and_what_stays(served: World, giliran: Run) -> None:
    said = giliran("person", "erase", stdin=f"{NIK}\nno\n")

    assert (said.status, said.err) == (1, "Nothing was erased.\n")
    lines = said.out.splitlines()
    assert lines[:2] == ["Kept of this person at Disdukcapil bintan:", "  Documents: 1"]
    stays = lines[lines.index("What stays, and why:") + 1]
    assert stays.startswith("  The record of the handover: registration number, when, at which counter, and who")
    assert "(1). The office must be able to prove" in stays
    assert "Until 20" in stays
    assert served.rows(Document)[0].nik == NIK
    assert deeds(served, Deed.PERSON_ERASED) == []
    assert "Siti" not in said.out


@pytest.mark.parametrize(("words", "stdin"), [((), f"{NIK}\nErase\n"), (("--yes",), f"{NIK}\n")])
def test_erase(served: World, giliran: Run, words: tuple[str, ...], stdin: str) -> None:
    said = giliran("person", "erase", *words, stdin=stdin)

    assert (said.status, said.err) == (0, "")
    assert "\nErased: 1 documents without names, " in said.out.replace("Type erase to do it: ", "\n")
    assert served.rows(Document)[0].holder == GONE
    assert [by for by, _ in deeds(served, Deed.PERSON_ERASED)] == ["command"]
    assert giliran("person", "erase", "--yes", stdin=NIK).err == UNKNOWN


def test_erase_drops_the_pictures(served: World, sent: list[str], giliran: Run) -> None:
    assert giliran("person", "erase", "--yes", stdin=OTHER).status == 0

    folder = Settings().files
    assert [mark for mark in sent if (folder / mark[:2] / mark).exists()] == []


def test_erase_says_what_is_to_be_ended_first(served: World, giliran: Run) -> None:
    served.document("bintan/9", nik=NIK)

    said = giliran("person", "erase", "--yes", stdin=NIK)

    assert (said.status, said.out) == (1, "")
    assert said.err == (
        "Document bintan/9 is not over. Hand it over first, or withdraw it with a reason, then try again.\n"
    )


def test_one_office_of_several_is_named(served: World, giliran: Run, tmp_path: Path) -> None:
    World(served.database, "batam")

    assert giliran("person", "erase", "--yes", stdin=NIK).status == 2
    assert giliran("person", "erase", "--yes", "--office", "batam", stdin=NIK).err == UNKNOWN
    assert giliran("person", "export", "--office", "bintan", "--to", tmp_path / "a.zip", stdin=NIK).status == 0
