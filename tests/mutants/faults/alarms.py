"""Alarms: rung by what is so, told once and seldom, and told by the server where no worker is left."""

from tests.mutants.fault import Fault

RULES, RINGING = "scheduler/domain/alarms/ringing.py", "scheduler/flow/alarms/ringing.py"
SIGHTS, PULSES = "scheduler/flow/alarms/sights.py", "scheduler/flow/alarms/pulses.py"
SET, OUTBOX = "scheduler/flow/alarms/rules.py", "scheduler/flow/core/outbox.py"
HELD = ("tests/races/test_alarms.py",)

FAULTS = [
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
    Fault("alarms: not told too often in an hour", RULES, " or told.in_an_hour >= MOST_AN_HOUR:", ":"),
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
    Fault("alarms: a silent screen has its minutes", SIGHTS, "self._now - each.found_at >= least", "least"),
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
