"""Bookings by several processes of the product on one PostgreSQL, beside pgbench, which sends the same statements."""

import random
import re
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

from benchmarks.report import Table
from benchmarks.support import load, postgres, seeding, servers
from scheduler.db.engine.database import postgres_engine
from scheduler.db.engine.prepared import Prepared
from scheduler.db.queries import hot

PROCESSES = (1, 2, 4)
BOOKINGS, WARM_UP = 1_200, 240
CONNECTIONS = 4
"""With which one process of the product writes for people."""
CASES = {"product": True, "product, worker of messages off": False}
PGBENCH = "pgbench, the same statements"
DATABASE = "workers"
PLACE = re.compile(r"%\((\w+)\)s")
CODES = (
    "CREATE TABLE bench_code AS SELECT row_number() OVER (ORDER BY id) AS n, code_hash FROM invitation"
    " WHERE NOT EXISTS (SELECT FROM booking WHERE invitation_id = invitation.id)"
)


def tables(_seeded: seeding.Seeded, rounds: int) -> list[Table]:
    """Nothing where no PostgreSQL can be started."""
    if not postgres.is_there():
        return []
    rounds = min(rounds, 3)
    found: dict[tuple[int, str], list[load.Load]] = {}
    for number in PROCESSES:
        for _ in range(rounds):
            for name, one in _measured(number):
                found.setdefault((number, name), []).append(one)
    rows = []
    for (number, name), results in found.items():
        rate, bare = (statistics.median(one.rate for one in each) for each in (results, found[number, PGBENCH]))
        waits = [statistics.median(one.percentile(share) for one in results) for share in (0.5, 0.99)]
        said = [f"{wait:.1f}" for wait in waits] if name != PGBENCH else ["", ""]
        rows.append([str(number), name, f"{rate:,.0f}", f"{rate / bare:.2f}", *said])
    aim = (
        f"{BOOKINGS:,} bookings over HTTP by {load.CONNECTIONS} clients, on a server beside with its usual durability;"
        " The product books together those who wait; pgbench books one at a time, by the statements of a booking alone,"
        f" with {CONNECTIONS} connections for each process, as many as these have. All share the cores."
    )
    columns = ["processes", "case", "bookings/s", "to pgbench", "p50 ms", "p99 ms"]
    return [Table("Bookings by several processes on PostgreSQL", aim, columns, rows)]


def _measured(number: int) -> Iterator[tuple[str, load.Load]]:
    """The cases in turn, each with invitations of its own of one database."""
    each = BOOKINGS + WARM_UP
    with tempfile.TemporaryDirectory() as folder, postgres.server(DATABASE) as server:
        url = server.set(database=DATABASE)
        named = url.render_as_string(hide_password=False)
        seeded = seeding.seed(Path(folder), each * (len(CASES) + 1), server=named)
        seeding.every_slot(named, each * (len(CASES) + 1))
        for place, (name, worker) in enumerate(CASES.items()):
            yield name, _by_product(named, number, seeded, seeded.codes[place * each :][:each], worker=worker)
        yield PGBENCH, _by_pgbench(url, number, seeded)


def _by_product(url: str, number: int, seeded: seeding.Seeded, codes: list[str], *, worker: bool) -> load.Load:
    chosen = random.Random(7)
    requests = [
        load.post(f"/api/v1/invitations/{code}/booking", b'{"slot": %d, "party": 1}' % chosen.choice(seeded.slots))
        for code in codes
    ]
    with ExitStack() as stack:
        ports = [
            stack.enter_context(servers.serving(servers.giliran(), url, worker=worker)).port for _ in range(number)
        ]
        load.fire(ports, requests[:WARM_UP])
        done = load.fire(ports, requests[WARM_UP:])
    if done.statuses[201] != BOOKINGS:
        raise RuntimeError(f"not all were booked: {done.statuses}")
    return done


def _by_pgbench(url: URL, number: int, seeded: seeding.Seeded) -> load.Load:
    """Pgbench in turns of its clients, for invitations that nobody has used."""
    clients = CONNECTIONS * number
    turns = BOOKINGS // clients
    with create_engine(url).begin() as connection:
        connection.execute(text(CODES))
        connection.execute(text("ALTER TABLE bench_code ADD PRIMARY KEY (n)"))
        connection.execute(text("ANALYZE"))
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(_script(url, seeded, turns))
        script.flush()
        command = [postgres.program("pgbench"), "--no-vacuum", "--protocol=prepared", f"--client={clients}", "--jobs=2"]
        options = [f"--transactions={turns}", "--define=i=0", f"--file={script.name}"]
        where = [f"--host={url.query['host']}", f"--username={url.username}", str(url.database)]
        said = subprocess.run([*command, *options, *where], check=True, capture_output=True, text=True).stdout
    rate = re.search(r"tps = ([\d.]+)", said)
    assert rate is not None
    if f"processed: {turns * clients}/" not in said:
        raise RuntimeError(said)
    return load.Load(turns * clients / float(rate[1]), [0.0] * (turns * clients))


def _script(url: URL, seeded: seeding.Seeded, turns: int) -> str:
    """A booking as the product sends it, in as many round trips; its own values are made in their places."""
    engine = postgres_engine(url.render_as_string(hide_password=False))
    made = {
        "code_hash": "(SELECT code_hash FROM bench_code WHERE n = :n)",
        "units": "1",
        "invitation_id": ":_2",
        "salt": "decode(md5((:n)::text), 'hex')",
        "short": ":n + 100000",
        "language": "'id'",
        "collector_kind": "'holder'",
        "stage": "'booked'",
        "after": "'booked'",
        "by": "'citizen'",
        "cause": "'booked'",
        "state": "'new'",
        "office_id": "1",
        "party": "1",
        "booking_id": ":id",
        "document_id": ":_22",
        "service_id": ":_18",
        "slot_id": ":slot",
        "slot": ":slot",
        "created_at": "now()",
        "at": "now()",
        "step": "md5((:id)::text)",
        "key": "'booked:' || :id",
        "was": "'{}'",
        "facts": "'{}'",
    }

    def said(prepared: Prepared, **own: str) -> str:
        compiled = prepared._for(engine.dialect)  # noqa: SLF001 - it is for the product's own use
        usual = {name: _literal(value) for name, value in compiled.usual.items()}
        return PLACE.sub(lambda place: {**usual, **made, **own}[place[1]], compiled.text).replace("\n", " ")

    of_booking = {"code_hash": "sha256(convert_to((:n)::text, 'UTF8'))"}
    of_others = {"ticket_id": "NULL", "document_id": "NULL", "invitation_id": ":_2"}
    lines = [
        "\\set i :i + 1",
        f"\\set n :client_id * {turns} + :i",
        f"\\set place random(1, {len(seeded.slots)})",
        f"\\set slot {seeded.slots[0]} + :place - 1",
        "BEGIN;",
        said(hot.TO_BOOK) + " \\gset",
        said(hot.TAKE_SEATS) + ";",
        said(hot.ADD_BOOKING, **of_booking) + " \\gset",
        "\\startpipeline",
        said(hot.ADD_BOOKING_DOCUMENT) + ";",
        said(hot.ADD_MOVE, **of_others) + ";",
        said(hot.ADD_MESSAGE, **of_others) + ";",
        "COMMIT;",
        "\\endpipeline",
    ]
    return "\n".join(lines) + "\n"


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool | int):
        return str(value).lower()
    return f"'{value}'"
