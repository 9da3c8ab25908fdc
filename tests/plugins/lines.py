"""Connections to the PostgreSQL database that a worker's tests take one after the other stay open between them.

A new connection starts a process of the server, which has to learn of every table before it answers: a fifth of what
the server did for a test. The program opens and closes as ever; beneath it the next one finds what the last one left,
after `DISCARD ALL`, so with no setting, lock, listening or prepared statement of it.
"""

import threading
from collections.abc import Callable
from typing import Any

import psycopg
from psycopg.adapt import AdaptersMap
from psycopg.pq import ConnStatus, ExecStatus, PGconn, PipelineStatus, TransactionStatus

from scheduler.db.engine.trips import Line

MOST = 8
"""How many are kept of a kind: a writer's and a reader's have several each."""


class KeptLines:
    """The connections to one database, by what they were opened with, while nobody uses them."""

    def __init__(self, database: str) -> None:
        """Keep those to the database of this name, until `close`."""
        self._database = database
        self._free: dict[object, list[PGconn]] = {}
        self._kinds: dict[PGconn, object] = {}
        """What each was opened with, and that it is one of these."""
        self._alone = threading.Lock()
        self._connect: Callable[..., Line] = Line.connect
        self._close: Callable[[Line], None] = Line.close
        self._ended = PGconn.connect_start(b"host=/nowhere")
        self._ended.finish()

        def leave(line: Line) -> None:
            self._leave(line)

        Line.connect, Line.close = self._open, leave  # type: ignore[method-assign]

    def close(self) -> None:
        """From now on every connection is opened and closed for good, and none of these is left."""
        Line.connect, Line.close = self._connect, self._close  # type: ignore[method-assign]
        for kept in self._free.values():
            for server in kept:
                server.finish()

    def processes(self) -> list[int]:
        """The server's processes behind those that nobody uses."""
        with self._alone:
            return [server.backend_pid for kept in self._free.values() for server in kept]

    def _open(self, *args: Any, **facts: Any) -> Line:
        kind = args, tuple(sorted((name, fact) for name, fact in facts.items() if name != "context"))
        while (server := self._take(kind)) is not None:
            line = Line(server)
            if line.is_quiet():
                line.autocommit = bool(facts.get("autocommit"))
                if context := facts.get("context"):  # how an engine has values read, said by each engine anew
                    line._adapters = AdaptersMap(context.adapters)
                return line
            self._kinds.pop(server)
            server.finish()
        line = self._connect(*args, **facts)
        if line.info.dbname == self._database:
            self._kinds[line.pgconn] = kind
        return line

    def _take(self, kind: object) -> PGconn | None:
        with self._alone:
            kept = self._free.get(kind)
            return kept.pop() if kept else None

    def _leave(self, line: Line) -> None:
        """Close a connection for whoever has it, and keep it for the next if it is as good as new."""
        server = line.pgconn
        kind = self._kinds.get(server)
        if kind is None or line.closed or not _is_as_new(server):
            self._kinds.pop(server, None)
            self._close(line)
            return
        line.pgconn = self._ended
        line._closed = True
        with self._alone:
            kept = self._free.setdefault(kind, [])
            if len(kept) < MOST:
                kept.append(server)
                return
        self._kinds.pop(server)
        server.finish()


def _is_as_new(server: PGconn) -> bool:
    """Whether a connection does nothing and has been made to forget all that was said on it."""
    if server.status != ConnStatus.OK or server.pipeline_status != PipelineStatus.OFF:
        return False
    if server.transaction_status != TransactionStatus.IDLE:
        return False
    try:
        return server.exec_(b"DISCARD ALL").status == ExecStatus.COMMAND_OK
    except psycopg.Error:
        return False
