"""Whether the machine's clock may be believed, agrees with the database's, and is kept right."""

import shutil
import subprocess
from datetime import datetime, timedelta

from sqlalchemy import text

from scheduler.db import queries
from scheduler.domain.clock_trust import clock_fault
from scheduler.domain.refusals import N_
from scheduler.health.around import Around
from scheduler.health.finding import Finding, broken, good, look

APART, FAR_APART = timedelta(seconds=2), timedelta(minutes=1)
"""How far two clocks may be apart before somebody should look, and before times on pages are wrong."""
PATIENCE = 2.0


def trusted(around: Around) -> Finding:
    """Whether jobs believe the time."""
    with around.session() as session:
        if queries.is_training(session):
            return good(N_("Saat latihan jam adalah jam latihan."))
        last = queries.last_moment(session)
    return judged(around.now, last)


def judged(now: datetime, last: datetime | None) -> Finding:
    """last: the last moment that the database knows of."""
    fault = clock_fault(now, last)
    said = {"now": f"{now:%Y-%m-%d %H:%M}", "last": f"{last:%Y-%m-%d %H:%M}" if last else "-"}
    if fault is None:
        return good(N_("Jam komputer wajar: {now} (UTC)."), **said)
    return broken(
        N_("Jam komputer menunjukkan {now} (UTC), padahal data terakhir dipakai {last}: pekerjaan berkala berhenti."),
        N_("Setel jam (timedatectl set-ntp true). Bila jamnya memang benar: giliran clock --is-right"),
        **said,
    )


def of_the_database(around: Around) -> Finding:
    """How far this clock and PostgreSQL's are apart."""
    with around.session() as session:
        theirs: datetime = session.connection().execute(text("SELECT clock_timestamp()")).scalar_one()
        ours = datetime.now(theirs.tzinfo)
    return judged_apart(abs(ours - theirs))


def judged_apart(apart: timedelta) -> Finding:
    """apart: between this machine's clock and the database's."""
    seconds = round(apart.total_seconds(), 1)
    if apart <= APART:
        return good(N_("Jam komputer ini dan jam PostgreSQL sama."))
    say = broken if apart > FAR_APART else look
    return say(
        N_("Jam komputer ini dan jam PostgreSQL berbeda {seconds} detik."),
        N_("Nyalakan penyetelan jam otomatis di kedua komputer (timedatectl set-ntp true)."),
        seconds=seconds,
    )


def kept_right(_around: Around) -> Finding:
    """Whether systemd says that the clock is set by the net."""
    return judged_sync(_told_by_systemd())


def judged_sync(told: str | None) -> Finding:
    """told: "yes", "no", or None where nobody says."""
    if told == "yes":
        return good(N_("Jam komputer disetel otomatis dari jaringan."))
    if told == "no":
        return look(
            N_("Jam komputer tidak disetel otomatis; lama-lama akan meleset."),
            N_("Jalankan: timedatectl set-ntp true"),
        )
    return good(N_("Sistem ini tidak memberi tahu apakah jam disetel otomatis."))


def _told_by_systemd() -> str | None:
    program = shutil.which("timedatectl")
    if program is None:
        return None
    command = [program, "show", "--property=NTPSynchronized", "--value"]
    try:
        said = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    return said.stdout.strip() or None
