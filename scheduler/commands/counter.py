"""`giliran counter`: which services each counter takes, and at which hours."""
# ruff: noqa: T201 - what a command prints is its answer

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated

import typer
from sqlmodel import Session

from scheduler.commands.calendar.week_words import ENGLISH, days_of, span_of
from scheduler.commands.failing import CommandFailed
from scheduler.commands.options import WhichOffice, Yes
from scheduler.commands.session import opened
from scheduler.db.models import Office
from scheduler.domain.hall.takes import Stretch, Taken, faults_of
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.offices import counters
from scheduler.flow.offices.counters import ByLetter, Gap

app = typer.Typer(no_args_is_help=True)

BY = "command"
NOTHING_YET = "Nothing is changed yet: add --yes to apply it."
LINE = re.compile(r"(?P<letter>[a-z])(?:\s+(?P<days>[a-z]+(?:-[a-z]+)?))?(?:\s+(?P<hours>[\d.:-]+))?", re.IGNORECASE)


@app.command("list")
def show(office: WhichOffice = None) -> None:
    """The counters, parted by tabs: number, state, what it takes. Then the hours of a week that nobody takes."""
    with opened() as at, at.database.reading() as session:
        where = at.office(office)
        for counter in counters.counters_in_use(session, where):
            print(counter.number, counter.state, said(counters.taken_by(session, where, counter)), sep="\t")
        _warn(counters.gaps_of(session, where, now=at.now), where)


@app.command("takes")
def takes(
    number: Annotated[int, typer.Argument(metavar="NUMBER")],
    lines: Annotated[
        list[str], typer.Argument(metavar='"LETTER [DAYS] [HOURS]"', help="A, C 08.00-11.00, C fri 08.00-09.00")
    ],
    office: WhichOffice = None,
    yes: Yes = False,
) -> None:
    """Let a counter take these services and no others: always, or at the hours that are named; one line for each.

    A line with days holds on those in place of the lines without.
    """
    wanted = _read(lines)
    with opened() as at:
        where = at.office(office)
        if yes:
            at.database.run(counters.change_taken, where, number, wanted, by=BY, now=at.now)
            left = at.database.run(counters.gaps_of, where, now=at.now)
        else:
            left = at.database.run(_thought, where, number, wanted, now=at.now)
    print(f"counter {number} takes: {said(wanted)}")
    _warn(left, where)
    print("Done." if yes else NOTHING_YET)


def said(taken: ByLetter) -> str:
    """What a counter takes as it is typed, parted by commas."""
    lines = [f"{letter} {_stretch(each)}" for letter, hours in taken.items() for each in hours]
    always = [letter for letter, hours in taken.items() if not hours]
    return ", ".join([*always, *lines]) or "nothing"


def _stretch(each: Stretch) -> str:
    day = "" if each.weekday is None else f"{ENGLISH[each.weekday]} "
    return f"{day}{each.begins:%H.%M}-{each.ends:%H.%M}"


def _thought(session: Session, office: Office, number: int, wanted: ByLetter, *, now: datetime) -> list[Gap]:
    counters.refuse_taken(session, office, number, wanted, None)
    return counters.gaps_of(session, office, now=now, thought={number: wanted})


def _warn(gaps: Sequence[Gap], office: Office) -> None:
    zone = zone_of_office(office)
    for gap in gaps:
        begins, ends = (moment.astimezone(zone) for moment in gap.span)
        print(f"nobody takes {gap.letter}: {begins:%Y-%m-%d %H.%M}-{ends:%H.%M}")


def _read(lines: Sequence[str]) -> dict[str, Taken]:
    """What lines say. Raises CommandFailed."""
    found: dict[str, Taken] = {}
    for line in lines:
        read = LINE.fullmatch(line.strip())
        if read is None or (read["days"] and not read["hours"]):
            raise CommandFailed(
                f'{line!r} is no service and hours. Write "C", "C 08.00-11.00" or "C fri 08.00-09.00".', status=2
            )
        letter = read["letter"].upper()
        found[letter] = (*found.get(letter, ()), *_stretches(read["days"], read["hours"]))
        if faults_of(found[letter]):
            raise CommandFailed(f"{line!r} ends before it begins, or runs into another line of the same day.", status=2)
    return found


def _stretches(days: str | None, hours: str | None) -> Iterator[Stretch]:
    if hours is not None:
        begins, ends = span_of(hours)
        for weekday in days_of(days.lower()) if days else [None]:
            yield Stretch(begins, ends, weekday)
