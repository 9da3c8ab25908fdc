"""A request of which only a part comes is nobody's fault."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
import structlog

from scheduler.db.models import Office
from scheduler.pictures.space import Space
from scheduler.web.citizen.applying import form_gate, pages_sent
from tests.flow.applying.applied import begun
from tests.scenes.factories import World

FORM, FILES = b"application/x-www-form-urlencoded", b"multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\nhalf'


def cut_off(app: Any, path: str, kind: bytes, content: bytes, *, hangs: bool = False) -> list[Any]:
    """What is answered to a request that ends in the middle of its body, or of which no more comes."""
    comes = iter([{"type": "http.request", "body": content, "more_body": True}, {"type": "http.disconnect"}])
    sent: list[Any] = []

    async def receive() -> Any:
        message = next(comes)
        if hangs and message["type"] == "http.disconnect":
            await asyncio.Event().wait()
        return message

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"content-type", kind), (b"host", b"testserver")],
        "scheme": "http",
        "http_version": "1.1",
        "client": ("10.0.0.1", 5000),
        "server": ("testserver", 80),
    }
    asyncio.run(app(scope, receive, send))
    return sent


@pytest.mark.parametrize(
    ("path", "kind", "content"),
    [("/a/{code}/people", FORM, b"holder=Si"), ("/a/{code}/items/0/pages", FILES, PART), ("/login", FORM, b"name=S")],
)
def test_request_that_is_cut_off_is_no_fault(app: Any, office: World, path: str, kind: bytes, content: bytes) -> None:
    code = begun(office)

    with structlog.testing.capture_logs() as logs:
        sent = cut_off(app, path.format(code=code), kind, content)

    assert (sent[0]["status"], sent[1]["body"]) == (400, b"")
    assert [(each["event"], each["log_level"]) for each in logs] == [("request_cut", "info")]


@pytest.mark.parametrize("why", ["phone_first", "uploads_paused", "uploads_busy"])
def test_form_that_is_refused_is_not_read(app: Any, office: World, monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    """Nothing of it reaches the disk: the body would end in the middle, and that would be told."""
    if why == "phone_first":
        office.change(Office, office.office.id, ladder=[{"channel": "whatsapp", "wait_minutes": 0}])
    if why == "uploads_paused":
        app.state.space = Space(Path("/"), 1000, free=lambda _: 0)
    if why == "uploads_busy":
        monkeypatch.setattr(form_gate, "MOST_FROM", 0)

    sent = cut_off(app, f"/a/{begun(office)}/items/0/pages", FILES, PART)

    assert f"why={why}" in dict(sent[0]["headers"])[b"location"].decode()


def test_form_of_which_no_more_comes_is_ended_and_leaves_its_place(
    app: Any, office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages_sent, "LONGEST", 0.0)
    monkeypatch.setattr(form_gate, "MOST", 1)
    path = f"/a/{begun(office)}/items/0/pages"

    for _ in range(2):
        sent = cut_off(app, path, FILES, PART, hangs=True)

        assert sent[0]["status"] == 303
        assert b"why=file_unreadable" in dict(sent[0]["headers"])[b"location"]
