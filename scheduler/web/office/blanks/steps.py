"""Steps of the page of blanks that are safe to send twice: the same form again gets the same answer."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from sqlmodel import Session

from scheduler.db.models import Office
from scheduler.flow.blanks.release import Released, following
from scheduler.flow.core.replays import Answered
from scheduler.web.shared.staff.once import done_once


def kept_once(
    session: Session,
    office: Office,
    nonce: str,
    operation: str,
    step: Callable[..., Any],
    args: tuple[Any, ...],
    facts: dict[str, Any],
) -> dict[str, Any]:
    """Run a step once for each nonce; who got a blank, and how many do next, is kept and told again.

    operation: what the step is called where that is kept.
    """

    def work(session: Session) -> Answered:
        released = step(session, office, *args, **facts)
        told = [asdict(each) for each in released] if isinstance(released, list) else []
        return 200, {"released": told, "following": following(session, office, now=facts["now"])}

    asked = (operation, args, sorted((name, value) for name, value in facts.items() if name != "now"))
    _, body = done_once(session, office, f"blanks:{nonce}", asked, work=work, now=facts["now"])
    return body


def released_of(body: dict[str, Any]) -> tuple[list[Released], int]:
    """Who got a blank, of a kept answer, and how many get one next."""
    return [Released(**each) for each in body["released"]], body.get("following", 0)
