"""From `giliran serve` to its first answer, and how much memory it takes while nothing happens."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.support import servers
from benchmarks.support.seeding import Seeded

LIBRARIES = "import jinja2, sqlmodel, starlette.applications, uvicorn, websockets"
IDLE = 1.0
"""Seconds to wait before its memory is read."""


def measured(seeded: Seeded) -> tuple[float, float, float]:
    """One round: seconds to the first answer, seconds to import the libraries alone, resident MiB when idle."""
    with tempfile.TemporaryDirectory() as folder:
        own = seeded.copy_to(Path(folder))
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", LIBRARIES], check=True)
        libraries = time.perf_counter() - began
        with servers.serving(servers.giliran(), own.path) as server:
            time.sleep(IDLE)
            return server.started, libraries, server.memory
