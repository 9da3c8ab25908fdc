"""The last guards: constraints of the tables, the writer, what is kept of a moment."""

from tests.mutants.fault import Fault

FIRST, WRITER = "alembic/versions/0001_the_line.py", "scheduler/db/engine/writer.py"
TABLES = ("tests/db/test_migrations.py", "tests/db")

FAULTS = [
    Fault(
        "constraint: people inside within what is allowed",
        FIRST,
        '"0 <= people_inside AND people_inside <= people_allowed", name',
        '"0 <= people_inside", name',
        tests=TABLES,
    ),
    Fault(
        "constraint: taken within capacity",
        FIRST,
        '"0 <= taken AND taken <= capacity", name',
        '"0 <= taken", name',
        tests=TABLES,
    ),
    Fault(
        "constraint: one live booking of a document",
        FIRST,
        '        ["document_id"],\n        unique=True,\n        sqlite_where=sa.text("live"),',
        '        ["document_id"],\n        unique=False,\n        sqlite_where=sa.text("live"),',
        tests=TABLES,
    ),
    Fault(
        "constraint: one ticket at a counter",
        FIRST,
        '        ["counter_id"],\n        unique=True,\n        sqlite_where=AT_COUNTER,',
        '        ["counter_id"],\n        unique=False,\n        sqlite_where=AT_COUNTER,',
        tests=TABLES,
    ),
    Fault(
        "constraint: history is of exactly one thing",
        FIRST,
        '            " + CASE WHEN ticket_id IS NULL THEN 0 ELSE 1 END) = 1",\n',
        '            " + CASE WHEN ticket_id IS NULL THEN 0 ELSE 1 END) >= 1",\n',
        tests=TABLES,
    ),
    Fault(
        "constraint: one day of an office",
        FIRST,
        '        sa.UniqueConstraint("office_id", "day", name="uq_office_day_office_id_day"),\n',
        "",
        tests=TABLES,
    ),
    Fault(
        "writer: a full disk loses the batch, and all of it are told",
        WRITER,
        "        if self._guarded and not line.raw.in_transaction:\n",
        "        if not self._guarded and not line.raw.in_transaction:\n",
    ),
    Fault(
        "writer: a refused step rolls back alone",
        WRITER,
        '        raw.execute("ROLLBACK TO step")\n',
        '        raw.execute("ROLLBACK")\n',
    ),
    Fault(
        "writer: an answer leaves only after its commit",
        WRITER,
        "                self._run(job, line)\n            self._check(line)\n",
        "                self._run(job, line)\n                job.answer()\n            self._check(line)\n",
    ),
    Fault(
        "writer: a listener that raises costs nobody an answer",
        WRITER,
        "            listener(infos)\n        except Exception:",
        "            listener(infos)\n        except LookupError:",
    ),
    Fault(
        "writer: an answer waits for no listener",
        WRITER,
        "            _answer(taken)\n            self._taken = []\n"
        "            self._on_commit([job.info for job in taken if job.error is None])\n",
        "            self._on_commit([job.info for job in taken if job.error is None])\n"
        "            _answer(taken)\n            self._taken = []\n",
    ),
    Fault(
        "writer: who was answered is not told anything else",
        WRITER,
        "            _answer(taken)\n            self._taken = []\n",
        "            _answer(taken)\n",
    ),
    Fault(
        "writer: whoever waits for a thread that ends is told",
        WRITER,
        "            _end(fault, [*self._taken, *self._queued()], self._die)\n",
        "            _end(fault, [*self._taken], self._die)\n",
    ),
    Fault(
        "writer: the process ends though the reason cannot be said",
        WRITER,
        "        with contextlib.suppress(Exception):  # there may be nowhere left to say it\n",
        "        with contextlib.suppress(OSError):\n",
    ),
    Fault(
        "writer: a thread that ends ends the process",
        WRITER,
        "            _end(fault, [*self._taken, *self._queued()], self._die)\n",
        "            _end(fault, [*self._taken, *self._queued()], int)\n",
    ),
    Fault(
        "writer: a thread of the pool that ends ends the process",
        WRITER,
        "            _end(fault, waiting, self._die)\n",
        "            _end(fault, waiting, int)\n",
        tests=("tests/db/test_writer.py",),
    ),
    Fault(
        "writer: no future is given a StopIteration",
        WRITER,
        "        return _as_fault(error)\n",
        "        return error\n",
    ),
    Fault(
        "writer: a loop that closes holds up nobody",
        WRITER,
        "        with contextlib.suppress(RuntimeError):\n",
        "        with contextlib.suppress(LookupError):\n",
    ),
    Fault(
        "readiness: something is written",
        "scheduler/web/health.py",
        "self._database.hand_over(sweeps.record_clock, now=self._clock())",
        "self._database.hand_over(lambda _: None)",
    ),
    Fault(
        "readiness: a write is not waited for without end",
        "scheduler/web/health.py",
        "            async with asyncio.timeout(self.patience):\n",
        "            async with asyncio.timeout(None):\n",
    ),
    Fault(
        "readiness: strangers cost one write",
        "scheduler/web/health.py",
        "self._written.done() and now >= self._again_at",
        "self._written.done()",
    ),
    Fault(
        "readiness: a write that is stuck is not followed by another",
        "scheduler/web/health.py",
        "(self._written.done() and now >= self._again_at)",
        "now >= self._again_at",
    ),
    Fault(
        "liveness: a process whose writer has ended is not alive",
        "scheduler/web/health.py",
        "    if not request.app.state.db.writer.is_alive:\n",
        "    if request.app.state.db is None:\n",
    ),
    Fault(
        "upgrade: the copy is its owner's alone from the first moment",
        "scheduler/db/engine/migrations.py",
        "os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))",
        "os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644))",
    ),
    Fault(
        "upgrade: copies of earlier upgrades become their owner's alone",
        "scheduler/db/engine/migrations.py",
        "            earlier.chmod(0o600)\n",
        "            earlier.stat()\n",
    ),
    Fault(
        "upgrade: who waits for a blank has a moment since which they do",
        "alembic/versions/0008_bounds.py",
        "    op.execute(\"UPDATE document SET waits_since = created_at WHERE stage = 'waiting_for_blank'"
        ' AND waits_since IS NULL")\n',
        "",
        tests=("tests/db/test_migrations.py",),
    ),
    Fault(
        "secrets: a new one that could be found by trying is refused",
        "scheduler/db/opening.py",
        "    if 0 in ring.weak and not is_known:\n",
        "    if 1 in ring.weak and not is_known:\n",
    ),
    Fault(
        "secrets: a database in use opens under the one that it has",
        "scheduler/db/opening.py",
        "    is_known = ring.knows_newest if is_kept else bool(queries.offices(session))\n",
        "    is_known = False\n",
    ),
    Fault(
        "secrets: a database of an older version opens under the one that it has",
        "scheduler/db/opening.py",
        "    is_known = ring.knows_newest if is_kept else bool(queries.offices(session))\n",
        "    is_known = ring.knows_newest\n",
    ),
    Fault(
        "secrets: a good one has many different characters",
        "scheduler/keys/__init__.py",
        "len(secret) < SHORTEST or len(set(secret)) < FEWEST",
        "len(secret) < SHORTEST",
    ),
    Fault(
        "logs: a line that is lost stops nothing",
        "scheduler/runtime/logs.py",
        "        with contextlib.suppress(OSError):\n            self._file.write(text)\n",
        "        self._file.write(text)\n",
    ),
    Fault(
        "writer: a deadlock has another try",
        WRITER,
        '"sqlstate", None) in {"40P01", "40001"}',
        '"sqlstate", None) in {"40001"}',
        tests=("tests/races", "tests/db"),
    ),
    Fault(
        "writer: other processes are woken after the commit",
        WRITER,
        '                    for office in {*job.info.get("boards", ()), *job.info.get("screens", ())}:\n',
        '                    for office in {*job.info.get("screens", ())}:\n',
        tests=("tests/display_ports/test_boards.py", "tests/db"),
    ),
    Fault(
        "moments have a zone",
        "scheduler/db/types.py",
        '    if value.tzinfo is None:\n        raise ValueError("a moment without a zone")\n'
        "    return value.astimezone(UTC).isoformat",
        "    return value.astimezone(UTC).isoformat",
    ),
    Fault(
        "a lock by name holds off who names the same",
        "scheduler/db/engine/locks.py",
        "        session.execute(select(func.pg_advisory_xact_lock(key)))\n",
        "        session.execute(select(func.pg_try_advisory_xact_lock(key)))\n",
        tests=("tests/races",),
    ),
    # --- what goes round beside the requests
    Fault(
        "jobs: a read that finds no database is waited for",
        "scheduler/jobs/loop.py",
        "        except* (Unavailable, *AWAY):",
        "        except* (Unavailable,):",
    ),
    Fault(
        "jobs: a step of this process wakes what it leaves something to",
        "scheduler/jobs/loop.py",
        "    bell = Bell(job.mark)\n",
        "    bell = Bell(None)\n",
    ),
    Fault(
        "jobs: who waits for a server is answered first",
        "scheduler/jobs/loop.py",
        "    await asyncio.sleep(FIRST)\n",
        "",
        tests=("tests/jobs",),
    ),
    Fault(
        "jobs: what is done once is not done again",
        "scheduler/jobs/loop.py",
        "            if job.until_done:\n",
        "            if False:\n",
        tests=("tests/jobs",),
    ),
    Fault(
        "jobs: after an outage screens have their time to speak up",
        "scheduler/jobs/tick.py",
        "            up_since = clock()\n            raise\n",
        "            raise\n",
        tests=("tests/jobs",),
    ),
    Fault(
        "clock: one that was set back is not believed",
        "scheduler/domain/clock_trust.py",
        "last is not None and now < last - BEHIND",
        "False",
    ),
    Fault(
        "clock: one that jumped ahead is not believed",
        "scheduler/domain/clock_trust.py",
        "    if last is not None and now > last + AHEAD:\n",
        "    if False:\n",
    ),
    Fault(
        "clock: nothing is deleted by one that is not believed",
        "scheduler/jobs/retention.py",
        "        if not await watch.is_right():\n",
        "        if False:\n",
    ),
    Fault(
        "clock: time alone changes nothing by one that is not believed",
        "scheduler/jobs/tick.py",
        "            if not await watch.is_right():\n",
        "            if False:\n",
    ),
    Fault(
        "keys: none is made beside a database that has one",
        "scheduler/db/opening.py",
        "        _refuse_lost_secret(settings)\n",
        "",
    ),
    Fault(
        "serving: one process serves a SQLite file",
        "scheduler/runtime/alone.py",
        "                raise NotAlone(file.name) from None\n",
        "                return\n",
    ),
]
