"""What counts are called by their office: parts are kept by letters, codes and numbers, and shown by names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Office, Procedure, Staff
from scheduler.db.queries.figures import counted_from, counted_until


@dataclass(frozen=True, slots=True)
class Known:
    """Names by what parts are: services by letter, procedures by code, staff by id; and which days are counted."""

    services: Mapping[str, str]
    procedures: Mapping[str, str]
    staff: Mapping[str, str]
    counted_from: date | None
    counted_until: date | None


def known_of(session: Session, office: Office) -> Known:
    """The names of an office. Of staff only where it wants figures of persons."""
    return Known(
        services={each.letter: each.name for each in queries.services_of(session, office.id)},
        procedures=_procedures(session, office),
        staff=_staff(session, office) if office.figures_of_persons else {},
        counted_from=counted_from(session, office.id),
        counted_until=counted_until(session, office.id),
    )


def _procedures(session: Session, office: Office) -> dict[str, str]:
    rows = session.execute(
        select(col(Procedure.code), col(Procedure.title)).where(col(Procedure.office_id) == office.id)
    )
    return {code: title for code, title in rows.tuples()}


def _staff(session: Session, office: Office) -> dict[str, str]:
    rows = session.execute(select(col(Staff.id), col(Staff.name)).where(col(Staff.office_id) == office.id))
    return {str(number): name for number, name in rows}
