"""What may be set otherwise, around how a day is set today."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from scheduler.domain.forecasting.plan import Plan
from scheduler.domain.forecasting.setting import Setting, SlotRule

LOADS = (0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.35, 1.5, 1.75, 2.0)
"""Of today's units in an hour."""
LENGTHS = (10, 15, 20, 30, 60)
"""Minutes that a slot may last: they divide the hour."""
WALK_INS = (0.5, 1.0, 1.5)
"""Of today's numbers for who comes without a booking."""
MOST = 200
"""So many choices at most are weighed at once."""


@dataclass(frozen=True, slots=True)
class Choice:
    """How a day may be set: slots and contingents by service, in order; the counters that work, by their numbers."""

    slots: tuple[tuple[str, SlotRule], ...]
    walk_ins: tuple[tuple[str, int | None], ...]
    counters: tuple[int, ...]

    @classmethod
    def of(cls, setting: Setting) -> "Choice":
        """How a day is set."""
        return cls(
            tuple(sorted(setting.slots.items())),
            tuple(sorted(setting.contingents.items())),
            tuple(sorted({shift.counter for shift in setting.shifts})),
        )

    def setting(self, today: Setting) -> Setting:
        """The day set so. Where the slots of a service last as long as today, single ones differ as they do today, as
        much as the others were changed.
        """
        slots = dict(self.slots)
        return replace(
            today,
            slots=slots,
            contingents=dict(self.walk_ins),
            shifts=[shift for shift in today.shifts if shift.counter in self.counters],
            units_at={
                (service, begins): round(units * slots[service].units / (today.slots[service].units or 1))
                for (service, begins), units in today.units_at.items()
                if service in slots and slots[service].minutes == today.slots[service].minutes
            },
        )

    def on(self, day: Setting, *, today: "Choice") -> Setting:
        """Another day of the week set so: services and counters that today's choice says nothing of stay the same."""
        usual = Choice.of(day)
        slots, walk_ins = dict(usual.slots), dict(usual.walk_ins)
        slots |= {service: rule for service, rule in self.slots if service in slots}
        walk_ins |= {service: given for service, given in self.walk_ins if service in walk_ins}
        gone = {*today.counters} - {*self.counters}
        counters = tuple(number for number in usual.counters if number not in gone)
        return Choice(tuple(slots.items()), tuple(walk_ins.items()), counters).setting(day)

    def plan(self, today: Setting) -> Plan:
        """The day set so, with nobody booked yet."""
        return self.setting(today).plan()

    def is_heavier_than(self, other: "Choice") -> bool:
        """Whether it has the people of another and more, in slots as long, and no counter more: nobody waits less."""
        if self == other or len(self.slots) != len(other.slots):
            return False
        slots = all(
            service == theirs_of and mine.minutes == theirs.minutes and mine.units >= theirs.units
            for (service, mine), (theirs_of, theirs) in zip(self.slots, other.slots, strict=True)
        )
        walk_ins = all(
            mine is None or (theirs is not None and mine >= theirs)
            for (_, mine), (_, theirs) in zip(self.walk_ins, other.walk_ins, strict=True)
        )
        return slots and walk_ins and set(self.counters) <= set(other.counters)

    @property
    def hourly(self) -> float:
        """Units that an hour of slots holds, of all services."""
        return sum(rule.units * 60 / rule.minutes for _, rule in self.slots)


def around(today: Setting) -> list[Choice]:
    """Today's, first, and what lies around it: more and fewer units in the hour, slots that are shorter and longer,
    more and fewer numbers without a booking, one counter fewer; at most `MOST`, no two of them the same.
    """
    first = Choice.of(today)
    found = dict.fromkeys([first])
    for load, length, part in product(LOADS, _lengths(first), _parts(first)):
        slots = tuple((service, _rule(rule, load, length)) for service, rule in first.slots)
        walk_ins = tuple((service, _part_of(given, part)) for service, given in first.walk_ins)
        found[Choice(slots, walk_ins, first.counters)] = None
        if length is None and part == 1:
            found |= dict.fromkeys(Choice(slots, walk_ins, others) for others in _without_one(today))
    return list(_thinned(first, list(found)))


def neighbours(choice: Choice) -> Iterator[Choice]:
    """A unit or two more or fewer for one service, which the measures for all of them pass over."""
    for place, (service, rule) in enumerate(choice.slots):
        for more in (-2, -1, 1, 2):
            if rule.units + more >= 1:
                changed = (service, rule._replace(units=rule.units + more))
                yield replace(choice, slots=(*choice.slots[:place], changed, *choice.slots[place + 1 :]))


def _rule(rule: SlotRule, load: float, length: int | None) -> SlotRule:
    minutes = length or rule.minutes
    return SlotRule(minutes, max(round(rule.units * load * minutes / rule.minutes), 1))


def _lengths(today: Choice) -> Sequence[int | None]:
    """As today, and the next shorter and longer one where all slots last as long."""
    lasting = {rule.minutes for _, rule in today.slots}
    if len(lasting) != 1:
        return [None]
    usual = lasting.pop()
    shorter = [length for length in LENGTHS if length < usual][-1:]
    longer = [length for length in LENGTHS if length > usual][:1]
    return [None, *shorter, *longer]


def _parts(today: Choice) -> Sequence[float]:
    return WALK_INS if any(given for _, given in today.walk_ins) else (1.0,)


def _part_of(given: int | None, part: float) -> int | None:
    return None if given is None else round(given * part)


def _without_one(today: Setting) -> list[tuple[int, ...]]:
    """The counters without the last one that nobody needs: what it takes at any time others take too."""
    by_counter: Mapping[int, set[str]] = {}
    for shift in today.shifts:
        by_counter = {**by_counter, shift.counter: by_counter.get(shift.counter, set()) | shift.services}
    for counter in sorted(by_counter, reverse=True):
        others = [number for number in sorted(by_counter) if number != counter]
        if others and by_counter[counter] <= set().union(*(by_counter[number] for number in others)):
            return [tuple(others)]
    return []


def _thinned(first: Choice, choices: Sequence[Choice]) -> Iterator[Choice]:
    """Of too many, those at equal distances; the first always."""
    if len(choices) <= MOST:
        yield from choices
        return
    yield first
    others = choices[1:]
    for place in range(MOST - 1):
        yield others[place * len(others) // (MOST - 1)]
