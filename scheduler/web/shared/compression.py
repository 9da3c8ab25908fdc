"""Pages for phones and screens go compressed; what staff and machines read does not.

A compressed answer tells by its length whether what a stranger made it repeat is also in its secret part. Of the pages
that are compressed here none repeats anything but a date or a language, and one that holds a secret is opened by that
secret: who does not know the code cannot have it asked for. Pages for staff show names beside what was searched for.
"""

from starlette.types import ASGIApp, Receive, Scope, Send
from starlette_compress import CompressMiddleware

PUBLIC = ("/a/", "/i/", "/t/", "/o/", "/display/")


class Compressed:
    """Compresses answers to GET on the pages named in PUBLIC, and on the first page: so far that the page of an
    invitation loses three quarters. The last hundred bytes of it would take half as long again.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.packing = CompressMiddleware(app, zstd=False, brotli_quality=4, gzip_level=4)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wanted = scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and is_public(scope["path"])
        await (self.packing if wanted else self.app)(scope, receive, send)


def is_public(path: str) -> bool:
    """Whether a path is a page for phones or screens."""
    return path == "/" or path.startswith(PUBLIC)
