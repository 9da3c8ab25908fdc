"""Chromium, and an office on the network for it: `live_server`, and one page for each kind of screen.

Any error in the console of any page, and anything the content security policy blocks, fails the test.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Page, expect

from scheduler.db.opening import open_database
from scheduler.flow import staff
from scheduler.runtime.config import Settings
from tests.browser.serving import PASSWORD, LiveServer, Watch, bound, opened
from tests.browser.watching import Faults
from tests.scenes.factories import EARLY, NINE, World
from tests.support.passwords import QUICK, hash_quickly

SECRET = "a secret for tests that is long enough"
OFFICE: dict[str, Any] = {
    "name": "Disdukcapil Kota Tanjungpinang",
    "address": "Jalan Contoh No. 1",
    "phone": "0771-123456",
    "lobby_limit": 4,
    "counters": 3,
    "guarded": True,
}
STAFF = {"Rina": "clerk", "Gani": "guard", "Sari": "supervisor manager"}
"""In this order staff:1, staff:2 and staff:3, as tests/scenes/factories.py names its clerk and its guard."""

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--font-render-hinting=none",
]
MOST_AT_EVERY_PUSH = 60
PATIENCE = 30
"""Seconds within which a page has done what is expected of it, on a machine that is busy with other tests."""
expect.set_options(timeout=PATIENCE * 1000)

NewContext = Callable[..., BrowserContext]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser, and belongs to the deep part unless it is marked for the gate."""
    here = Path(__file__).parent
    at_every_push = 0
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if item.get_closest_marker("gate") is None:
                item.add_marker(pytest.mark.deep("browser"))
            else:
                at_every_push += 1
    if at_every_push > MOST_AT_EVERY_PUSH:
        raise pytest.UsageError(f"{at_every_push} browser tests are marked gate, of {MOST_AT_EVERY_PUSH} at the most")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The Chromium that CHROMIUM names, else the one without windows, which is quicker, else the whole one."""
    program = _program("chromium-headless-shell", "chromium")
    return {**browser_type_launch_args, "executable_path": program, "args": QUIET}


@pytest.fixture(scope="session")
def whole_chromium() -> str:
    """The path of Chromium as people have it, for what the one without windows does not do."""
    return _program("chromium")


def _program(*names: str) -> str:
    found = [os.environ.get("CHROMIUM"), *map(shutil.which, names)]
    program = next(filter(None, found), None)
    if program is None:
        pytest.skip("no Chromium: install it, or name it in CHROMIUM")
    return program


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any], live_server: LiveServer) -> dict[str, Any]:
    """A visitor from Tanjungpinang, for whom "/" is the test's own office."""
    return {
        **browser_context_args,
        "base_url": live_server.url,
        "locale": "id-ID",
        "timezone_id": "Asia/Jakarta",
    }


@pytest.fixture
def faults() -> Iterator[Faults]:
    """What goes wrong in the test's pages; it fails the test unless it was allowed."""
    seen = Faults()
    yield seen
    assert not seen.unforeseen, "\n".join(seen.unforeseen)


@pytest.fixture
def new_context(new_context: NewContext, faults: Faults) -> NewContext:
    """Makes browser contexts that are watched; takes the arguments of Browser.new_context."""

    def make(**facts: Any) -> BrowserContext:
        context = new_context(**facts)
        context.set_default_timeout(PATIENCE * 1000)
        faults.watch(context)
        return context

    return make


@pytest.fixture
def whole_context(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    whole_chromium: str,
    browser_context_args: dict[str, Any],
    faults: Faults,
) -> Iterator[NewContext]:
    """The same in a whole Chromium of its own."""
    browser = browser_type.launch(**{**browser_type_launch_args, "executable_path": whole_chromium})

    def make(**facts: Any) -> BrowserContext:
        context = browser.new_context(**{**browser_context_args, **facts})
        context.set_default_timeout(PATIENCE * 1000)
        faults.watch(context)
        return context

    yield make
    browser.close()


# --- one page for each kind of screen, each in a context of its own


@pytest.fixture
def phone(new_context: NewContext) -> Page:
    """A citizen's phone."""
    return new_context(viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True).new_page()


@pytest.fixture
def plain_phone(new_context: NewContext) -> Page:
    """A citizen's phone whose browser runs no scripts."""
    size = {"width": 360, "height": 740}
    return new_context(viewport=size, is_mobile=True, has_touch=True, java_script_enabled=False).new_page()


@pytest.fixture
def tablet(new_context: NewContext, faults: Faults) -> Page:
    """The guard's tablet at the door, which looks whenever something changes; what is pressed then cuts that short."""
    faults.allow("htmx:sendAbort|htmx:afterRequest")
    return new_context(viewport={"width": 1024, "height": 700}).new_page()


@pytest.fixture
def desk(new_context: NewContext) -> Page:
    """The computer at a counter."""
    return new_context(viewport={"width": 1366, "height": 768}).new_page()


@pytest.fixture
def tv(new_context: NewContext) -> Page:
    """The television in the hall."""
    return new_context(viewport={"width": 1920, "height": 1080}).new_page()


# --- the office


@pytest.fixture
def live_server(office_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveServer]:
    """A training office on Monday 30 November 2026 at 09.00 WIB: guarded, a lobby for four, three counters."""
    path = tmp_path / "giliran.db"
    shutil.copyfile(office_file, path)
    hash_quickly(monkeypatch)
    # Bound until the end, though nobody listens there: while the server is stopped, nobody else is given its port.
    with bound(0) as held, opened(settings := _settings(path, held.getsockname()[1])) as database:
        world = World(database, **OFFICE)
        server = LiveServer(
            settings.base_url, settings, database, world, Watch(NINE), token=world.token(name="browser tests")
        )
        for name, role in STAFF.items():
            database.run(staff.add_staff, world.office, name, role, _password_hash(), now=EARLY)
        server.start()
        yield server
        server.stop()


@pytest.fixture(scope="session")
def office_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty training database, made as the program makes it."""
    path = tmp_path_factory.mktemp("browser") / "giliran.db"
    database, _ = open_database(_settings(path, 8000, clock=NINE))
    database.close()
    return path


def _settings(path: Path, port: int, **facts: Any) -> Settings:
    url = f"http://127.0.0.1:{port}"
    return Settings(database_url=f"sqlite:///{path}", secret_key=SECRET, base_url=url, port=port, **facts)


@cache
def _password_hash() -> str:
    return QUICK.hash(PASSWORD)
