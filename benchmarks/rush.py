"""Two thousand citizens at seven in the morning, and two hundred seats on the day that all of them want.

Everybody opens the page at once; then everybody presses at once, and who is refused presses one of the alternatives. An
alternative counts as true unless its slot was known to be full before the one to whom it was offered had pressed.
"""

import gzip
import random
import re
import select as polling
import sqlite3
import tempfile
import time
from collections import defaultdict
from collections.abc import Generator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import time as clock
from datetime import timedelta
from pathlib import Path

from sqlmodel import Session

from benchmarks.support import load, seeding, servers
from scheduler.db.engine.database import Database
from scheduler.db.engine.migrations import migrate
from scheduler.flow.calendar import closures
from scheduler.flow.calendar.closures import NewClosure
from scheduler.flow.offices import offices
from scheduler.flow.offices.offices import Plan

CITIZENS, SEATS, PER_SLOT = 2_000, 200, 20
OPENS = seeding.at(7)
TUESDAY = seeding.MONDAY + timedelta(days=1)
PRESSES, PATIENCE = 2, 300.0
SLOT = re.compile(rb'name="slot" value="(\d+)"')

Answer = tuple[int, bytes]
Script = Generator[bytes, Answer, None]


class Broken(AssertionError):
    """A seat was sold twice, or somebody was offered what was gone."""


@dataclass(slots=True)
class Refused:
    """Somebody lost a seat: when they pressed, and what they were offered."""

    pressed: float
    offered: list[int]


@dataclass(slots=True)
class Log:
    """What the crowd saw, in seconds of one clock and milliseconds of waiting."""

    pages: list[float] = field(default_factory=list)
    presses: list[float] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    sold: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))

    @property
    def offered(self) -> int:
        """How many alternatives those who were refused got."""
        return sum(len(each.offered) for each in self.refused)

    @property
    def seated(self) -> int:
        """How many presses took a seat."""
        return sum(len(times) for times in self.sold.values())


def measured() -> Log:
    """One rush against a server of its own. Raises Broken."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rush.db"
        codes = _office_at_seven(path)
        with servers.serving(servers.giliran(), path, clock=OPENS) as server:
            log = _rush(server.port, codes)
        _prove(path, log)
    return log


def _office_at_seven(path: Path) -> list[str]:
    """Ten slots of twenty tomorrow, today shut, room enough on the days after; two thousand who may choose."""
    settings = seeding.settings_of(path, clock=OPENS)
    migrate(settings)
    database = Database(settings)
    try:
        return database.run(_open)
    finally:
        database.close()


def _open(session: Session) -> list[str]:
    now, day = OPENS - timedelta(hours=1), seeding.MONDAY
    plan = Plan(name="contoh", lobby_limit=20, counters=5, slot_minutes=30, slot_capacity=PER_SLOT)
    office = offices.create_office(session, seeding.OFFICE, plan, [], now=now)
    closures.shut(session, office, NewClosure(day, day, "Rapat"), by="command", now=now)
    short = NewClosure(TUESDAY, TUESDAY, "Rapat", from_time=clock(14), to_time=clock(15))
    closures.shut(session, office, short, by="command", now=now)
    return seeding.invite(session, office, CITIZENS)


def _rush(port: int, codes: Sequence[str]) -> Log:
    log, chance, seen = Log(), random.Random(7), dict[str, list[int]]()
    _all_at_once(port, [_opens(code, seen, log) for code in codes])
    _all_at_once(port, [_presses(code, chance.choice(seen[code]), log) for code in codes])
    return log


def _opens(code: str, seen: dict[str, list[int]], log: Log) -> Script:
    began = time.perf_counter()
    status, body = yield load.get(f"/i/{code}", "Accept-Encoding: gzip\r\n")
    log.pages.append((time.perf_counter() - began) * 1000)
    seen[code] = [int(slot) for slot in SLOT.findall(body)]
    if status != 200 or not seen[code]:
        raise Broken(f"the page answered {status} with {len(seen[code])} times")


def _presses(code: str, slot: int, log: Log) -> Script:
    for attempt in range(PRESSES):
        pressed = time.perf_counter()
        status, body = yield load.form(f"/i/{code}/booking", {"slot": slot, "party": 1, "collector": "holder"})
        answered = time.perf_counter()
        if attempt == 0:
            log.presses.append((answered - pressed) * 1000)
        if status == 303:
            log.sold[slot].append(answered)
            return
        offered = [int(each) for each in SLOT.findall(body)]
        if status != 409 or not offered:
            raise Broken(f"a press was answered {status} with {len(offered)} alternatives")
        log.refused.append(Refused(pressed, offered))
        slot = offered[len(log.refused) % len(offered)]


def _all_at_once(port: int, scripts: Sequence[Script]) -> None:
    """Run every script over a connection of its own, all in one loop."""
    with ExitStack() as stack:
        poll = stack.enter_context(closing(polling.epoll()))
        at_work = {}
        for script in scripts:
            line = load.Line(port)
            stack.callback(line.socket.close)
            at_work[line.socket.fileno()] = line, script
            poll.register(line.socket, polling.EPOLLIN)
        for line, script in at_work.values():
            line.ask(next(script))
        until = time.perf_counter() + PATIENCE
        while at_work:
            if time.perf_counter() > until:
                raise TimeoutError(f"{len(at_work)} still wait")
            for number, _ in poll.poll(1.0):
                line, script = at_work[number]
                status = line.status()
                if status is None:
                    continue
                try:
                    line.ask(script.send((status, _plain(line))))
                except StopIteration:
                    poll.unregister(number)
                    del at_work[number]


def _plain(line: load.Line) -> bytes:
    head, _, body = line.buffer.partition(b"\r\n\r\n")
    return gzip.decompress(body) if b"content-encoding: gzip" in head.lower() else body


def _prove(path: Path, log: Log) -> None:
    """Every seat sold once, as many sold as were told so, nobody offered a slot that was full before they pressed."""
    with closing(sqlite3.connect(path)) as raw:
        (beyond,) = raw.execute("SELECT count(*) FROM slot WHERE taken > capacity OR taken > planned").fetchone()
        (wrong,) = raw.execute(
            "SELECT count(*) FROM slot WHERE taken <> (SELECT coalesce(sum(units), 0) FROM booking"
            " WHERE slot_id = slot.id AND stage = 'booked')"
        ).fetchone()
        (booked,) = raw.execute("SELECT count(*) FROM booking").fetchone()
        (tomorrow,) = raw.execute(
            "SELECT sum(taken) FROM slot WHERE starts_at BETWEEN ? AND ?",
            [str(OPENS.replace(tzinfo=None) + timedelta(days=n)) for n in (1, 2)],
        ).fetchone()
    full = {slot: max(times) for slot, times in log.sold.items() if len(times) == PER_SLOT}
    false = [each for each in log.refused for slot in each.offered if full.get(slot, each.pressed) < each.pressed]
    found = {"beyond": beyond, "wrong": wrong, "booked": booked, "tomorrow": tomorrow, "false": len(false)}
    wanted = {"beyond": 0, "wrong": 0, "booked": log.seated, "tomorrow": SEATS, "false": 0}
    if found != wanted:
        raise Broken(f"{found=}")
