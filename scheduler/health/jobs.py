"""Whether the work beside requests goes on."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from scheduler.db import queries
from scheduler.domain.clock_trust import RECORDED_EVERY
from scheduler.domain.refusals import N_
from scheduler.health.around import Around
from scheduler.health.finding import Finding, broken, good, look
from scheduler.runtime.rounds import Round

LONG = 2 * RECORDED_EVERY + timedelta(minutes=5)
"""A process that serves writes the time down every ten minutes, and first ten minutes after it began."""


def going_round(around: Around) -> Finding:
    """Of a process that serves its own jobs; else what the database was told last."""
    if around.process is not None:
        return judged_rounds(around.process.rounds)
    with around.session() as session:
        if queries.is_training(session):
            return good(N_("Saat latihan pekerjaan berkala tidak diperiksa dari luar."))
        return judged_trace(queries.recorded_moment(session), around.now)


def judged_rounds(rounds: Mapping[str, Round]) -> Finding:
    """rounds: the jobs of a process, by name."""
    late = {name: each for name, each in rounds.items() if each.is_late}
    if late:
        longest = max(each.silent for each in late.values())
        return broken(
            N_("Pekerjaan berkala berhenti: {names}, paling lama {minutes} menit."),
            N_("Jalankan lagi server. Bila terulang, simpan catatannya (log) dan laporkan."),
            names=", ".join(sorted(late)),
            minutes=int(longest // 60),
        )
    return good(N_("Semua pekerjaan berkala berjalan."))


def judged_trace(recorded: datetime | None, now: datetime) -> Finding:
    """recorded: the last moment that a process which serves wrote down."""
    if recorded is None:
        return look(N_("Belum pernah ada server yang bekerja dengan data ini."), N_("Jalankan server: giliran serve"))
    silent = now - recorded
    if silent > LONG:
        return look(
            N_("Server terakhir bekerja {minutes} menit yang lalu; sekarang tampaknya tidak ada yang berjalan."),
            N_("Jalankan server: giliran serve"),
            minutes=int(silent.total_seconds() // 60),
        )
    return good(
        N_("Server bekerja, terakhir tercatat {minutes} menit lalu."), minutes=max(0, int(silent.total_seconds() // 60))
    )
