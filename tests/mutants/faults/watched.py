"""What looks after the program itself: checks, figures, alarms, and the way it stops."""

from tests.mutants.fault import Fault

LOOKING, METRICS, STOPPING = (
    "tests/health/test_looking.py",
    "tests/metrics/test_metrics.py",
    "tests/runtime/test_stopping.py",
)

RULES, RINGING = "scheduler/domain/alarms/ringing.py", "scheduler/flow/alarms/ringing.py"
SIGHTS, PULSES = "scheduler/flow/alarms/sights.py", "scheduler/flow/alarms/pulses.py"
SET, OUTBOX = "scheduler/flow/alarms/rules.py", "scheduler/flow/core/outbox.py"
HELD = ("tests/races/test_alarms.py",)

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
    # --- alarms
    Fault(
        "alarms: everybody named is told",
        OUTBOX,
        "    for contact in contacts:\n",
        "    for contact in contacts[:1]:\n",
    ),
    Fault("alarms: a message for each of them", OUTBOX, ':{once}:c{contact.id}"', ':{once}:c"'),
    Fault(
        "alarms: where somebody is named the office's phone is left alone",
        OUTBOX,
        "    if not contacts:\n",
        "    if True:\n",
    ),
    Fault(
        "alarms: who was taken off the list is told no more",
        "scheduler/messages/notices/alarms/validity.py",
        "    return and_(ringing, is_to_hear(now))\n",
        "    return ringing\n",
    ),
    Fault(
        "alarms: what is over is told no more",
        "scheduler/messages/notices/alarms/validity.py",
        "            col(AlarmRing.over_at).is_(None),\n",
        "",
    ),
    Fault(
        "alarms: what is in somebody's hand is told no more",
        "scheduler/messages/notices/alarms/validity.py",
        "            col(AlarmRing.taken_at).is_(None),\n",
        "",
    ),
    Fault("alarms: seen at two looks", RULES, " and now - ring.seen_at >= SEEN_FOR", ""),
    Fault("alarms: over after a calm while", RULES, " or now - ring.calm_since < CALM", ""),
    Fault(
        "alarms: of the same thing once an hour",
        RULES,
        "        return told.before is None or now - told.before >= REST\n",
        "        return True\n",
    ),
    Fault("alarms: not told without end", RULES, "told.times < MOST_TIMES and ", ""),
    Fault("alarms: not told too often in an hour", RULES, " or told.in_an_hour >= MOST_AN_HOUR or (", " or ("),
    Fault("alarms: the end is told to whom the beginning was", RULES, "told.times > 0 and ", ""),
    Fault(
        "alarms: looked at and written by one after the other",
        RINGING,
        "    hold_alarms(session, office.id)\n    known = _Known",
        "    known = _Known",
        tests=HELD,
    ),
    Fault(
        "alarms: another office's are not taken in hand",
        RINGING,
        " or ring.office_id != office.id",
        "",
    ),
    Fault("alarms: old ones are forgotten", RINGING, "        self._session.execute(old)\n", ""),
    Fault(
        "alarms: not told at night where it is not wanted",
        RINGING,
        "may_tell=self._opens()",
        "may_tell=True",
    ),
    Fault(
        "alarms: of a refused account by another channel",
        RINGING,
        'if each["channel"] != refused), 0)',
        'if each["channel"] == refused), 0)',
    ),
    Fault(
        "alarms: one turn a minute",
        PULSES,
        "    is_due = or_(col(Pulse.at) <= now - every, col(Pulse.at) > now)\n",
        "    is_due = col(Pulse.at) > now - timedelta(days=9)\n",
    ),
    Fault(
        "alarms: of today's hall",
        SIGHTS,
        ".where(IN_ZONE, col(OfficeDay.day) == TODAY)\n)\n_WAITING",
        ".where(IN_ZONE)\n)\n_WAITING",
    ),
    Fault("alarms: a disk that eases", SIGHTS, "(EASED if stands else 1.0)", "1.0"),
    Fault("alarms: an account that was changed", SIGHTS, "changed is None or changed > refused", "changed is None"),
    Fault(
        "alarms: of the server to one office",
        SIGHTS,
        "if office.id in named and watches_server(offices, office, self._around.server_office):",
        "if office.id in named:",
    ),
    Fault("alarms: a silent screen has its minutes", SIGHTS, "if each.lasts(self._now) >= least", ""),
    Fault("alarms: somebody who sees to it hears of more", RULES, " and not told.is_more", ""),
    Fault("alarms: of more once an hour", RULES, "told.is_more and now - told.last >= REST", "told.is_more"),
    Fault(
        "alarms: of the server set by one office",
        SET,
        "    if kind.of_server and not watches_server(queries.offices(session), office, server_office):\n",
        "    if kind is None:\n",
    ),
    Fault(
        "alarms: off is off", SET, "    if not new.is_on:\n        _end_all", "    if new is None:\n        _end_all"
    ),
    Fault(
        "alarms: citizens' messages are left to their worker",
        "scheduler/messages/sending/claiming.py",
        "            if looking.to_office:\n",
        "            if looking is None:\n",
    ),
    Fault(
        "alarms: a worker says that it is there",
        "scheduler/messages/sending/worker.py",
        "            await self._beat()\n",
        "            pass\n",
    ),
    Fault(
        "alarms: a process that just began waits for a worker's word",
        "scheduler/jobs/alarms.py",
        "<= now - up_since < pulses.EVERY * 2:",
        "< now - now:",
    ),
]
