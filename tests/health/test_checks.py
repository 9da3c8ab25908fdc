"""Each check says that all is well where it is, and what to do where it is not."""

import ssl
from collections.abc import Callable
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler.db.models import Device
from scheduler.health import (
    certificate,
    clock,
    confinement,
    database,
    disk,
    gear,
    jobs,
    messages,
    proxies,
    rights,
    screens,
    secrets,
    settings,
)
from scheduler.health.around import Process
from scheduler.health.finding import Finding, Verdict
from scheduler.runtime.rounds import Round, Rounds
from tests.health.conftest import MakeAround
from tests.scenes.factories import MORNING

GOOD, LOOK, BROKEN = Verdict.GOOD, Verdict.LOOK, Verdict.BROKEN
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def _device(**facts: Any) -> Device:
    return Device(office_id=1, kind="tablet", name="T", key_hash=b"", staff_id=1, added_at=MORNING, **facts)


WELL, TROUBLED = _device(), _device(trouble="camera")
LATE, SOON = (_device(waiting=1, waiting_since=MORNING - minutes * MINUTE) for minutes in (15, 14))
JUDGED: list[tuple[str, Finding, Verdict]] = [
    ("server", database.judged_server(180001, "18.1", "UTF8"), GOOD),
    ("old server", database.judged_server(130010, "13.10", "UTF8"), LOOK),
    ("few letters", database.judged_server(180001, "18.1", "SQL_ASCII"), BROKEN),
    ("connections", database.judged_connections(29, 1), GOOD),
    ("few connections", database.judged_connections(28, 1), LOOK),
    ("room for files", disk.judged_files(Path("files"), 2_000, 1_000), GOOD),
    ("little room for files", disk.judged_files(Path("files"), 1_999, 1_000), LOOK),
    ("no room for files", disk.judged_files(Path("files"), 999, 1_000), BROKEN),
    ("room for the database", disk.judged_database(size=100, free=1_000), GOOD),
    ("room for no copy of the database", disk.judged_database(size=3_000, free=2_999), LOOK),
    ("little room for the database", disk.judged_database(size=1, free=999), LOOK),
    ("no room for the database", disk.judged_database(size=1, free=199), BROKEN),
    ("short log", disk.judged_log(disk.LONG_LOG), GOOD),
    ("long log", disk.judged_log(disk.LONG_LOG + 1), LOOK),
    ("right clock", clock.judged(MORNING, MORNING), GOOD),
    ("clock set back", clock.judged(MORNING - 2 * HOUR, MORNING), BROKEN),
    ("clock ahead", clock.judged(MORNING + 800 * HOUR, MORNING), BROKEN),
    ("clocks agree", clock.judged_apart(timedelta(seconds=2)), GOOD),
    ("clocks apart", clock.judged_apart(timedelta(seconds=3)), LOOK),
    ("clocks far apart", clock.judged_apart(timedelta(seconds=61)), BROKEN),
    ("clock is set", clock.judged_sync("yes"), GOOD),
    ("clock is not set", clock.judged_sync("no"), LOOK),
    ("nobody says", clock.judged_sync(None), GOOD),
    ("certificate", certificate.judged("a.id", MORNING + timedelta(days=21), MORNING), GOOD),
    ("certificate ends soon", certificate.judged("a.id", MORNING + timedelta(days=20), MORNING), LOOK),
    ("certificate ends now", certificate.judged("a.id", MORNING + timedelta(days=6), MORNING), BROKEN),
    ("foreign certificate", certificate.refused("a.id", "self-signed certificate"), BROKEN),
    ("no net", certificate.unreached("a.id", TimeoutError()), LOOK),
    ("nothing waits", messages.judged_waiting(None, 0, MORNING), GOOD),
    ("waits a little", messages.judged_waiting(MORNING - 14 * MINUTE, 3, MORNING), GOOD),
    ("waits long", messages.judged_waiting(MORNING - 15 * MINUTE, 3, MORNING), LOOK),
    ("waits too long", messages.judged_waiting(MORNING - HOUR, 3, MORNING), BROKEN),
    ("accounts", messages.judged_accounts([], []), GOOD),
    ("account waits", messages.judged_accounts([], ["fonnte"]), LOOK),
    ("account refused", messages.judged_accounts(["fonnte"], ["mail"]), BROKEN),
    ("rounds", jobs.judged_rounds({"ticking": Round(15, 120)}), GOOD),
    ("slow rounds", jobs.judged_rounds({"forgetting": Round(3_600, 17_000)}), GOOD),
    ("late rounds", jobs.judged_rounds({"ticking": Round(15, 121)}), BROKEN),
    ("trace", jobs.judged_trace(MORNING - 25 * MINUTE, MORNING), GOOD),
    ("old trace", jobs.judged_trace(MORNING - 26 * MINUTE, MORNING), LOOK),
    ("no trace", jobs.judged_trace(None, MORNING), LOOK),
    ("all under the newest secret", secrets.judged_left(behind=0, lost=0), GOOD),
    ("some under an older secret", secrets.judged_left(behind=1, lost=0), LOOK),
    ("some under no secret", secrets.judged_left(behind=0, lost=1), BROKEN),
    ("screens", screens.judged([], 3, MORNING), GOOD),
    ("silent screen", screens.judged([("TV 1", MORNING - 3 * MINUTE)], 3, MORNING), LOOK),
    ("screens that were tried", screens.judged_trials([]), GOOD),
    ("screen that was never tried", screens.judged_trials(["TV 1"]), LOOK),
    ("long silent screen", screens.judged([("TV 1", MORNING - HOUR)], 3, MORNING), BROKEN),
    ("devices", screens.devices_judged([], [WELL], MORNING), GOOD),
    ("silent tablet", screens.devices_judged([("Tablet 1", MORNING - 6 * MINUTE)], [WELL], MORNING), LOOK),
    ("long silent kiosk", screens.devices_judged([("Kios 1", MORNING - HOUR)], [WELL], MORNING), BROKEN),
    ("undelivered", screens.devices_judged([], [LATE], MORNING), LOOK),
    ("delivered soon", screens.devices_judged([], [SOON], MORNING), GOOD),
    ("troubled", screens.devices_judged([], [TROUBLED], MORNING), LOOK),
    ("confined", confinement.judged([]), GOOD),
    ("less confined", confinement.judged(["landlock"]), LOOK),
    ("voice", gear.judged_voice("program"), GOOD),
    ("no voice", gear.judged_voice(None), LOOK),
    ("printers", gear.judged_printers([], 2), GOOD),
    ("no printer", gear.judged_printers([], 0), GOOD),
    ("printer away", gear.judged_printers(["bintan"], 2), LOOK),
]


