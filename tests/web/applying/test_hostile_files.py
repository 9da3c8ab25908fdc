"""Two hundred files that nobody should send, by the form: each is refused in words, or becomes a clean picture."""

import io
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image

from scheduler.db.models import ApplicationPage, Upload
from scheduler.domain.applying.upload_refusals import sentence_of
from scheduler.flow.applying import uploads
from scheduler.runtime.config import Settings
from tests.flow.applying.applied import begun
from tests.scenes.factories import NINE, World
from tests.sent_files.hostile import EVIL, NAMES, all_of_them
from tests.support.examples import examples

REFUSED = {"foreign": {"file_foreign"}, "broken": {"file_unreadable", "file_too_large"}, "empty": {"file_empty"}}
BOMB = {"file_too_large", "too_many_pages", "file_unreadable"}


@pytest.fixture
def code(client: Any, office: World, clock: Any) -> str:
    clock.now = NINE
    return begun(office)


def why(answer: Any) -> str | None:
    return (parse_qs(urlsplit(answer.headers["Location"]).query).get("why") or [None])[0]


def left(settings: Settings) -> list[Path]:
    return [path for path in settings.files.rglob("*") if path.is_file()]


@pytest.mark.timeout(600)
def test_each_is_refused_in_words_or_becomes_a_clean_picture(
    client: Any, office: World, code: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_FILES", 1000)
    files, faults = all_of_them(), list[str]()
    every = len(files) // examples(40, len(files))
    for number, (name, content) in list(enumerate(files.items()))[::every]:
        sent = {"file": (NAMES[number % len(NAMES)] or "x", content, "image/jpeg")}

        answer = client.post(f"/a/{code}/items/0/pages", files=sent, follow_redirects=False)

        said = why(answer)
        kind = name.split()[0]
        if kind in ("picture", "pdf"):
            faults += [f"{name}: {said}"] if said else _unclean(client, office, code, name)
        elif said not in REFUSED.get(kind, BOMB) or not sentence_of(said or ""):
            faults.append(f"{name}: {said}")
            _unclean(client, office, code, name)
        faults += [f"{name} left {path}" for path in left(settings)]

    assert (len(files), faults) == (200, [])
    assert office.rows(ApplicationPage, ApplicationPage.gone_at.is_(None)) == []  # type: ignore[union-attr]
    assert [row.state for row in office.rows(Upload) if row.state == "open"] == []


def _unclean(client: Any, office: World, code: str, name: str) -> list[str]:
    """What is wrong with the one page that stands there; then it is taken back."""
    found = office.rows(ApplicationPage, ApplicationPage.gone_at.is_(None))  # type: ignore[union-attr]
    if not found:
        return [f"{name}: no page"]
    (page,) = found
    content = client.get(f"/a/{code}/pages/{page.mark}").content
    client.delete(f"/a/{code}/pages/{page.mark}")
    picture = Image.open(io.BytesIO(content))
    picture.load()
    clean = picture.format == "JPEG" and b"EVIL" not in content and EVIL not in content and b"PK\x03\x04" not in content
    return [] if clean and not picture.getexif() else [f"{name}: not clean"]
