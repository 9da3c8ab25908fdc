"""The office's settings, and what counters take at which hours."""

from tests.mutants.fault import Fault

SETTINGS, COUNTERS = "scheduler/flow/offices/settings.py", "scheduler/flow/offices/counters.py"
TAKES = "scheduler/domain/hall/takes.py"
STEPS = ("tests/flow/offices/test_settings.py",)
OF_COUNTERS = ("tests/flow/offices/test_counters.py",)

FAULTS = [
    Fault(
        "settings: what was changed since it was shown is not overwritten",
        SETTINGS,
        "    if overtaken:\n        raise ChangedMeanwhile(now=overtaken)\n",
        "",
        tests=STEPS,
    ),
    Fault(
        "settings: the zone stays while anybody was told an hour of it",
        SETTINGS,
        "    if visits or tickets:\n",
        "    if visits and tickets:\n",
        tests=STEPS,
    ),
    Fault(
        "settings: a change is written down",
        SETTINGS,
        "    note_deed(session, office.id, Deed.SETTINGS_CHANGED, by=by, now=now, was=was, became=changed)\n",
        "",
        tests=STEPS,
    ),
    Fault(
        "settings: slots are laid out anew where they are made by it",
        SETTINGS,
        "    if changed.keys() & LAID_OUT:\n        lay_out(session, office, now=now)\n",
        "",
        tests=STEPS,
    ),
    Fault(
        "settings: from a browser nothing is printed into a file",
        "scheduler/domain/offices/printers.py",
        'printer.kind != "file" or DEVICES',
        'printer.kind == "file" or DEVICES',
        tests=("tests/domain/offices/test_settings.py",),
    ),
    Fault(
        "counters: a weekday of its own goes before the usual",
        TAKES,
        "for stretch in own or usual)",
        "for stretch in [*own, *usual])",
        tests=("tests/domain/hall/test_takes.py",),
    ),
    Fault(
        "counters: a stretch ends before its last moment",
        TAKES,
        "begins <= moment < ends",
        "begins <= moment <= ends",
        tests=("tests/domain/hall/test_takes.py",),
    ),
    Fault(
        "counters: an empty hall is looked at when one goes over to another service",
        "scheduler/flow/hall/publishing.py",
        "        *hall.turns,\n",
        "",
        tests=OF_COUNTERS,
    ),
    Fault(
        "counters: nobody is let in for a call that no counter would make",
        "scheduler/flow/hall/outlook.py",
        "ends=hall.served_until,",
        "ends=hall.ends,",
        tests=OF_COUNTERS,
    ),
    Fault(
        "counters: what somebody else made of one is not overwritten",
        COUNTERS,
        "    if seen is not None and before not in (seen, stored(wanted)):\n",
        "    if seen is not None and before is None:\n",
        tests=OF_COUNTERS,
    ),
]
