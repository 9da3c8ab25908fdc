"""One day by its seed: played, and told in a way that can be compared and counted."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from scheduler.db.models import Document, Move, Ticket
from tests.simulation.arrivals import plan_of
from tests.simulation.hall_day import HallDay, outcomes
from tests.simulation.outcome import Outcome
from tests.simulation.requests import Place


class DayFailed(AssertionError):
    """A day on which something happened that must never happen; says how to see it again."""


@dataclass(frozen=True, slots=True)
class Played:
    """A day that went well: its story, its history, how many looks were taken, and how people fared."""

    story: list[str]
    history: list[tuple[object, ...]]
    steps: int
    ours: Outcome
    plain: Outcome


def play(seed: int, place: Place, database: str, *, code: str | None = None) -> Played:
    """Play the day of a seed. code: of its office, where the same day is played twice in one database.

    Raises DayFailed.
    """
    day = HallDay(plan_of(seed), place, code=code)
    try:
        day.play()
    except Exception as error:
        again = f"python -m tests.simulation --seed {seed} --database {database}"
        story = "\n".join(f"    {line}" for line in day.story[-15:])
        raise DayFailed(f"{error}\n{story}\nsee it again: {again}") from error
    finally:
        history = _history(day)
        day.requests.leave()
    ours, plain = outcomes(day)
    return Played(day.story, history, day.steps, ours, plain)


def _history(day: HallDay) -> list[tuple[object, ...]]:
    """Everything that moved, without the numbers that a database gives its rows."""
    moves = (
        select(col(Ticket.number), col(Document.title), Move.before, Move.after, Move.at, Move.by, Move.why)
        .select_from(Move)
        .outerjoin(Ticket, col(Ticket.id) == col(Move.ticket_id))
        .outerjoin(Document, col(Document.id) == col(Move.document_id))
        .where(col(Move.office_id) == day.world.office.id)
        .order_by(col(Move.id))
    )
    return [tuple(row) for row in day.world.read(lambda session: session.execute(moves).all())]
