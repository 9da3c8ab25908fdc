"""Started as a script in a copy: a process that has loaded what every run of tests loads, and forks itself for each.

It reads a line of JSON for each run (the arguments of pytest, the environment, where what it prints goes, how long it
may take) and answers with its exit status in a line. Nothing of the copy is loaded here: that is what is broken.
"""

import importlib
import json
import os
import signal
import sys
import time
import warnings

LIBRARIES = (
    "pytest",
    "pytest_asyncio.plugin",
    "pytest_httpserver.pytest_plugin",
    "pytest_playwright.pytest_playwright",
    "pytest_timeout",
    "schemathesis.pytest.plugin",
    "schemathesis.pytest.xdist",
    "xdist.plugin",
    "hypothesis",
    "aiohttp",
    "alembic.command",
    "argon2",
    "babel.messages",
    "cryptography.hazmat.primitives.ciphers.aead",
    "holidays",
    "httpx2",
    "icalendar",
    "jinja2",
    "PIL.Image",
    "playwright.sync_api",
    "psycopg",
    "pydantic_settings",
    "qrcode",
    "rich.console",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite",
    "sqlmodel",
    "starlette.testclient",
    "structlog",
    "typer",
    "uvicorn",
    "websockets",
    "zxingcpp",
)
GIVEN_UP = 124


def main() -> None:
    """Serve until the input ends."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in LIBRARIES:
            importlib.import_module(name)
    for line in sys.stdin:
        sys.stdout.write(f"{_run(**json.loads(line))}\n")
        sys.stdout.flush()


def _run(arguments: list[str], environment: dict[str, str], output: str, longest: float) -> int:
    child = os.fork()
    if not child:
        os._exit(_tested(arguments, environment, output))
    until = time.monotonic() + longest
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return GIVEN_UP


def _tested(arguments: list[str], environment: dict[str, str], output: str) -> int:
    os.setpgid(0, 0)
    written = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for descriptor in (1, 2):
        os.dup2(written, descriptor)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.update(environment)
    sys.argv[:] = ["pytest", *arguments]
    import pytest  # noqa: PLC0415 - it is loaded, and this says so

    return int(pytest.main(arguments))


if __name__ == "__main__":
    main()
