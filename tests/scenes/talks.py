"""Citizens who sent pictures, and what an office lets people apply for: for tests of what clerks make of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlmodel import Session, col, select

from scheduler.db.models import (
    Application,
    ApplicationItem,
    ApplicationPage,
    ConversationLine,
    Document,
    DocumentType,
    LinePicture,
    Procedure,
    Requirement,
)
from scheduler.flow.applying.applications import items_of
from scheduler.flow.documents import documents
from scheduler.flow.talk_applications import Made, Wish, Words, make_application
from scheduler.flow.talks import conversations
from scheduler.flow.talks.line_pictures import Kept, keep_pictures, take_wanted
from tests.scenes.conversations import PHONE, Wrote
from tests.scenes.factories import CLERK, NINE, World

WORDS = Words("{type} {reference}", "Lengkapi: {url}", "https://giliran.example", str)
ITEMS = ("Surat kehilangan", "Kartu Keluarga", "Pas foto")
_marks = count(1)


def procedure(
    office: World,
    code: str = "uji.hilang",
    *,
    items: Sequence[str] = ITEMS,
    optional: Sequence[int] = (2,),
    most_pages: int = 2,
    **facts: Any,
) -> Procedure:
    """Something to apply for, with its checklist."""

    def add(session: Session) -> Procedure:
        kind = session.exec(
            select(DocumentType).where(DocumentType.office_id == office.office.id, DocumentType.code == "KTP-el")
        ).one()
        usual = {"reason": "lost", "topic": "ktp", "asks": "KTP saya hilang", "title": "KTP-el hilang"}
        made = Procedure(office_id=office.office.id, code=code, type_id=kind.id, **{**usual, **facts})
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
                    most_pages=most_pages,
                )
            )
        session.flush()
        return made

    return office.database.run(add)


def pictured(
    office: World,
    *pages: int,
    phone: str = PHONE,
    now: datetime = NINE,
    text: str = "",
    marks: Sequence[str] = (),
) -> list[int]:
    """A citizen sent a line for each number with so many pictures, which are here; the ids of the pictures."""

    def send(session: Session) -> list[int]:
        found: list[int] = []
        for number, count_of_pages in enumerate(pages or (1,)):
            at = now + timedelta(seconds=number)
            wrote = Wrote(f"wamid.p{next(_marks)}", phone, text, at, "image", media="7")
            conversations.hear(session, office.office.id, "whatsapp", wrote, now=at)
            for line_id in conversations.new_lines(session, 100):
                claimed = conversations.claim(session, line_id)
                assert claimed is not None
                conversations.leave_to_clerk(session, *claimed)
            for wanted in take_wanted(session, 10, now=at):
                kept = [
                    Kept(marks[len(found) + n] if marks else f"{next(_marks):032x}", 800, 600, 9)
                    for n in range(count_of_pages)
                ]
                assert keep_pictures(session, wanted, kept, now=at)
            newest = session.exec(select(ConversationLine).order_by(col(ConversationLine.id).desc())).first()
            assert newest is not None
            rows = session.exec(select(LinePicture).where(LinePicture.line_id == newest.id))
            found += [row.id for row in sorted(rows, key=lambda each: each.position)]
        return found

    return office.database.run(send)


def wish(pages: dict[int, int], **facts: Any) -> Wish:
    return Wish(**{"procedure": "uji.hilang", "holder": "Siti Rahmawati", **facts, "pages": pages})


def made(office: World, pages: dict[int, int], *, number: int = 1, now: datetime = NINE, **facts: Any) -> Made:
    """An application that a clerk made of pictures of a conversation."""
    seen = office.rows(ConversationLine)[-1].id
    return office.do(make_application, number, wish(pages, **facts), WORDS, seen=seen, by=CLERK, now=now)


def asked_again(office: World, of: Made, *positions: int, now: datetime = NINE) -> Document:
    """A clerk asked for some items again, and for nothing else."""

    def ask(session: Session) -> Document:
        application = session.get_one(Application, of.application.id)
        for item in items_of(session, application.id):
            item.state = "unreadable" if item.position in positions else "accepted"
            session.add(item)
        application.waiting_since = None
        session.add(application)
        document = session.get_one(Document, application.document_id)
        documents.advance_document(session, office.office, document, "incomplete", by=CLERK, now=now)
        return document

    return office.database.run(ask)


def items(office: World) -> list[ApplicationItem]:
    return office.rows(ApplicationItem)


def states(office: World) -> list[str]:
    return [item.state for item in items(office)]


def live_pages(office: World) -> list[tuple[str, int, str]]:
    """Of pages that stand: their item, their place, their file."""
    names = {item.id: item.name for item in items(office)}
    rows = office.rows(ApplicationPage, col(ApplicationPage.replaced_at).is_(None))
    return [(names[row.item_id], row.position, row.mark) for row in rows]
