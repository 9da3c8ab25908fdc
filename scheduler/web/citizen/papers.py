"""Documents as their citizen may see them, what to bring for them, and who may come for them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Document, DocumentType
from scheduler.domain.errors import N_
from scheduler.domain.names import initials, last_digits
from scheduler.flow.invitations import fetchable


@dataclass(frozen=True, slots=True)
class Paper:
    """One document: its type's code, whose (initials), the last digits of its registration number, what to bring."""

    type: str
    who: str
    ref4: str
    stage: str
    channel: str
    place: str | None
    hands_over: bool
    bring: tuple[str, ...]
    can_book: bool

    @property
    def prints_itself(self) -> bool:
        """Whether it may be printed at home, so that nobody needs to come."""
        return self.can_book and self.channel == "self_print"


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who may collect: a word for the form, the words for people, and what that person brings."""

    kind: str
    name: str
    bring: str = ""


HOLDER = Choice("holder", N_("Saya sendiri"))
FAMILY = Choice("family", N_("Anggota keluarga satu KK"), N_("KTP asli dan KK"))
APPLICANT = Choice("family", N_("Pemohon atau keluarga satu KK"), N_("KTP asli dan KK"))
PARENT = Choice("parent", N_("Ayah atau Ibu"), N_("KTP asli"))
GUARDIAN = Choice("guardian", N_("Wali"), N_("KTP asli dan surat perwalian"))
PROXY = Choice("proxy", N_("Orang lain"), N_("KTP asli pengambil, surat kuasa, dan KTP lama pemilik"))
PROXY_OF_CHILD = Choice(
    "proxy", N_("Orang lain"), N_("KTP asli pengambil, surat kuasa, dan fotokopi KTP pemberi kuasa")
)

CHILDREN = frozenset({"KIA"})
"""Types whose holder is a child."""


def papers_of(session: Session, office_id: int, documents: Sequence[Document]) -> list[Paper]:
    """The documents in their order."""
    kinds = {kind.id: kind for kind in queries.types_of(session, office_id)}
    return [paper_of(document, kinds[document.type_id]) for document in documents]


def paper_of(document: Document, kind: DocumentType) -> Paper:
    """A document and its type as one paper."""
    return Paper(
        type=kind.code,
        who=initials(document.holder),
        ref4=last_digits(document.reference, 4),
        stage=document.stage,
        channel=document.channel,
        place=document.place,
        hands_over=kind.hands_over,
        bring=bring_of(kind, document.reason),
        can_book=bool(fetchable([document])),
    )


def bring_of(kind: DocumentType, reason: str | None) -> tuple[str, ...]:
    """What to bring for a type and a reason; an unknown reason asks for the same as changed data."""
    needs: Sequence[str] = kind.bring.get(reason or "changed", kind.bring.get("changed", ()))
    return tuple(needs)


def bring_all(papers: Iterable[Paper], collector: Choice | None = None) -> list[str]:
    """What to bring for a visit, each thing once; what the collector brings comes last."""
    things = [thing for paper in papers for thing in paper.bring]
    if collector and collector.bring:
        things.append(collector.bring)
    return list(dict.fromkeys(things))


def collectors_for(papers: Sequence[Paper], types: Sequence[DocumentType]) -> list[Choice]:
    """Who may come, the usual one first. A recording needs the holder; a child's card a parent or guardian."""
    if all(not kind.hands_over for kind in types):
        return [HOLDER]
    if all(kind.self_collect for kind in types):
        return [HOLDER, FAMILY, PROXY]
    if any(paper.type in CHILDREN for paper in papers):
        return [PARENT, GUARDIAN, FAMILY, PROXY_OF_CHILD]
    return [APPLICANT, PROXY_OF_CHILD]


def collector_of(papers: Sequence[Paper], types: Sequence[DocumentType], kind: str) -> Choice | None:
    """The choice that was made when booking; None where it is not offered any more."""
    return next((choice for choice in collectors_for(papers, types) if choice.kind == kind), None)
