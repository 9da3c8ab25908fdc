"""An import is worked off in batches, each a step of its own under the office's turn; any process goes on with it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Intake, IntakeBatch, Office
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.intake import UNDER_WAY, ImportStage
from scheduler.flow.core.audit import note_deed
from scheduler.flow.intake import report
from scheduler.flow.intake.report import ReportLine
from scheduler.flow.intake.rows import take_rows
from scheduler.flow.intake.turns import end_turn, hold_turn
from scheduler.intake.lines import FileLine

BATCH = 25
"""Lines in one transaction: whoever writes meanwhile waits for no more than that."""


class Rehearsed(Exception):
    """Takes back what a trial did, and brings home what came of it."""

    def __init__(self, lines: Sequence[ReportLine]) -> None:
        super().__init__("rehearsed")
        self.lines = lines


class Ended(Exception):
    """The import goes on no more: somebody has stopped it."""


def take_lines(
    session: Session, office: Office, lines: Sequence[FileLine], headers: Mapping[str, str], *, by: str, now: datetime
) -> list[ReportLine]:
    """Take in what can be taken of some lines; returns what is to be told of each."""
    rows = [line.row for line in lines if line.row is not None]
    return report.told(lines, take_rows(session, office, rows, by=by, now=now) if rows else [], headers)


def take_in_turn(
    session: Session,
    office: Office,
    worker: str,
    lines: Sequence[FileLine],
    headers: Mapping[str, str],
    *,
    by: str,
    now: datetime,
) -> list[ReportLine]:
    """As `take_lines`, for a command that has the office's turn. Raises TurnLost."""
    hold_turn(session, office.id, worker, now=now)
    return take_lines(session, office, lines, headers, by=by, now=now)


def rehearse_lines(
    session: Session, office: Office, lines: Sequence[FileLine], headers: Mapping[str, str], *, by: str, now: datetime
) -> None:
    """Find out what `take_lines` would say; always raises Rehearsed, so that nothing of it stays."""
    raise Rehearsed(take_lines(session, office, lines, headers, by=by, now=now))


def note_read(
    session: Session, intake_id: int, worker: str, *, headers: Mapping[str, str], total: int, now: datetime
) -> Intake:
    """The file was read. Returns the import as it is now. Raises TurnLost, Ended."""
    row = _held(session, intake_id, worker, now=now)
    row.headers, row.total = dict(headers), total
    session.add(row)
    session.flush()
    return row


def take_batch(session: Session, intake_id: int, worker: str, lines: Sequence[FileLine], *, now: datetime) -> None:
    """Take in the lines and write down what came of them, in one: a batch is never in twice. Raises TurnLost, Ended."""
    row = _held(session, intake_id, worker, now=now)
    office = queries.office_by_id(session, row.office_id)
    _note(session, row, take_lines(session, office, lines, row.headers, by=row.ordered_by or row.by, now=now))


def note_rehearsed(
    session: Session, intake_id: int, worker: str, lines: Sequence[ReportLine], *, now: datetime
) -> None:
    """Write down what would have come of some lines. Raises TurnLost, Ended."""
    _note(session, _held(session, intake_id, worker, now=now), lines)


def finish(session: Session, intake_id: int, worker: str, *, now: datetime) -> str | None:
    """No line is left: the trial waits for somebody's word, the import is over. Returns the mark of a file to be
    dropped. Raises TurnLost, Ended.
    """
    row = _held(session, intake_id, worker, now=now)
    mark = None
    if row.stage == ImportStage.REHEARSING:
        row.stage = ImportStage.REHEARSED
    else:
        row.stage, row.finished_at, mark, row.mark = ImportStage.DONE, now, row.mark, None
        by = row.ordered_by or row.by
        note_deed(session, row.office_id, Deed.IMPORT_FINISHED, by=by, now=now, about=str(row.id), became=row.counts)
    session.add(row)
    end_turn(session, row.office_id, worker)
    return mark


def fail(
    session: Session, intake_id: int, worker: str, why: str, facts: Mapping[str, int | str], *, now: datetime
) -> str | None:
    """The file cannot be read, or not taken in to its end; what is in stays in. Returns the mark of its file."""
    row = _held(session, intake_id, worker, now=now)
    mark, row.stage, row.why, row.facts = row.mark, ImportStage.FAILED, why, dict(facts)
    row.mark, row.finished_at = None, now
    session.add(row)
    note_deed(session, row.office_id, Deed.IMPORT_REFUSED, by=row.by, now=now, about=str(row.id), became=row.counts)
    end_turn(session, row.office_id, worker)
    return mark


def _held(session: Session, intake_id: int, worker: str, *, now: datetime) -> Intake:
    """The import, under its office's turn and its own row: nobody stops it before the commit.

    Raises TurnLost, Ended.
    """
    known = session.get_one(Intake, intake_id)
    hold_turn(session, known.office_id, worker, now=now)
    still = update(Intake).where(col(Intake.id) == intake_id, col(Intake.stage).in_(UNDER_WAY))
    if change_rows(session, still.values(stage=Intake.stage)) != 1:
        raise Ended
    return session.get_one(Intake, intake_id, populate_existing=True)


def _note(session: Session, row: Intake, lines: Sequence[ReportLine]) -> None:
    """Count what came of some lines, and keep it."""
    row.counts = dict(report.counts_of(lines) + Counter(row.counts))
    row.kinds = dict(report.faults_of(lines) + Counter(row.kinds))
    row.done, row.last_row = row.done + len(lines), lines[-1].number
    session.add(row)
    batch = [report.kept(line) for line in lines]
    session.add(IntakeBatch(office_id=row.office_id, intake_id=row.id, first_row=lines[0].number, lines=batch))
    session.flush()
