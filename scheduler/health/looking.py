"""Looks that hold up nobody: each in a thread of its own, kept for a while, and never two of one check at a time."""

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from datetime import datetime

import structlog

from scheduler.domain.refusals import N_
from scheduler.health.around import Around
from scheduler.health.finding import Finding, Verdict, look
from scheduler.health.table import CHECKS, Check

AT_ONCE = 2
"""Checks at a time: they share the processor and the connections for reading with those who are served."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found, and when. finding: None while it is looked for."""

    check: Check
    finding: Finding | None
    at: datetime


class Looks:
    """What was found lately."""

    def __init__(self, checks: Iterable[Check] = CHECKS, clock: Callable[[], float] = time.monotonic) -> None:
        self._checks, self._clock = tuple(checks), clock
        self._kept: dict[tuple[str, int | None], tuple[float, datetime, Future[Finding]]] = {}
        self._turns = threading.Semaphore(AT_ONCE)

    def begin(self, around: Around, *, by_command: bool = False) -> list["Future[Finding]"]:
        """Begin to look at what was not looked at for a while; returns what comes of all, in their order."""
        return [self._kept_of(check, around)[2] for check in self._fitting(around, by_command=by_command)]

    def seen(self, around: Around, *, by_command: bool = False) -> list[Seen]:
        """What there is now, the worst first; what is still looked for stands behind what is bad."""
        found = []
        for check in self._fitting(around, by_command=by_command):
            _, at, future = self._kept_of(check, around)
            found.append(Seen(check, future.result() if future.done() else None, at))
        return sorted(found, key=_badness)

    def all(self, around: Around, *, patience: float) -> list[Seen]:
        """Look at everything, for a command: waits so many seconds at most. What has not come by then is said so."""
        wait(self.begin(around, by_command=True), timeout=patience)
        return [Seen(each.check, each.finding or too_slow(), each.at) for each in self.seen(around, by_command=True)]

    def _fitting(self, around: Around, *, by_command: bool) -> list[Check]:
        return [each for each in self._checks if each.fits(around) and (by_command or not each.by_command)]

    def _kept_of(self, check: Check, around: Around) -> tuple[float, datetime, "Future[Finding]"]:
        key = check.name, around.office_id if check.of_office else None
        kept = self._kept.get(key)
        if kept is None or (kept[2].done() and self._clock() - kept[0] >= check.holds):
            kept = self._kept[key] = self._clock(), around.now, Future()
            threading.Thread(target=self._look, args=(check, around, kept[2]), name="health", daemon=True).start()
        return kept

    def _look(self, check: Check, around: Around, future: "Future[Finding]") -> None:
        with self._turns:
            future.set_result(found_by(check, around))


def found_by(check: Check, around: Around) -> Finding:
    """What a check finds; that it failed is a finding too."""
    try:
        return check.see(around)
    except Exception as fault:  # noqa: BLE001 - one check that fails must not hide what the others found
        log.warning("check_failed", check=check.name, kind=type(fault).__name__)
        return look(
            N_("Tidak bisa diperiksa ({why})."),
            N_("Coba lagi nanti. Bila tetap begitu, jalankan giliran doctor di komputer server."),
            why=type(fault).__name__,
        )


def too_slow() -> Finding:
    """What is said of a check that did not end in time."""
    return look(
        N_("Pemeriksaan belum selesai dalam waktunya."),
        N_("Komputer atau jaringannya lambat; periksa lagi saat sepi."),
    )


def _badness(seen: Seen) -> int:
    order = [Verdict.BROKEN, Verdict.LOOK, None, Verdict.GOOD]
    return order.index(seen.finding.verdict if seen.finding else None)