@pytest.mark.parametrize(("found", "verdict"), [pytest.param(*each, id=name) for name, *each in JUDGED])
def test_finding_says_how_it_is_and_what_to_do(found: Finding, verdict: Verdict) -> None:
    assert found.verdict is verdict
    for language in ("id", "en"):
        sentence, todo = found.said(language)
        assert sentence
        assert bool(todo) is (verdict is not GOOD)


PUBLIC = {"base_url": "https://antrean.example.go.id"}
STRANGE = {"process": Process(frozenset({"10.0.0.1"}), {})}
SEEN: list[tuple[str, Callable[..., Finding], dict[str, Any], dict[str, Any], Verdict]] = [
    ("by TLS", settings.address, PUBLIC, {}, GOOD),
    ("without TLS", settings.address, {"base_url": "http://antrean.example.go.id"}, {}, LOOK),
    ("in a LAN", settings.address, {"base_url": "http://192.168.1.5:8000"}, {}, GOOD),
    ("here alone", settings.address, {}, {}, GOOD),
    ("for others, and here alone", settings.address, {"host": "0.0.0.0"}, {}, LOOK),  # noqa: S104
    ("behind a proxy", settings.listening, {**PUBLIC, "trusted_proxies": "127.0.0.1"}, {}, GOOD),
    ("beside a proxy", settings.listening, {**PUBLIC, "host": "0.0.0.0"}, {}, LOOK),  # noqa: S104
    ("one process", settings.processes, {"workers": 1}, {}, GOOD),
    ("too many processes", settings.processes, {"workers": 64}, {}, LOOK),
    ("written", database.writes, {}, {"is_written": True}, GOOD),
    ("not tried", database.writes, {}, {}, GOOD),
    ("not written", database.writes, {}, {"is_written": False}, BROKEN),
    ("same tables", database.version, {}, {}, GOOD),
    ("older tables", database.version, {}, {"version": "0001"}, LOOK),
    ("newer tables", database.version, {}, {"version": "9999"}, BROKEN),
    ("no database yet", database.reads, {}, {"version": None}, LOOK),
    ("unfit", database.reads, {}, {"version": None, "unfit": "it is damaged"}, BROKEN),
    ("good secret", secrets.strength, {}, {}, GOOD),
    ("weak secret", secrets.strength, {"secret_key": "short"}, {}, LOOK),
    ("lost secret", secrets.strength, {"secret_key": ""}, {}, BROKEN),
    ("no secret yet", secrets.strength, {"secret_key": ""}, {"version": None}, GOOD),
    ("one secret", secrets.older, {}, {}, GOOD),
    ("two secrets", secrets.older, {"secret_key": "a,b"}, {}, LOOK),
    ("secret apart", secrets.copy, {}, {}, GOOD),
    ("secret beside the database", secrets.copy, {"secret_key": ""}, {}, LOOK),
    ("secret in a file that is gone", rights.key_file, {"secret_key": ""}, {}, BROKEN),
    ("no proxy", proxies.named, {}, {}, GOOD),
    ("proxy that is named", proxies.named, {**PUBLIC, "trusted_proxies": "127.0.0.1"}, {}, GOOD),
    ("proxy that nobody named", proxies.named, {}, STRANGE, LOOK),
    ("TLS without a proxy", proxies.named, PUBLIC, {}, LOOK),
    ("no certificate without TLS", certificate.certificate, {}, {}, GOOD),
    ("files apart", rights.web_roots, {}, {}, GOOD),
    ("files of a web server", rights.web_roots, {"files_folder": "/var/www/html/files"}, {}, BROKEN),
    ("folders", rights.folders, {"media_folder": "/proc/version/media"}, {}, BROKEN),
]


