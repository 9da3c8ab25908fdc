"""A manager at the page of backups, whose button makes them in a folder of the test."""

from pathlib import Path
from typing import Any

import pytest

from scheduler.backup import sealing
from scheduler.db.models import BackupRun
from scheduler.runtime.config import Settings
from tests.conftest import Stopwatch
from tests.scenes.factories import World, at
from tests.support import postgres_tools
from tests.support.patience import wait_until
from tests.web.staff.members import sign_in

PAGE = "/office/settings/backup"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"backup_folder": str(tmp_path / "backups")})


@pytest.fixture(autouse=True)
def _sari(client: Any, office: World, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sari manages; it is nine. Every office may have its page open: a sealed backup costs nothing."""
    postgres_tools.add_to_path(monkeypatch)
    monkeypatch.setattr(sealing, "COST", 2)
    clock.now = at(9)
    sign_in(client, office, name="Sari", role="manager", now=clock.now)


def pressed(client: Any, office: World, **form: str) -> Any:
    """The button, and the backup that came of it."""
    answer = client.post(PAGE, data=form)
    wait_until(lambda: all(run.state != "running" for run in office.rows(BackupRun)))
    return answer


def files(tmp_path: Path) -> list[str]:
    return sorted(each.name for each in (tmp_path / "backups").glob("giliran-*"))
