"""Who may collect a document, what such a person brings, and how much work handing it over is.

Presets of a new office; what an office made of them is in its document types.
"""

from collections.abc import Mapping, Sequence

from scheduler.domain.refusals import N_

HOLDER, FAMILY, PARENT, GUARDIAN, PROXY = KINDS = ("holder", "family", "parent", "guardian", "proxy")
WITHOUT_HOLDER = (PARENT, GUARDIAN, FAMILY, PROXY)
"""For what belongs to a child, or to somebody who cannot come."""
MINUTES_OF_A_UNIT = 5

KTP, COLLECTORS_KTP, LETTER = N_("KTP asli"), N_("KTP asli pengambil"), N_("surat kuasa")
FAMILY_CARD = N_("Kartu Keluarga")
_USUAL: Mapping[str, tuple[str, ...]] = {
    HOLDER: (),
    FAMILY: (KTP, FAMILY_CARD),
    PARENT: (KTP,),
    GUARDIAN: (KTP, N_("surat perwalian")),
    PROXY: (COLLECTORS_KTP, LETTER),
}
COPY_OF_KTP = N_("fotokopi KTP pemberi kuasa")


def usual_bring(collector: str, *, holder_may_come: bool) -> tuple[str, ...]:
    """What a collector brings besides what the document itself asks for, where the office says nothing else."""
    things = _USUAL.get(collector, ())
    return (*things, COPY_OF_KTP) if collector == PROXY and not holder_may_come else things


def allowed_for_all(rules: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Who may collect every document of a visit, in their usual order.

    rules: who may collect each document; an empty one lets everybody. Where nobody may collect all of them, those who
    may collect some: each brings home what is theirs to fetch.
    """
    wanted = [set(rule or KINDS) for rule in rules] or [set(KINDS)]
    common = set.intersection(*wanted) or set.union(*wanted)
    return tuple(kind for kind in _order(rules) if kind in common)


def is_split(rules: Sequence[Sequence[str]]) -> bool:
    """Whether nobody may collect all documents of a visit."""
    return len(rules) > 1 and not set.intersection(*(set(rule or KINDS) for rule in rules))


def usual_collector(allowed: Sequence[str]) -> str:
    """Who comes where nobody was named: the holder, or else a parent, or else the first that may."""
    return next((kind for kind in (HOLDER, PARENT) if kind in allowed), allowed[0])


def units_of(minutes: int) -> int:
    """Units of work of so many minutes at the counter: one for every five minutes begun."""
    return max(1, -(-minutes // MINUTES_OF_A_UNIT))


def _order(rules: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Parents first where a document has no holder who could come."""
    without_holder = any(rule and HOLDER not in rule for rule in rules)
    return (HOLDER, *WITHOUT_HOLDER) if without_holder else KINDS
