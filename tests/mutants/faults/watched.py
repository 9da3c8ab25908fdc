"""What looks after the program itself: checks, figures, and the way it stops."""

from tests.mutants.fault import Fault

LOOKING, METRICS, STOPPING = (
    "tests/health/test_looking.py",
    "tests/metrics/test_metrics.py",
    "tests/runtime/test_stopping.py",
)

FAULTS = [
    Fault(
        "looks are not made as often as somebody asks",
        "scheduler/health/looking.py",
        "self._clock() - kept[0] >= check.holds",
        "True",
        tests=(LOOKING,),
    ),
    Fault(
        "each office has findings of its own",
        "scheduler/health/looking.py",
        "around.office_id if check.of_office else None",
        "None",
        tests=(LOOKING,),
    ),
    Fault(
        "others may not read the key",
        "scheduler/health/rights.py",
        "OTHERS = 0o077",
        "OTHERS = 0o007",
        tests=("tests/health/test_checks.py",),
    ),
    Fault(
        "an office sees its own messages",
        "scheduler/health/messages.py",
        "due = due.where(col(Message.office_id) == around.office_id)",
        "pass",
        tests=("tests/health/test_against_database.py",),
    ),
    Fault(
        "requests are counted by route, not by path",
        "scheduler/metrics/measuring.py",
        """return begins if isinstance(route, Mount) else f"{begins}{route.path}\"""",
        'return str(scope["path"])',
        tests=(METRICS,),
    ),
    Fault(
        "files are counted by the mount that serves them",
        "scheduler/metrics/measuring.py",
        "return begins if isinstance(route, Mount) else",
        "return",
        tests=(METRICS,),
    ),
    Fault(
        "who comes by a proxy is not this machine",
        "scheduler/metrics/page.py",
        "return _is_here(peer) and not any(name in request.headers for name in FORWARDED)",
        "return _is_here(peer)",
        tests=(METRICS,),
    ),
    Fault(
        "sockets of the dead are not counted",
        "scheduler/metrics/meters.py",
        "            forget_dead(Path(folder))\n",
        "",
        tests=("tests/metrics/test_processes.py",),
    ),
    Fault(
        "who tells several processes to stop waits for none that begins",
        "scheduler/runtime/processes.py",
        "                process.child_conn.send(THERE)\n",
        "                pass\n",
        tests=("tests/runtime/test_processes.py",),
    ),
    Fault(
        "a table that is damaged is said in words",
        "scheduler/health/opening.py",
        "            with said_in_words(settings):\n                around",
        "            if True:\n                around",
        tests=("tests/commands/test_doctor.py",),
    ),
    Fault(
        "a database that was restored does not believe that its backup failed",
        "scheduler/flow/upkeep/backups.py",
        "        session.delete(run)\n",
        "        fail(session, run.id, Why.INTERRUPTED, now=now)\n",
        tests=("tests/flow/upkeep/test_backups.py",),
    ),
    Fault(
        "proxies are told that a process leaves",
        "scheduler/web/health.py",
        "if stopping is not None and stopping.is_leaving:",
        "if False:",
        tests=(STOPPING,),
    ),
    Fault(
        "answers of a process that leaves end their connections",
        "scheduler/runtime/connections.py",
        "if self._stopping is not None and self._stopping.is_leaving:",
        "if False:",
        tests=(STOPPING,),
    ),
    Fault(
        "a connection made at the end holds up nobody",
        "scheduler/runtime/connections.py",
        "if self._stopping is not None and self._stopping.is_ending:",
        "if False:",
        tests=(STOPPING,),
    ),
    Fault(
        "the same signal said again hurries nobody",
        "scheduler/runtime/stopping.py",
        "if number == signal.SIGINT:",
        "if True:",
        tests=(STOPPING,),
    ),
    Fault(
        "stopping: who has asked nothing yet is not hung up on",
        "scheduler/runtime/connections.py",
        "        if self._stopping is None or self._asked is not None:\n",
        "        if True:\n",
        tests=("tests/runtime/test_stopping.py",),
    ),
    Fault(
        "stopping: nobody comes to a door that is about to be shut",
        "scheduler/runtime/doors.py",
        "            _turn_away(door)\n",
        "",
        tests=("tests/runtime/test_doors.py",),
    ),
    Fault(
        "who stands at the door when it is shut comes in",
        "scheduler/runtime/doors.py",
        "if not self._let_in(door):",
        "if True:",
        tests=("tests/runtime/test_doors.py",),
    ),
]
