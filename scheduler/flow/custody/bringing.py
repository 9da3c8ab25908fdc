"""What the people of a visit bring, read from its documents and from whoever comes for them."""

from collections.abc import Sequence
from dataclasses import replace

from scheduler.db.models import Document, DocumentType
from scheduler.domain.offices.bringing import Fetched, Thing, to_bring
from scheduler.domain.offices.presets import HOUSEHOLD
from scheduler.domain.stages import OVER
from scheduler.flow.custody.collectors import all_brought_by, bring_of


def things_for(
    documents: Sequence[Document], kinds: Sequence[DocumentType], collector: str | None, *, person: str = ""
) -> list[Thing]:
    """What to bring for documents and their types, each line once; of what is fetched or given up nothing is asked.

    collector: a word of `collecting.KINDS`, None where nobody has said yet. person: the name of who else comes.
    """
    open_ones = [(each, kind) for each, kind in zip(documents, kinds, strict=True) if each.stage not in OVER]
    fetched = [_fetched(document, kind) for document, kind in open_ones]
    brought = all_brought_by([kind for _, kind in open_ones], collector) if collector else ()
    return to_bring(fetched, collector, brought, person=person)


def things_of_collector(
    documents: Sequence[Document], kinds: Sequence[DocumentType], collector: str
) -> Sequence[Thing]:
    """What somebody who may come for documents would bring besides what those ask for."""
    fetched = [replace(_fetched(document, kind), things=()) for document, kind in zip(documents, kinds, strict=True)]
    return to_bring(fetched, collector, all_brought_by(kinds, collector))


def _fetched(document: Document, kind: DocumentType) -> Fetched:
    applicant = document.applicant or document.holder
    things, of_household = bring_of(kind, document.reason), kind.whose == HOUSEHOLD
    return Fetched(kind.code, document.holder, applicant, document.reason, things, of_household)
