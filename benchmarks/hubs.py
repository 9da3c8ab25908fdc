"""Four processes of the display behind one PostgreSQL: from a fifth one's commit to the last of all their screens."""

import contextlib
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import fanout
from benchmarks.fanout import Took
from benchmarks.report import Table
from benchmarks.support import crowd, ears, postgres, seeding, servers
from benchmarks.support.seeding import OFFICE
from benchmarks.support.servers import Server

PROCESSES, SCREENS = 4, 250
DATABASE = "hubs"


@dataclass(frozen=True, slots=True)
class Round:
    """The product, the floor, and each process's reads until all had the board: of boards, and of anything."""

    product: Took
    floor: Took
    reads: list[tuple[int, int]]


def tables(_seeded: object, rounds: int) -> list[Table]:
    """Nothing where no PostgreSQL can be started."""
    if not postgres.is_there():
        return []
    done = measured(max(rounds, fanout.FEWEST))
    ratio = statistics.median(each.product.last / each.floor.last for each in done)
    rows = [
        ["product", *_middle([each.product for each in done]), f"{ratio:.2f}", *_reads(done)],
        [f"{PROCESSES} bare loops of send()", *_middle([each.floor for each in done]), "1.00", "", ""],
    ]
    aim = (
        f"{SCREENS} screens at each process, all on one machine; the call is committed by another one and told by"
        " NOTIFY. Reads of one process from the database until its screens have the board, among them the poll of every"
        " two seconds, but not the one that the listening connection makes itself. Aim: one read of boards."
    )
    columns = ["case", "middle ms", "last ms", "to the floor", "reads of boards", "all reads"]
    return [Table(f"{PROCESSES} processes of the display behind PostgreSQL", aim, columns, rows)]


def measured(count: int) -> list[Round]:
    """Product and floor in turn; the first round is a warm-up."""
    crowd.raise_limit()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = (
            stack.enter_context(postgres.server(DATABASE)).set(database=DATABASE).render_as_string(hide_password=False)
        )
        seeded = seeding.seed(folder, 1, server=url)
        told, asked = stack.enter_context(ears.ear()), stack.enter_context(ears.ear())
        desk = stack.enter_context(servers.serving(servers.module("watched", str(told.port)), url))
        command = servers.module("watched", str(told.port), "display")
        hubs = [stack.enter_context(servers.serving(command, url)) for _ in range(PROCESSES)]
        hello = fanout.upgrade(f"/display/{OFFICE}/live?as=json")
        crowds = [stack.enter_context(crowd.connected(hub.port, hello, SCREENS)) for hub in hubs]

        def call() -> tuple[Took, list[tuple[int, int]], bytes]:
            _all_look(crowds)
            told.forget()
            before = _read_by(hubs, asked)
            fanout.recall(desk.port, seeded)
            reached = _all(crowds)
            after = _read_by(hubs, asked)
            reads = [(now[0] - then[0], now[1] - then[1]) for now, then in zip(after, before, strict=True)]
            return Took.since(told.moment(), reached), reads, reached.message

        bare = [stack.enter_context(fanout.senders(call()[2], folder)).port for _ in range(PROCESSES)]
        listeners = [stack.enter_context(crowd.connected(port, b"", SCREENS)) for port in bare]
        rounds = []
        for _ in range(count + 1):
            _all_look(listeners)
            began = min([asked.ask(port) for port in bare])
            floor = Took.since(began, _all(listeners))
            product, reads, _ = call()
            rounds.append(Round(product, floor, reads))
        return rounds[1:]


def _middle(took: Sequence[Took]) -> list[str]:
    columns = [each.middle for each in took], [each.last for each in took]
    return [f"{statistics.median(column):.1f}" for column in columns]


def _all_look(crowds: Sequence[crowd.Crowd]) -> None:
    for each in crowds:
        each.look()


def _all(crowds: Sequence[crowd.Crowd]) -> crowd.Reached:
    """All crowds as one."""
    reached = [each.reached() for each in crowds]
    return crowd.Reached(sorted(moment for each in reached for moment in each.moments), reached[0].message)


def _read_by(hubs: Sequence[Server], asked: ears.Ear) -> list[tuple[int, int]]:
    return [asked.counts(hub.port) for hub in hubs]


def _reads(done: Sequence[Round]) -> list[str]:
    """Of boards, and of anything: the middle and the most."""
    columns = zip(*(counts for each in done for counts in each.reads), strict=True)
    return [f"{statistics.median(column):.0f}, at most {max(column)}" for column in columns]
