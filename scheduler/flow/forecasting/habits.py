"""The habits of an office: until something is recorded, those that are assumed of a new one."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import DocumentType, Office
from scheduler.domain.forecasting.chance import Minutes, Mix, Rate, Share, Spread
from scheduler.domain.forecasting.habits import HALF_HOURS, Habits, Visit
from scheduler.domain.hall.pace import USUAL_SPREAD

DOUBT, UNKNOWN_MINUTES = 0.2, 5.0


class Kept(NamedTuple):
    """Habits, and when they were fitted."""

    habits: Habits
    made_at: datetime


def habits_of(session: Session, office: Office, *, now: datetime) -> Kept:
    """What is usual at the office."""
    return Kept(_assumed(session, office), now)


def _assumed(session: Session, office: Office) -> Habits:
    services = queries.services_of(session, office.id)
    types = queries.types_of(session, office.id)
    own = {service.letter: [each for each in types if each.service_id == service.id] for service in services}
    return Habits(
        shows=Share(17, 3),
        offset=Spread([-15, -12, -10, -8, -6, -5, -4, -3, -1, 1, 4, 10, 25]),
        minutes={
            **{kind.code: Minutes.lognormal(kind.minutes, USUAL_SPREAD, doubt=DOUBT) for kind in types},
            **{letter: Minutes.lognormal(_usual(kinds), USUAL_SPREAD, doubt=DOUBT) for letter, kinds in own.items()},
        },
        reacts=Minutes.lognormal(0.55, 0.6),
        visits={letter: Mix(_visits(kinds)) for letter, kinds in own.items()},
        parties=Mix([(1, 14.0), (2, 4.0), (3, 1.5), (4, 0.5)]),
        priority=Share(2, 23),
        walk_ins={(letter, half): Rate(1, 1) for letter in own for half in range(16, HALF_HOURS)},
        restless=0.25,
        fills=[Share(2, 2)],
    )


def _visits(kinds: list[DocumentType]) -> list[tuple[Visit, float]]:
    offered = [kind for kind in kinds if kind.retired_at is None]
    return [(Visit((kind.code,), kind.units), 1.0) for kind in offered] or [(Visit(()), 1.0)]


def _usual(kinds: list[DocumentType]) -> float:
    return sum(kind.minutes for kind in kinds) / len(kinds) if kinds else UNKNOWN_MINUTES
