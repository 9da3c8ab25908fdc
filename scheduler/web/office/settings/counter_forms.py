"""What a counter takes, as its form says it: by service never, always, or in stretches of the week."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from pydantic import Field
from starlette.requests import Request

from scheduler.domain.hall.takes import MOST_STRETCHES, Stretch, Taken, faults_of
from scheduler.domain.refusals import N_, Invalid
from scheduler.domain.text.dates import read_hour, written_hour
from scheduler.flow.offices.counters import ByLetter, stored
from scheduler.web.office.settings.forms import Text
from scheduler.web.shared.forms import Form, parsed, typed_in
from scheduler.web.shared.staff.fields import Number

WEEKDAYS = (N_("Senin"), N_("Selasa"), N_("Rabu"), N_("Kamis"), N_("Jumat"), N_("Sabtu"), N_("Minggu"))
EMPTY_LINES = 2
"""Lines for more stretches, beside those that are filled in."""
FAULTS: Mapping[str, str] = {
    "before_start": N_("jam selesai harus sesudah jam mulai"),
    "twice": N_("bertumpuk dengan baris lain di hari yang sama"),
    "both_or_none": N_("isi jam mulai dan jam selesai, atau kosongkan keduanya"),
    "hour": N_("tulis jam seperti 09.43"),
    "empty": N_("isi paling sedikit satu baris jam"),
}


class CountForm(Form):
    """counters: so many; was: how many there were when that was typed. sure: what it does was seen."""

    counters: Number
    was: Number | None = None
    sure: bool = False


class TakesForm(Form):
    """typed: by the names of the fields. was: what the counter took, as it was shown. sure: what it does was seen."""

    typed: dict[str, Text]
    was: str = Field(default="", max_length=20_000)
    sure: bool = False

    @property
    def seen(self) -> Mapping[str, Any] | None:
        """What was shown; None where nothing was, so that it is nobody's word for anything. Raises Invalid."""
        try:
            found = json.loads(self.was) if self.was else None
        except (ValueError, RecursionError):
            raise Invalid(errors={"was": "unknown"}) from None
        return found if isinstance(found, dict) else None


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch as it stands in a form; `number` is part of the names of its fields."""

    number: int
    weekday: str = ""
    begins: str = ""
    ends: str = ""


@dataclass(frozen=True, slots=True)
class ServiceLines:
    """A service in the form of a counter. choice: never, always or hours."""

    letter: str
    name: str
    choice: str
    lines: Sequence[Line]


async def takes_form(request: Request) -> TakesForm:
    """What was sent. Raises Invalid, which names the fields."""
    sent = await typed_in(request, most=None)
    typed = {name: value for name, value in sent.items() if name not in ("was", "sure")}
    return parsed(TakesForm, {"typed": typed, "was": sent.get("was", ""), "sure": sent.get("sure") == "1"})


def taken_of(form: TakesForm, letters: Sequence[str]) -> dict[str, Taken]:
    """What the counter is to take. Raises Invalid, naming a line by the letter and its number ("C_0")."""
    faults: dict[str, str] = {}
    wanted: dict[str, Taken] = {}
    for letter in letters:
        choice = form.typed.get(f"takes_{letter}")
        if choice == "always":
            wanted[letter] = ()
        elif choice == "hours":
            found = dict(_stretches(form.typed, letter, faults))
            wanted[letter] = tuple(found.values())
            numbers = list(found)
            faults |= {f"{letter}_{numbers[place]}": fault for place, fault in faults_of(wanted[letter]).items()}
            if not found and not any(name.startswith(f"{letter}_") for name in faults):
                faults[f"{letter}_0"] = "empty"
    if faults:
        raise Invalid(errors=faults)
    return wanted


def lines_of(letter: str, name: str, taken: Taken | None) -> ServiceLines:
    """A service as a counter takes it now; None: not at all."""
    choice = "never" if taken is None else "hours" if taken else "always"
    lines = [
        Line(n, "" if each.weekday is None else str(each.weekday), written_hour(each.begins), written_hour(each.ends))
        for n, each in enumerate(taken or ())
    ]
    return ServiceLines(letter, name, choice, [*lines, *_more(len(lines))])


def typed_lines(letter: str, name: str, typed: Mapping[str, str]) -> ServiceLines:
    """A service as it was typed."""
    lines = [_line(typed, letter, n) for n in _numbers(typed, letter)]
    return ServiceLines(letter, name, typed.get(f"takes_{letter}", "never"), lines or _more(0))


def was_of(taken: ByLetter) -> str:
    """What a counter takes, as its form carries it along."""
    return json.dumps(stored(taken), sort_keys=True)


def _more(filled: int) -> list[Line]:
    return [Line(n) for n in range(filled, min(filled + EMPTY_LINES, MOST_STRETCHES))]


def _numbers(typed: Mapping[str, str], letter: str) -> list[int]:
    return [n for n in range(MOST_STRETCHES) if f"from_{letter}_{n}" in typed or f"to_{letter}_{n}" in typed]


def _line(typed: Mapping[str, str], letter: str, number: int) -> Line:
    return Line(number, *(typed.get(f"{name}_{letter}_{number}", "") for name in ("weekday", "from", "to")))


def _stretches(typed: Mapping[str, str], letter: str, faults: dict[str, str]) -> Iterator[tuple[int, Stretch]]:
    """The lines that are filled in, by their numbers; what is wrong with one is added to the faults."""
    for number in _numbers(typed, letter):
        line = _line(typed, letter, number)
        if not line.begins and not line.ends:
            continue
        hours: list[time | None] = [read_hour(each) for each in (line.begins, line.ends)]
        if not (line.begins and line.ends):
            faults[f"{letter}_{number}"] = "both_or_none"
        elif hours[0] is None or hours[1] is None:
            faults[f"{letter}_{number}"] = "hour"
        else:
            weekday = int(line.weekday) if line.weekday in {*"0123456"} else None
            yield number, Stretch(hours[0], hours[1], weekday)
