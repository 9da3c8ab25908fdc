"""Pictures of papers that belong to nobody, drawn for the demonstration: every one says CONTOH across."""

import io
import random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from scheduler.pictures.small import with_small

WIDE, HIGH = 1200, 820
TABLE, PAPER, INK, STAMP = (92, 74, 58), (248, 246, 238), (40, 44, 52), (196, 60, 52)


def specimen(title: str, *, seed: int, blurred: bool = False, upright: bool = True) -> bytes:
    """A paper on a table, as a phone takes it; a JPEG. upright: else it lies on its side."""
    chance = random.Random(seed)
    paper = _paper(title, chance)
    picture = Image.new("RGB", (WIDE, HIGH), TABLE)
    turned = paper.rotate(chance.uniform(-3, 3), expand=True, fillcolor=TABLE, resample=Image.Resampling.BICUBIC)
    picture.paste(turned, ((WIDE - turned.width) // 2, (HIGH - turned.height) // 2))
    if blurred:
        picture = picture.filter(ImageFilter.GaussianBlur(9))
    if not upright:
        picture = picture.transpose(Image.Transpose.ROTATE_90)
    content = _written(picture, 78)
    picture.thumbnail((192, 256))
    return with_small(content, _written(picture, 55))


def _written(picture: Image.Image, quality: int) -> bytes:
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=quality)
    return written.getvalue()


def _paper(title: str, chance: random.Random) -> Image.Image:
    paper = Image.new("RGB", (1000, 640), PAPER)
    draw = ImageDraw.Draw(paper)
    draw.rectangle((12, 12, 988, 628), outline=INK, width=3)
    draw.text((500, 70), title.upper(), font=ImageFont.load_default(40), fill=INK, anchor="mm")
    for row in range(9):
        y = 140 + row * 50
        draw.rectangle((60, y, 230, y + 14), fill=(150, 154, 160))
        draw.rectangle((260, y, 260 + chance.randint(240, 660), y + 14), fill=(96, 100, 110))
    mark = Image.new("L", (1000, 640), 0)
    ImageDraw.Draw(mark).text((500, 330), "CONTOH", font=ImageFont.load_default(190), fill=150, anchor="mm")
    paper.paste(STAMP, mask=mark.rotate(18))
    return paper
