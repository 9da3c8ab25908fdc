"""Applications from home for tests: begun, filled in, sent, and asked for again, without a single file."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db.models import Application, ApplicationItem, Document
from scheduler.domain.applying.applicants import People
from scheduler.domain.stages import DocumentStage
from scheduler.flow.applying import applying, phone_codes
from scheduler.flow.applying.applications import application_by_code
from scheduler.flow.documents.documents import advance_document
from tests.scenes.factories import CLERK, NINE, World

NIK, KK, PHONE = "2172015708650001", "2172010101010001", "+6281234567890"
ME = People("holder", "siti rahmawati", NIK, KK)


def begun(office: World, procedure: str = "ktp-el.lost", *, now: datetime = NINE, language: str = "id") -> str:
    """The code of a new application."""
    return office.database.run(applying.begin, office.office, procedure, language=language, now=now)


def whole(office: World, procedure: str = "ktp-el.lost", people: People = ME, *, now: datetime = NINE) -> str:
    """The code of an application that lacks nothing; its phone is not confirmed."""
    code = begun(office, procedure, now=now)
    run(office, applying.fill_in, code, people, now=now)
    run(office, phone_codes.keep_phone, code, PHONE, sends=False, now=now)
    set_items(office, code, "sent")
    return code


def sent(office: World, procedure: str = "ktp-el.lost", people: People = ME, *, now: datetime = NINE) -> str:
    """The code of an application that was sent."""
    code = whole(office, procedure, people, now=now)
    run(office, applying.send, code, asks_code=False, now=now)
    return code


def theirs(client: Any, code: str, phone: str = PHONE) -> str:
    """The code, known from now on to the browser of a client, which has typed the end of the phone."""
    answer = client.post(f"/a/{code}/proof", data={"phone4": phone[-4:]})
    assert answer.status_code == 303
    return code


def incomplete(office: World, *, now: datetime = NINE) -> str:
    """The code of an application whose first paper is asked for again."""
    code = sent(office, now=now)
    set_items(office, code, "unreadable", position=0, why="blurred")
    office.change(Application, application(office, code).id, waiting_since=None, asked_again=1)
    move(office, code, DocumentStage.INCOMPLETE, now=now)
    return code


def run(office: World, step: Any, code: str, *args: Any, now: datetime = NINE, **facts: Any) -> Any:
    """Run a step of a citizen on an application."""
    return office.database.run(step, code, *args, now=now, **facts)


def set_items(office: World, code: str, state: str, *, position: int | None = None, why: str | None = None) -> None:
    """Put papers into a state that an upload or a clerk would bring about."""
    where = [col(ApplicationItem.application_id) == application(office, code).id]
    if position is not None:
        where.append(col(ApplicationItem.position) == position)
    office.database.run(
        lambda session: session.execute(update(ApplicationItem).where(*where).values(state=state, why=why))
    )


def application(office: World, code: str) -> Application:
    """The application of a code, as it is now."""
    return office.read(lambda session: application_by_code(session, code))


def document(office: World, code: str) -> Document:
    """The document that was registered for an application."""
    return office.read(lambda session: session.get_one(Document, application_by_code(session, code).document_id))


def move(office: World, code: str, *stages: str, now: datetime = NINE) -> None:
    """Move an application's document on, from stage to stage."""

    def moved(session: Session) -> None:
        row = session.get_one(Document, application_by_code(session, code).document_id)
        for stage in stages:
            advance_document(session, office.office, row, stage, by=CLERK, now=now)

    office.database.run(moved)
