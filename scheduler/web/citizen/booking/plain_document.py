"""The one document of a page of the usual kind: what of it is its people's own, and what decides how the page looks."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace

from scheduler.db.queries.glances import DocumentGlance
from scheduler.domain.offices.bringing import Thing
from scheduler.domain.text.names import compared_name, initials, last_digits
from scheduler.web.shared.booking.papers import Paper
from scheduler.web.shared.drawings import new_mark

WHO, ASKER, REF4 = new_mark(), new_mark(), new_mark()
"""The initials of its holder and of who asked for it, and the end of its registration number."""


def own_of(document: DocumentGlance) -> Mapping[str, str]:
    """What is its people's own, by mark."""
    who = initials(document.holder)
    asker = initials(document.applicant) if document.applicant else who
    return {WHO: who, ASKER: asker, REF4: last_digits(document.reference, 4)}


def drawn_from(document: DocumentGlance, own: Mapping[str, str]) -> tuple[Hashable, ...]:
    """What else a page shows of it: its type, where it is fetched, why it was made; and since what to bring depends on
    it, whether its holder asked for it, and whether there are initials at all.
    """
    asker = document.applicant or document.holder
    is_holders = asker == document.holder or compared_name(asker) == compared_name(document.holder)
    return (
        document.type_id,
        document.place,
        document.reason,
        is_holders,
        *(bool(own[mark]) for mark in (WHO, ASKER, REF4)),
    )


def marked(paper: Paper) -> Paper:
    """The document as it is drawn for all."""
    return replace(paper, who=paper.who and WHO, ref4=paper.ref4 and REF4)


def marked_things(things: Sequence[Thing]) -> list[Thing]:
    """What to bring, as it is drawn for all; for one document, by nobody whose name was typed."""
    return [
        replace(
            thing,
            whose=thing.whose and ASKER,
            documents=tuple((kind, who and WHO) for kind, who in thing.documents),
        )
        for thing in things
    ]
