"""What a server loads before somebody needs it: counted by names, in a process of its own."""

import gc
import json
import subprocess
import sys
from pathlib import Path

import pytest

from scheduler import translations
from scheduler.runtime.loading import UNWANTED, loaded, loading
from scheduler.translations import make_all

AT_FIRST_USE = (
    "PIL",
    "adhanpy",
    "aiohttp",
    "aiosmtplib",
    "alembic",
    "argon2",
    "cbor2",
    "email.headerregistry",
    "holidays",
    "icalendar",
    "num2words",
    "phonenumbers",
    "prometheus_client",
    "pyotp",
    "pypdfium2",
    "python_calamine",
    "pywebpush",
    "qrcode",
    "requests",
    "scheduler.messages.channels.mail.letter",
    "stdnum",
    "webauthn",
    "zxingcpp",
)
"""What the program loads where it first needs it."""
OF_A_START = {"BEGIN": 3, "SELECT": 12, "INSERT": 1, "UPDATE": 1}
"""The statements of a first start on a SQLite file that is up to date, before the server listens. The next start
writes nothing.
"""
SERVED = """
import asyncio, json, sys
from scheduler.runtime.loading import loaded

loaded("scheduler.commands.serve")
main = loaded("scheduler.main")

from sqlalchemy import Engine, event

asked = []
event.listen(Engine, "before_cursor_execute", lambda *told: asked.append(told[2].split()[0]))
app = main.worker()
counts = {word: asked.count(word) for word in asked}

async def serve():
    async with app.router.lifespan_context(app) as state:
        scope = {
            "type": "http", "method": "GET", "path": "/", "raw_path": b"/", "query_string": b"", "root_path": "",
            "headers": [(b"host", b"giliran.example")], "client": ("192.0.2.1", 1), "server": ("a", 80),
            "scheme": "http", "http_version": "1.1", "state": dict(state), "extensions": {},
        }
        answered = []

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            answered.append(message)

        await app(scope, receive, send)
        return answered[0]["status"]

status = asyncio.run(serve())
from pydantic import BaseModel

def below(kind):
    for each in kind.__subclasses__():
        yield each
        yield from below(each)

ours = [each for each in below(BaseModel) if each.__module__.startswith("scheduler")]
built = [each.__name__ for each in ours if each.__pydantic_complete__]
print(json.dumps({"status": status, "asked": counts, "modules": sorted(sys.modules), "built": built}))
"""


def test_page_is_served_without_what_it_does_not_need(url: str) -> None:
    done = subprocess.run([sys.executable, "-c", SERVED], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    served = json.loads(done.stdout.splitlines()[-1])

    there = set(served["modules"])
    assert (served["status"], served["built"]) == (200, ["Settings", "LinkForm"])  # the page's own form
    assert "uvicorn" in there
    assert sorted(there.intersection({*AT_FIRST_USE, *UNWANTED})) == []
    if url.startswith("sqlite"):
        assert served["asked"] == OF_A_START


def test_nothing_is_looked_through_while_it_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gc, "freeze", lambda: None)
    monkeypatch.setitem(sys.modules, "rich", None)
    del sys.modules["rich"]

    with loading():
        assert not gc.isenabled()
        with pytest.raises(ImportError):
            import rich  # noqa: PLC0415

    assert gc.isenabled()
    import rich.console  # noqa: F401, PLC0415 - what a command shows progress with is there again


def test_what_is_there_is_not_loaded_again() -> None:
    assert loaded("scheduler.runtime.loading") is sys.modules["scheduler.runtime.loading"]


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue of one text, in a folder of its own."""
    file = tmp_path / "en" / "LC_MESSAGES" / "messages.po"
    file.parent.mkdir(parents=True)
    file.write_text('msgid "Loket"\nmsgstr "Counter"\n', "utf-8")
    monkeypatch.setattr(translations, "LOCALES", tmp_path)
    return file


def said(text: str) -> str:
    return translations.translations.__wrapped__("en").gettext(text)


def test_text_is_the_same_from_either_file(catalogue: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert said("Loket") == "Counter"
    make_all(translations.LOCALES)
    monkeypatch.setattr(translations, "_compiled", None)

    assert said("Loket") == "Counter"


def test_changed_text_is_shown_though_nothing_was_built_since(catalogue: Path) -> None:
    make_all(translations.LOCALES)
    catalogue.write_text('msgid "Loket"\nmsgstr "Desk"\n', "utf-8")

    assert said("Loket") == "Desk"


def test_file_that_broke_off_is_not_read(catalogue: Path) -> None:
    make_all(translations.LOCALES)
    made = catalogue.with_suffix(".mo")
    made.write_bytes(made.read_bytes()[:-1])

    assert said("Loket") == "Counter"
    make_all(translations.LOCALES)
    assert made.read_bytes().endswith(translations.sha256(catalogue.read_bytes()).digest())
