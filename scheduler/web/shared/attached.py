"""A page that a citizen sent, as an answer: a picture to look at or to save, and never anything else to a browser."""

from starlette.responses import Response

HEADERS = {
    "Content-Disposition": 'attachment; filename="halaman.jpg"',
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def attached(content: bytes) -> Response:
    """A JPEG of the vault."""
    return Response(content, media_type="image/jpeg", headers=HEADERS)
