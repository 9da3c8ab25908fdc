"""From `giliran serve` to its first answer and its first page, and how much memory it takes while nothing happens.

Beside it what its libraries take alone: a process that imports them and does nothing.
"""

import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from benchmarks.support import servers
from benchmarks.support.seeding import Seeded

LIBRARIES = (
    "babel.dates",
    "brotli",
    "cryptography.hazmat.primitives.asymmetric.ec",
    "cryptography.hazmat.primitives.ciphers.aead",
    "jinja2.ext",
    "pydantic_settings",
    "python_multipart",
    "sqlmodel",
    "starlette.applications",
    "starlette_compress",
    "structlog",
    "typer",
    "uvicorn.protocols.http.httptools_impl",
    "uvicorn.protocols.websockets.websockets_sansio_impl",
    "uvloop",
    "websockets",
)
"""What a server stands on before its first answer."""
ALONE = f"""
from pathlib import Path
from scheduler.runtime.loading import loading
with loading():
    import {", ".join(LIBRARIES)}
print(Path("/proc/self/status").read_text())
"""
IDLE = 1.0
"""Seconds to wait before its memory is read."""


@dataclass(frozen=True, slots=True)
class Start:
    """One start: seconds to the first answer, and of the first page then; resident MiB when idle. Of the libraries
    alone the same.
    """

    answered: float
    page: float
    idle: float
    libraries: float
    libraries_idle: float


def measured(seeded: Seeded) -> Start:
    """One round."""
    with tempfile.TemporaryDirectory() as folder:
        own = seeded.copy_to(Path(folder))
        began = time.perf_counter()
        status = subprocess.run([sys.executable, "-c", ALONE], check=True, capture_output=True, text=True).stdout
        libraries = time.perf_counter() - began
        with servers.serving(servers.giliran(), own.path) as server:
            time.sleep(IDLE)
            idle = server.memory
            began = time.perf_counter()
            with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/i/{own.codes[0]}") as answer:
                answer.read()
            page = time.perf_counter() - began
            return Start(server.started, page, idle, libraries, servers.resident(status))
