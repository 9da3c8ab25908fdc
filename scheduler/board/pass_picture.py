"""The pass as a picture to keep: the QR, and beside it what somebody needs who finds it among other pictures.

Pillow is imported at first use: most commands never draw one. It draws here, and reads nothing.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from scheduler.board.qr_code import drawn

FONT = Path(__file__).parents[1] / "static" / "vendor" / "noto-sans.woff2"
WIDTH, MARGIN, SCALE = 720, 36, 20
INK, SOFT = "#0d1f2d", "#3c5163"


@dataclass(frozen=True, slots=True)
class PassWords:
    """What stands beside the QR, in somebody's language; no name and no number of a person.

    number: the nomor jadwal, under its label; day and hour: empty without a time; office: its name.
    """

    label: str
    number: str
    day: str
    hour: str
    office: str


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: int
    weight: int
    ink: str = INK


def pass_picture(code: str, words: PassWords) -> bytes:
    """The pass of a code as PNG: its QR with the quiet zone, the nomor jadwal, day, hour and office."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - see above

    square = drawn(code, SCALE).make_image().get_image()
    above = (_Line(words.office, 34, 600, SOFT),)
    below = (
        _Line(words.label, 32, 400, SOFT),
        _Line(words.number, 92, 700),
        _Line(words.hour, 64, 700),
        _Line(words.day, 36, 600),
    )
    canvas = Image.new("L", (WIDTH, 2 * WIDTH), "white")
    draw = ImageDraw.Draw(canvas)
    y = _written(draw, above, MARGIN)
    canvas.paste(square.convert("L"), ((WIDTH - square.width) // 2, y))
    y = _written(draw, below, y + square.height)
    kept = io.BytesIO()
    canvas.crop((0, 0, WIDTH, y + MARGIN)).save(kept, "PNG")
    return kept.getvalue()


def _written(draw: Any, lines: Sequence[_Line], y: int) -> int:
    """Write lines in the middle, a long one on several; returns where the next begins."""
    for line in lines:
        font = _font(line.size, line.weight)
        for row in _rows(draw, line.text, font):
            draw.text((WIDTH // 2, y), row, font=font, fill=line.ink, anchor="ma")
            y += round(line.size * 1.4)
    return y


def _rows(draw: Any, text: str, font: Any) -> list[str]:
    """A text as rows that fit, broken between words."""
    rows: list[str] = []
    for word in text.split():
        longer = f"{rows[-1]} {word}" if rows else word
        if rows and draw.textlength(longer, font=font) <= WIDTH - 2 * MARGIN:
            rows[-1] = longer
        else:
            rows.append(word)
    return rows


@cache
def _font(size: int, weight: int) -> Any:
    from PIL import ImageFont  # noqa: PLC0415 - see above

    font = ImageFont.truetype(FONT, size)
    font.set_variation_by_axes([weight])
    return font
