"""Documents as their citizen may see them, what to bring for each, and who may come for them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Document, DocumentType
from scheduler.domain.custody import collecting
from scheduler.domain.custody.collecting import FAMILY, GUARDIAN, HOLDER, PARENT, PROXY
from scheduler.domain.offices.bringing import Thing
from scheduler.domain.offices.presets import CHILD, HOUSEHOLD
from scheduler.domain.refusals import N_
from scheduler.domain.stages import DocumentStage
from scheduler.domain.text.names import initials, last_digits
from scheduler.flow.applying.withdrawing import may_be_restored
from scheduler.flow.custody.bringing import things_for, things_of_collector
from scheduler.flow.custody.collectors import collectors_of, takes_back
from scheduler.flow.invitations.invitations import SELF_PRINT, fetchable
from scheduler.flow.regency.transfers import Whereabouts, whereabouts


@dataclass(frozen=True, slots=True)
class Paper:
    """One document: its row, its type's code, whose (initials), the end of its registration number, what to bring.

    takes_back: an old card stays with the office. collectors: who may come for it, in words of the form.
    paper_asked: its people want it on paper though it could be printed at home. is_reviewed: it was given up, which may
    still be taken back, so that its people are not told yet. file_by_message, file_page: where the file is of what its
    people print themselves. of_household: it belongs to nobody alone. moved_to: the other office where it is fetched.
    """

    id: int
    type: str
    who: str
    ref4: str
    stage: str
    channel: str
    place: str | None
    hands_over: bool
    bring: Sequence[Thing]
    can_book: bool
    takes_back: bool = False
    collectors: tuple[str, ...] = ()
    paper_asked: bool = False
    is_reviewed: bool = False
    file_by_message: bool = False
    file_page: str | None = None
    of_household: bool = False
    moved_to: Whereabouts | None = None

    @property
    def named(self) -> tuple[str, str]:
        """Its type's code and whose it is; nobody's where it belongs to a household."""
        return self.type, "" if self.of_household else self.who

    @property
    def unnamed(self) -> tuple[str, str]:
        """The same without saying whose it is, for what many hands hold."""
        return self.type, ""

    @property
    def is_in_person(self) -> bool:
        """Whether nothing is fetched and nobody else may come, as for a photo and fingerprints."""
        return not self.hands_over and self.collectors == (HOLDER,)

    @property
    def is_given_up(self) -> bool:
        """Whether nothing is kept for its people any more, for good."""
        return self.stage == DocumentStage.WITHDRAWN and not self.is_reviewed

    @property
    def prints_itself(self) -> bool:
        """Whether the document may be printed at home, so that nobody needs to come."""
        return self.can_book and self.channel == SELF_PRINT

    @property
    def is_for_home(self) -> bool:
        """Whether it prints itself, and nobody has asked for it on paper."""
        return self.prints_itself and not self.paper_asked


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who may collect: a word for the form, the words for people, and what that person brings besides."""

    kind: str
    name: str
    bring: Sequence[Thing] = ()


NAMES = {
    HOLDER: N_("Saya sendiri"),
    FAMILY: N_("Anggota keluarga satu KK"),
    PARENT: N_("Ayah atau Ibu"),
    GUARDIAN: N_("Wali"),
    PROXY: N_("Orang lain"),
}
APPLICANT = N_("Pemohon atau keluarga satu KK")
"""The family, where no holder can come."""


def papers_of(
    session: Session, office_id: int, documents: Sequence[Document], *, now: datetime | None = None
) -> list[Paper]:
    """The documents in their order. now: where their people read along; None: nothing is under review."""
    kinds = {kind.id: kind for kind in queries.types_of(session, office_id)}
    return [
        replace(
            paper_of(each, kinds[each.type_id], is_reviewed=now is not None and may_be_restored(session, each, now)),
            moved_to=whereabouts(session, each) if each.stage == DocumentStage.TRANSFERRED else None,
        )
        for each in documents
    ]


def paper_of(document: Document, kind: DocumentType, *, is_reviewed: bool = False) -> Paper:
    """A document and its type as one paper."""
    return Paper(
        id=document.id,
        type=kind.code,
        who=initials(document.holder),
        ref4=last_digits(document.reference, 4),
        stage=document.stage,
        channel=document.channel,
        place=document.place,
        hands_over=kind.hands_over,
        bring=things_for([document], [kind], None),
        can_book=bool(fetchable([document])),
        takes_back=takes_back(kind, document.reason),
        collectors=collectors_of([kind]),
        paper_asked=document.paper_asked_at is not None,
        is_reviewed=is_reviewed,
        file_by_message=kind.file_by_message,
        file_page=kind.file_page,
        of_household=kind.whose == HOUSEHOLD,
    )


def collectors_for(documents: Sequence[Document], types: Sequence[DocumentType]) -> list[Choice]:
    """Who may come for documents and their types, as it is offered, with what they bring; the usual one first.

    Parents and guardians of grown-ups come as their family.
    """
    allowed = collectors_of(types)
    with_child = any(kind.whose == CHILD for kind in types)
    as_family = FAMILY in allowed and not with_child
    return [
        replace(choice_of(types, kind), bring=things_of_collector(documents, types, kind))
        for kind in allowed
        if not (as_family and kind in {PARENT, GUARDIAN})
    ]


def choice_of(types: Sequence[DocumentType], kind: str) -> Choice:
    """Somebody who comes for documents of some types, as they are named."""
    no_holder = HOLDER not in collectors_of(types) and not any(each.whose == CHILD for each in types)
    name = APPLICANT if kind == FAMILY and no_holder else NAMES[kind]
    return Choice(kind, name)


def cards_back(papers: Iterable[Paper]) -> list[Paper]:
    """Those whose old card stays with the office when they are handed over."""
    return [paper for paper in papers if paper.takes_back and paper.stage != DocumentStage.COLLECTED]


def is_split(papers: Iterable[Paper]) -> bool:
    """Whether nobody may come for all of some documents, so that each says who may."""
    return collecting.is_split([paper.collectors for paper in papers if paper.can_book and paper.hands_over])
