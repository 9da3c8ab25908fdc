"""Somebody has nothing with them: their visit of today is looked for; nothing of it goes into an address."""

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db.engine.database import Database
from scheduler.domain.door import SoughtTooLittle
from scheduler.domain.text.dates import read_date
from scheduler.domain.text.finding import TAILS, sought_names
from scheduler.flow.door.looking_for import FoundVisit, visits_by_ending, visits_by_name
from scheduler.flow.staff import SignedIn
from scheduler.web.door.forms import FindForm
from scheduler.web.door.handlers import rendered
from scheduler.web.door.shared import view
from scheduler.web.shared.forms import form_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import actor, now_of


async def create_find(request: Request) -> Response:
    """Today's visits that fit a name and a date of birth, or last digits. Raises SoughtTooLittle, TooManyTries."""
    staff = await staff_of(request, "door")
    form = await form_of(request, FindForm)
    found = await _found(request, staff, form)
    page = await request.app.state.db.read(view.page_with, staff.office, None, now_of(request), found=found)
    return rendered(request, page)


async def _found(request: Request, staff: SignedIn, form: FindForm) -> list[FoundVisit]:
    """What a form asks for; every search counts, whatever it finds."""
    ending, born = re.sub(r"\D", "", form.ending, flags=re.ASCII), read_date(form.born)
    by_ending = len(ending) >= TAILS[0]
    if not by_ending and (born is None or not sought_names(form.name)):
        raise SoughtTooLittle
    await request.app.state.throttle.take("door_finds", str(staff.staff_id))
    db: Database = request.app.state.db
    by, now = actor(staff), now_of(request)
    if by_ending or born is None:
        return await db.write(visits_by_ending, staff.office, ending, by=by, now=now)
    return await db.write(visits_by_name, staff.office, form.name, born, by=by, now=now)


ROUTES: list[BaseRoute] = [Route("/door/finds", create_find, methods=["POST"], name="door_finds")]
