"""Papers as citizens photograph them."""

import io
from typing import Any

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont

LINE = "SURAT KETERANGAN No. 470/123 Nama: CONTOH Alamat: Jalan Merdeka 5"


def paper(
    *, size: tuple[int, int] = (1200, 1600), letter: int = 30, blurred: float = 0, light: float = 1
) -> Image.Image:
    """A written page on a table. letter: its height in pixels; blurred: radius in pixels; light: 1 is all."""
    picture = Image.new("RGB", size, (120, 90, 60))
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(letter)
    draw.rectangle((40, 40, size[0] - 40, size[1] - 40), fill=(240, 240, 240))
    for top in range(80, size[1] - 100, int(letter * 1.7)):
        draw.text((80, top), LINE[: int((size[0] - 160) / (letter * 0.62))], font=font, fill=(30, 30, 30))
    if blurred:
        picture = picture.filter(ImageFilter.GaussianBlur(blurred))
    return ImageEnhance.Brightness(picture).enhance(light)


def file_of(picture: Image.Image, kind: str = "JPEG", **facts: Any) -> bytes:
    """A picture as a file."""
    written = io.BytesIO()
    picture.save(written, kind, **facts)
    return written.getvalue()


def pdf_of(*pages: Image.Image) -> bytes:
    """Pages as a scanner writes them."""
    return file_of(pages[0], "PDF", save_all=True, append_images=pages[1:])
