"""`giliran service`: what it writes into another root, and what systemd says of its units."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from scheduler.commands.service import machine as machines
from scheduler.commands.service.machine import Machine
from scheduler.commands.service.plan import Plan, recalled
from scheduler.commands.service.units import units_of

EXPOSED = {False: 1.5, True: 1.7}
"""How much of the machine systemd may say at most that a unit can reach, of 10; by whether it may print at USB."""
PROGRAM = "/opt/giliran/bin/giliran"
UNITS = "etc/systemd/system"
ALL = ["giliran.service", "giliran-worker@1.service", "giliran-display@8001.service"]


@pytest.fixture
def installed(giliran: Any, tmp_path: Path) -> Any:
    """Install into a root of the test; what was said."""

    def install(*words: object) -> Any:
        return giliran("service", "install", "--root", tmp_path / "root", *words)

    return install


def test_files_are_written_with_their_rights(installed: Any, tmp_path: Path) -> None:
    done = installed("--program", PROGRAM, "--base-url", "https://antrean.bintan.go.id/")

    root = tmp_path / "root"
    modes = {
        path.relative_to(root).as_posix(): path.stat().st_mode & 0o777 for path in root.rglob("*") if path.is_file()
    }
    assert done.status == 0, done.err
    assert modes == {
        "etc/giliran.env": 0o640,
        "usr/local/bin/giliran": 0o755,
        f"{UNITS}/giliran.service": 0o644,
        f"{UNITS}/giliran-worker@.service": 0o644,
        f"{UNITS}/giliran-display@.service": 0o644,
    }
    assert (root / "var/lib/giliran").stat().st_mode & 0o777 == 0o750
    settings = (root / "etc/giliran.env").read_text()
    assert "GILIRAN_DATABASE_URL=sqlite:////var/lib/giliran/giliran.db\n" in settings
    assert "GILIRAN_BASE_URL=https://antrean.bintan.go.id\n" in settings
    assert "SECRET" not in settings, "beside a file the program makes its own"


def test_database_on_a_server_comes_with_secret_and_folders(installed: Any, tmp_path: Path) -> None:
    installed("--program", PROGRAM, "--database-url", "postgresql+psycopg://giliran:a$b@db/giliran", "--displays", 1)

    settings = (tmp_path / "root/etc/giliran.env").read_text()
    assert "GILIRAN_DATABASE_URL='postgresql+psycopg://giliran:a$b@db/giliran'\n" in settings
    assert re.search(r"^GILIRAN_SECRET_KEY=[\w-]{43}$", settings, re.MULTILINE)
    assert "GILIRAN_FILES_FOLDER=/var/lib/giliran/files\n" in settings


def test_second_time_keeps_settings_and_what_was_said(installed: Any, tmp_path: Path) -> None:
    installed("--program", PROGRAM, "--with-worker", "--folder", "/srv/antrean")
    settings = tmp_path / "root/etc/giliran.env"
    settings.write_text("GILIRAN_BASE_URL=https://antrean.bintan.go.id\n")
    before = {path: path.read_bytes() for path in (tmp_path / "root").rglob("*") if path.is_file()}

    done = installed("--base-url", "https://other.example")

    assert {path: path.read_bytes() for path in (tmp_path / "root").rglob("*") if path.is_file()} == before
    assert "/etc/giliran.env: kept as it is" in done.out
    assert "see that it says what you said now" in done.out
    assert "giliran-worker@1.service" in done.out


def test_folder_that_settings_name_can_be_written_to(installed: Any, tmp_path: Path) -> None:
    settings = tmp_path / "root/etc/giliran.env"
    settings.parent.mkdir(parents=True)
    settings.write_text("GILIRAN_MEDIA_FOLDER=/srv/media\nGILIRAN_VOICE_FOLDER='/var/lib/giliran/voice'\n")

    done = installed("--program", PROGRAM)

    assert done.status == 0, done.err
    unit = (tmp_path / "root" / UNITS / "giliran.service").read_text()
    assert "ReadWritePaths=/var/lib/giliran -/srv/media\n" in unit


def test_folder_that_the_units_would_hide_is_refused(installed: Any, tmp_path: Path) -> None:
    settings = tmp_path / "root/etc/giliran.env"
    settings.parent.mkdir(parents=True)
    settings.write_text("GILIRAN_MEDIA_FOLDER=/home/sari/media\n")

    done = installed("--program", PROGRAM)

    assert (done.status, "A folder of /etc/giliran.env is /home/sari/media" in done.err) == (2, True)


@pytest.mark.parametrize("in_the_way", ["root", "root/etc", "root/var/lib/giliran"])
def test_place_that_cannot_be_read_or_written_is_named(installed: Any, tmp_path: Path, in_the_way: str) -> None:
    (tmp_path / in_the_way).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / in_the_way).write_text("no folder")

    done = installed("--program", PROGRAM)

    assert (done.status, done.err.startswith(f"{tmp_path / in_the_way}")) == (1, True), done.err


def test_unit_of_somebody_else_is_laid_aside(installed: Any, tmp_path: Path) -> None:
    unit = tmp_path / "root" / UNITS / "giliran.service"
    unit.parent.mkdir(parents=True)
    unit.write_text("[Service]\nExecStart=/usr/bin/mine\n")

    installed("--program", PROGRAM)

    assert unit.with_name("giliran.service.before").read_text() == "[Service]\nExecStart=/usr/bin/mine\n"
    assert f"ExecStart={PROGRAM} serve\n" in unit.read_text()


def test_print_changes_nothing(giliran: Any, tmp_path: Path) -> None:
    done = giliran("service", "install", "--print", "--root", tmp_path / "root", "--program", PROGRAM)

    assert done.status == 0
    assert [line for line in done.out.splitlines() if line.startswith("# /")] == [
        "# /etc/giliran.env (0640)",
        "# /usr/local/bin/giliran (0755)",
        "# /etc/systemd/system/giliran.service (0644)",
        "# /etc/systemd/system/giliran-worker@.service (0644)",
        "# /etc/systemd/system/giliran-display@.service (0644)",
    ]
    assert not (tmp_path / "root").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--user", "root"], "no name for the program's user"),
        (["--user", "a b"], "no name for the program's user"),
        (["--folder", "/home/sari/giliran"], "a service does not get to see"),
        (["--folder", "var/lib"], "must be a full path"),
        (["--folder", "/var/lib/%i"], "must be a full path"),
        (["--folder", "/var/lib/../../etc"], "must be a full path"),
        (["--folder", "/etc"], "a folder of the program's own"),
        (["--program", "/root/venv/bin/giliran"], "a service does not get to see"),
        (["--displays", "17"], "--displays takes 0 to 16"),
        (["--displays", "2"], "needs PostgreSQL"),
        (["--base-url", "antrean"], "what links begin with is a whole address"),
        (["--base-url", "https://a.example/$(id)"], "signs that no address has"),
    ],
)
def test_what_no_unit_could_say_is_refused(installed: Any, tmp_path: Path, words: list[str], said: str) -> None:
    done = installed("--program", PROGRAM, *words)

    assert (done.status, said in done.err) == (2, True), done.err
    assert not (tmp_path / "root").exists()


def test_only_root_installs(giliran: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machines.os, "geteuid", lambda: 1000)

    done = giliran("service", "install", "--program", PROGRAM)

    assert (done.status, done.err) == (1, "Only root may install a service. Run it with sudo.\n")


def test_machine_without_systemd_is_told_what_can_be_done(
    giliran: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(machines.os, "geteuid", lambda: 0)
    monkeypatch.setattr(machines, "BOOTED", tmp_path / "nowhere")

    done = giliran("service", "install", "--program", PROGRAM)

    assert (done.status, "--print shows the units" in done.err) == (1, True)


def test_uninstalling_keeps_settings_and_data(giliran: Any, installed: Any, tmp_path: Path) -> None:
    installed("--program", PROGRAM)
    own = tmp_path / "root" / UNITS / "giliran-worker@.service"
    own.write_text("[Service]\n")

    done = giliran("service", "uninstall", "--root", tmp_path / "root")

    left = {path.relative_to(tmp_path / "root").as_posix() for path in (tmp_path / "root").rglob("*") if path.is_file()}
    assert (done.status, left) == (0, {"etc/giliran.env", f"{UNITS}/giliran-worker@.service"})
    assert "Kept: /var/lib/giliran" in done.out


def test_nothing_installed_is_said(giliran: Any, tmp_path: Path) -> None:
    done = giliran("service", "uninstall", "--root", tmp_path)

    assert (done.status, "No service of giliran is installed here" in done.err) == (1, True)


@pytest.fixture
def booted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[str, ...]]:
    """The machine itself, laid out below a folder; what was run on it, in order."""
    ran: list[tuple[str, ...]] = []
    done = subprocess.CompletedProcess[str]([], 0, "active\n", "")
    root = tmp_path / "machine"
    root.mkdir()
    monkeypatch.setattr(machines.os, "geteuid", lambda: 0)
    monkeypatch.setattr(machines, "BOOTED", tmp_path)
    monkeypatch.setattr(Machine, "at", lambda _self, path: root / path.lstrip("/"))
    monkeypatch.setattr(machines.shutil, "chown", lambda path, user, group: ran.append(("chown", user, group)))
    monkeypatch.setattr("subprocess.run", lambda command, **_: ran.append(tuple(command)) or done)
    return ran


def test_service_is_made_started_and_looked_at(giliran: Any, booted: list[tuple[str, ...]]) -> None:
    done = giliran("service", "install", "--program", PROGRAM, "--user", "no_such_user", "--with-worker")

    assert done.status == 0, done.err
    assert [each[:3] for each in booted] == [
        ("useradd", "--system", "--user-group"),
        ("chown", "no_such_user", "no_such_user"),
        ("chown", "root", "no_such_user"),
        ("systemctl", "daemon-reload"),
        ("/opt/giliran/bin/python", "-I", "-c"),
        ("systemctl", "enable", "giliran.service"),
        ("systemctl", "restart", "giliran.service"),
    ]
    looked_at = giliran("service", "status")
    assert looked_at.out.splitlines()[:2] == [
        "giliran.service: active, active",
        "giliran-worker@1.service: active, active",
    ]
    assert looked_at.status == 1, "is-enabled is to say enabled"


def test_process_that_is_wanted_no_more_is_stopped(giliran: Any, booted: list[tuple[str, ...]]) -> None:
    giliran("service", "install", "--program", PROGRAM, "--user", "no_such_user", "--with-worker")
    booted.clear()

    giliran("service", "install", "--without-worker")

    assert ("systemctl", "disable", "--now", "giliran-worker@1.service") in booted
    assert ("systemctl", "restart", "giliran.service") in booted


@pytest.mark.parametrize(
    "plan",
    [
        Plan(PROGRAM),
        Plan(PROGRAM, user="antrean", folder="/srv/a", worker=True, displays=3, usb_printer=True, also="/srv/b /srv/c"),
    ],
)
def test_unit_remembers_how_it_was_installed(plan: Plan) -> None:
    assert recalled(units_of(plan)[0].text) == plan


def test_unit_of_another_hand_remembers_nothing() -> None:
    assert recalled("[Service]\nExecStart=/bin/true\n") is None
    assert recalled("[X-Giliran]\ndisplays=many\nprogram=/a\n") is None


@pytest.fixture
def analyze() -> str:
    """systemd-analyze, which `make test` installs."""
    found = shutil.which("systemd-analyze")
    assert found is not None, "systemd-analyze is missing (Debian: apt-get install systemd)"
    return found


@pytest.mark.parametrize("usb", [False, True], ids=["usual", "usb-printer"])
def test_units_are_sound_and_shut_in(analyze: str, tmp_path: Path, *, usb: bool) -> None:
    for unit in units_of(Plan("/bin/true", folder="/var/lib", worker=True, displays=1, usb_printer=usb)):
        (tmp_path / Path(unit.path).name).write_text(unit.text)

    verify = [analyze, "verify", "--man=no", "--generators=no", "--recursive-errors=no"]
    files = [str(tmp_path / name) for name in ALL]
    verified = subprocess.run([*verify, *files], capture_output=True, text=True, check=False)
    judged = {name: exposure(analyze, tmp_path, name) for name in ALL}

    ours = [line for line in verified.stderr.splitlines() if "giliran" in line]
    assert (verified.returncode, ours) == (0, [])
    assert max(judged.values()) <= EXPOSED[usb], judged


def exposure(analyze: str, folder: Path, unit: str) -> float:
    """How much of the machine a unit can reach, as systemd counts it."""
    template = re.sub(r"@\w+", "@", unit)
    (folder / unit).write_text((folder / template).read_text())
    said = subprocess.run(
        [analyze, "security", "--offline=yes", "--no-pager", folder / unit], capture_output=True, text=True, check=True
    ).stdout
    found = re.search(r"exposure level for .*: ([\d.]+)", said)
    assert found is not None, said
    return float(found[1])


@pytest.mark.parametrize(
    ("kind", "holds"),
    [
        ("caddy", ["antrean.bintan.go.id {", "reverse_proxy @screens 127.0.0.1:8000 {"]),
        ("caddy-lan", ["https://antrean.bintan.go.id {", "issuer internal {"]),
        ("nginx", ["server_name antrean.bintan.go.id;", "upstream screens {\n    server 127.0.0.1:8000;\n}"]),
    ],
)
def test_recipe_bears_the_offices_name(giliran: Any, kind: str, holds: list[str]) -> None:
    done = giliran("service", "proxy", kind, "--base-url", "https://antrean.bintan.go.id")

    assert done.status == 0, done.err
    assert [each for each in holds if each not in done.out] == []
    assert "example" not in done.out


@pytest.mark.parametrize(
    ("kind", "holds"),
    [
        ("caddy", "reverse_proxy @screens 127.0.0.1:8001 127.0.0.1:8002 {"),
        ("caddy-lan", "reverse_proxy @screens 127.0.0.1:8001 127.0.0.1:8002 {"),
        ("nginx", "upstream screens {\n    server 127.0.0.1:8001;\n    server 127.0.0.1:8002;\n}"),
    ],
)
def test_recipe_sends_screens_to_their_processes(
    giliran: Any, booted: list[tuple[str, ...]], kind: str, holds: str
) -> None:
    on_a_server = ("--database-url", "postgresql+psycopg://giliran@/giliran")
    giliran("service", "install", "--program", PROGRAM, "--user", "no_such_user", "--displays", 2, *on_a_server)

    assert holds in giliran("service", "proxy", kind, "--base-url", "https://antrean.bintan.go.id").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["apache"], "There is no recipe for 'apache'; there are: caddy, caddy-lan, nginx."),
        (["caddy", "--base-url", "http://antrean.bintan.go.id"], "by TLS"),
        (["caddy", "--base-url", "https://antrean.bintan.go.id:8443"], "by TLS"),
    ],
)
def test_recipe_that_there_is_not_is_refused(giliran: Any, words: list[str], said: str) -> None:
    done = giliran("service", "proxy", *words)

    assert (done.status, said in done.err) == (2, True)
