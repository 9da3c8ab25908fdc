"""The very same request sent again gets the same answer, and moves nothing a second time.

Answers are kept sealed: some have a pass or an invitation code in them, and a leaked database opens nothing.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from scheduler import keys
from scheduler.db.models import KeptAnswer
from scheduler.domain.refusals import KeyReused, Refusal
from scheduler.flow.core.touched import take_back

KEPT_FOR = timedelta(days=3)

Answered = tuple[int, dict[str, Any]]
"""Status and JSON body."""


def once(
    session: Session,
    office_id: int,
    key: str,
    request: str,
    *,
    work: Callable[[Session], Answered],
    refused: Callable[[Refusal], Answered],
    now: datetime,
) -> Answered:
    """Do the work and keep its answer under the key; for the same request again, return what is kept.

    request: a hash of what was asked. A refusal is an answer too: it is kept, and what it had begun is rolled back.
    Raises KeyReused where the key came with another request.
    """
    kept = session.exec(select(KeptAnswer).where(KeptAnswer.office_id == office_id, KeptAnswer.key == key)).first()
    if kept is not None:
        if not _is_same(kept, request):
            raise KeyReused
        return kept.status, kept_body(kept)
    status, body = attempt(session, work, refused)
    said = json.dumps(body)
    session.add(KeptAnswer(office_id=office_id, key=key, request_hash=request, status=status, body=said, at=now))
    session.flush()
    return status, body


def attempt(session: Session, work: Callable[[Session], Answered], refused: Callable[[Refusal], Answered]) -> Answered:
    """Do the work; a refusal is an answer too, and what it had begun is rolled back before `refused` is asked for it.

    Whatever `refused` writes down stays.
    """
    try:
        with session.begin_nested():
            session.connection()  # its savepoint, before a statement that goes past it to the driver
            return work(session)
    except Refusal as refusal:
        take_back(session)
        return refused(refusal)


def kept_body(answer: KeptAnswer) -> dict[str, Any]:
    """The body of an answer that was kept."""
    body: dict[str, Any] = json.loads(answer.body)
    return body


def forget_old(session: Session, now: datetime) -> None:
    """Drop answers nobody will ask for again."""
    session.execute(delete(KeptAnswer).where(col(KeptAnswer.at) < now - KEPT_FOR))


def _is_same(kept: KeptAnswer, request: str) -> bool:
    """Whether a request is the one that was answered, also where the secret has changed since."""
    if kept.request_hash == request:
        return True
    return kept.request_hash in {form.hex() for form in keys.ring().chain.forms(bytes.fromhex(request))}
