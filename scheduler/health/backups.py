"""Whether there is a backup, how old the last one is, and why the last try failed."""

from datetime import datetime, timedelta

from scheduler.db import queries
from scheduler.domain.refusals import N_
from scheduler.flow.upkeep import backups
from scheduler.flow.upkeep.backups import LastBackup
from scheduler.health.around import Around
from scheduler.health.finding import Finding, broken, good, look

OLD, FAR_TOO_OLD = timedelta(hours=50), timedelta(days=7)
"""Two nights were missed; a week would have to be typed in anew."""
MAKE = N_("Buat sekarang di halaman Cadangan, atau dengan perintah: giliran backup")


def last(around: Around) -> Finding:
    """How the last backup stands. In training, and before there is an office, nothing is lost."""
    with around.session() as session:
        if queries.is_training(session):
            return good(N_("Data latihan tidak perlu dicadangkan."))
        if not queries.offices(session):
            return good(N_("Belum ada data yang perlu dicadangkan."))
        return judged(backups.last_backup(session), around.now)


def judged(found: LastBackup, now: datetime) -> Finding:
    """found: what is known of the last ones."""
    tried = found.tried
    if tried is not None and tried.state == backups.FAILED:
        return broken(
            N_("Cadangan terakhir gagal ({why})."),
            N_("Lihat sebabnya di halaman Cadangan, perbaiki, lalu jalankan: giliran backup"),
            why=tried.why,
        )
    if found.good is None:
        return look(N_("Belum ada cadangan."), MAKE)
    age = now - found.good.begun_at
    facts = {"hours": int(age.total_seconds() // 3600), "file": found.good.file}
    if age > OLD:
        say = broken if age > FAR_TOO_OLD else look
        return say(N_("Cadangan terakhir sudah {hours} jam umurnya."), MAKE, **facts)
    if found.good.missing:
        return look(
            N_("Cadangan terakhir lengkap, kecuali {missing} berkas yang tercatat tetapi tidak ada di folder server."),
            N_("Periksa apakah folder berkas masih yang benar (GILIRAN_FILES_FOLDER, GILIRAN_MEDIA_FOLDER)."),
            missing=found.good.missing,
        )
    return good(N_("Cadangan terakhir {hours} jam yang lalu, sudah dibaca ulang dan utuh: {file}."), **facts)
