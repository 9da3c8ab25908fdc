"""Whose an application is: who looks at it is shown to the others, who may take it over."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import Application, Office
from scheduler.domain.applying.checking_refusals import HeldBy
from scheduler.flow.applying.checking.held import hold, name_of


def take(
    session: Session,
    office: Office,
    application_id: int,
    *,
    was: str | None,
    by: str,
    now: datetime,  # noqa: ARG001 - as every step
) -> None:
    """The application is the clerk's from now on. was: whose it was on the page. Taken by the same: nothing changes.

    Raises ApplicationAbsent, HeldBy where a colleague took it since.
    """
    _hand(session, office, application_id, was=was, to=by)


def release(
    session: Session,
    office: Office,
    application_id: int,
    *,
    was: str | None,
    by: str,  # noqa: ARG001 - as every step
    now: datetime,  # noqa: ARG001
) -> None:
    """The application is anybody's again; the rest as `take`."""
    _hand(session, office, application_id, was=was, to=None)


def _hand(session: Session, office: Office, application_id: int, *, was: str | None, to: str | None) -> None:
    application, _ = hold(session, office, application_id)
    if application.taken_by == to:
        return
    as_seen = update(Application).where(
        col(Application.id) == application.id, col(Application.taken_by).is_not_distinct_from(was)
    )
    if not change_rows(session, as_seen.values(taken_by=to)):
        raise HeldBy(name=name_of(session, application.taken_by))
    session.refresh(application)
