"""How requests reach the database: now and then the process dies in a step, the answer is lost and the same is asked
again, or the server starts anew. All of it is drawn, so the same seed meets the same faults.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any, Protocol

from sqlmodel import Session

from scheduler.db.engine.database import Database
from scheduler.domain.refusals import Refusal
from scheduler.flow.core.replays import Answered, once
from tests.simulation.faults import Crash, Work, locked_in_turn, said_of

FATES = {"plain": 900, "crash": 40, "lost": 50, "restart": 2}
PLAINLY = {"plain": 1}


class Place(Protocol):
    """Where a day's database is, so that it can be opened again."""

    def open(self) -> Database: ...

    def open_anew(self) -> Database: ...

    def leave(self, database: Database) -> None: ...


@dataclass(slots=True)
class Requests:
    """How requests reach the database of a place. `watch` is called after each attempt with whether it may have changed
    anything. fates: what may happen to a request, and how often beside each other.
    """

    place: Place
    random: Random
    watch: Callable[[bool], None]
    since: datetime
    office_id: int = 0
    fates: Mapping[str, int] = field(default_factory=lambda: FATES)
    database: Database = field(init=False)
    other: Database | None = None
    sent: int = 0
    met: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.database = self.place.open()

    def ask(self, work: Work) -> Any:
        """Have a step done, whatever happens to it on the way; its answer, or the refusal."""
        fate = self.random.choices(list(self.fates), list(self.fates.values()))[0]
        self.met[fate] = self.met.get(fate, 0) + 1
        if fate == "restart":
            self.restart()
        if fate == "crash":
            return self._crash(work)
        if fate == "lost":
            return self._answer_lost(work)
        return self._plainly(work)

    def restart(self) -> None:
        """The process ends and another opens the database."""
        self.database.close()
        self.database = self.place.open_anew()

    def at_once(self, first: Work, second: Work) -> list[Any]:
        """Two requests at the same moment, by two processes: the second comes when the first has the lobby's lock."""
        self.other = self.other or self.place.open()
        said = locked_in_turn((self.database, first), (self.other, second))
        self.watch(any(not isinstance(each, Refusal) for each in said))
        return said

    def leave(self) -> None:
        """Nothing more is asked."""
        self.place.leave(self.database)
        if self.other:
            self.place.leave(self.other)

    def _crash(self, work: Work) -> Any:
        """The process dies in the step, if the step is long enough; then it is asked for again."""
        answer: Any = None
        with Crash(self.random.randint(1, 30)) as crash:
            answer = said_of(self.database, work)
        if crash.struck:
            self.watch(False)
            answer = said_of(self.database, work)
        self.watch(not isinstance(answer, Refusal))
        return answer

    def _answer_lost(self, work: Work) -> Any:
        """The very same request is sent again: it gets the kept answer, and nothing moves a second time."""
        self.sent += 1
        kept: list[Any] = []

        def asked(session: Session) -> Answered:
            def noted(session: Session) -> Answered:
                kept.append(work(session))
                return 200, {"answer": _plain(kept[-1])}

            def refused(refusal: Refusal) -> Answered:
                kept.append(refusal)
                return 409, {"code": refusal.code}

            return once(session, self.office_id, f"n{self.sent}", "", work=noted, refused=refused, now=self.since)

        first = self.database.run(asked)
        self.watch(not isinstance(kept[-1], Refusal))
        answer = kept[-1]
        again = self.database.run(asked)
        self.watch(False)
        if again != first:
            raise AssertionError(f"the same request got {again} after {first}")
        return answer

    def _plainly(self, work: Work) -> Any:
        answer = said_of(self.database, work)
        self.watch(not isinstance(answer, Refusal))
        return answer


def _plain(answer: Any) -> str:
    """What of an answer can be kept beside its request."""
    return str(getattr(answer, "ticket", None) or getattr(answer, "number", None) or type(answer).__name__)
