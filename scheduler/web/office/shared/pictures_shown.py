"""Pictures of papers are shown as soon as a page is opened, so that it is written down without anybody's asking."""

from starlette.requests import Request

from scheduler.flow.core import disclosing
from scheduler.flow.core.disclosing import Pictured
from scheduler.flow.core.local_time import today_of
from scheduler.flow.staff import SignedIn
from scheduler.web.shared.staff.pages import actor, now_of


async def note_shown(request: Request, staff: SignedIn, subject: Pictured, *, place: str) -> None:
    """Write down, before a picture is shown, that somebody sees those of an application or a conversation today.

    A page loads many at once, and only the first of a day writes. Raises Unavailable where that cannot be kept.
    """
    database, by, now = request.app.state.db, actor(staff), now_of(request)
    day = today_of(staff.office, now)
    if not await database.read(disclosing.are_pictures_noted, subject, by=by, day=day):
        await database.write(disclosing.note_pictures, staff.office, subject, place=place, by=by, now=now)
