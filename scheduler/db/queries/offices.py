"""Offices, what they hand over, and their counters."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from scheduler.db.engine.loading import Loaded
from scheduler.db.engine.prepared import Prepared
from scheduler.db.engine.read_once import read_once
from scheduler.db.models import (
    Counter,
    CounterService,
    Deployment,
    DocumentType,
    Move,
    Office,
    Service,
)
from scheduler.domain.hall.takes import Stretch, Takes

TAKES = Prepared(
    select(col(CounterService.counter_id), col(Service.letter), col(CounterService.hours))
    .join(Service, col(Service.id) == col(CounterService.service_id))
    .where(col(CounterService.office_id) == bindparam("office"), col(Service.retired_at).is_(None))
)
SERVICE = Loaded(Service, col(Service.id) == bindparam("service"))
COUNTER = Loaded(Counter, col(Counter.id) == bindparam("counter"))
TYPES = Loaded(DocumentType, col(DocumentType.office_id) == bindparam("office"))
TRAINING = Prepared(select(col(Deployment.training)))


def has_several_offices(session: Session) -> bool:
    """Whether there are offices beside the first."""
    return len(session.scalars(select(col(Office.id)).limit(2)).all()) > 1


def office_by_code(session: Session, code: str) -> Office | None:
    """The office with a code such as "tanjungpinang"."""
    return session.scalar(select(Office).where(col(Office.code) == code))


def office_by_id(session: Session, office_id: int) -> Office:
    """The office of a row (which a foreign key guarantees)."""
    office = session.get(Office, office_id)
    assert office is not None
    return office


def offices(session: Session) -> Sequence[Office]:
    """All offices by name."""
    return session.scalars(select(Office).order_by(col(Office.name))).all()


def services_of(session: Session, office_id: int) -> Sequence[Service]:
    """The services that an office offers, by letter."""
    return [each for each in all_services_of(session, office_id) if each.retired_at is None]


def all_services_of(session: Session, office_id: int) -> Sequence[Service]:
    """The same with those that are retired, which past visits still name."""
    return session.scalars(
        select(Service).where(col(Service.office_id) == office_id).order_by(col(Service.letter))
    ).all()


def service_by_id(session: Session, service_id: int) -> Service:
    """The service of a row (which a foreign key guarantees)."""
    known: Service | None = session.identity_map.get((Service, (service_id,), None))
    found = known or SERVICE.first(session, service=service_id)
    assert found is not None
    return found


@read_once
def types_of(session: Session, office_id: int) -> Sequence[DocumentType]:
    """What an office hands over, with what it has handed over once and retired."""
    return TYPES.all(session, office=office_id)


def types_handed_over(session: Session, office_id: int) -> Sequence[DocumentType]:
    """What an office hands over now, in the order in which it began to."""
    offered = [kind for kind in types_of(session, office_id) if kind.retired_at is None]
    return sorted(offered, key=lambda kind: kind.id)


def counters_of(session: Session, office_id: int) -> Sequence[Counter]:
    """The counters of an office by number."""
    return session.scalars(
        select(Counter).where(col(Counter.office_id) == office_id).order_by(col(Counter.number))
    ).all()


def counter_by_id(session: Session, counter_id: int) -> Counter | None:
    """A counter as its row is now; None where it is no more."""
    return COUNTER.first(session, counter=counter_id)


def counter_by_number(session: Session, office_id: int, number: int) -> Counter | None:
    """The counter of an office that has a number."""
    return session.scalar(select(Counter).where(col(Counter.office_id) == office_id, col(Counter.number) == number))


@read_once
def takes_of(session: Session, office_id: int) -> list[Takes]:
    """Which services an office's counters take, and when; of those that are retired nothing."""
    session.flush()
    return [
        Takes(counter_id, letter, tuple(map(Stretch.of, hours)))
        for counter_id, letter, hours in TAKES.all(session, office=office_id)
    ]


def letters_by_counter(session: Session, office_id: int) -> dict[int, frozenset[str]]:
    """Counter id -> the letters of the services that it takes at any time."""
    taken: dict[int, set[str]] = {}
    for counter_id, letter, _ in takes_of(session, office_id):
        taken.setdefault(counter_id, set()).add(letter)
    return {counter_id: frozenset(letters) for counter_id, letters in taken.items()}


def last_moment(session: Session) -> datetime | None:
    """The last moment that a database knows of: the one that was recorded, else that of its newest step; None where
    there is none.
    """
    recorded = recorded_moment(session)
    if recorded is not None:
        return recorded
    return session.scalar(select(col(Move.at)).order_by(col(Move.id).desc()).limit(1))


def recorded_moment(session: Session) -> datetime | None:
    """The moment that was recorded last."""
    return session.scalar(select(col(Deployment.clock_at)))


def is_training(session: Session) -> bool:
    """Whether this database is for training."""
    row = TRAINING.first(session)
    return bool(row and row[0])
