"""What is given to people on paper: the largest visit of an ordinary household, and what a printer makes of a page."""

from collections.abc import Sequence

import zxingcpp
from pypdfium2 import PdfDocument

from scheduler.domain.custody.collecting import PROXY
from scheduler.flow.booking import bookings
from scheduler.flow.custody.collectors import Collector
from tests.scenes.factories import EARLY, World

KK = "2172010101010001"
ADDRESS = "Jalan Daeng Celak No. 5, Kelurahan Air Raja, Kecamatan Tanjungpinang Timur, Kota Tanjungpinang 29125"


def household_visit(office: World) -> str:
    """The pass of a visit for two damaged or changed KTP-el, three KIA and the KK, by a neighbour with a letter."""
    office.edit(address=ADDRESS, phone="0771-123456")
    documents = [
        office.document(type=kind, reason=reason, holder=holder, applicant="Siti Rahmawati", kk=KK, channel="office")
        for kind, reason, holder in (
            ("KTP-el", "changed", "Siti Rahmawati"),
            ("KTP-el", "damaged", "Bambang Wijaya"),
            ("KIA", "first", "Indah Wijaya"),
            ("KIA", "first", "Rudi Setiawan Wijaya"),
            ("KIA", "lost", "Lestari Utami"),
            ("KK", "changed", "Bambang Wijaya"),
        )
    ]
    collector = Collector(PROXY, "Budi Santoso", "tetangga", None)
    slot, code = office.slot(13, 30), office.code(documents[0])
    return office.database.run(bookings.book, code, slot.id, party=3, collector=collector, by="citizen", now=EARLY).code


WIDTH_OF_A_CODE = 39.5
"""Millimetres: four centimetres, as finely as it is measured."""
POINTS_IN_MM = 72 / 25.4
SCALE = 4
"""Dots to a point: fine enough to measure a QR within half a millimetre."""


def texts_of(printed: bytes) -> list[str]:
    """What stands on each page of a PDF, on one line."""
    return [" ".join(page.get_textpage().get_text_range().split()) for page in PdfDocument(printed)]


def sizes_of(printed: bytes) -> list[tuple[float, float]]:
    """The width and height of each page of a PDF, in whole millimetres."""
    return [(round(width / POINTS_IN_MM), round(height / POINTS_IN_MM)) for width, height in _sizes(printed)]


def code_on(printed: bytes) -> tuple[str, float]:
    """The QR on the first page of a PDF: what it says, and how wide it is in millimetres, without its quiet zone."""
    picture = PdfDocument(printed)[0].render(scale=SCALE).to_pil()
    (found,) = zxingcpp.read_barcodes(picture)
    left, right = found.position.top_left.x, found.position.top_right.x
    return found.text, (right - left) / SCALE / POINTS_IN_MM


def _sizes(printed: bytes) -> Sequence[tuple[float, float]]:
    return [page.get_size() for page in PdfDocument(printed)]
