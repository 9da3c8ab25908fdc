"""A WhatsApp Cloud API and an SMS gateway on this machine, that fail as told and remember what they were asked."""

import itertools
import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

Fault = Callable[[], Response]


def says(status: int, **headers: str) -> Fault:
    """An answer of this status."""
    return lambda: Response("{}", status, {name.replace("_", "-"): value for name, value in headers.items()})


def holds(free: threading.Event, then: int = 500) -> Fault:
    """An answer of the status `then`, not given before `free` is set."""

    def fault() -> Response:
        free.wait()
        return Response("{}", then)

    return fault


@contextmanager
def far_side() -> "Iterator[FarSide]":
    """The far side, for as long as the block lasts; it answers many at the same time."""
    with HTTPServer(host="127.0.0.1", threaded=True) as server:
        far = FarSide(server)
        yield far
        far.free.set()  # or the server waits for good


@dataclass
class FarSide:
    """The far side. faults: what becomes of the next requests, in their order; after them all are taken.

    knows_keys: a key that came before is answered as before, and nobody is told twice. taken: letters by their
    recipient; a letter counts as taken also where its answer is lost. most: requests at the same time, so far.
    """

    server: HTTPServer
    faults: list[Fault] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    taken: Counter[str] = field(default_factory=Counter)
    keys: dict[str, str] = field(default_factory=dict)
    free: threading.Event = field(default_factory=threading.Event)
    """No request is answered before this is set; it is set at first."""
    before: Callable[[], object] | None = None
    after: Callable[[], object] | None = None
    """Called by each request before its letter is taken, and when it was, before that is answered."""
    under_way: int = 0
    most: int = 0

    def __post_init__(self) -> None:
        self.free.set()
        self._numbers, self._lock = itertools.count(1), threading.Lock()
        self.server.expect_request(re.compile(r".*")).respond_with_handler(self._answer)

    @property
    def accounts(self) -> dict[str, Any]:
        """The accounts by which the far side is reached, for `sends_by`."""
        url = self.server.url_for("")
        body = '{"to": "{to}", "text": "{text}", "ref": "{key}"}'
        sms = {"url": f"{url}sms", "format": "json", "body": body, "id_path": "id"}
        return {"whatsapp": {"base_url": f"{url}v23.0"}, "sms": sms}

    def _answer(self, request: Request) -> Response:
        with self._lock:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        try:
            self.free.wait()
            return self._decided(request)
        finally:
            with self._lock:
                self.under_way -= 1

    def _decided(self, request: Request) -> Response:
        if request.path.endswith("/media"):
            return Response('{"id": "picture"}', 200, {"Content-Type": "application/json"})
        said = request.get_json(force=True)
        to, key = said["to"], request.headers.get("Idempotency-Key")
        with self._lock:
            self.asked.append(to)
            fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            return fault()
        if self.before:
            self.before()
        with self._lock:
            if key is None or key not in self.keys:
                self.taken[to] += 1
            external_id = self.keys.setdefault(key or f"none {to} {next(self._numbers)}", f"id-{next(self._numbers)}")
        if self.after:
            self.after()
        body = {"messages": [{"id": external_id}], "id": external_id}
        return Response(json.dumps(body), 200, {"Content-Type": "application/json"})
