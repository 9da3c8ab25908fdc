"""The office's export: taken in once, stopped at once, read within bounds, its file gone when it is in."""

from tests.mutants.fault import Fault

IMPORTS, TURNS, WORKING = (f"scheduler/flow/intake/{name}.py" for name in ("imports", "turns", "working"))
JOB, FOLDER = "scheduler/jobs/imports.py", "scheduler/jobs/import_folder.py"
OF_JOB, OF_FOLDER, RACES = (
    ("tests/jobs/test_imports.py",),
    ("tests/jobs/test_import_folder.py",),
    ("tests/races/test_intake.py",),
)

FAULTS = [
    Fault(
        "imports: a file of the folder is taken once",
        IMPORTS,
        "    if made is None:\n        return False\n",
        "    if made is None:\n        return True\n",
        tests=RACES,
    ),
    Fault(
        "imports: one file of an office at a time",
        TURNS,
        "    if change_rows(session, mine.values(until=now + BETWEEN)) != 1:\n",
        "    if change_rows(session, mine.values(until=now + BETWEEN)) > 1:\n",
        tests=RACES,
    ),
    Fault(
        "imports: a turn that another holds is not taken",
        TURNS,
        "    free = (col(IntakeTurn.worker) == worker) | (col(IntakeTurn.until) < now)\n",
        "    free = col(IntakeTurn.worker) != worker\n",
        tests=OF_JOB,
    ),
    Fault(
        "imports: what was stopped goes on no more",
        WORKING,
        "col(Intake.stage).in_(UNDER_WAY))\n",
        "col(Intake.stage).is_not(None))\n",
        tests=OF_JOB,
    ),
    Fault(
        "imports: an import is ordered once",
        IMPORTS,
        "col(Intake.stage).in_(stages)\n",
        "col(Intake.stage).is_not(None)\n",
        tests=OF_JOB,
    ),
    Fault(
        "imports: the file goes when it is in",
        JOB,
        "            await self._drop(mark)\n            return\n",
        "            return\n",
        tests=OF_JOB,
    ),
    Fault(
        "imports: a file that another process took as well goes",
        FOLDER,
        "            if not is_new:\n",
        "            if is_new is None:\n",
        tests=OF_FOLDER,
    ),
    Fault(
        "imports: a file that grows is waited for",
        FOLDER,
        "(before.size, before.changed) == (self.size, self.changed)\n",
        "before.size <= self.size\n",
        tests=OF_FOLDER,
    ),
    Fault(
        "imports: nothing but what was moved there is deleted",
        FOLDER,
        "    return found is not None and found[1] < until.astimezone(UTC).strftime(STAMP)\n",
        "    return found is None or found[1] < until.astimezone(UTC).strftime(STAMP)\n",
        tests=OF_FOLDER,
    ),
    Fault(
        "imports: what the process says of a file is no text to be filled in",
        "scheduler/intake/lines.py",
        '    if not isinstance(value, str) or "\\0" in value:\n',
        "    if not isinstance(value, str):\n",
        tests=("tests/intake/test_lines.py",),
    ),
]
