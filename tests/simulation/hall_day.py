"""One day of an office, played by the real steps on a real database, minute by minute, with a look after each step.

People come and go (`citizens`), counters call and serve (`clerks`), and things nobody planned happen (`unforeseen`).
Whoever acts sees the day as the tables have it, so that after any fault everybody goes on from what is there.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from random import Random
from typing import Any

from sqlmodel import Session, select

from scheduler.db.models import Document, Office
from scheduler.domain.offices.presets import counter_services
from scheduler.domain.stages import HOLDING
from scheduler.flow.offices import offices
from scheduler.jobs.tick import SEAL, looks
from tests.scenes.factories import CLERK, MONDAY, WIB, World, at
from tests.simulation.arrivals import MINUTE, Plan
from tests.simulation.citizens import Citizens
from tests.simulation.clerks import Clerks
from tests.simulation.invariants import Broken, Step, check
from tests.simulation.outcome import Outcome, Record, Visitor, plain_hall
from tests.simulation.requests import FATES, PLAINLY, Place, Requests
from tests.simulation.scene import Scene, look
from tests.simulation.story import line, shown
from tests.simulation.unforeseen import Unforeseen
from tests.support.remembered import check_remembered

LONGEST_TAIL = 75 * MINUTE
LONGEST = timedelta(hours=5)
BUSY = frozenset({"waiting", "admitted", "called", "serving"})


class HallDay:
    """A day from before the first arrival until it is sealed."""

    def __init__(self, plan: Plan, place: Place, *, code: str | None = None) -> None:
        self.plan, self.random = plan, Random(f"{plan.seed}/played")
        self.date = MONDAY + timedelta(days=plan.day)
        self.now, self.ahead = plan.starts - 10 * MINUTE, timedelta()
        self.story: list[str] = []
        self.record, self.steps = Record(), 0
        self.scene: Scene | None = None
        self._events: list[tuple[datetime, int, Callable[[], None]]] = []
        self._asked, self._found = 0, 0
        fates = PLAINLY if plan.is_quiet else FATES
        self.requests = Requests(place, self.random, self._look, plan.starts, fates=fates)
        facts = {"lobby_limit": plan.limit, "guarded": plan.guarded, "counters": plan.counters}
        self.world = World(self.requests.database, code or f"day-{plan.seed}", **facts)
        self.requests.office_id = self.world.office.id
        self.citizens, self.clerks, self.unforeseen = Citizens(self), Clerks(self), Unforeseen(self)

    # --- the clock

    @property
    def clock(self) -> datetime:
        """What the server's clock says; it may have been set wrong."""
        return self.now + self.ahead

    def after(self, minutes: float, act: Callable[[], Any]) -> None:
        """Have something done some minutes from now: to the second, but on a quiet day no two things happen at once."""
        self.at(self.now + (minutes * MINUTE if self.plan.is_quiet else timedelta(seconds=round(minutes * 60))), act)

    def at(self, when: datetime, act: Callable[[], Any]) -> None:
        """Have something done at a moment; at the same moment, in the order of asking."""
        self._asked += 1
        heappush(self._events, (when, self._asked, act))

    # --- chance

    def happens(self, how_often: float) -> bool:
        """Whether something goes wrong that happens so often; on a quiet day nothing does."""
        return not self.plan.is_quiet and self.random.random() < how_often

    def between(self, least: float, most: float) -> float:
        """How many minutes something takes; on a quiet day what it usually takes."""
        return (least + most) / 2 if self.plan.is_quiet else self.random.uniform(least, most)

    # --- what is done

    def do(
        self,
        step: Callable[..., Any],
        *args: Any,
        by: str | None = CLERK,
        found: int = 0,
        says: str | None = None,
        **facts: Any,
    ) -> Any:
        """Have a step done in whatever way requests go today; its answer, or the refusal.

        found: so many people it may count inside beyond the limit. by: None for a step in which nobody is named.
        """
        says = says or line(step, args, facts)
        return self._done(says, found, partial(self.requests.ask, self._work(step, args, by, facts)))

    def do_at_once(self, step: Callable[..., Any], *args: Any, by: str, says: str, **facts: Any) -> Any:
        """Have the same done by two processes at the same moment; both answers."""
        work = self._work(step, args, by, facts)
        return self._done(says, 0, partial(self.requests.at_once, work, work))

    def set_office(self, plan: offices.Plan) -> None:
        """Change what the office is."""
        code = self.world.office.code

        def edit(session: Session, _office: Office, *, now: datetime) -> Office:
            return offices.edit_office(session, code, plan, now=now)

        self.do(edit, by=None, says=f"the limit is {plan.lobby_limit}")

    def restart(self) -> None:
        """The server ends and starts again, between two requests."""
        self.requests.restart()
        self.world.database = self.requests.database

    def notice(self) -> None:
        """Everybody sees what is there, and has in mind what to do next."""
        if self.scene is not None:
            self.citizens.notice(self.scene)
            self.clerks.notice(self.scene)

    def _work(self, step: Callable[..., Any], args: Any, by: str | None, facts: Any) -> Callable[[Session], Any]:
        now, who = self.clock, {} if by is None else {"by": by}
        return lambda session: step(session, self.world.office, *args, now=now, **who, **facts)

    def _done(self, says: str, found: int, ask: Callable[[], Any]) -> Any:
        self._found = found
        self.story.append(f"{self.clock.astimezone(WIB):%H:%M:%S} {says}")
        answer = ask()
        self.story[-1] += f" -> {shown(answer)}"
        self.world.database = self.requests.database
        if isinstance(answer, Office):
            self.world.office = answer
        self.notice()
        return answer

    # --- the day

    def play(self) -> None:
        """Play it all. Raises Broken where something that must hold did not."""
        self._open()
        self._run()
        self._close()

    def _open(self) -> None:
        self.world.change(Office, self.world.office.id, hold_back_minutes=0)
        self.world.office = self.world.read(lambda s: s.get_one(Office, self.world.office.id))
        self.citizens.prepare()
        self._look(False)
        for person in self.plan.people:
            if person.comes_at is not None:
                self.at(person.comes_at, partial(self.citizens.arrive, person))
        for when, kind in self.plan.unforeseen:
            self.at(when, partial(self.unforeseen.happens, kind))
        self.at(self.plan.ends + 5 * MINUTE, self.unforeseen.back_to_normal)
        self.at(self.now, self._tick)
        if self.plan.is_quiet:
            begins = (self.plan.opens, self.plan.pause[1])
            for moment in filter(lambda each: self.now <= each <= self.plan.ends + LONGEST_TAIL, begins):
                self.at(moment, self._look_up)

    def _run(self) -> None:
        ends = self.now + LONGEST
        while self._events:
            self.now, _, act = heappop(self._events)
            if self.now > ends:
                raise Broken("somebody asks again and again, to no end")
            act()

    def _tick(self) -> None:
        self._take_tick()
        if self.now < self.plan.ends + 6 * MINUTE or (self.now < self.plan.ends + LONGEST_TAIL and self._is_busy()):
            self.after(5, self._tick)

    def _look_up(self) -> None:
        """Work begins: everybody sees the clock, and nobody waits for the next thing to happen."""
        self._take_tick()
        self._look(False)
        self.notice()

    def _take_tick(self) -> None:
        """What the server does every quarter of a minute, where it is needed."""
        while self.world.asks(SEAL, self.clock):
            self.do(SEAL.step, by=None)
        for each in looks(self.world.still):
            if self.world.asks(each, self.clock):
                self.do(each.step, by=None)

    def _is_busy(self) -> bool:
        return self.scene is not None and any(t.stage in BUSY for t in self.scene.tickets.values())

    def _close(self) -> None:
        """The office closes, those inside are served, and the next day's first tick seals the day."""
        self._next_tick_at(self.plan.closes + MINUTE)
        assert self.scene is not None
        for ticket in self.scene.tickets.values():
            if ticket.stage in HOLDING:
                raise Broken(f"{ticket.number} was inside when the office closed and is still {ticket.stage}")
        self._next_tick_at(at(0, 5, day=self.plan.day + 1))
        self._everybody_is_somewhere()

    def _next_tick_at(self, moment: datetime) -> None:
        self.now = max(self.now, moment)
        self._take_tick()
        self._run()

    # --- what must hold

    def _look(self, changed: bool) -> None:
        with self.requests.database.reading() as session:
            office = session.get_one(Office, self.world.office.id)
            scene = look(session, office, self.date, self.clock, before=self.scene)
        check(Step(self.scene, scene, found=self._found, changed=changed))
        check_remembered(self.requests.database)
        self.scene = scene
        self.steps += 1
        self.record.note(self.now, scene)

    def _everybody_is_somewhere(self) -> None:
        """Who came was served, left, was missed, or has another day."""
        assert self.scene is not None
        for ticket in self.scene.tickets.values():
            if ticket.stage not in ("served", "left"):
                raise Broken(f"{ticket.number} is still {ticket.stage} when the day is sealed")
        for number in self.citizens.people:
            if self.scene.numbered(number) is None:
                raise Broken(f"{number} was told to somebody and is nowhere")
        if self.scene.day.sealed_at is None:
            raise Broken("the day is not sealed")

    def documents(self) -> list[tuple[str, str]]:
        """Registration numbers of the day's documents, and where each stands."""
        return self.world.read(lambda s: _stages(s, self.world.office))


def _stages(session: Session, office: Office) -> list[tuple[str, str]]:
    found = session.execute(
        select(Document.reference, Document.stage).where(Document.office_id == office.id).order_by(Document.id)
    )
    return [(reference, stage) for reference, stage in found.all()]


def outcomes(day: HallDay) -> tuple[Outcome, Outcome]:
    """How a played day went, and how it would have gone for the same people in a plain hall."""
    people, came, plan = day.citizens.people, day.citizens.came, day.plan
    visitors = [Visitor(came[who.name], who.letter, who.party, who.work) for who in people.values()]
    counters = {number: counter_services(number, counters=plan.counters) for number in range(1, plan.counters + 1)}
    ours = day.record.outcome({number: came[who.name] for number, who in people.items()})
    return ours, plain_hall(visitors, counters, plan.opens, plan.pause)
