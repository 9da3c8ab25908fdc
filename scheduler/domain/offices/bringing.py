"""What to bring for a visit, each paper once: how many of it, whose it is, and for which documents.

An office says in its own words what a type and a collector ask for. Those of the presets are understood here, so that
one card asked for twice is one line; other words are one line wherever they are the same.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from scheduler.domain.custody.collecting import (
    COLLECTORS_KTP,
    COPY_OF_KTP,
    FAMILY_CARD,
    HOLDER,
    KTP,
    PARENT,
    PROXY,
)
from scheduler.domain.offices import presets
from scheduler.domain.refusals import N_
from scheduler.domain.text.names import compared_name, initials

YOUR_KTP = N_("KTP asli Anda")
APPLICANTS_IF_ANOTHER = N_("KTP pemohon, jika bukan Anda")
OLD_FAMILY_CARD = N_("KK lama")
OLD_FAMILY_CARD_IF_ANY = N_("KK lama, bila masih ada")
SEVERAL = N_("{count} {what}")

ONE_EACH = frozenset({presets.OLD_KTP, presets.DAMAGED_KTP, presets.OLD_KIA, presets.DAMAGED_KIA, presets.BIRTH})
"""Things of which every document asks for one of its own."""
WITHOUT_OLD_ONE = frozenset({"first", "lost"})
"""Reasons for which nobody has an old one to bring."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document that is fetched: its type's code, whose it is, who asked for it, why, and what it asks for.

    of_household: it belongs to nobody alone.
    """

    type: str
    holder: str
    applicant: str
    reason: str | None
    things: tuple[str, ...] = ()
    of_household: bool = False

    @property
    def named(self) -> tuple[str, str]:
        """Its type's code, and the initials of its holder; none of what is a household's."""
        return self.type, "" if self.of_household else initials(self.holder)


@dataclass(frozen=True, slots=True)
class Thing:
    """One line of what to bring. name: to be translated; whose: initials, "" where that is clear or nobody's.

    documents: those that ask for it, as `Fetched.named`; empty for what is asked of who comes, and where somebody
    fetches one document of their own.
    """

    name: str
    count: int = 1
    whose: str = ""
    documents: tuple[tuple[str, str], ...] = ()

    def said(self, translate: Callable[[str], str]) -> str:
        """In a few words: "KTP lama", "2 KIA lama"."""
        what = translate(self.name)
        return translate(SEVERAL).format(count=self.count, what=what) if self.count > 1 else what


def to_bring(
    fetched: Sequence[Fetched], collector: str | None = None, brought: Iterable[str] = (), *, person: str = ""
) -> list[Thing]:
    """What to bring for documents, in their order; what the one who comes brings stands last.

    collector: a word of `collecting.KINDS`, None where nobody has said yet. brought: what such a collector brings.
    person: the name of somebody else who comes.
    """
    lines: dict[tuple[str, str], Thing] = {}
    is_clear = len(fetched) == 1 and collector in (None, HOLDER)
    asked = [(each.named, _asked(thing, each, fetched, collector)) for each in fetched for thing in each.things]
    for named, thing in asked:
        if thing is not None:
            _add(lines, replace(thing, documents=() if is_clear else (named,)))
    for each in brought:
        _add(lines, _of_collector(each, fetched, person))
    return list(lines.values())


def _add(lines: dict[tuple[str, str], Thing], thing: Thing) -> None:
    known = lines.setdefault((thing.name, thing.whose), thing)
    if known is thing:
        return
    documents = tuple(dict.fromkeys((*known.documents, *thing.documents)))
    count = known.count + 1 if thing.name in ONE_EACH else 1
    is_asked_of_who_comes = not known.documents or not thing.documents
    lines[thing.name, thing.whose] = replace(known, count=count, documents=() if is_asked_of_who_comes else documents)


def _asked(name: str, by: Fetched, fetched: Sequence[Fetched], collector: str | None) -> Thing | None:
    """What a document asks for, as it is said to who comes; None where another document asks for that very card."""
    if name == presets.PARENTS_KTP and collector == PARENT:
        return Thing(YOUR_KTP)
    if name == FAMILY_CARD:
        return Thing(_family_card(fetched))
    if name != presets.APPLICANTS_KTP or collector is None:
        return Thing(name)
    if collector == HOLDER and _is_same(by.applicant, by.holder):
        return None if _fetches_own_card(by.applicant, fetched) else Thing(YOUR_KTP)
    return Thing(name if collector == PROXY else APPLICANTS_IF_ANOTHER, whose=initials(by.applicant))


def _of_collector(name: str, fetched: Sequence[Fetched], person: str) -> Thing:
    if name == KTP:
        return Thing(YOUR_KTP)
    if name == FAMILY_CARD:
        return Thing(_family_card(fetched))
    if name == COLLECTORS_KTP:
        return Thing(name, whose=initials(person))
    if name == COPY_OF_KTP:
        givers = dict.fromkeys(initials(each.applicant) for each in fetched)
        return Thing(name, whose=next(iter(givers)) if len(givers) == 1 else "")
    return Thing(name)


def _family_card(fetched: Sequence[Fetched]) -> str:
    """The card of a household whose new one is fetched is the old one, where there is one."""
    new = [each for each in fetched if each.type == presets.KK]
    if not new:
        return FAMILY_CARD
    return OLD_FAMILY_CARD_IF_ANY if any(each.reason in WITHOUT_OLD_ONE for each in new) else OLD_FAMILY_CARD


def _fetches_own_card(person: str, fetched: Sequence[Fetched]) -> bool:
    """Whether somebody fetches their own KTP-el: its old card is the only one they have, and it asks for that."""
    return any(each.type == presets.KTP_EL and _is_same(person, each.holder) for each in fetched)


def _is_same(person: str, other: str) -> bool:
    return compared_name(person) == compared_name(other)
