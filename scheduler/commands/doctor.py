"""`giliran doctor`: looks over all that the program stands on, while a server runs or while none does."""

import json
import sys
from collections.abc import Sequence

from pydantic import ValidationError

from scheduler.commands.failing import sentence_of
from scheduler.domain.refusals import N_
from scheduler.health.finding import Finding, Verdict, broken
from scheduler.health.looking import Looks, Seen
from scheduler.health.opening import looked_at
from scheduler.health.settings import address
from scheduler.health.table import Check
from scheduler.runtime import logs
from scheduler.runtime.clock import Clock
from scheduler.runtime.config import Settings

PATIENCE = 60.0
"""Seconds for all checks together: a large SQLite file is read from its beginning to its end."""
STATUS = {Verdict.GOOD: 0, Verdict.LOOK: 1, Verdict.BROKEN: 2}
SETTINGS = Check("settings", N_("Pengaturan"), address)


def run(*, as_json: bool) -> int:
    """Print what was found, the worst first; returns the exit status: 0 good, 1 look at it, 2 broken."""
    logs.configure("error")
    now = Clock()()
    try:
        settings = Settings()
    except ValidationError as fault:
        said, _ = sentence_of(fault) or (str(fault), 2)
        wrong = broken(N_("Pengaturan tidak dimengerti: {said}"), N_("Lihat docs/settings.md."), said=said)
        return _told([Seen(SETTINGS, wrong, now)], as_json=as_json)
    with looked_at(settings, now) as around:
        return _told(Looks().all(around, patience=PATIENCE), as_json=as_json)


def _told(seen: Sequence[Seen], *, as_json: bool) -> int:
    found = [(each.check, each.finding) for each in seen if each.finding is not None]
    worst = next((finding.verdict for _, finding in found), Verdict.GOOD)
    print(_json(worst, found) if as_json else "\n".join(line for each in found for line in _lines(*each)))  # noqa: T201
    sys.stdout.flush()
    return STATUS[worst]


def _lines(check: Check, finding: Finding) -> list[str]:
    sentence, todo = finding.said("en")
    word = finding.verdict.upper() if finding.verdict is not Verdict.GOOD else "good"
    begun = f"{word:<7} {check.name:<20} "
    return [f"{begun}{sentence}", *([f"{'':>{len(begun)}}-> {todo}"] if todo else [])]


def _json(worst: Verdict, found: Sequence[tuple[Check, Finding]]) -> str:
    checks = []
    for check, finding in found:
        sentence, todo = finding.said("en")
        checks.append({"check": check.name, "verdict": finding.verdict, "sentence": sentence, "todo": todo})
    return json.dumps({"verdict": worst, "checks": checks}, indent=2)
