"""What a process keeps of what it has written, so that the next step need not read it again.

A step leaves something under a key. The steps after it in the same transaction find it at once, everybody else after
the commit, and nobody where the step or the commit is rolled back. Whether what is found is still true whoever kept it
has to say, by something that is read under its lock: other processes write too, and tell nobody here.
"""

from collections import ChainMap
from collections.abc import Mapping, MutableMapping
from typing import Any, Protocol

from sqlmodel import Session


class Stamped(Protocol):
    """What is kept: of two under one key the one with the higher stamp was written later."""

    @property
    def stamp(self) -> tuple[Any, ...]: ...


Kept = MutableMapping[Any, Stamped]
KEPT, LEFT = "kept", "leaves"


def keep(session: Session, key: object, value: Stamped) -> None:
    """Leave something for whoever comes after this step."""
    session.info.setdefault(LEFT, {})[key] = value


def kept(session: Session, key: object) -> Any:
    """What was left last under a key; None where nothing was, or where the session is of no `Database`."""
    left: Mapping[object, Stamped] = session.info.get(KEPT) or {}
    return left.get(key)


def forget(session: Session, key: object) -> None:
    """What was left under a key is not true, nor will be: nobody finds it any more, whether this step stands or not."""
    left: Kept = session.info.get(KEPT) or {}
    for each in left.maps if isinstance(left, ChainMap) else (left,):
        each.pop(key, None)


def take_over(kept: Kept, left: Mapping[object, Stamped]) -> None:
    """Keep what a step left, once that stands; what a later step left already stays."""
    for key, value in left.items():
        before = kept.get(key)
        if before is None or before.stamp < value.stamp:
            kept[key] = value
