"""Photos and films of QR codes as they are shown at a door: turned, dark, blurred, in the corner of a large picture."""

import io
from typing import Any

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from scheduler.board.qr_code import drawn

WIDTH, HEIGHT, FRAMES = 640, 480, 8


def qr_picture(code: str, scale: int = 10) -> Image.Image:
    """A QR code as the pass shows it, with its quiet zone."""
    picture: Image.Image = drawn(code, scale).make_image().get_image()
    return picture.convert("L")


def film_of(code: str) -> bytes:
    """A film (YUV4MPEG2, 4:2:0) that shows a QR code, or a grey wall without one; what Chromium takes for a camera."""
    frame = Image.new("L", (WIDTH, HEIGHT), 128)
    if code:
        frame.paste(qr_picture(code), (150, 70))
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode()
    grey = bytes([128]) * (WIDTH * HEIGHT // 2)
    return head + (b"FRAME\n" + frame.tobytes() + grey) * FRAMES


def photo_of(
    code: str,
    *,
    size: tuple[int, int] = (1600, 1200),
    scale: int = 16,
    turned: float = 0,
    blurred: float = 0,
    dark: float = 1,
    leaning: float = 0,
) -> Image.Image:
    """A photo of a QR code on a table.

    turned: degrees; blurred: pixels; dark: of the light, 1 is all; leaning: 0 to 1, seen from below.
    """
    picture = qr_picture(code, scale)
    picture = _leant(picture, leaning) if leaning else picture
    picture = picture.rotate(turned, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    table = Image.new("L", size, 190)
    ImageDraw.Draw(table).rectangle((0, size[1] // 2, size[0], size[1]), fill=150)
    table.paste(picture, ((size[0] - picture.width) // 2, (size[1] - picture.height) // 2))
    table = table.filter(ImageFilter.GaussianBlur(blurred)) if blurred else table
    return ImageEnhance.Brightness(table).enhance(dark).convert("RGB")


def _leant(picture: Image.Image, leaning: float) -> Image.Image:
    """As seen from below: the lower edge is that much longer than the upper one."""
    wide = Image.new("L", (picture.width * 2, picture.height * 2), 255)
    wide.paste(picture, (picture.width // 2, picture.height // 2))
    away, middle = leaning / wide.height, wide.width / 2
    seen = (1, middle * away, 0, 0, 1 + leaning, 0, 0, away)
    return wide.transform(wide.size, Image.Transform.PERSPECTIVE, seen, Image.Resampling.BICUBIC, fillcolor=255)


def file_of(picture: Image.Image, kind: str = "JPEG", **facts: Any) -> bytes:
    """A picture as a file."""
    written = io.BytesIO()
    picture.save(written, kind, **facts)
    return written.getvalue()
