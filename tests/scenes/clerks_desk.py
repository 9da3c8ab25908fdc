"""Applications that were sent, for tests of what clerks do with them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from sqlmodel import Session, col, select

from scheduler.db.models import (
    Application,
    ApplicationItem,
    ApplicationPage,
    Document,
    DocumentType,
    Procedure,
    Requirement,
)
from scheduler.flow.applying import applications, checking
from scheduler.flow.applying.checking import Decision, current_mark, round_of
from scheduler.flow.documents.documents import advance_document
from tests.scenes.factories import CLERK, MORNING, World, at

PHONE = "+6281234567890"
ELEVEN = at(11)
ITEMS = ("Surat kehilangan", "Kartu Keluarga", "Pas foto")
_marks = count(1)


@dataclass
class Applied:
    """An application before the clerks, and what is done with it by its positions."""

    office: World
    id: int
    pages: dict[int, list[str]] = field(default_factory=dict)

    @property
    def row(self) -> Application:
        return self.office.rows(Application, Application.id == self.id)[0]

    @property
    def items(self) -> list[ApplicationItem]:
        return self.office.read(lambda s: list(applications.items_of(s, self.id)))

    @property
    def document(self) -> Document:
        return self.office.rows(Document, Document.id == self.row.document_id)[0]

    @property
    def round(self) -> str:
        return round_of(self.row)

    def mark(self, position: int) -> str:
        return self.office.read(lambda session: current_mark(session, self.items[position]))

    def states(self) -> list[str]:
        return [item.state for item in self.items]

    def decide(
        self, position: int, state: str = "accepted", why: str | None = None, words: str = "", **facts: Any
    ) -> ApplicationItem:
        facts.setdefault("seen", self.mark(position))
        return self.office.do(checking.decide, self.id, position, Decision(state, why, words), **facts)

    def undecide(self, position: int, **facts: Any) -> ApplicationItem:
        facts.setdefault("seen", self.mark(position))
        return self.office.do(checking.undecide, self.id, position, **facts)

    def ask_again(self, **facts: Any) -> Application:
        facts.setdefault("seen", self.round)
        return self.office.do(checking.ask_again, self.id, **facts)

    def accept(self, **facts: Any) -> Application:
        """The papers are complete. All of a test's applications are for one person, so there are others."""
        facts.setdefault("seen", self.round)
        facts.setdefault("despite", True)
        return self.office.do(checking.accept, self.id, **facts)

    def send_again(self, *positions: int, now: datetime = ELEVEN) -> None:
        """The citizen sends some items anew, and hands them in."""

        def send(session: Session) -> None:
            row = session.get_one(Application, self.id)
            for position in positions:
                _send(session, self, position, now)
            row.waiting_since = row.touched_at = now
            session.add(row)
            document = session.get_one(Document, row.document_id)
            advance_document(session, self.office.office, document, "received", by="citizen", now=now)

        self.office.database.run(send)


def applied(
    office: World,
    *sent: int,
    items: Sequence[str] = ITEMS,
    optional: Sequence[int] = (2,),
    now: datetime = MORNING,
    type: str = "KTP-el",  # noqa: A002
    channel: str = "online",
    phone: str | None = PHONE,
    confirmed: bool = True,
    holder: str = "Siti Rahmawati",
    nik: str = "2172014101900001",
) -> Applied:
    """An application that was sent with a page for each of some items (all if none is named)."""

    def send(session: Session) -> Applied:
        made = applications.begin_application(
            session,
            office.office,
            procedure(session, office, type, items, optional),
            channel=channel,
            language="id",
            now=now,
        )
        made.holder, made.nik, made.phone = holder, nik, phone
        made.phone_confirmed_at = now if confirmed else None
        which = Applied(office, made.id)
        for position in sent or range(len(items)):
            _send(session, which, position, now)
        applications.hand_in(session, office.office, made, by="citizen", now=now)
        return which

    return office.database.run(send)


def procedure(
    session: Session,
    office: World,
    type: str,  # noqa: A002
    items: Sequence[str],
    optional: Sequence[int] = (),
) -> Procedure:
    """The office's procedure for a type, with this checklist; made if there is none."""
    kind = session.exec(
        select(DocumentType).where(DocumentType.office_id == office.office.id, DocumentType.code == type)
    ).one()
    code = f"test-{kind.id}-{len(items)}-{len(optional)}"
    found = session.exec(
        select(Procedure).where(col(Procedure.office_id) == office.office.id, col(Procedure.code) == code)
    ).first()
    if found is not None:
        return found
    made = Procedure(
        office_id=office.office.id,
        code=code,
        type_id=kind.id,
        reason="lost",
        topic="ktp",
        asks="KTP saya hilang",
        title=f"{type} hilang",
    )
    session.add(made)
    session.flush()
    for position, name in enumerate(items):
        session.add(
            Requirement(
                office_id=office.office.id,
                procedure_id=made.id,
                name=name,
                position=position,
                optional=position in optional,
            )
        )
    session.flush()
    return made


def _send(session: Session, which: Applied, position: int, now: datetime) -> None:
    item = applications.items_of(session, which.id)[position]
    for page in applications.pages_of(session, [item])[item.id]:
        page.replaced_at = now
    mark = f"{next(_marks):032x}"
    session.add(
        ApplicationPage(
            office_id=item.office_id,
            item_id=item.id,
            mark=mark,
            position=0,
            width=900,
            height=600,
            size=10,
            sent_at=now,
        )
    )
    item.state = "sent"
    which.pages.setdefault(position, []).append(mark)
    session.flush()


__all__ = ["CLERK", "ITEMS", "PHONE", "Applied", "applied", "procedure"]
