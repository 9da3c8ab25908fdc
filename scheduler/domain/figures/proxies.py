"""Who collects for others how often, by the keyed hash of a person alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

MARK = 6
"""Letters of the mark by which one collector is told from another."""


class Taken(NamedTuple):
    """Something that was collected for others. person, household: one form for one of each; visit: what was one way."""

    person: bytes
    household: bytes | int
    visit: tuple[str, int]
    document: int
    reference: str


@dataclass(frozen=True, slots=True)
class Collector:
    """What one person collected for others. mark: of the person, the same as long as the secret of the look-up is.

    references: of what was collected last, the newest first. is_often: for so many households that somebody may be paid
    for it (calo).
    """

    mark: str
    households: int
    visits: int
    documents: int
    references: tuple[str, ...]
    is_often: bool


def collectors_of(taken: Iterable[Taken], *, often: int, shown: int = 3) -> list[Collector]:
    """By person, who collected for most households first.

    taken: the newest first; often: how many households are very many; shown: references of each.
    """
    by_person: dict[bytes, list[Taken]] = {}
    for each in taken:
        by_person.setdefault(each.person, []).append(each)
    found = [
        Collector(
            mark=person[-MARK // 2 :].hex().upper(),
            households=(households := len({each.household for each in rows})),
            visits=len({each.visit for each in rows}),
            documents=len({each.document for each in rows}),
            references=tuple(dict.fromkeys(each.reference for each in rows))[:shown],
            is_often=households >= often,
        )
        for person, rows in by_person.items()
    ]
    return sorted(found, key=lambda each: (-each.households, -each.documents, each.mark))
