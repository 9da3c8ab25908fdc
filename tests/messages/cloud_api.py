"""A fake of Meta's Cloud API on this machine: it takes letters and pictures, and remembers them."""

import itertools
import json
import threading
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

PATIENCE = 10.0
"""Seconds within which a letter must have come."""


class CloudApi:
    """What came for one number. letters: the bodies, in their order."""

    def __init__(self, server: HTTPServer, number: str) -> None:
        self.letters: list[dict[str, Any]] = []
        self.pictures = 0
        self._numbers, self._came = itertools.count(1), threading.Condition()
        server.expect_request(f"/v23.0/{number}/messages", method="POST").respond_with_handler(self._take)
        server.expect_request(f"/v23.0/{number}/media", method="POST").respond_with_handler(self._take_picture)
        self.url = server.url_for("/v23.0")

    def wait_for(self, count: int) -> list[dict[str, Any]]:
        """The letters, once there are so many."""
        with self._came:
            assert self._came.wait_for(lambda: len(self.letters) >= count, PATIENCE), self.said()
            return list(self.letters)

    def said(self) -> list[str]:
        """The words of each letter, or the name of its approved text."""
        return [
            letter["template"]["name"] if letter["type"] == "template" else letter["text"]["body"]
            for letter in self.letters
        ]

    def _take(self, request: Request) -> Response:
        with self._came:
            self.letters.append(json.loads(request.data))
            self._came.notify_all()
        return _json({"messages": [{"id": f"wamid.out.{next(self._numbers)}"}]})

    def _take_picture(self, request: Request) -> Response:
        assert request.files["file"].read().startswith(b"\x89PNG")
        self.pictures += 1
        return _json({"id": f"picture-{self.pictures}"})


def _json(body: dict[str, Any]) -> Response:
    return Response(json.dumps(body), content_type="application/json")
