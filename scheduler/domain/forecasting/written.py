"""Habits as text and back. What is read is what was written: of another shape, or with a number that cannot be, none of
it is taken.
"""

import json
from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any

from scheduler.domain.forecasting.chance import Minutes, Mix, Rate, Share, Spread
from scheduler.domain.forecasting.habits import HALF_HOURS, Counted, Habits, Visit

SHAPE = 1
"""Rises with each change of what is written."""
HEAD = f'{{"shape":{SHAPE},'
"""What is of this shape begins so: told by a statement, without reading all of it."""
WEEKDAYS = 7
DIGITS = 5


class OtherShape(ValueError):
    """What was to be read are no habits of this shape."""


def written(habits: Habits) -> str:
    """The habits as text."""
    return json.dumps(
        {
            "shape": SHAPE,
            "shows": _pair(habits.shows.did, habits.shows.did_not),
            "offset": _numbers(habits.offset.values),
            "minutes": {name: _of_minutes(each) for name, each in habits.minutes.items()},
            "reacts": _of_minutes(habits.reacts),
            "visits": _of_mixes(habits.visits),
            "parties": [[size, _short(weight)] for size, weight in habits.parties.weighed],
            "priority": _pair(habits.priority.did, habits.priority.did_not),
            "walk_ins": [
                [letter, half, *_pair(rate.seen, rate.over)] for (letter, half), rate in habits.walk_ins.items()
            ],
            "walk_in_visits": _of_mixes(habits.walk_in_visits),
            "weekdays": _numbers(habits.weekdays),
            "restless": _short(habits.restless),
            "fills": [_pair(share.did, share.did_not) for share in habits.fills],
            "days": habits.days,
            "counted": list(habits.counted),
        },
        separators=(",", ":"),
    )


def read(text: str) -> Habits:
    """The habits that were written. Raises OtherShape."""
    try:
        return _read(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise OtherShape("no habits of this shape") from error


def _read(kept: Mapping[str, Any]) -> Habits:
    if kept["shape"] != SHAPE:
        raise ValueError("another shape")
    weekdays = tuple(_some(kept["weekdays"], least=0))
    if len(weekdays) != WEEKDAYS:
        raise ValueError("other weekdays")
    return Habits(
        shows=_share(kept["shows"]),
        offset=_spread(kept["offset"]),
        minutes={str(name): _minutes(each) for name, each in kept["minutes"].items()},
        reacts=_minutes(kept["reacts"]),
        visits=_mixes(kept["visits"]),
        parties=Mix(_filled([(_whole(size, least=1), _above(weight)) for size, weight in kept["parties"]])),
        priority=_share(kept["priority"]),
        walk_ins={
            (str(letter), _whole(half, most=HALF_HOURS - 1)): Rate(_above(seen), _above(over))
            for letter, half, seen, over in kept["walk_ins"]
        },
        walk_in_visits=_mixes(kept["walk_in_visits"]),
        weekdays=weekdays,
        restless=_number(kept["restless"], least=0),
        fills=_filled([_share(each) for each in kept["fills"]]),
        days=_whole(kept["days"]),
        counted=Counted(*map(_whole, kept["counted"])),
    )


def _short(number: float) -> float:
    """As many digits as matter; never nothing where there was something."""
    return float(f"{number:.{DIGITS}g}")


def _numbers(values: Iterable[float]) -> list[float]:
    return [_short(value) for value in values]


def _pair(one: float, other: float) -> list[float]:
    return [_short(one), _short(other)]


def _of_minutes(minutes: Minutes) -> list[Any]:
    return [_numbers(minutes.spread.values), _short(minutes.doubt), minutes.seen]


def _of_mixes(mixes: Mapping[str, Mix[Visit]]) -> dict[str, list[Any]]:
    return {
        letter: [
            [list(visit.types), visit.units, visit.people, visit.priority, _short(weight)]
            for visit, weight in mix.weighed
        ]
        for letter, mix in mixes.items()
    }


def _number(value: Any, *, least: float | None = None) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise TypeError("not a number")
    if least is not None and value < least:
        raise ValueError("too small a number")
    return float(value)


def _above(value: Any) -> float:
    number = _number(value)
    if number <= 0:
        raise ValueError("not above 0")
    return number


def _whole(value: Any, *, least: int = 0, most: int | None = None) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("not a whole number")
    if value < least or (most is not None and value > most):
        raise ValueError("a number that cannot be")
    return value


def _some(values: Any, *, least: float | None = None) -> list[float]:
    return _filled([_number(value, least=least) for value in values])


def _filled(values: list[Any]) -> list[Any]:
    if not values:
        raise ValueError("nothing of something")
    return values


def _share(value: Any) -> Share:
    did, did_not = value
    return Share(_above(did), _above(did_not))


def _spread(values: Any, *, least: float | None = None) -> Spread:
    rising = _some(values, least=least)
    if rising != sorted(rising):
        raise ValueError("values that do not rise")
    return Spread(rising)


def _minutes(value: Any) -> Minutes:
    spread, doubt, seen = value
    return Minutes(_spread(spread, least=0), _number(doubt, least=0), _whole(seen))


def _mixes(value: Mapping[str, Any]) -> dict[str, Mix[Visit]]:
    return {str(letter): Mix(_filled([_weighed(each) for each in mix])) for letter, mix in value.items()}


def _weighed(value: Any) -> tuple[Visit, float]:
    types, units, people, priority, weight = value
    if isinstance(types, str) or not all(isinstance(code, str) for code in types):
        raise TypeError("not codes of types")
    if priority is not None and not isinstance(priority, bool):
        raise TypeError("neither so nor not")
    size = None if people is None else _whole(people, least=1)
    return Visit(tuple(types), _whole(units), size, priority), _above(weight)
