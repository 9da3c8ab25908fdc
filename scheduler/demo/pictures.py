"""Pictures that citizens of the demonstration sent: drawn specimens, with nobody's data on them."""

import io
from collections.abc import Sequence
from datetime import datetime, timedelta

from PIL import Image, ImageDraw, ImageFont
from sqlmodel import Session

from scheduler.demo.play import Play
from scheduler.flow.talks.conversations import claim, leave_to_clerk, new_lines
from scheduler.flow.talks.line_pictures import Kept, keep_pictures, take_wanted
from scheduler.messages.channels.base import Heard
from scheduler.messages.dialogue.hearing import take_in
from scheduler.pictures.vault import Vault

SIZE = (1200, 900)
LINES = 9
BETWEEN = timedelta(seconds=6)


def specimen(title: str) -> bytes:
    """A paper on a table as a phone would photograph it: its title, lines that say nothing, and CONTOH across it."""
    picture = Image.new("RGB", SIZE, "#8a7f70")
    paper = Image.new("RGB", (1000, 720), "#fbfaf5")
    draw = ImageDraw.Draw(paper)
    draw.rectangle((14, 14, 985, 705), outline="#2d4a53", width=4)
    draw.text((500, 70), title, fill="#17323a", font=ImageFont.load_default(52), anchor="mm")
    for row in range(LINES):
        y = 150 + row * 58
        draw.rectangle((70, y, 260, y + 16), fill="#c3c9c6")
        draw.rectangle((300, y, 620 + (row * 97) % 300, y + 16), fill="#dde1dc")
    draw.text((500, 400), "CONTOH", fill="#c9302c", font=ImageFont.load_default(150), anchor="mm")
    picture.paste(paper.rotate(2, expand=True, fillcolor="#8a7f70"), (85, 70))
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=82)
    return content.getvalue()


def send_pictures(play: Play, channel: str, phone: str, titles: Sequence[str], files: Vault, *, now: datetime) -> None:
    """A citizen sends a picture each, one after the other; all are here, and lie before the clerks."""
    for number, title in enumerate(titles):
        at = now + BETWEEN * number
        heard = Heard(f"contoh-{phone[-5:]}-{number}", phone, "", at, "image", media=str(number))
        play.do_by_code(take_in, play.office.id, channel, [heard], now=at)
        for line in play.read(new_lines, len(titles)):
            play.do_by_code(_leave, line, now=at)
        content = specimen(title)
        for wanted in play.do_by_code(take_wanted, 1, now=at):
            page = Kept(files.put(content), *SIZE, len(content))
            play.do_by_code(keep_pictures, wanted, [page], now=at)


def _leave(session: Session, line_id: int, *, now: datetime) -> None:  # noqa: ARG001 - as every step
    claimed = claim(session, line_id)
    if claimed is not None:
        leave_to_clerk(session, *claimed)
