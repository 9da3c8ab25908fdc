"""The one application that all sweeps ask."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.runtime.config import Settings
from tests.conftest import SECRET
from tests.web.sweep.asking import Sweep


@pytest.fixture(scope="session")
def filled_sweep(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sweep]:
    folder = tmp_path_factory.mktemp("sweep")
    shutil.copyfile(sqlite_template, folder / "giliran.db")
    made = Sweep(
        Settings(
            database_url=f"sqlite:///{folder / 'giliran.db'}",
            secret_key=SECRET,
            base_url="http://testserver",
            media_folder=str(folder / "media"),
            files_folder=str(folder / "files"),
            voice_folder=str(folder / "voice"),
            worker="off",
        )
    )
    yield made
    made.close()


@pytest.fixture
def sweep(filled_sweep: Sweep) -> Iterator[Sweep]:
    """As it was filled, whatever a sweep before has asked."""
    filled_sweep.use()
    yield filled_sweep
    filled_sweep.put_back()
