"""Whom the office names to be told when an alarm rings: on the page of alarms, by a supervisor or a manager."""

from datetime import datetime

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.screens import ContactUnknown
from scheduler.flow.core.replays import Answered
from scheduler.flow.screens import alarm_contacts
from scheduler.flow.screens.alarm_contacts import NewContact
from scheduler.web.office.alarms.place import leading
from scheduler.web.shared.forms import form_of, id_in_path
from scheduler.web.shared.staff.changing import changed
from scheduler.web.shared.staff.fields import Line, NonceForm
from scheduler.web.shared.staff.once import done_once
from scheduler.web.shared.staff.pages import actor, now_of, see_other


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
    staff = await leading(request)
    form = await form_of(request, ContactForm)
    facts = {"by": actor(staff), "now": now_of(request)}
    await changed(request, staff, Deed.CONTACT_CHANGED, alarm_contacts.add_contact, form.contact, **facts)
    return see_other(request, "settings_alarms", done="named")


async def remove(request: Request) -> Response:
    """Tell somebody no more."""
    staff = await leading(request)
    await form_of(request, NonceForm)
    facts = {"by": actor(staff), "now": now_of(request)}
    number = id_in_path(request, ContactUnknown, "contact")
    await changed(request, staff, Deed.CONTACT_CHANGED, alarm_contacts.remove_contact, number, **facts)
    return see_other(request, "settings_alarms", done="unnamed")


async def test(request: Request) -> Response:
    """Send somebody a message to see that it arrives; not so often that it could be used for anything else."""
    staff = await leading(request)
    form = await form_of(request, NonceForm)
    number = id_in_path(request, ContactUnknown, "contact")
    await request.app.state.throttle.take("channel_test", actor(staff))
    await request.app.state.db.write(_try_once, staff.office, form.nonce, number, now=now_of(request))
    return see_other(request, "settings_alarms", done="tested")


def _try_once(session: Session, office: Office, nonce: str, contact_id: int, *, now: datetime) -> None:
    """The same form sent twice sends one message."""

    def work(session: Session) -> Answered:
        alarm_contacts.try_contact(session, office, contact_id, now=now)
        return 200, {}

    done_once(session, office, f"alarm-test:{nonce}", (contact_id,), work=work, now=now)


ROUTES: list[BaseRoute] = [
    Route("/office/settings/alarms/contacts", add, methods=["POST"], name="alarm_contacts"),
    Route(
        "/office/settings/alarms/contacts/{contact:int}/removal", remove, methods=["POST"], name="alarm_contact_removal"
    ),
    Route("/office/settings/alarms/contacts/{contact:int}/test", test, methods=["POST"], name="alarm_contact_test"),
]
