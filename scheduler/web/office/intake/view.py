"""What the pages of imports show: the list with what is amiss, one import with its report by kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from scheduler.db.models import Intake, Office
from scheduler.domain.intake import OPEN, UNDER_WAY, ImportStage
from scheduler.flow.intake import report
from scheduler.flow.intake.imports import import_of, under_way
from scheduler.flow.intake.missed import is_missed_today
from scheduler.flow.intake.report import Kind
from scheduler.web.office.shared.names import names_of_staff

NEWEST = 50
"""Imports on one page; older ones by `?before=`."""
SHOWN = 300
"""Rows of a kind that are named on the page; the report as a file names all."""


@dataclass(frozen=True, slots=True)
class ImportsPage:
    """The list. missed: today's import has not come though one comes each working day. failed: the last one that came
    by the folder, where it failed. names: who did something, by how rows name them.
    """

    imports: Sequence[Intake]
    names: Mapping[str, str]
    missed: bool
    failed: Intake | None
    before: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """A kind of fault and the rows that have it, some of them: row number and end of the registration number."""

    kind: Kind
    rows: Sequence[tuple[int, str]]

    @property
    def more(self) -> int:
        """How many rows are not named."""
        return max(self.kind.count - len(self.rows), 0)


@dataclass(frozen=True, slots=True)
class ImportPage:
    """One import. same: the newest other import of the very same file that was taken in. waits: another of the office's
    files is at it first.
    """

    row: Intake
    kinds: Sequence[Told]
    names: Mapping[str, str]
    same: Intake | None
    waits: bool

    @property
    def is_under_way(self) -> bool:
        return self.row.stage in UNDER_WAY

    @property
    def is_open(self) -> bool:
        return self.row.stage in OPEN

    @property
    def is_trial(self) -> bool:
        """Whether what is told would only come of it."""
        return self.row.ordered_at is None

    @property
    def rows(self) -> int:
        """Rows of the list that are done."""
        return report.rows_of(self.row.counts)


def imports_page(session: Session, office: Office, *, before: int | None, now: datetime) -> ImportsPage:
    """The newest imports, or those before one."""
    query = select(Intake).where(Intake.office_id == office.id).order_by(col(Intake.id).desc()).limit(NEWEST + 1)
    rows = session.exec(query.where(Intake.id < before) if before else query).all()
    last = (
        select(Intake).where(Intake.office_id == office.id, Intake.source == "folder").order_by(col(Intake.id).desc())
    )
    newest = session.exec(last.limit(1)).first()
    return ImportsPage(
        imports=rows[:NEWEST],
        names=names_of_staff(session, office),
        missed=is_missed_today(session, office, now=now),
        failed=newest if newest is not None and newest.stage == ImportStage.FAILED else None,
        before=rows[NEWEST - 1].id if len(rows) > NEWEST else None,
    )


def import_page(session: Session, office: Office, number: int) -> ImportPage:
    """One import; its rows are named once it is not under way. Raises ImportUnknown."""
    row = import_of(session, office, number)
    named: dict[str, list[tuple[int, str]]] = {}
    for line in [] if row.stage in UNDER_WAY else report.lines_of_import(session, row.id):
        for problem in line.problems:
            rows = named.setdefault(report.key_of(problem), [])
            if len(rows) < SHOWN:
                rows.append((problem.row, line.reference))
    return ImportPage(
        row=row,
        kinds=[Told(kind, named.get(kind.key, ())) for kind in report.kinds_of(row.kinds)],
        names=names_of_staff(session, office),
        same=_same(session, row),
        waits=row.stage in UNDER_WAY and dict(under_way(session)).keys().isdisjoint({row.id}),
    )


def _same(session: Session, row: Intake) -> Intake | None:
    query = select(Intake).where(
        Intake.office_id == row.office_id,
        Intake.file_hash == row.file_hash,
        Intake.stage == ImportStage.DONE,
        Intake.id < row.id,
    )
    return session.exec(query.order_by(col(Intake.id).desc()).limit(1)).first()
