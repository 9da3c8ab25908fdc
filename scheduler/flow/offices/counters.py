"""How many counters an office has, which services each takes, and when.

A counter goes on with the number that stands at it, whatever is changed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Booking, Counter, CounterService, Office, Slot
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.calendar.hours import working_day
from scheduler.domain.calendar.spans import Span
from scheduler.domain.hall.takes import MOST_STRETCHES, WEEKDAYS, Taken, Takes, faults_of, untaken
from scheduler.domain.offices import presets
from scheduler.domain.offices.refusals import ChangedMeanwhile, CounterNumberUnknown
from scheduler.domain.refusals import Invalid
from scheduler.flow.core.audit import note_deed
from scheduler.flow.core.local_time import today_of
from scheduler.flow.core.times import times_of
from scheduler.flow.hall.admission import admit_and_publish
from scheduler.flow.hall.lobby_lock import hold

MOST_COUNTERS = 99
GIVEN_UP = "given_up"
"""The reason of a counter that is closed because the office has fewer now, not because a clerk closed it."""
ByLetter = Mapping[str, Taken]
"""What a counter takes: a service by its letter, and when; one that is not named it does not take."""
Thought = Mapping[int, ByLetter]
"""Counters by their numbers, and what they would take; those that are not named take what they do."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Work of a day of the next week in which no counter takes a service."""

    letter: str
    span: Span


def is_given_up(counter: Counter) -> bool:
    """Whether the office has fewer counters now, and this is none of them."""
    return (counter.state, counter.reason) == ("closed", GIVEN_UP)


def counters_in_use(session: Session, office: Office) -> list[Counter]:
    """The counters that the office has, by number."""
    return [each for each in queries.counters_of(session, office.id) if not is_given_up(each)]


def letters_of(session: Session, office: Office) -> list[str]:
    """The letters of the services that may be taken, in their order."""
    return [service.letter for service in queries.services_of(session, office.id)]


def counter_of(session: Session, office: Office, number: int) -> Counter:
    """The counter of a number that the office has. Raises CounterNumberUnknown."""
    counter = queries.counter_by_number(session, office.id, number)
    if counter is None or is_given_up(counter):
        raise CounterNumberUnknown
    return counter


def taken_by(session: Session, office: Office, counter: Counter) -> dict[str, Taken]:
    """What a counter takes, in the order of the letters."""
    own = (each for each in queries.takes_of(session, office.id) if each.counter == counter.id)
    return {each.letter: tuple(sorted(each.taken, key=_place)) for each in sorted(own, key=lambda each: each.letter)}


def stored(taken: ByLetter) -> dict[str, Any]:
    """What a counter takes as it is written down, and compared."""
    return {letter: [each.stored() for each in sorted(taken[letter], key=_place)] for letter in sorted(taken)}


def change_taken(
    session: Session,
    office: Office,
    number: int,
    wanted: ByLetter,
    *,
    by: str,
    now: datetime,
    seen: Mapping[str, Any] | None = None,
) -> bool:
    """Let a counter take other services, or at other hours; returns whether that is another thing than before.

    seen: what it took as whoever asks was shown it (`stored`); None where nobody was shown anything.
    Raises CounterNumberUnknown, ChangedMeanwhile; Invalid, naming a stretch by the letter and its place ("C_0").
    """
    day = hold(session, office, now)
    counter, before = _checked(session, office, number, wanted, seen)
    after = stored(wanted)
    if before == after:
        return False
    services = {service.letter: service.id for service in queries.services_of(session, office.id)}
    session.execute(delete(CounterService).where(col(CounterService.counter_id) == counter.id))
    rows = [
        {"counter_id": counter.id, "service_id": services[letter], "office_id": office.id, "hours": hours}
        for letter, hours in after.items()
    ]
    if rows:
        session.execute(insert(CounterService), rows)
    note_deed(session, office.id, Deed.COUNTERS_CHANGED, by=by, now=now, about=str(number), was=before, became=after)
    admit_and_publish(session, office, day, now)
    return True


def change_count(
    session: Session, office: Office, count: int, *, by: str, now: datetime, seen: int | None = None
) -> list[int]:
    """Give an office so many counters; returns the numbers of those that go on until nobody is at them any more.

    seen: how many there were as whoever asks was shown it. Raises Invalid, ChangedMeanwhile.
    """
    if not 1 <= count <= MOST_COUNTERS:
        raise Invalid(errors={"counters": f"1-{MOST_COUNTERS}"})
    day = hold(session, office, now)
    before = len(counters_in_use(session, office))
    if seen is not None and before not in (seen, count):
        raise ChangedMeanwhile(now={"counters": before})
    left = set_counters(session, office, count)
    after = len(counters_in_use(session, office))
    was, became = {"counters": before}, {"counters": after}
    note_deed(session, office.id, Deed.SETTINGS_CHANGED, by=by, now=now, was=was, became=became)
    admit_and_publish(session, office, day, now)
    return left


