"""A real server for browser tests, in a thread of the test's own process: the test arranges, the browser looks."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn
from playwright.sync_api import Page

from display.wires import LiveProtocol
from scheduler.db.engine.database import Database
from scheduler.main import create_app
from scheduler.runtime.clock import Clock
from scheduler.runtime.config import Settings
from tests.scenes.factories import World

PASSWORD = "rahasia123"
PATIENCE = 60
"""Seconds within which a server has started, or stopped."""


class Watch(Clock):
    """The training clock. It stands still until a test puts it forward, `server.clock.forward(minutes=20)`, or lets it
    go on by itself: `server.clock.run()`.
    """

    def __init__(self, starts_at: datetime) -> None:
        super().__init__(starts_at)
        self._now = starts_at.astimezone(UTC)
        self._goes_since: float | None = None

    def __call__(self) -> datetime:
        gone = 0.0 if self._goes_since is None else time.monotonic() - self._goes_since
        return self._now + timedelta(seconds=gone)

    def forward(self, **span: float) -> datetime:
        self._now += timedelta(**span)
        return self()

    def run(self) -> None:
        """Keep the world's pace from now on, for a test of what passes while somebody looks on."""
        self._goes_since = time.monotonic()


@dataclass
class LiveServer:
    """The office on the network. `office` arranges by real steps; pass it `now=server.now` for the present."""

    url: str
    settings: Settings
    database: Database
    office: World
    clock: Watch
    token: str
    _running: "Running | None" = field(default=None, repr=False)

    @property
    def now(self) -> datetime:
        """The moment by the office's clock, in UTC."""
        return self.clock()

    def start(self) -> None:
        """Serve at `url`; also again after `stop`."""
        self._running = Running(self)

    def stop(self) -> None:
        """Stop serving, as when the office's computer is switched off."""
        if self._running is not None:
            self._running.stop()
        self._running = None

    def sign_in(self, page: Page, name: str, place: str) -> None:
        """Sign in at once. place: "counter-1", "door" or "office". Rina is clerk, Gani guard, Sari supervisor."""
        form = {"name": name, "password": PASSWORD, "place": place}
        page.goto(page.request.post("/login", form=form, max_redirects=0).headers["location"])

    def sign_in_by_form(self, page: Page, name: str, place: str) -> None:
        """The same as people do it, on the page for it."""
        page.goto("/login")
        page.fill("#name", name)
        page.fill("#password", PASSWORD)
        page.check(f"input[name=place][value={place}]")
        page.click("form.card button")
        page.wait_for_url(lambda url: not url.endswith("/login"))

    def command(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run `giliran ...` as a process of its own over the same database."""
        told = {
            "GILIRAN_DATABASE_URL": self.settings.database_url,
            "GILIRAN_SECRET_KEY": self.settings.secret_key,
            "GILIRAN_BASE_URL": self.url,
        }
        return subprocess.run(
            [sys.executable, "-m", "scheduler", *map(str, arguments)],
            env=os.environ | told,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


class Server(uvicorn.Server):
    """Says when it has started, or has tried to."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.tried = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.tried.set()


class Running:
    """uvicorn in a thread, set up as `giliran serve` does it."""

    def __init__(self, live: LiveServer) -> None:
        app = create_app(live.database, live.clock, live.settings)
        config = uvicorn.Config(
            app,
            ws=LiveProtocol,
            ws_per_message_deflate=False,
            access_log=False,
            log_level="warning",
            log_config=None,
            lifespan="on",
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        self._socket = bound(live.settings.port)
        self._server = Server(config)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        assert self._server.tried.wait(PATIENCE), "the server did not start in time"
        assert self._server.started, "the server did not start"

    def _serve(self) -> None:
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self._server.tried.set()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(PATIENCE)
        self._socket.close()
        assert not self._thread.is_alive(), "the server did not stop in time"


def bound(port: int) -> socket.socket:
    """A socket of this machine alone at which nobody listens yet; port 0 is any free one. Several are bound to one port
    if no more than one of them listens.
    """
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind(("127.0.0.1", port))
    return made


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The database of the settings, for as long as the block lasts."""
    database = Database(settings)
    try:
        yield database
    finally:
        database.close()
