"""`giliran keys`: what is under which secret, and a rotation from the first word to the last."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy.exc import OperationalError, ProgrammingError

from scheduler import keys
from tests.commands.conftest import SECRET, Run
from tests.support.rotation import NEW, kept_ring

ID, NEW_ID = keys.Keyring([SECRET]).ids[0].hex(), keys.Keyring([NEW]).ids[0].hex()
ROWS = "Nomor Registrasi,Jenis Dokumen,Nama,NIK,No HP,No KK,Status\n" + "".join(
    f"REG/{n:03},KTP-el,Siti {n},217201410790{n:04},0812345678{n:02},217201010101{n:04},SIAP DIAMBIL\n"
    for n in range(1, 31)
)


@pytest.fixture(autouse=True)
def ring(database: object) -> Iterator[None]:
    with kept_ring():
        yield


@pytest.fixture
def filled(bintan: str, giliran: Run, tmp_path) -> str:
    (tmp_path / "export.csv").write_text(ROWS)
    assert giliran("import", tmp_path / "export.csv").status == 0
    return bintan


def test_with_one_secret_everything_is_under_it(filled: str, giliran: Run) -> None:
    said = giliran("keys", "status")

    assert said.status == 0
    assert f"{ID}  " in said.out
    assert "Everything is under the only secret." in said.out


def test_status_says_that_the_old_secret_is_needed(filled: str, giliran: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GILIRAN_SECRET_KEY", f"{NEW},{SECRET}")

    said = giliran("keys", "status")

    assert said.status == 1
    assert f"{NEW_ID}          0 values        0 files (newest)" in said.out
    assert said.out.splitlines()[-1] == "Older secrets are still needed. Run: giliran keys rotate"


def test_rotation_makes_everything_anew_and_the_old_secret_may_go(
    filled: str, giliran: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    links = giliran("invitations").out
    monkeypatch.setenv("GILIRAN_SECRET_KEY", f"{NEW},{SECRET}")

    rotated, again = giliran("keys", "rotate"), giliran("keys", "rotate")

    assert (rotated.status, again.status) == (0, 0)
    assert "rows and files were made anew" in rotated.out
    assert "There was nothing to do." in again.out
    assert "may be taken out" in again.out
    monkeypatch.setenv("GILIRAN_SECRET_KEY", NEW)
    assert giliran("keys", "status").status == 0
    assert giliran("invitations").out == links
    assert "Siti 1" in links or "wa.me" in links


def test_status_says_that_the_secret_is_weak_and_what_to_do(
    filled: str, giliran: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "SHORTEST", 100)

    said = giliran("keys", "status")

    assert said.status == 1
    assert "could be found by trying. A good one has at least" in said.out
    assert "giliran keys rotate" in said.out


def test_nothing_personal_and_no_secret_is_said(filled: str, giliran: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GILIRAN_SECRET_KEY", f"{NEW},{SECRET}")

    said = giliran("keys", "rotate")

    for word in ("Siti", "2172", "0812", "+62812", NEW, SECRET):
        assert word not in said.out + said.err


def test_the_same_export_is_known_after_the_old_secret_went(
    filled: str, giliran: Run, monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    monkeypatch.setenv("GILIRAN_SECRET_KEY", f"{NEW},{SECRET}")
    giliran("keys", "rotate")
    monkeypatch.setenv("GILIRAN_SECRET_KEY", NEW)

    said = giliran("import", tmp_path / "export.csv")

    assert "30 known already" in said.out


def test_old_secret_alone_is_refused_after_a_rotation(
    filled: str, giliran: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GILIRAN_SECRET_KEY", f"{NEW},{SECRET}")
    giliran("keys", "rotate")
    monkeypatch.setenv("GILIRAN_SECRET_KEY", SECRET)

    said = giliran("keys", "status")

    assert said.status == 1
    assert "The secret is not the one of" in said.err


def test_rotation_that_is_stopped_says_so_and_goes_on(
    filled: str, giliran: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GILIRAN_SECRET_KEY", f"{NEW},{SECRET}")

    def stop(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("scheduler.commands.upkeep.keys.rotate", stop)
        stopped = giliran("keys", "rotate")

    assert stopped.status == 130
    assert stopped.err == "Stopped. Nothing is lost: run it again, and it goes on.\n"
    assert giliran("keys", "rotate").status == 0


def test_database_that_goes_away_in_the_middle_is_named(
    filled: str, giliran: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(*_: object) -> None:
        raise OperationalError("SELECT 1", {}, OSError("away"))

    monkeypatch.setattr("scheduler.commands.upkeep.keys.standing", lose)

    said = giliran("keys", "status")

    assert (said.status, said.out) == (1, "")
    assert said.err.startswith("The database ")
    assert said.err.endswith(" cannot be reached. Check that it runs and that GILIRAN_DATABASE_URL is right.\n")


@pytest.mark.parametrize("fault", [ProgrammingError, OperationalError])
def test_fault_of_ours_is_not_laid_upon_the_database(
    filled: str, giliran: Run, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    """OperationalError too is what SQLite says of a table that is not there."""

    def ask_amiss(*_: object) -> None:
        with closing(sqlite3.connect(":memory:")) as connection:
            try:
                connection.execute("SELECT * FROM nowhere")
            except sqlite3.OperationalError as error:
                raise fault("SELECT", {}, error) from error

    monkeypatch.setattr("scheduler.commands.upkeep.keys.standing", ask_amiss)

    with pytest.raises(fault):
        giliran("keys", "status")
