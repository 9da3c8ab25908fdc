"""Runs the real steps of one office, one after the other, at moments of the past: what they leave is true history."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from scheduler.db.models import Office
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.core.touched import OWN

T = TypeVar("T")

IMPORTER = "token:demo"
TRIES = 5
"""A nomor jadwal is drawn by chance; one that is taken is drawn again, as the writer would have it."""


class Play:
    """One transaction in which many steps run, each in a session and a savepoint of its own.

    session: the transaction's own, for steps that many rows go through; their moves need `new_step` between them.
    """

    def __init__(self, session: Session, office: Office) -> None:
        self.session = session
        self.office = office
        self.zone = zone_of_office(office)

    def do(self, step: Callable[..., T], *args: Any, now: datetime, **facts: Any) -> T:
        """Run a step of the office at a moment. Raises what the step raises."""
        return self.do_by_code(step, self.office, *args, now=now, **facts)

    def do_by_code(self, step: Callable[..., T], *args: Any, now: datetime, **facts: Any) -> T:
        """Run a step that finds its office by itself, such as a citizen's booking."""
        for _ in range(TRIES - 1):
            with suppress(IntegrityError), self._fresh() as session:
                return step(session, *args, now=now, **facts)
        with self._fresh() as session:
            return step(session, *args, now=now, **facts)

    def read(self, query: Callable[..., T], *args: Any) -> T:
        """Look something up as it is now."""
        with Session(bind=self.session.connection(), join_transaction_mode="rollback_only") as session:
            found = query(session, *args)
            session.expunge_all()
            return found

    def at(self, day: date, clock: str) -> datetime:
        """A moment of a local day, from "09.40" or "09.38.30"."""
        hour, minute, second = (int(part) for part in f"{clock}.0".split(".")[:3])
        return datetime.combine(day, time(hour, minute, second), self.zone)

    @contextmanager
    def _fresh(self) -> Iterator[Session]:
        self.session.flush()
        session = Session(
            bind=self.session.connection(), join_transaction_mode="create_savepoint", expire_on_commit=False
        )
        session.info.update({name: value for name, value in self.session.info.items() if name not in OWN})
        with session:
            session.connection()  # its savepoint, before a statement that goes past it to the driver
            yield session
            session.commit()
            self.session.info.setdefault("boards", {}).update(session.info.get("boards", {}))
            session.expunge_all()


def working_days_before(day: date, count: int) -> list[date]:
    """The last `count` weekdays before a day, earliest first."""
    days: list[date] = []
    while len(days) < count:
        day -= timedelta(days=1)
        if day.weekday() < 5:
            days.insert(0, day)
    return days
