"""A change of the office's settings by somebody who is signed in: the step, and what is written down of it."""

from collections.abc import Callable
from typing import Any, TypeVar

from starlette.requests import Request

from scheduler.domain.audit.deeds import Deed
from scheduler.flow.audit.settings import Doing, noted
from scheduler.flow.staff import SignedIn
from scheduler.web.shared.staff.pages import actor, now_of

T = TypeVar("T")


async def changed(
    request: Request, staff: SignedIn, deed: Deed, step: Callable[..., T], *args: Any, about: Any = "", **facts: Any
) -> T:
    """Run a step that changes settings of their office, and write it down with it (`flow/audit/settings.py`).

    about: a word of what it is about, nothing personal. Raises what the step raises.
    """
    doing = Doing(deed, actor(staff), now_of(request), about)
    result: T = await request.app.state.db.write(noted, doing, step, staff.office, *args, **facts)
    return result
