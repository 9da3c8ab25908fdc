"""A push service on this machine, and browsers that read what it was given."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from scheduler.flow.screens.pushes import Browser

CREATED = 201


@dataclass
class PushService:
    """Keeps every request; answers with `answers` in their order, then with 201, each once it is `free` to."""

    url: str
    answers: list[int] = field(default_factory=list)
    free: threading.Event = field(default_factory=threading.Event)
    came: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


class Device:
    """A browser that subscribed: the service's address for it, and the keys that nobody else has."""

    def __init__(self, service: PushService, name: str = "one", language: str = "id") -> None:
        self._private = ec.generate_private_key(ec.SECP256R1())
        self._secret = name.encode().ljust(16, b".")[:16]
        point = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.browser = Browser(f"{service.url}/{name}", _base64url(point), _base64url(self._secret), language)
        self._service, self._path = service, f"/{name}"

    @property
    def subscription(self) -> dict[str, Any]:
        """The subscription as the page sends it."""
        keys = {"p256dh": self.browser.p256dh, "auth": self.browser.auth}
        return {"endpoint": self.browser.endpoint, "expirationTime": None, "keys": keys}

    @property
    def told(self) -> list[dict[str, str]]:
        """The notices that came for this browser, as its service worker reads them."""
        return [json.loads(self._read(body)) for path, _, body in self._service.came if path == self._path]

    def _read(self, body: bytes) -> bytes:
        plain: bytes = http_ece.decrypt(body, private_key=self._private, auth_secret=self._secret, version="aes128gcm")
        return plain


@contextmanager
def push_service() -> Iterator[PushService]:
    """The service, for as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.came.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            status = service.answers.pop(0) if service.answers else CREATED
            service.free.wait()
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"{service.url}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        service = PushService(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        service.free.set()
        yield service
        service.free.set()
        server.shutdown()
        thread.join(10)


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
