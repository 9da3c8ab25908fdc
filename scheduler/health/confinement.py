"""What confines the process that reads files of strangers."""

import sys

from scheduler.domain.refusals import N_, Unavailable
from scheduler.health.around import Around
from scheduler.health.finding import Finding, broken, good, look
from scheduler.pictures.apart import Broken, lacking

ALL = ("limits", "landlock", "seccomp")


def holds(_around: Around) -> Finding:
    """Start that process, and ask it what its system could not take away."""
    try:
        lacks = lacking()
    except (Broken, Unavailable) as fault:
        return broken(
            N_("Proses yang membaca foto dan PDF tidak bisa dijalankan ({why}): berkas dari warga tidak diterima."),
            N_("Pasang ulang giliran beserta pustakanya, lalu lihat catatan (log) server saat dimulai."),
            why=type(fault).__name__,
        )
    return judged(lacks)


def judged(lacks: list[str]) -> Finding:
    """lacks: of ALL, what this system does not have."""
    held = ", ".join(each for each in ALL if each not in lacks) or "-"
    if lacks:
        return look(
            N_("Proses yang membaca foto dan PDF kurang terkurung di {system}: tidak ada {lacks}; ada {held}."),
            N_("Pakai Linux 5.13 atau lebih baru pada x86-64 atau ARM 64 bit, dan izinkan seccomp di kontainer."),
            system=sys.platform,
            lacks=", ".join(lacks),
            held=held,
        )
    return good(N_("Proses yang membaca foto dan PDF terkurung: {held}."), held=held)