@pytest.mark.parametrize(("see", "told", "facts", "verdict"), [pytest.param(*each, id=name) for name, *each in SEEN])
def test_settings_and_what_is_around_are_judged(
    around: MakeAround, see: Callable[..., Finding], told: dict[str, Any], facts: dict[str, Any], verdict: Verdict
) -> None:
    found = see(around(facts, **told))

    assert found.verdict is verdict
    assert all(found.said("id")) is (verdict is not GOOD)


@pytest.mark.parametrize(("mode", "verdict"), [(0o600, GOOD), (0o640, BROKEN)])
def test_key_that_others_may_read_is_broken(around: MakeAround, mode: int, verdict: Verdict) -> None:
    at = around(secret_key="")
    key = at.settings.sqlite_path.with_suffix(".db.key")
    key.write_text("x" * 40)
    key.chmod(mode)

    assert rights.key_file(at).verdict is verdict


@pytest.mark.parametrize(("mode", "verdict"), [(0o600, GOOD), (0o644, LOOK)])
def test_database_that_others_may_read_is_to_be_looked_at(around: MakeAround, mode: int, verdict: Verdict) -> None:
    at = around()
    at.settings.sqlite_path.touch()
    at.settings.sqlite_path.chmod(mode)

    assert rights.database_file(at).verdict is verdict


def test_folders_that_can_be_made_are_good(around: MakeAround) -> None:
    assert rights.folders(around()).verdict is GOOD


@pytest.mark.parametrize(
    ("raised", "verdict"),
    [(ssl.SSLCertVerificationError(1, "expired"), BROKEN), (OSError("no net"), LOOK), (None, GOOD)],
)
def test_certificate_is_asked_of_the_own_address_alone(
    around: MakeAround, monkeypatch: pytest.MonkeyPatch, raised: Exception | None, verdict: Verdict
) -> None:
    asked = []

    def end_of(host: str, port: int) -> object:
        asked.append((host, port))
        if raised is not None:
            raised.verify_message = "expired"  # type: ignore[attr-defined]
            raise raised
        return MORNING.replace(year=9000, tzinfo=UTC)

    monkeypatch.setattr(certificate, "_end_of", end_of)

    assert certificate.certificate(around(**PUBLIC)).verdict is verdict
    assert asked == [("antrean.example.go.id", 443)]


def test_job_is_late_once_it_has_been_silent_for_long() -> None:
    time = 0.0
    rounds = Rounds(lambda: time)
    rounds.note("ticking", 15)
    rounds.note("indexing", 15)
    rounds.end("indexing")

    time = 120.0
    before = {name: each.is_late for name, each in rounds.all().items()}
    time = 121.0

    assert before == {"ticking": False}
    assert rounds.all()["ticking"].is_late
