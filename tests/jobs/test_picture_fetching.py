"""Pictures that citizens sent, from the far side to the folder of files: drawn anew, sealed, nothing left behind."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlmodel import col

from scheduler.db.models import ConversationLine, LinePicture
from scheduler.flow.talks.conversations import hear
from scheduler.jobs.picture_fetching import ROOM, fetching_of, fetching_pictures
from scheduler.pictures.vault import Vault
from scheduler.runtime.config import Settings
from tests.scenes.conversations import PHONE, Wrote
from tests.scenes.factories import World
from tests.web.hooked import account

NOW = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)


def photo() -> bytes:
    """A photo as a phone takes it: it tells where it was taken."""
    picture, content = Image.new("RGB", (1600, 1200), "#777"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "SECRET-PLACE"
    picture.save(content, "JPEG", exif=exif)
    return content.getvalue()


@pytest.fixture
def send(office: World, httpserver: Any) -> Any:
    """A citizen sends a file by WhatsApp."""
    account(office, "whatsapp", base_url=httpserver.url_for(""))

    def write(name: str, content: bytes) -> None:
        httpserver.expect_request(f"/{name}").respond_with_json({"url": httpserver.url_for(f"/files/{name}")})
        httpserver.expect_request(f"/files/{name}").respond_with_data(content)
        wrote = Wrote(f"wamid.{name}", PHONE, "", NOW, "image", media=name)
        office.database.run(hear, office.office.id, "whatsapp", wrote, now=NOW)

    return write


async def test_photo_is_kept_drawn_anew_and_what_is_none_is_refused(office: World, settings: Settings, send: Any):
    send("7", photo())
    send("8", b"<html><script>alert(1)</script></html>")
    send("9", b"%PDF-1.7 and then nothing")

    async with fetching_of(office.database, lambda: NOW, settings, translations={}) as work:  # type: ignore[arg-type]
        assert await work.fetch_all() == 3

    pictures = office.rows(LinePicture)
    kept = Vault(settings.files).get(pictures[0].mark)
    assert len(pictures) == 1
    assert Image.open(io.BytesIO(kept)).size == (pictures[0].width, pictures[0].height) == (1600, 1200)
    assert b"SECRET-PLACE" not in kept
    states = [line.media_state for line in office.rows(ConversationLine, col(ConversationLine.direction) == "in")]
    assert states == ["kept", "refused", "refused"]
    assert [path.name for path in _files(settings.files)] == [pictures[0].mark]


@pytest.mark.postgres("statements")
async def test_fetching_goes_on_where_its_folder_cannot_be_made(
    office: World, settings: Settings, send: Any, tmp_path: Path
):
    (tmp_path / "taken").write_text("no folder")
    no_room = settings.model_copy(update={"files_folder": str(tmp_path / "taken" / "files")})
    send("7", photo())

    async with fetching_of(office.database, lambda: NOW, no_room, translations={}) as work:  # type: ignore[arg-type]
        assert await work.fetch_all() == 1

    assert [line.media_state for line in office.rows(ConversationLine)] == ["wanted"]


async def test_nothing_is_fetched_onto_a_disk_that_is_nearly_full(office: World, settings: Settings, send: Any):
    nearly_full = settings.model_copy(update={"files_floor_mb": 10**9})
    send("7", photo())

    async with fetching_of(office.database, lambda: NOW, nearly_full, translations={}) as work:  # type: ignore[arg-type]
        assert await work.fetch_all() == 0

    assert [line.media_state for line in office.rows(ConversationLine)] == ["wanted"]


async def test_it_ends_with_its_block(office: World, settings: Settings):
    async with fetching_pictures(office.database, lambda: NOW, settings, translations={}):  # type: ignore[arg-type]
        pass

    assert office.database.listeners == [] or all("Bell" not in repr(each) for each in office.database.listeners)
    assert (settings.files / ROOM).is_dir()


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
