"""Whom the office names to be told when a screen falls silent: on the page of the screens, by a supervisor."""

from datetime import datetime

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.refusals import N_, Refusal
from scheduler.domain.screens import ContactUnknown
from scheduler.flow.core.replays import Answered
from scheduler.flow.screens import alarm_contacts
from scheduler.flow.screens.alarm_contacts import LONGEST_NAME, NewContact
from scheduler.flow.staff import SignedIn
from scheduler.web.office.screens.handlers import rendered
from scheduler.web.shared.forms import form_of, id_in_path, typed_in
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.changing import changed
from scheduler.web.shared.staff.fields import Line, NonceForm
from scheduler.web.shared.staff.once import done_once
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at
from scheduler.web.shared.told import ANY, told_by_fault

FAULTS = {
    ("name", ANY): N_("Isi nama, paling panjang {longest} huruf."),
    ("phone", "not_mobile"): N_("Itu bukan nomor ponsel. Contoh: 0812-3456-7890."),
    ("phone", "missing"): N_("Isi nomor ponsel atau surel."),
    ("email", ANY): N_("Alamat surel itu belum benar. Contoh: nama@kantor.go.id."),
}
told = told_by_fault(FAULTS, longest=LONGEST_NAME)


class ContactForm(NonceForm):
    name: Line = ""
    phone: Line = ""
    email: Line = ""

    @property
    def contact(self) -> NewContact:
        """Who is named."""
        return NewContact(self.name, self.phone, self.email)


async def add(request: Request) -> Response:
    """Name somebody."""
    staff = await staff_of(request, "office")
    form = await form_of(request, ContactForm)
    facts = {"by": actor(staff), "now": now_of(request)}
    await changed(request, staff, Deed.CONTACT_CHANGED, alarm_contacts.add_contact, form.contact, **facts)
    return see_other(request, "screens", done="named")


async def remove(request: Request) -> Response:
    """Tell somebody no more."""
    staff = await staff_of(request, "office")
    await form_of(request, NonceForm)
    facts = {"by": actor(staff), "now": now_of(request)}
    number = id_in_path(request, ContactUnknown, "contact")
    await changed(request, staff, Deed.CONTACT_CHANGED, alarm_contacts.remove_contact, number, **facts)
    return see_other(request, "screens", done="unnamed")


async def test(request: Request) -> Response:
    """Send somebody a message to see that it arrives; not so often that it could be used for anything else."""
    staff = await staff_of(request, "office")
    form = await form_of(request, NonceForm)
    number = id_in_path(request, ContactUnknown, "contact")
    await request.app.state.throttle.take("channel_test", actor(staff))
    await request.app.state.db.write(_try_once, staff.office, form.nonce, number, now=now_of(request))
    return see_other(request, "screens", done="tested")


def _try_once(session: Session, office: Office, nonce: str, contact_id: int, *, now: datetime) -> None:
    """The same form sent twice sends one message."""

    def work(session: Session) -> Answered:
        alarm_contacts.try_contact(session, office, contact_id, now=now)
        return 200, {}

    done_once(session, office, f"alarm-test:{nonce}", (contact_id,), work=work, now=now)


@in_place(staff_at("office"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the page, and what was typed stays in the form."""
    return await rendered(request, staff, refusal, contact=await typed_in(request), told=told)


ROUTES: list[BaseRoute] = [
    Route("/office/screens/contacts", add, methods=["POST"], name="alarm_contacts"),
    Route("/office/screens/contacts/{contact:int}/removal", remove, methods=["POST"], name="alarm_contact_removal"),
    Route("/office/screens/contacts/{contact:int}/test", test, methods=["POST"], name="alarm_contact_test"),
]
