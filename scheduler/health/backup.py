"""The newest backup: how old it is, and whether the last try failed."""

from datetime import datetime, timedelta

from scheduler.domain.refusals import N_
from scheduler.flow.upkeep.backups import FAILED, last_backup
from scheduler.health.around import Around
from scheduler.health.finding import Finding, broken, good, look

OLD, TOO_OLD = timedelta(days=2), timedelta(days=7)
"""Ages of the newest backup at which somebody should look, and at which too much would be lost."""


def newest(around: Around) -> Finding:
    """Whether there is a backup that is young enough."""
    with around.session() as session:
        known = last_backup(session)
        made = known.good.ended_at if known.good is not None else None
        has_failed = known.tried is not None and known.tried.state == FAILED
    return judged(made, around.now, has_failed=has_failed)


def judged(made: datetime | None, now: datetime, *, has_failed: bool) -> Finding:
    """made: when the newest backup that came to be was done; has_failed: whether one was tried since, and was not."""
    if made is None:
        return look(
            N_("Belum ada cadangan data."),
            N_("Buat di halaman Cadangan, atau jalankan: giliran backup"),
        )
    age = now - made
    if has_failed or age >= OLD:
        say = broken if age >= TOO_OLD else look
        return say(
            N_("Cadangan terakhir sudah {hours} jam; yang lebih baru tidak ada atau gagal dibuat."),
            N_("Buka halaman Cadangan: di sana tertulis sebabnya. Periksa ruang kosong di tempat cadangan."),
            hours=int(age.total_seconds() // 3600),
        )
    return good(N_("Cadangan terakhir {hours} jam yang lalu."), hours=int(age.total_seconds() // 3600))
