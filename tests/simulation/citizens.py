"""Those who come: what they show at the door, what they do while they wait, and when they have had enough."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from scheduler.db.models import Booking
from scheduler.domain.booking import PartyTooLarge
from scheduler.domain.door import TooEarly, WrongDay
from scheduler.flow.booking import bookings
from scheduler.flow.counter import handovers
from scheduler.flow.counter.tickets import Arrival, PartySeen
from scheduler.flow.door import arrivals
from scheduler.flow.door.arrivals import Scan
from scheduler.flow.invitations.invitations import pass_of
from tests.scenes.factories import GUARD
from tests.simulation.arrivals import MINUTE, Person
from tests.simulation.beforehand import Brought, prepare
from tests.simulation.invariants import Broken
from tests.simulation.scene import Scene

if TYPE_CHECKING:
    from tests.simulation.hall_day import HallDay

TWO_DOORS, NETWORK_AWAY, TRIES = 0.08, 0.05, 4


class Citizens:
    """Everybody of a day: `people` by the number they were given, `came` when each was first at the door."""

    def __init__(self, day: "HallDay") -> None:
        self.day = day
        self.people: dict[str, Person] = {}
        self.came: dict[int, datetime] = {}
        self.brought: dict[int, Brought] = {}
        self._busy: set[int] = set()
        self._gone: set[int] = set()
        self._tries: dict[int, int] = {}
        self._asked: dict[int, int] = {}

    def prepare(self) -> None:
        """Everything that was before the day."""
        for person in self.day.plan.people:
            self.brought[person.name] = self.day.world.database.run(prepare, self.day.world, person)

    # --- at the door

    def arrive(self, person: Person, *, early: bool = False, seen_at: datetime | None = None) -> None:
        """Come to the door, and do what its answer says."""
        self.came.setdefault(person.name, self.day.now)
        if seen_at is None and self.day.happens(NETWORK_AWAY):
            seen, minutes = self.day.clock, self.day.random.uniform(1, 8)
            self.day.after(minutes, lambda: self.arrive(person, early=early, seen_at=seen))
            return
        scan = replace(self._scan(person), early=early, seen_at=seen_at)
        twice = self.day.happens(TWO_DOORS)
        answer = self._at_two_doors(person, scan) if twice else self._ask(person, scan)
        self._hear(person, answer)
        if person.shows_twice and isinstance(answer, Arrival):
            self._is_the_same(answer, self._ask(person, self._scan(person)))

    def show_again(self, person: Person) -> None:
        """Show what one has once more: called in, back from somewhere, or after being missed."""
        self._hear(person, self._ask(person, self._scan(person)))

    def _scan(self, person: Person) -> Scan:
        brought, wish = self.brought[person.name], PartySeen(person.party, person.priority)
        if person.shows == "short" and brought.short:
            return Scan(short=brought.short, wish=wish)
        if person.shows != "reference" and brought.pass_code:
            return Scan(pass_code=brought.pass_code, wish=wish)
        if brought.references:
            return Scan(reference=brought.references[0], wish=wish)
        return Scan(pass_code=brought.pass_code, wish=wish)

    def _ask(self, person: Person, scan: Scan) -> Any:
        if scan.pass_code or scan.short:
            return self.day.do(_shown, scan, by=GUARD, says=f"person {person.name} shows a pass")
        service = None if scan.reference else "C"
        return self.day.do(arrivals.walk_in, scan, by=GUARD, service=service, says=f"person {person.name} has no pass")

    def _at_two_doors(self, person: Person, scan: Scan) -> Any:
        """Scanned at both doors at once: one number all the same."""
        if scan.pass_code is None and scan.short is None:
            return self._ask(person, scan)
        first, second = self.day.do_at_once(_shown, scan, by=GUARD, says=f"person {person.name} shows it at two doors")
        if isinstance(first, Arrival):
            self._is_the_same(first, second)
        return first

    def _is_the_same(self, first: Arrival, again: Any) -> None:
        if not isinstance(again, Arrival) or again.ticket != first.ticket or again.is_new:
            raise Broken(f"{first.ticket} was shown again and answered {again}")

    def _hear(self, person: Person, answer: Any) -> None:
        """What somebody does who was told something at the door."""
        if isinstance(answer, Arrival):
            self._take_number(person, answer)
            return
        self._tries[person.name] = tries = self._tries.get(person.name, 0) + 1
        if tries > TRIES:
            return
        if isinstance(answer, TooEarly):
            wait = (answer.facts["come_back_at"] - self.day.clock) / MINUTE
            early = person.priority and wait < 90
            self.day.after(0.3 if early else max(wait, 1), lambda: self.arrive(person, early=early))
        elif isinstance(answer, WrongDay) and answer.facts["alternatives"] and self.brought[person.name].pass_code:
            self._move_to(person, answer.facts["alternatives"][0])
        elif isinstance(answer, PartyTooLarge):
            alone = replace(person, party=1)
            self.day.after(1, lambda: self.arrive(alone))

    def _take_number(self, person: Person, answer: Arrival) -> None:
        known, brought = self.people.get(answer.ticket), self.brought[person.name]
        if known is not None and known.name != person.name:
            raise Broken(f"{answer.ticket} was given to persons {known.name} and {person.name}")
        self.people[answer.ticket] = person
        if brought.pass_code is None:
            brought.pass_code = self.day.world.read(lambda s: pass_of(s.get_one(Booking, answer.booking_id)))
        if known is None and person.patience is not None:
            self.day.after(person.patience, lambda: self._lose_patience(answer.ticket))

    def _move_to(self, person: Person, slot: Any) -> None:
        """Given a free time of today, where there is one."""
        code = self.brought[person.name].pass_code
        moved = self.day.do(_moved, code, slot.id, by=GUARD, says=f"person {person.name} gets another time")
        if not isinstance(moved, Exception):
            self.day.after(0.5, lambda: self.arrive(person, early=True))

    def _lose_patience(self, number: str) -> None:
        ticket = self.day.scene.numbered(number) if self.day.scene else None
        if ticket is not None and ticket.stage in ("waiting", "admitted"):
            self.day.do(handovers.leave, number, by=GUARD)

    # --- while they wait

    def notice(self, scene: Scene) -> None:
        """Who is called in goes to the door; who was missed or is set aside comes back, most of them."""
        for ticket in scene.tickets.values():
            if ticket.id in self._busy or ticket.id in self._gone:
                continue
            minutes = self._comes_back_in(ticket, scene)
            if minutes is not None:
                self._busy.add(ticket.id)
                self.day.after(minutes, self._coming(ticket))

    def _coming(self, ticket: Any) -> Callable[[], None]:
        def come() -> None:
            self._busy.discard(ticket.id)
            now = self.day.scene.tickets[ticket.id] if self.day.scene else ticket
            if now.stage == ticket.stage and now.number in self.people:
                self.show_again(self.people[ticket.number])

        return come

    def _comes_back_in(self, ticket: Any, scene: Scene) -> float | None:
        """Minutes until somebody shows the pass again; None: there is no reason to."""
        random, person = self.day.random, self.people.get(ticket.number)
        if person is None:
            return None
        if ticket.stage == "admitted" and ticket.entered_at is None and scene.hall.office.guarded:
            return person.walks
        if ticket.stage == "missed":
            if random.random() < 0.35:
                self._gone.add(ticket.id)
                return None
            return random.uniform(2, 15)
        if ticket.stage == "parked" and ticket.not_before is None and self._asks_again(ticket):
            return random.uniform(3, 15)
        return None

    def _asks_again(self, ticket: Any) -> bool:
        """Who is told to wait asks three times."""
        self._asked[ticket.id] = asked = self._asked.get(ticket.id, 0) + 1
        return asked <= 3


def _shown(session: Session, office: Any, scan: Scan, *, by: str, now: datetime) -> Any:
    """A pass, a nomor jadwal or a registration number."""
    return arrivals.arrive(session, office, scan, by=by, now=now)


def _moved(session: Session, _office: Any, code: str, slot_id: int, *, by: str, now: datetime) -> Any:
    return bookings.move_booking(session, code, slot_id, ref4=None, by=by, now=now)
