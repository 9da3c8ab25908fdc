"""The pages of a PDF, drawn."""

import pypdfium2
from PIL import Image

from scheduler.pictures.child.answers import Answer, Refused
from scheduler.pictures.child.drawing import LONGEST, answer_of


def work(content: bytes, most_pages: str) -> Answer:
    """Every page of a PDF, at most so many. Raises Refused, and whatever a broken file raises."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower() or "security" in str(error).lower()
        raise Refused("locked" if locked else "unreadable") from None
    if len(document) > int(most_pages):
        raise Refused("pages")
    return answer_of([_drawn(page) for page in document])


def _drawn(page: pypdfium2.PdfPage) -> Image.Image:
    width, height = page.get_size()
    if not (0 < width < 1e6 and 0 < height < 1e6) or not 1 / 20 < width / height < 20:
        raise Refused("unreadable")
    scale = LONGEST / max(width, height)
    drawn: Image.Image = page.render(scale=scale, draw_annots=True, fill_color=(255, 255, 255, 255)).to_pil()
    return drawn.convert("RGB")
