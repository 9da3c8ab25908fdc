"""What is said of the last backup: there, whole and young; old, failed, or none."""

from datetime import timedelta

import pytest

from scheduler.db.models import BackupRun
from scheduler.flow.upkeep.backups import LastBackup
from scheduler.health.backups import judged
from scheduler.health.finding import Verdict
from tests.scenes.factories import NINE


def run(*, hours: float = 1, state: str = "good", missing: int = 0) -> BackupRun:
    at = NINE - timedelta(hours=hours)
    return BackupRun(state=state, by="system", begun_at=at, beat_at=at, file="x.tar", missing=missing, why="no_room")


@pytest.mark.parametrize(
    ("found", "verdict", "said"),
    [
        (LastBackup(run(), run()), Verdict.GOOD, "1 jam yang lalu"),
        (LastBackup(run(hours=51), run(hours=51)), Verdict.LOOK, "51 jam umurnya"),
        (LastBackup(run(hours=200), run(hours=200)), Verdict.BROKEN, "200 jam umurnya"),
        (LastBackup(run(missing=2), run(missing=2)), Verdict.LOOK, "kecuali 2 berkas"),
        (LastBackup(run(hours=20), run(state="failed")), Verdict.BROKEN, "gagal (no_room)"),
        (LastBackup(None, run(state="running")), Verdict.LOOK, "Belum ada cadangan."),
        (LastBackup(None, None), Verdict.LOOK, "Belum ada cadangan."),
    ],
)
def test_last_backup_is_judged_by_its_age_and_how_it_ended(found: LastBackup, verdict: Verdict, said: str) -> None:
    finding = judged(found, NINE)

    assert finding.verdict == verdict
    assert said in finding.said("id")[0]
    assert (finding.todo == "") == (verdict == Verdict.GOOD)
