"""Chromium with exactly the flags of docs/screens.md: a board, sound without a touch, and paired after a power cut."""

import json
import os
import re
import shlex
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from scheduler.db.models import Pairing, Screen
from scheduler.flow.screens import screens
from scheduler.flow.screens.screens import Looks
from tests.browser.serving import LiveServer
from tests.support.patience import wait_until

DOC = Path(__file__).parents[3] / "docs" / "screens.md"
HERE = ("--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0")
"""Only what a machine without a screen needs, and a way to look inside."""
PATIENCE = 120
"""Seconds: a busy machine takes a while to start Chromium, and a missing server is tried after 1, 5, 30 and 60."""
NO_SERVER = "127.0.0.1"
"""The title of Chromium's own page about a server that does not answer."""
BATCH = 512
"""So many changes of cookies Chromium writes at once; fewer only every half minute."""


def documented() -> list[str]:
    """The flags of the line that the documentation tells people to use."""
    (line,) = re.findall(r"^```sh\n(chromium .+)\n```$", DOC.read_text("utf-8"), re.MULTILINE)
    return shlex.split(line)[1:-1]


@contextmanager
def started(program: str, profile: Path, url: str) -> Iterator[int]:
    """The port by which to look into a browser that is killed at the end, as by a power cut."""
    flags = [flag for flag in documented() if not flag.startswith("--user-data-dir")]
    port = profile / "DevToolsActivePort"
    port.unlink(missing_ok=True)
    process = subprocess.Popen(
        [program, *flags, f"--user-data-dir={profile}", *HERE, url],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_until(lambda: port.exists() and port.read_text().count("\n"), seconds=PATIENCE)
        yield int(port.read_text().splitlines()[0])
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        (profile / "SingletonLock").unlink(missing_ok=True)


def title(port: int) -> str:
    """What Chromium's only page is called."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as devtools:
        devtools.request("GET", "/json/list")
        targets = json.loads(devtools.getresponse().read())
    return next((target["title"] for target in targets if target["type"] == "page"), "")


def page_of(port: int, playwright: Playwright) -> Page:
    """Chromium's only page. It must be there: Playwright waits for one that is on its way, perhaps for a minute."""
    browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}", timeout=PATIENCE * 1000)
    wait_until(lambda: browser.contexts and browser.contexts[0].pages, seconds=PATIENCE)
    return browser.contexts[0].pages[0]


def fill_a_batch(context: BrowserContext) -> None:
    """Cookies of strangers, after which Chromium writes down all that it was told before them."""
    ends = time.time() + 3600
    context.add_cookies(
        [
            {"name": str(number), "value": "-", "domain": f"{number % 8}.invalid", "path": "/", "expires": ends}
            for number in range(BATCH)
        ]
    )


def has_written_its_cookie(profile: Path) -> bool:
    """Written and committed: while SQLite's journal holds anything, the next start would take it all back."""
    kept = next(profile.rglob("Cookies"), None)
    if kept is None:
        return False
    try:
        with closing(sqlite3.connect(f"file:{kept}?immutable=1", uri=True)) as cookies:
            row = cookies.execute("SELECT 1 FROM cookies WHERE name = 'giliran-screen'").fetchone()
    except sqlite3.DatabaseError:  # it is being written
        return False
    journal = kept.with_name("Cookies-journal")
    return row is not None and not (journal.exists() and journal.stat().st_size)


@pytest.mark.slow
def test_screen_started_as_documented_is_heard_and_survives_a_power_cut(
    live_server: LiveServer, whole_chromium: str, playwright: Playwright, tmp_path: Path
) -> None:
    profile, url = tmp_path / "profile", f"{live_server.url}/display"
    office = live_server.office
    code, board = "Pasangkan layar ini", f"Layar ruang tunggu · {office.office.name}"
    with started(whole_chromium, profile, url) as port:
        wait_until(lambda: title(port) == code, seconds=PATIENCE)
        tv = page_of(port, playwright)
        expect(tv.locator(".code")).to_be_visible()
        office.do(screens.confirm, office.rows(Pairing)[0].code, Looks("Pintu"), now=live_server.now)
        expect(tv.locator("#board")).to_be_visible()
        wait_until(lambda: office.rows(Screen)[0].sound == "on", seconds=PATIENCE)
        fill_a_batch(tv.context)
        wait_until(lambda: has_written_its_cookie(profile), seconds=PATIENCE)

    live_server.stop()
    with started(whole_chromium, profile, url) as port:
        wait_until(lambda: title(port) == NO_SERVER, seconds=PATIENCE)
        live_server.start()
        wait_until(lambda: title(port) in (code, board), seconds=PATIENCE)
        assert title(port) == board, "the pairing did not survive"
        tv = page_of(port, playwright)
        expect(tv.locator("#board")).to_be_visible()
        assert tv.evaluate("new AudioContext().state") == "running"

    assert office.rows(Pairing) == []
    assert len(office.rows(Screen)) == 1


@pytest.mark.parametrize("flag", ["--kiosk", "--autoplay-policy=no-user-gesture-required"])
def test_every_recipe_has_the_flags_that_matter(flag: str) -> None:
    lines = [line for line in DOC.read_text("utf-8").splitlines() if "/display" in line and "--kiosk" in line]

    assert len(lines) == 3
    assert all(flag in line for line in lines)
