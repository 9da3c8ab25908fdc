"""A hall that nobody asks has not changed: what ends its rest, by time alone or by whoever writes."""

from tests.mutants.fault import Fault

REST, STILL, PUBLISHING, CALENDAR = (
    "scheduler/flow/day_end/at_rest.py",
    "scheduler/domain/hall/stillness.py",
    "scheduler/flow/hall/publishing.py",
    "scheduler/domain/calendar/calendar.py",
)
TESTS = ("tests/flow/day_end/test_at_rest.py",)

FAULTS = [
    Fault(
        "a hall at rest: a step in it ends its rest",
        REST,
        "(hall.stamp, hall.mark) == (stamp, settings.mark)",
        "hall.mark == settings.mark",
        tests=TESTS,
    ),
    Fault(
        "a hall at rest: a setting ends its rest, whoever changes it",
        REST,
        "(hall.stamp, hall.mark) == (stamp, settings.mark)",
        "hall.stamp == stamp",
        tests=TESTS,
    ),
    Fault(
        "a hall at rest: a clock that was set back ends its rest",
        REST,
        "hall.since <= now < hall.until",
        "now < hall.until",
        tests=TESTS,
    ),
    Fault(
        "a hall at rest: it is asked at the moment at which something is due",
        REST,
        "hall.since <= now < hall.until",
        "hall.since <= now <= hall.until",
        tests=TESTS,
    ),
    Fault(
        "a hall at rest: settings are read again after a commit",
        REST,
        "if read is not None and read == self._version:",
        "if self._settings:",
        tests=TESTS,
    ),
    Fault(
        "a hall at rest: it rests by the settings that were read before it was looked at",
        REST,
        "        stamp = (day.day, day.version)\n        until",
        "        stamp = (day.day, day.version)\n        self._read_settings(session, now)\n        until",
        tests=TESTS,
    ),
    Fault(
        "a hall at rest: who waits may be due at any moment",
        STILL,
        "if ticket.stage != TicketStage.PARKED or ticket.waits",
        "if ticket.waits",
        tests=("tests/domain/hall/test_stillness.py",),
    ),
    Fault(
        "a hall at rest: whoever is set aside is due where the day's work has ended",
        STILL,
        " or is_over",
        "",
        tests=("tests/domain/hall/test_stillness.py",),
    ),
    Fault(
        "a hall at rest: documents that are waited for may be ready at any moment",
        STILL,
        " or ticket.waits_for_document",
        "",
        tests=("tests/domain/hall/test_stillness.py",),
    ),
    Fault(
        "a hall at rest: who is set aside comes back at their time",
        STILL,
        "        if ticket.not_before is not None:\n            moments.append(ticket.not_before)\n",
        "",
        tests=("tests/domain/hall/test_stillness.py",),
    ),
    Fault(
        "a hall at rest: a call is shown for a while",
        PUBLISHING,
        "        *(call.at + CALLS_STAY for call in board.calls),\n",
        "",
        tests=TESTS,
    ),
    Fault(
        "a hall at rest: who missed their call is shown for a while",
        PUBLISHING,
        "        *(missed.at + MISSED_STAY for missed in board.missed),\n",
        "",
        tests=TESTS,
    ),
    Fault(
        "a hall at rest: notices begin and end",
        PUBLISHING,
        "        *announcement_turns(session, hall.office, now),\n",
        "",
        tests=TESTS,
    ),
    Fault(
        "turns of a day: closures begin and end",
        CALENDAR,
        "*today.stretches, *shut]",
        "*today.stretches]",
        tests=("tests/domain/calendar",),
    ),
    Fault(
        "turns of a day: work begins, rests and ends",
        CALENDAR,
        "*today.doors, *today.stretches, *shut]",
        "*today.doors, *shut]",
        tests=("tests/domain/calendar",),
    ),
    Fault(
        "turns of a day: a closure is no reason after the usual hours",
        CALENDAR,
        "*today.usual, *today.doors, *today.stretches, *shut]",
        "*today.doors, *today.stretches, *shut]",
        tests=("tests/domain/calendar",),
    ),
]
