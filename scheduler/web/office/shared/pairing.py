"""A television that shows a code becomes a screen of the office, on whatever page the code is typed."""

from functools import partial
from typing import Any

from sqlmodel import Session
from starlette.requests import Request

from scheduler.domain.audit.deeds import Deed
from scheduler.domain.screens import PairingUnknown
from scheduler.flow.screens import screens
from scheduler.flow.screens.screens import Looks
from scheduler.flow.staff import SignedIn
from scheduler.web.shared.staff.changing import changed
from scheduler.web.shared.staff.once import done_once
from scheduler.web.shared.staff.pages import actor, now_of
from scheduler.web.shared.throttling import tried


async def pair(request: Request, staff: SignedIn, code: str, looks: Looks, *, nonce: str) -> None:
    """Confirm a code; the same form sent twice pairs once, and guessing codes is slowed down.

    Raises what `screens.confirm` does, and TooManyTries.
    """
    now = now_of(request)

    def work(session: Session) -> tuple[int, dict[str, Any]]:
        screens.confirm(session, staff.office, code, looks, by=actor(staff), now=now)
        return 200, {}

    asked = (f"screen:{nonce}", (code, looks))
    step = partial(changed, request, staff, Deed.SCREEN_CHANGED, done_once, *asked, work=work, now=now)
    await tried(request, "pairing", step, failures=(PairingUnknown,), who=actor(staff))
