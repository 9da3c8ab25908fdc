"""Proposals: asked for, worked off by any process, stopped; and what was found of each.

Who asks only writes it down. The days are played beside the database, and how far that is stands in the row: a process
that ends leaves it to the next.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, and_, delete, or_, update
from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.engine.inserting import insert_into
from scheduler.db.models import ForecastRun, Office
from scheduler.domain.forecasting.habits import Habits
from scheduler.domain.forecasting.proposing.asked import Asked
from scheduler.domain.forecasting.proposing.proposal import Proposal
from scheduler.domain.forecasting.proposing.stages import (
    KEPT_FOR,
    STALE,
    UNDER_WAY,
    ProposalOver,
    ProposalUnderWay,
    ProposalUnknown,
    RunStage,
    Why,
)
from scheduler.domain.forecasting.setting import Setting
from scheduler.flow.core.local_time import today_of
from scheduler.flow.forecasting.habits import habits_of
from scheduler.flow.forecasting.plans import settings_of

MARK = "proposing"
"""What wakes the job."""
LOOKED_AT = 14
"""Days ahead, of which each weekday's first with work is the one that is played: a holiday is not how a day is set."""


class Run(NamedTuple):
    """A proposal that a process has taken."""

    number: int
    office_id: int
    asked: Asked


class Scene(NamedTuple):
    """What a proposal is made from: the days of a week, as each is set, and how people are."""

    week: Sequence[Setting]
    habits: Habits


def ask(session: Session, office: Office, asked: Asked, *, by: str, now: datetime) -> int:
    """Have a proposal made; returns its number. Raises ProposalUnderWay while another of the office is: the index is
    the guard.
    """
    values = {"state": RunStage.WAITING, "asked": asdict(asked), "percent": 0, "by": by, "created_at": now}
    new = insert_into(session, ForecastRun).values(office_id=office.id, **values)
    made = session.execute(new.on_conflict_do_nothing().returning(col(ForecastRun.id))).first()
    if made is None:
        raise ProposalUnderWay
    session.info[MARK] = True
    number: int = made[0]
    return number


def stop(session: Session, office: Office, number: int, *, by: str, now: datetime) -> None:
    """Play no more for it. Raises ProposalUnknown, ProposalOver."""
    there = _run(number), col(ForecastRun.office_id) == office.id, col(ForecastRun.state).in_(UNDER_WAY)
    gone = update(ForecastRun).where(*there).values(state=RunStage.STOPPED, ended_by=by, finished_at=now)
    if change_rows(session, gone, synchronize=True) != 1:
        run_of(session, office, number)
        raise ProposalOver


def run_of(session: Session, office: Office, number: int) -> ForecastRun:
    """A proposal of the office as it is now. Raises ProposalUnknown."""
    row = session.exec(select(ForecastRun).where(ForecastRun.office_id == office.id, _run(number))).first()
    if row is None:
        raise ProposalUnknown
    return row


def newest(session: Session, office: Office, *, most: int) -> Sequence[ForecastRun]:
    """An office's last proposals, the newest first."""
    query = select(ForecastRun).where(ForecastRun.office_id == office.id)
    return session.exec(
        query.order_by(col(ForecastRun.created_at).desc(), col(ForecastRun.id).desc()).limit(most)
    ).all()


def found_in(row: ForecastRun) -> Proposal | None:
    """What was found; None where nothing was so far, or an older version of the program wrote it."""
    try:
        return _written().validate_python(row.result) if row.result else None
    except ValidationError:
        return None


def asked_in(row: ForecastRun) -> Asked:
    """What was asked."""
    return Asked(**row.asked)


def is_wanted(session: Session, *, now: datetime) -> bool:
    """Whether there is a proposal to be taken, or an old one to go."""
    query = select(ForecastRun.id).where(or_(_is_free(now), _is_old(now)))
    return session.exec(query.limit(1)).first() is not None


def take(session: Session, worker: str, *, now: datetime) -> Run | None:
    """Take the proposal that waits for the longest, or whose process is gone; None where there is none, or another
    process was quicker.
    """
    waiting = select(ForecastRun).where(_is_free(now)).order_by(col(ForecastRun.created_at), col(ForecastRun.id))
    row = session.exec(waiting.limit(1)).first()
    if row is None:
        return None
    mine = update(ForecastRun).where(_run(row.id), _is_free(now))
    if change_rows(session, mine.values(state=RunStage.RUNNING, worker=worker, beat_at=now, percent=0)) != 1:
        return None
    return Run(row.id, row.office_id, asked_in(row))


def scene_of(session: Session, office_id: int, *, now: datetime) -> Scene:
    """What there is to play: without days where nothing can be. Every unit that is offered is taken to be booked."""
    office = queries.office_by_id(session, office_id)
    today = today_of(office, now)
    days = [today + timedelta(days=ahead) for ahead in range(1, LOOKED_AT + 1)]
    week: dict[int, Setting] = {}
    for setting in settings_of(session, office, days).values():
        if setting.work and setting.shifts and setting.units():
            week.setdefault(setting.weekday, setting)
    habits = habits_of(session, office, now=now).habits
    return Scene([week[weekday] for weekday in sorted(week)], habits)


def beat(session: Session, number: int, worker: str, percent: int, *, now: datetime) -> bool:
    """Note how far it is; whether it goes on: not once somebody has stopped it, or another process has taken it."""
    return _change_mine(session, number, worker, percent=percent, beat_at=now)


def finish(session: Session, number: int, worker: str, found: Proposal, *, now: datetime) -> bool:
    """Write down what was found; False where it was stopped meanwhile."""
    result = _written().dump_python(found, mode="json")
    return _change_mine(session, number, worker, state=RunStage.DONE, percent=100, result=result, finished_at=now)


def fail(session: Session, number: int, worker: str, why: Why, *, now: datetime) -> bool:
    """Write down that nothing can be found, and why."""
    return _change_mine(session, number, worker, state=RunStage.FAILED, why=why, finished_at=now)


def give_back(session: Session, number: int, worker: str) -> bool:
    """Leave it to the next process: this one ends."""
    return _change_mine(session, number, worker, state=RunStage.WAITING, worker=None, percent=0)


def drop_old(session: Session, *, now: datetime) -> int:
    """Proposals that are old go; returns how many."""
    return change_rows(session, delete(ForecastRun).where(_is_old(now)))


def _change_mine(session: Session, number: int, owner: str, **values: Any) -> bool:
    """The guard: what a process writes counts while the proposal is its own."""
    mine = _run(number), col(ForecastRun.state) == RunStage.RUNNING, col(ForecastRun.worker) == owner
    return change_rows(session, update(ForecastRun).where(*mine).values(**values)) == 1


def _run(number: int) -> ColumnElement[bool]:
    return col(ForecastRun.id) == number


def _is_free(now: datetime) -> ColumnElement[bool]:
    state, silent = col(ForecastRun.state), col(ForecastRun.beat_at) < now - STALE
    return or_(state == RunStage.WAITING, and_(state == RunStage.RUNNING, silent))


def _is_old(now: datetime) -> ColumnElement[bool]:
    return and_(col(ForecastRun.created_at) < now - KEPT_FOR, col(ForecastRun.state).not_in(UNDER_WAY))


def _written() -> TypeAdapter[Proposal]:
    """How a proposal is written; made when somebody asks for it, which takes some milliseconds."""
    return TypeAdapter(Proposal)
