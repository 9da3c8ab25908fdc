"""Other applications for the same person and the same kind of document that are not over: each would take a blank.

The same person is known by the keyed hash of the NIK; of whom none was given nothing is found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db.engine.by_index import found_otherwise
from scheduler.db.models import Application, Document, Procedure
from scheduler.domain.stages import DocumentStage

OVER = (DocumentStage.COLLECTED, DocumentStage.RETURNED, DocumentStage.WITHDRAWN, DocumentStage.TRANSFERRED)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another document; application: what it was applied for with, None where it came another way."""

    document: Document
    application: Application | None

    @property
    def reference(self) -> str:
        return self.document.reference


def duplicates_of(session: Session, documents: Sequence[Document]) -> Mapping[int, list[Duplicate]]:
    """By document of one office: the others of its person and type that are not over, oldest first."""
    forms = {document.id: keys.ring().chain.forms(document.nik_hash) for document in documents if document.nik_hash}
    found: dict[int, list[Duplicate]] = {document.id: [] for document in documents}
    if not forms:
        return found
    others = _open(session, documents[0].office_id, [form for each in forms.values() for form in each])
    for document in documents:
        for other in others:
            is_same = other.document.nik_hash in forms.get(document.id, ())
            if is_same and other.document.type_id == document.type_id and other.document.id != document.id:
                found[document.id].append(other)
    return found


def own_duplicates(session: Session, application: Application) -> list[Duplicate]:
    """Duplicates of an application that was not sent, for its citizen: only those of the phone they have confirmed.

    So nobody learns by typing a NIK what somebody else has applied for.
    """
    if application.nik is None or application.phone_hash is None or application.phone_confirmed_at is None:
        return []
    kind = session.get_one(Procedure, application.procedure_id).type_id
    phones = keys.ring().chain.forms(application.phone_hash)
    others = _open(session, application.office_id, keys.ring().look_ups("nik", application.nik))
    return [other for other in others if other.document.type_id == kind and other.document.phone_hash in phones]


def _open(session: Session, office_id: int, niks: Sequence[bytes]) -> list[Duplicate]:
    rows = session.execute(
        select(Document, Application)
        .outerjoin(Application, col(Application.document_id) == col(Document.id))
        .where(
            found_otherwise(Document.office_id) == office_id,
            col(Document.nik_hash).in_(niks),
            col(Document.stage).not_in(OVER),
        )
        .order_by(col(Document.created_at), col(Document.id))
    )
    return [Duplicate(document, application) for document, application in rows]
