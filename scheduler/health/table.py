"""All checks, in the order in which a machine is looked over."""

from collections.abc import Callable
from dataclasses import dataclass

from scheduler.domain.refusals import N_
from scheduler.health import (
    alarms,
    backups,
    certificate,
    clock,
    confinement,
    database,
    disk,
    gear,
    jobs,
    messages,
    provider,
    proxies,
    rights,
    screens,
    secrets,
    settings,
)
from scheduler.health.around import Around
from scheduler.health.finding import Finding

SHORT, LONG = 30.0, 600.0
"""Seconds for which a finding holds, however many ask; of what asks other machines, or begins a process."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked at.

    name: by which the command and its JSON know it. title: what people call it. holds: seconds for which its finding
    holds. reads: whether it needs the database. of_office: whether it differs from office to office. on: "sqlite" or
    "postgresql" where it is of one of them alone. by_command: whether the command alone asks it: it takes long.
    """

    name: str
    title: str
    see: Callable[[Around], Finding]
    holds: float = SHORT
    reads: bool = False
    of_office: bool = False
    on: str = ""
    by_command: bool = False

    def fits(self, around: Around) -> bool:
        """Whether it can be asked of what is around."""
        kind = "sqlite" if around.settings.on_sqlite else "postgresql"
        return self.on in ("", kind) and (around.reading is not None or not self.reads)


CHECKS = (
    Check("settings.address", N_("Alamat kantor"), settings.address),
    Check("settings.listening", N_("Alamat server"), settings.listening),
    Check("settings.processes", N_("Jumlah proses"), settings.processes),
    Check("settings.purpose", N_("Latihan atau sungguhan"), settings.purpose, reads=True),
    Check("rights.database", N_("Hak berkas data"), rights.database_file, on="sqlite"),
    Check("rights.key", N_("Hak berkas kunci"), rights.key_file),
    Check("rights.folders", N_("Hak menulis ke folder"), rights.folders),
    Check("rights.web", N_("Folder server web"), rights.web_roots),
    Check("database.reads", N_("Membaca data"), database.reads),
    Check("database.writes", N_("Menulis data"), database.writes),
    Check("database.version", N_("Susunan data"), database.version),
    Check("database.whole", N_("Keutuhan data"), database.wholeness, on="sqlite", reads=True, by_command=True),
    Check("database.server", N_("PostgreSQL"), database.server, on="postgresql", reads=True),
    Check("database.connections", N_("Sambungan ke data"), database.connections, on="postgresql", reads=True),
    Check("disk.files", N_("Ruang untuk berkas warga"), disk.files),
    Check("disk.database", N_("Ruang untuk data"), disk.database, on="sqlite"),
    Check("disk.log", N_("Catatan tulis"), disk.log, on="sqlite"),
    Check("clock.trusted", N_("Jam komputer"), clock.trusted, reads=True),
    Check("clock.database", N_("Jam PostgreSQL"), clock.of_the_database, on="postgresql", reads=True),
    Check("clock.set", N_("Penyetelan jam"), clock.kept_right, holds=LONG),
    Check("secret.strength", N_("Kunci rahasia"), secrets.strength),
    Check("secret.older", N_("Kunci lama"), secrets.older),
    Check("secret.left", N_("Yang masih memakai kunci lama"), secrets.left, reads=True, by_command=True),
    Check("secret.copy", N_("Salinan kunci"), secrets.copy),
    Check("certificate", N_("Sertifikat"), certificate.certificate, holds=LONG),
    Check("backup", N_("Cadangan"), backups.last, reads=True),
    Check("messages.waiting", N_("Pesan yang menunggu"), messages.waiting, reads=True, of_office=True),
    Check("messages.unreached", N_("Pesan yang tidak sampai"), messages.unreached, reads=True, of_office=True),
    Check("messages.accounts", N_("Akun saluran"), messages.accounts, reads=True, of_office=True),
    Check("alarms", N_("Alarm"), alarms.told, reads=True, of_office=True),
    Check("jobs", N_("Pekerjaan berkala"), jobs.going_round, reads=True),
    Check("screens", N_("Layar"), screens.heard, reads=True, of_office=True),
    Check("proxies", N_("Proxy"), proxies.named),
    Check("sign_in.provider", N_("Masuk lewat akun lain"), provider.reached, holds=LONG),
    Check("files.confined", N_("Pembaca foto dan PDF"), confinement.holds, holds=LONG),
    Check("voice", N_("Suara panggilan"), gear.voice, holds=LONG),
    Check("printers", N_("Pencetak nomor"), gear.printers, holds=LONG, reads=True, of_office=True),
)
