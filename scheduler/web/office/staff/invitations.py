"""Links by which staff choose their own passwords: made, shown this once, withdrawn."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.refusals import N_
from scheduler.domain.staff.refusals import StaffUnknown
from scheduler.flow.staff import SignedIn, joining, staff_by_id
from scheduler.messages.notices.links import wa_me
from scheduler.translations import translations
from scheduler.web.shared.forms import form_of, id_in_path
from scheduler.web.shared.pages import language_of
from scheduler.web.shared.qr import svg_of_link
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import NonceForm
from scheduler.web.shared.staff.noted import note
from scheduler.web.shared.staff.pages import actor, now_of, staff_page

LETTER = N_("{office} mengundang Anda bertugas. Pilih kata sandi Anda lewat tautan ini, berlaku satu kali: {link}")


async def invite(request: Request) -> Response:
    """A link, shown on this one answer and kept by nobody. Raises StaffUnknown, WorksElsewhere."""
    staff = await staff_of(request, "manage")
    await form_of(request, NonceForm)
    return await invited(request, staff, id_in_path(request, StaffUnknown, "staff"))


async def withdraw(request: Request) -> Response:
    """The link leads nowhere any more. Raises StaffUnknown."""
    staff = await staff_of(request, "manage")
    await form_of(request, NonceForm)
    which = id_in_path(request, StaffUnknown, "staff")
    await request.app.state.db.write(joining.withdraw, staff.office, which, by=actor(staff), now=now_of(request))
    note(request, "invitation_withdrawn", staff=which, office=staff.office.code, by=actor(staff))
    return RedirectResponse(f"{request.url_for('member', staff=which).path}?done=withdrawn", 303)


async def invited(request: Request, staff: SignedIn, which: int) -> Response:
    """The page with somebody's new link. Raises StaffUnknown, WorksElsewhere."""
    database, now = request.app.state.db, now_of(request)
    facts = {"by": actor(staff), "manager": staff.person_id, "now": now}
    code: str = await database.write(joining.invite, staff.office, which, **facts)
    note(request, "staff_invited", staff=which, office=staff.office.code, by=actor(staff))
    link = request.app.state.settings.base_url + request.url_for("joining_staff", code=code).path
    letter = translations(language_of(request)).gettext(LETTER).format(office=staff.office.name, link=link)
    return staff_page(
        request,
        staff,
        "office/staff/invited.html",
        name=(await database.read(staff_by_id, staff.office, which)).name,
        which=which,
        link=link,
        picture=svg_of_link(link),
        whatsapp=wa_me("", letter),
        until=now + joining.LASTS,
    )


_INVITATION = "/office/staff/{staff:int}/invitation"
ROUTES: list[BaseRoute] = [
    Route(_INVITATION, invite, methods=["POST"], name="member_invitation"),
    Route(f"{_INVITATION}/end", withdraw, methods=["POST"], name="member_invitation_end"),
]
