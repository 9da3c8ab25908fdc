"""An empty handler behind the product's server: it parses a booking's body and answers its JSON.

`empty` writes nothing; `bare` books by the bare driver, in a group commit with the product's batching rule.
"""

import asyncio
import json
import queue
import sqlite3
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from benchmarks.support import statements
from scheduler.db.engine.writer import ATTEMPTS

MOST, LONGEST = 64, 0.02
Outcome = statements.Made | Exception
Answer = tuple[Any, asyncio.Future[str], Outcome]
Book = Callable[[str, int, int], Awaitable[str]]


class Group:
    """One thread takes what has piled up, a SAVEPOINT each, one COMMIT for all; answers after it."""

    def __init__(self, path: str) -> None:
        self._raw = statements.connect(path)
        self._jobs: queue.SimpleQueue[tuple[Any, ...]] = queue.SimpleQueue()
        threading.Thread(target=self._work, daemon=True).start()

    async def book(self, code: str, slot: int, party: int) -> str:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[str] = loop.create_future()
        self._jobs.put((loop, future, code, slot, party))
        return await future

    def _work(self) -> None:
        while True:
            job, done, until = self._jobs.get(), [], time.monotonic() + LONGEST
            self._raw.execute("BEGIN IMMEDIATE")
            while True:
                done.append((job[0], job[1], self._one(*job[2:])))
                if len(done) >= MOST or time.monotonic() > until:
                    break
                try:
                    job = self._jobs.get_nowait()
                except queue.Empty:
                    break
            statements.write_down(self._raw, [each[2] for each in done if isinstance(each[2], statements.Made)])
            assert self._raw.in_transaction
            self._raw.execute("COMMIT")
            done[0][0].call_soon_threadsafe(_answer, done)

    def _one(self, code: str, slot: int, party: int) -> Outcome:
        outcome: Outcome = statements.Full()
        for _ in range(ATTEMPTS):
            self._raw.execute("SAVEPOINT step")
            try:
                outcome = statements.book(self._raw, code, slot, party)
            except (statements.Full, sqlite3.IntegrityError) as refused:
                self._raw.execute("ROLLBACK TO step")
                outcome = refused
            self._raw.execute("RELEASE step")
            if not isinstance(outcome, sqlite3.IntegrityError):
                break
        return outcome


def _answer(done: list[Answer]) -> None:
    for _, future, outcome in done:
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        else:
            future.set_result(outcome.code)


async def _nothing(code: str, _slot: int, _party: int) -> str:
    return code


def app_of(book: Book, content: bytes = b"") -> Starlette:
    """The empty handlers: around a way to book, and around a page that is ready."""

    async def create_booking(request: Request) -> JSONResponse:
        asked = json.loads(await request.body())
        try:
            made = await book(request.path_params["code"], int(asked["slot"]), int(asked.get("party", 1)))
        except (statements.Full, sqlite3.IntegrityError):
            return JSONResponse({"code": "slot_full"}, 409)
        url = f"http://127.0.0.1:8000/t/{made}"
        return JSONResponse({"pass": made, "url": url, "starts_at": STARTS, "ends_at": ENDS}, 201)

    async def page(_request: Request) -> Response:
        return Response(content, media_type="text/html")

    async def alive(_request: Request) -> Response:
        return PlainTextResponse("ok")

    return Starlette(
        routes=[
            Route("/api/v1/invitations/{code}/booking", create_booking, methods=["POST"]),
            Route("/i/{code}", page),
            Route("/healthz", alive),
        ]
    )


STARTS, ENDS = "2026-11-30T10:00:00+07:00", "2026-11-30T10:05:00+07:00"


def main(port: str, kind: str, path: str = "") -> None:
    """Serve until stopped. kind: bare, with a database at `path`; or empty, with perhaps a page at `path`."""
    is_bare = kind == "bare"
    app = app_of(Group(path).book if is_bare else _nothing, Path(path).read_bytes() if path and not is_bare else b"")
    uvicorn.run(app, host="127.0.0.1", port=int(port), access_log=False, log_level="warning", server_header=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
