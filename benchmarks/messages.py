"""Messages of one worker a second, beside a bare loop of the same requests; and what the outbox costs a booking."""

import asyncio
import contextlib
import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import httpx2
from sqlalchemy import func, insert, select
from sqlalchemy.engine import URL
from sqlmodel import Session, col

from benchmarks.report import Table
from benchmarks.support import postgres, seeding, servers
from benchmarks.support.seeding import Seeded, every_slot
from scheduler import keys
from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.db.engine.migrations import migrate
from scheduler.db.models import ChannelAccount, Document, Invitation, Message, Office
from scheduler.domain.text import codes
from scheduler.flow.booking import bookings
from scheduler.flow.custody.collectors import Collector
from scheduler.flow.invitations import invitations
from scheduler.flow.offices import offices
from scheduler.flow.offices.offices import Plan
from scheduler.messages.sending.outlets import at_once
from scheduler.messages.sending.running import worker_of
from scheduler.runtime import logs, loops
from scheduler.runtime.clock import Clock
from scheduler.runtime.config import Settings
from scheduler.translations import all_translations

COUNT = 2_000
BEHIND = 10_000
"""Messages that wait behind those: they must not slow them."""
AIM = 0.9
"""Of what bare httpx2 comes to in the same run."""
BOOKED = 1_500
TOGETHER = 64
"""Bookings under way at the same time: as many as share a commit."""
LIMIT = 1_000_000
"""Messages a minute: no limit here."""
AT_ONCE = at_once(LIMIT)
BARE = httpx2.Limits(max_connections=20, max_keepalive_connections=20)
"""Connections of the bare loop: it is faster by few, which it asks about less often."""


class NotSent(AssertionError):
    """The gateway does not agree with the outbox."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Messages a second, of the worker and of the loop."""

    worker: float
    bare: float


def tables(seeded: Seeded, rounds: int) -> list[Table]:
    """Both tables."""
    logs.configure("warning")
    return [_sent(min(rounds, 3)), _noted(seeded, min(rounds, 5))]


def _sent(rounds: int) -> Table:
    behind = {"": 0, f", {BEHIND:,} waiting behind": BEHIND}
    results = {f"SQLite{said}": [sent(None, many) for _ in range(rounds)] for said, many in behind.items()}
    if postgres.is_there():
        names = {said: [f"messages_{many}_{number}" for number in range(rounds)] for said, many in behind.items()}
        with postgres.server(*(name for each in names.values() for name in each)) as url:
            for said, many in behind.items():
                results[f"PostgreSQL{said}"] = [sent(url.set(database=name), many) for name in names[said]]
    rows = []
    for name, each in results.items():
        worker, bare = _median([one.worker for one in each]), _median([one.bare for one in each])
        ratio = _median([one.worker / one.bare for one in each])
        rows.append([name, f"{worker:,.0f}", f"{bare:,.0f}", f"{ratio:.2f}"])
    return Table(
        f"{COUNT:,} messages by one worker",
        f"Each looked at again, written out and settled, to a gateway that answers at once, {AT_ONCE} under way; beside"
        f" bare httpx2 that sends the same number of requests to it, on the same kind of loop. Aim: {AIM} of that.",
        ["database", "messages/s", "bare httpx2, requests/s", "ratio"],
        rows,
    )


def sent(server: URL | None, behind: int = 0) -> Measured:
    """One round on a database of its own, with so many messages more than are counted. Raises NotSent."""
    with (
        tempfile.TemporaryDirectory() as folder,
        opened(Path(folder), server) as (database, settings),
        gateway() as url,
    ):
        database.run(waiting, COUNT + behind, f"{url}/")
        bare = loops.run(bare_loop(f"{url}/", COUNT))
        worker = loops.run(worked_off(database, settings, COUNT))
        came = httpx2.get(f"{url}/").json()
        with database.reading() as session:
            told = session.scalar(select(func.count()).select_from(Message).where(col(Message.state) == "sent"))
        if told < COUNT or (came["came"], came["keys"]) != (COUNT + told, told + 1):
            raise NotSent(f"{told=} {came=}")
    return Measured(worker, bare)


@contextlib.contextmanager
def gateway() -> Iterator[str]:
    """The gateway in a process of its own; yields where it is."""
    with servers.serving(servers.module("gateway", "PORT"), None, "/") as server:
        yield f"http://127.0.0.1:{server.port}"


@contextlib.contextmanager
def opened(folder: Path, server: URL | None) -> Iterator[tuple[Database, Settings]]:
    """A new database: a SQLite file in the folder, or the one that the URL names."""
    url = f"sqlite:///{folder / 'messages.db'}" if server is None else server.render_as_string(hide_password=False)
    settings = Settings(database_url=url, secret_key=seeding.SECRET, base_url="https://antre.example.id")
    migrate(settings)
    database = Database(settings)
    try:
        yield database, settings
    finally:
        database.close()


