"""What a screen says of itself, read with distrust: anybody may send anything."""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from scheduler.board.screen import Report, Sound

MOST = 1024
"""Characters of a message; a longer one is dropped unread."""
LARGEST = 2**31 - 1
SOUNDS: tuple[Sound, ...] = ("on", "off", "unable")
BUILD = re.compile(r"[0-9A-Za-z.-]{0,40}")


def report_of(text: str | None) -> Report | None:
    """A message of a socket as a report; None if it is none."""
    if text is None or len(text) > MOST:
        return None
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return _report(told) if isinstance(told, dict) else None


def report_in(query: Mapping[str, str]) -> Report | None:
    """The report of a screen that has only the poll, in the poll's address; None if there is none in it."""
    if "sound" not in query:
        return None
    day, _, version = query.get("than", "").partition(".")
    numbers = {"version": version, "width": query.get("width", ""), "height": query.get("height", "")}
    told = {name: int(text) for name, text in numbers.items() if re.fullmatch("[0-9]{1,10}", text)}
    return _report({**told, "day": day, "sound": query["sound"], "build": query.get("build", "")})


def _report(told: Mapping[str, Any]) -> Report:
    """Whatever is missing or absurd counts as not said."""
    sound, build = told.get("sound"), told.get("build")
    return Report(
        day=_day(told.get("day")),
        version=_number(told.get("version")),
        sound=sound if sound in SOUNDS else "unknown",
        width=_number(told.get("width")),
        height=_number(told.get("height")),
        build=build if isinstance(build, str) and BUILD.fullmatch(build) else "",
    )


def _day(told: object) -> date | None:
    try:
        return date.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return None


def _number(told: object) -> int:
    return told if type(told) is int and 0 <= told <= LARGEST else 0