def set_counters(session: Session, office: Office, count: int) -> list[int]:
    """Give an office counters 1 to `count`, with the usual services; more than that are given up, none is dropped.

    A counter given up is closed, and opens when it is wanted again; one that a clerk closed stays as it is. Returns
    the numbers of those that are not given up since somebody is at them.
    """
    services = {service.letter: service.id for service in queries.services_of(session, office.id)}
    known = {counter.number: counter for counter in queries.counters_of(session, office.id)}
    for number in range(1, count + 1):
        if number in known:
            _reopen(session, known[number])
            continue
        counter = Counter(office_id=office.id, number=number)
        session.add(counter)
        session.flush()
        for letter in sorted(presets.counter_services(number, counters=count, letters=services)):
            session.add(CounterService(counter_id=counter.id, service_id=services[letter], office_id=office.id))
    busy = []
    for number, counter in known.items():
        if number > count and counter.state != "closed":
            if queries.ticket_at_counter(session, counter.id) is not None:
                busy.append(number)
                continue
            counter.state, counter.reason, counter.changed_at = "closed", GIVEN_UP, None
            session.add(counter)
    session.flush()
    _serve_every_letter(session, office, services, count)
    return busy


def thought_of_fewer(session: Session, office: Office, count: int) -> Thought:
    """What the counters that there are would take if there were only so many, as `set_counters` has it."""
    known = counters_in_use(session, office)
    taken = {each.number: taken_by(session, office, each) for each in known}
    left = [each.number for each in known if each.number <= count]
    given_up: dict[int, ByLetter] = {number: {} for number in taken if number > count}
    if not given_up or not left:
        return {}
    served = {letter for number in left for letter in taken[number]}
    last = left[-1]
    return {**given_up, last: taken[last] | dict.fromkeys(set(letters_of(session, office)) - served, ())}


def gaps_of(
    session: Session,
    office: Office,
    *,
    now: datetime,
    thought: Thought | None = None,
) -> list[Gap]:
    """The office's work of the next seven days in which no counter takes a service, closures aside."""
    times, today = times_of(session, office), today_of(office, now)
    takes = _takes(session, office, thought)
    found = []
    for service in queries.services_of(session, office.id):
        for day in (today + timedelta(days=n) for n in WEEKDAYS):
            work = working_day(day, times.hours, (), zone=times.zone, service=service.id).stretches
            found += [Gap(service.letter, span) for span in untaken(takes, service.letter, work, day, times.zone)]
    return found


def untaken_visits(
    session: Session, office: Office, letters: Collection[str], *, now: datetime, thought: Thought
) -> int:
    """Visits to come whose time no counter takes, if counters took what is thought."""
    zone, takes = times_of(session, office).zone, _takes(session, office, thought)
    services = {each.id: each.letter for each in queries.services_of(session, office.id) if each.letter in letters}
    rows = session.execute(
        select(col(Slot.service_id), col(Slot.starts_at))
        .join(Booking, col(Slot.id) == col(Booking.slot_id))
        .where(queries.booked_at(office.id), col(Slot.starts_at) > now, col(Slot.service_id).in_(sorted(services)))
    )
    return sum(
        not any(each.letter == services[service] and each.is_at(starts_at, zone) for each in takes)
        for service, starts_at in rows
    )


def refuse_taken(
    session: Session, office: Office, number: int, wanted: ByLetter, seen: Mapping[str, Any] | None
) -> None:
    """Refuse what `change_taken` would refuse. Raises CounterNumberUnknown, ChangedMeanwhile, Invalid."""
    _checked(session, office, number, wanted, seen)


def _checked(
    session: Session, office: Office, number: int, wanted: ByLetter, seen: Mapping[str, Any] | None
) -> tuple[Counter, dict[str, Any]]:
    """The counter, and what it takes as it is."""
    counter = counter_of(session, office, number)
    errors = dict.fromkeys(wanted.keys() - letters_of(session, office), "unknown")
    for letter, taken in wanted.items():
        errors |= {f"{letter}_{place}": fault for place, fault in faults_of(taken).items()}
        if len(taken) > MOST_STRETCHES:
            errors[letter] = f"0-{MOST_STRETCHES}"
    if errors:
        raise Invalid(errors=errors)
    before = stored(taken_by(session, office, counter))
    if seen is not None and before not in (seen, stored(wanted)):
        raise ChangedMeanwhile(now=before)
    return counter, before


def _takes(session: Session, office: Office, thought: Thought | None) -> Sequence[Takes]:
    """What the counters in use take, some of them perhaps otherwise than now."""
    ids = {counter.number: counter.id for counter in counters_in_use(session, office)}
    wanted = {ids[number]: taken for number, taken in (thought or {}).items()}
    takes = [each for each in queries.takes_of(session, office.id) if each.counter in ids.values()]
    others = [each for each in takes if each.counter not in wanted]
    return [*others, *(Takes(own, letter, taken) for own, of in wanted.items() for letter, taken in of.items())]


def _place(each: Any) -> tuple[Any, ...]:
    return -1 if each.weekday is None else each.weekday, each.begins, each.ends


def _reopen(session: Session, counter: Counter) -> None:
    if is_given_up(counter):
        counter.state, counter.reason, counter.changed_at = "open", None, None
        session.add(counter)


def _serve_every_letter(session: Session, office: Office, services: dict[str, int], count: int) -> None:
    """Where the counters that took a service were given up, the last that is left takes it too."""
    left = [counter for counter in queries.counters_of(session, office.id) if counter.number <= count]
    letters = queries.letters_by_counter(session, office.id)
    taken = {letter for counter in left for letter in letters.get(counter.id, ())}
    for letter in sorted(services.keys() - taken):
        session.add(CounterService(counter_id=left[-1].id, service_id=services[letter], office_id=office.id))
    session.flush()
