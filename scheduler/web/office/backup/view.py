"""What the page of backups shows: read in one go, from the rows and from the folder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session

from scheduler import keys
from scheduler.db import queries
from scheduler.db.models import BackupRun
from scheduler.domain.backup import Why
from scheduler.domain.refusals import N_
from scheduler.flow.upkeep import backups as steps
from scheduler.runtime.config import Settings

OLD = timedelta(hours=50)
"""From this age on a backup is said to be old: two nights were missed."""
WHY: Mapping[str, str] = {
    Why.NO_ROOM: N_("Disk tempat cadangan hampir penuh. Kosongkan, atau pindahkan cadangan lama ke tempat lain."),
    Why.NOT_WRITTEN: N_("Folder cadangan tidak bisa ditulisi. Minta pengelola server memeriksanya."),
    Why.NO_TOOL: N_(
        "Program pg_dump tidak ada di server, atau versinya terlalu tua. Minta pengelola server memasangnya."
    ),
    Why.DATABASE: N_("Data tidak bisa disalin. Minta pengelola server memeriksanya."),
    Why.NOT_WHOLE: N_(
        "Cadangan sudah dibuat, tetapi tidak utuh saat dibaca ulang. Minta pengelola server memeriksanya."
    ),
    Why.NO_AGE: N_("Cadangan tidak bisa disandikan. Minta pengelola server memeriksa GILIRAN_BACKUP_RECIPIENT."),
    Why.INTERRUPTED: N_("Pembuatannya terputus: server dihentikan atau dinyalakan ulang."),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A backup that lies in the folder. run: what was written down of it, if anything."""

    name: str
    made_at: datetime
    size: int
    is_sealed: bool
    run: BackupRun | None

    @property
    def has_secret(self) -> bool:
        """Whether the secret is known to be within."""
        return self.run is not None and self.run.with_secret


@dataclass(frozen=True, slots=True)
class BackupPage:
    """good: the newest that came to be; running: what is being made now; failed: the newest try, where it failed and
    nothing came to be since. hour: from when on one is made each night, in words; None where none is.
    key_place: the file of the secret; None where it is a setting.
    """

    good: BackupRun | None
    running: BackupRun | None
    failed: BackupRun | None
    is_old: bool
    of_many: bool
    kept: Sequence[Shown]
    folder: Path
    hour: str | None
    key_place: Path | None

    @property
    def why(self) -> str:
        """Why the newest try failed."""
        return WHY.get((self.failed.why or "") if self.failed else "", WHY[Why.DATABASE])

    @property
    def is_kept(self) -> bool:
        """Whether the newest good one lies in the folder still."""
        return self.good is not None and self.good.file in {each.name for each in self.kept}


def view_of(session: Session, settings: Settings, folder: Path, now: datetime) -> BackupPage:
    """All that the page shows. folder: where backups lie."""
    from scheduler.backup.keeping import lying_in  # noqa: PLC0415 - few processes ever look into that folder

    last, runs = steps.last_backup(session), steps.runs_of(session, str(folder))
    tried = last.tried
    is_running = steps.is_running(tried, now)
    is_failed = tried is not None and not is_running and tried.state != steps.GOOD
    hour = settings.backup_hour
    return BackupPage(
        good=last.good,
        running=tried if is_running else None,
        failed=tried if is_failed else None,
        is_old=last.good is None or now - last.good.begun_at > OLD,
        of_many=len(queries.offices(session)) > 1,
        kept=[
            Shown(each.name, each.made_at, each.size, each.is_sealed, runs.get(each.name)) for each in lying_in(folder)
        ],
        folder=folder,
        hour=f"{hour:%H.%M}" if hour is not None and not queries.is_training(session) else None,
        key_place=None if settings.secret_key else keys.place_of(settings).absolute(),
    )