async def bare_loop(url: str, count: int) -> float:
    """Requests a second, by as many tasks as a worker has letters under way."""
    left = iter(range(count))
    letter = {"to": "+6281100000000", "text": "x" * 400}
    async with httpx2.AsyncClient(limits=BARE) as http:

        async def post() -> None:
            for _ in left:
                await http.post(url, json=letter)

        began = time.perf_counter()
        await asyncio.gather(*(post() for _ in range(AT_ONCE)))
        return count / (time.perf_counter() - began)


async def worked_off(database: Database, settings: Settings, count: int) -> float:
    """Messages a second, from the first look at the outbox until so many are settled; then the worker ends."""
    clock = Clock(seeding.CLOCK)
    clock.is_training = False
    done, ended = 0, 0.0
    async with worker_of(database, clock, settings, translations=all_translations()) as worker:

        def counted(more: int) -> None:
            nonlocal done, ended
            done += more
            if done >= count and not ended:
                ended = time.perf_counter()
                worker.end()

        began = time.perf_counter()
        await worker.work_off(counted)
    return count / (ended - began)


def waiting(session: Session, count: int, url: str) -> None:
    """An office that sends by a gateway, and so many households whose document is ready."""
    office = offices.create_office(session, seeding.OFFICE, Plan(name="Contoh"), [], now=seeding.CLOCK)
    office.ladder = [{"channel": "sms", "wait_minutes": 0}]
    account = {"url": url, "format": "json", "body": '{"to": "{to}", "text": "{text}"}', "id_path": "id"}
    shared = {"office_id": office.id, "created_at": seeding.CLOCK}
    session.add_all(
        [
            office,
            ChannelAccount(
                office_id=office.id,
                channel="sms",
                account=json.dumps(account),
                per_minute=LIMIT,
                by="command",
                changed_at=seeding.CLOCK,
            ),
        ]
    )
    session.flush()
    for table, rows in _households(session, office, count, shared).items():
        session.execute(insert(table), rows)


def _households(
    session: Session, office: Office, count: int, shared: dict[str, Any]
) -> dict[type[Any], list[dict[str, Any]]]:
    kind, numbers = queries.types_of(session, office.id)[0], range(1, count + 1)
    secrets = [codes.new_salt() for _ in numbers]
    hashes = [codes.hash_of(codes.derive(keys.ring().codes[0], invitations.PURPOSE, salt)) for salt in secrets]
    return {
        Invitation: [
            {"id": n, "salt": salt, "code_hash": hashed, "expires_at": seeding.CLOCK + timedelta(days=30), **shared}
            for n, salt, hashed in zip(numbers, secrets, hashes, strict=True)
        ],
        Document: [
            {"type_id": kind.id, "reference": f"M/{n:06}", "title": "KTP-el", "stage": "ready", "holder": "Siti"}
            | {"phone": phone, "phone_hash": keys.ring().look_up("phone", phone), "invitation_id": n, **shared}
            for n in numbers
            for phone in [f"+62811{n:07}"]
        ],
        Message: [
            {"key": f"ready:{n}:0", "cause": "ready", "invitation_id": n, "facts": {}, **shared} for n in numbers
        ],
    }


def _noted(seeded: Seeded, rounds: int) -> Table:
    with_note, without = [], []
    for _ in range(rounds):
        with_note.append(booked(seeded))
        with mock.patch.object(bookings, "note", _no_note):
            without.append(booked(seeded))
    ratio = _median([one / other for one, other in zip(with_note, without, strict=True)])
    return Table(
        "What the outbox costs a booking",
        f"SQLite, the steps alone, {TOGETHER} under way: with the message in the same transaction, and without any.",
        ["case", "bookings/s", "to without"],
        [
            ["with its message", f"{_median(with_note):,.0f}", f"{ratio:.2f}"],
            ["without", f"{_median(without):,.0f}", ""],
        ],
    )


def booked(seeded: Seeded) -> float:
    """Bookings a second on a copy of the database."""
    with tempfile.TemporaryDirectory() as folder:
        own = seeded.copy_to(Path(folder))
        every_slot(own.path, BOOKED)
        database = Database(seeding.settings_of(own.path))
        try:
            return asyncio.run(_book_all(database, own))
        finally:
            database.close()


async def _book_all(database: Database, own: Seeded) -> float:
    left = iter(list(enumerate(own.codes[:BOOKED])))

    async def book() -> None:
        for number, code in left:
            slot, now = own.slots[number * 7 % len(own.slots)], seeding.CLOCK
            facts: dict[str, Any] = {"party": 1, "collector": Collector(None), "by": "citizen", "now": now}
            await database.write(bookings.book, code, slot, **facts)

    began = time.perf_counter()
    await asyncio.gather(*(book() for _ in range(TOGETHER)))
    return BOOKED / (time.perf_counter() - began)


def _no_note(*_args: object, **_facts: object) -> None:
    """Puts nothing into the outbox."""


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
