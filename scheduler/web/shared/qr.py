"""The pass, or a link, as a QR picture on pages: one path."""

from functools import lru_cache

from scheduler.board.qr_code import drawn, drawn_link
from scheduler.board.qr_path import svg_of


@lru_cache(maxsize=2048)
def svg(code: str) -> str:
    """The pass of a code as inline SVG, with its quiet zone of four modules, to be scaled by the page."""
    return svg_of(drawn(code).get_matrix(), pixels=264, named="qr")


def svg_of_link(link: str) -> str:
    """A link as inline SVG."""
    return svg_of(drawn_link(link).get_matrix(), pixels=264, named="qr")
