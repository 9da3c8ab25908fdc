"""Forms of staff that may be sent twice: the same one again moves nothing, and gets the same answer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlmodel import Session

from scheduler import keys
from scheduler.db.models import Office
from scheduler.domain.refusals import Refusal
from scheduler.flow.core.replays import Answered, once


def done_once(
    session: Session,
    office: Office,
    key: str,
    asked: tuple[Any, ...],
    *,
    work: Callable[[Session], Answered],
    now: datetime,
    refused: Callable[[Refusal], Answered] | None = None,
) -> Answered:
    """A step whose form may be sent twice. Without `refused` a refusal is raised, and nothing of it is kept.

    key: of the form; what stands before its nonce is a word of its own and not a name of the code, since it is kept.
    """
    request = keys.ring().look_up("request", repr(asked)).hex()
    return once(session, office.id, key, request, work=work, refused=refused or _raise, now=now)


def _raise(refusal: Refusal) -> Answered:
    raise refusal
