"""By which channels the office tells people, in which hours, of what it reminds them; and its accounts there."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.audit.deeds import Deed
from scheduler.domain.channels.refusals import ChannelUnknown
from scheduler.domain.refusals import Refusal
from scheduler.flow.channels import ladder
from scheduler.flow.channels.ladder import LONGEST_WAIT
from scheduler.flow.staff import SignedIn
from scheduler.web.office.channels import accounts
from scheduler.web.office.channels.accounts import channel_of, rendered
from scheduler.web.office.channels.forms import HoursForm, RemindersForm, RungForm
from scheduler.web.office.channels.steps import Change, added, change_ladder, moved, waiting, without
from scheduler.web.office.channels.view import channels_page
from scheduler.web.office.shared import message_words as words
from scheduler.web.shared.forms import form_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.changing import changed
from scheduler.web.shared.staff.pages import in_place, now_of, see_other, staff_at


async def page(request: Request) -> Response:
    """The office's settings. `?done=` is what was changed."""
    return await _all(request, await staff_of(request, "manage"))


async def add_rung(request: Request) -> Response:
    """One more channel, as the last of the ladder."""
    form = await form_of(request, RungForm)
    return await _change(request, form, added(form.channel, form.wait_minutes))


async def change_wait(request: Request) -> Response:
    """The channel has longer, or less long, to deliver."""
    form = await form_of(request, RungForm)
    return await _change(request, form, waiting(channel_of(request), form.wait_minutes))


async def move_rung(request: Request) -> Response:
    """The channel is tried earlier or later."""
    form = await form_of(request, RungForm)
    return await _change(request, form, moved(channel_of(request), form.by))


async def remove_rung(request: Request) -> Response:
    """The channel is not tried any more."""
    return await _change(request, await form_of(request, RungForm), without(channel_of(request)))


async def set_hours(request: Request) -> Response:
    """When messages go out, and to whom."""
    staff = await staff_of(request, "manage")
    form = await form_of(request, HoursForm)
    await changed(request, staff, Deed.LADDER_CHANGED, ladder.set_hours, form.hours)
    return see_other(request, "channels", done="hours")


async def set_reminders(request: Request) -> Response:
    """What people are reminded of."""
    staff = await staff_of(request, "manage")
    form = await form_of(request, RemindersForm)
    await changed(request, staff, Deed.LADDER_CHANGED, ladder.set_reminders, form.reminders)
    return see_other(request, "channels", done="reminders")


@in_place(staff_at("manage"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the settings, or above the account that was to be changed, with what was typed."""
    if "/accounts/" in request.url.path and not isinstance(refusal, ChannelUnknown):
        return await accounts.refused_account(request, staff, refusal)
    return await _all(request, staff, refusal)


async def _change(request: Request, form: RungForm, change: Change) -> Response:
    staff = await staff_of(request, "manage")
    asked = (request.url.path, form.channel, form.wait_minutes, form.by)
    facts = {"now": now_of(request)}
    await changed(request, staff, Deed.LADDER_CHANGED, change_ladder, form.nonce, asked, change, **facts)
    return see_other(request, "channels", done="ladder")


async def _all(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    found = await request.app.state.db.read(channels_page, staff.office.id, now=now_of(request))
    return rendered(
        request, "office/channels/page.html", staff, refusal, page=found, words=words, longest_wait=LONGEST_WAIT
    )


ROUTES: list[BaseRoute] = [
    Route("/office/messages/channels", page, name="channels"),
    Route("/office/messages/channels/rungs", add_rung, methods=["POST"], name="rungs"),
    Route("/office/messages/channels/rungs/{channel}/wait", change_wait, methods=["POST"], name="rung_wait"),
    Route("/office/messages/channels/rungs/{channel}/place", move_rung, methods=["POST"], name="rung_place"),
    Route("/office/messages/channels/rungs/{channel}/removal", remove_rung, methods=["POST"], name="rung_removal"),
    Route("/office/messages/channels/hours", set_hours, methods=["POST"], name="message_hours"),
    Route("/office/messages/channels/reminders", set_reminders, methods=["POST"], name="reminders"),
    Route("/office/messages/channels/accounts/{channel}", accounts.one, name="channel"),
    Route(
        "/office/messages/channels/accounts/{channel}", accounts.set_account, methods=["POST"], name="channel_account"
    ),
    Route(
        "/office/messages/channels/accounts/{channel}/test",
        accounts.test_account,
        methods=["POST"],
        name="channel_test",
    ),
    Route(
        "/office/messages/channels/accounts/{channel}/removal",
        accounts.drop_account,
        methods=["POST"],
        name="channel_removal",
    ),
]
