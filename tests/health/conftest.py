"""What a check looks at, made by hand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scheduler.db.engine.migrations import HEAD
from scheduler.health.around import Around
from scheduler.runtime.config import Settings
from tests.conftest import SECRET
from tests.scenes.factories import MORNING

MakeAround = Callable[..., Around]


@pytest.fixture
def around(tmp_path: Path) -> MakeAround:
    """Makes what is around a check that needs no database; takes settings by their names."""

    def make(facts: dict[str, Any] | None = None, **told: Any) -> Around:
        usual = {"database_url": f"sqlite:///{tmp_path}/giliran.db", "secret_key": SECRET, "files_floor_mb": 0}
        settings = Settings(**{**usual, **told})
        return Around(settings, MORNING, None, **{"version": HEAD, **(facts or {})})

    return make
