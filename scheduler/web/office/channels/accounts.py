"""The office's account at one channel: given, tried out, dropped."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from scheduler.db.models import Office
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.channels.accounts import ACCOUNTS
from scheduler.domain.channels.refusals import AccountFaulty, ChannelUnknown
from scheduler.domain.refusals import Invalid, Refusal
from scheduler.flow.channels import accounts
from scheduler.flow.staff import SignedIn
from scheduler.messages.channels import KINDS
from scheduler.messages.sending import trial
from scheduler.translations import translations
from scheduler.web.office.channels import words as said
from scheduler.web.office.channels.forms import AccountForm, TrialForm
from scheduler.web.office.channels.steps import drop
from scheduler.web.office.channels.view import Account, account_page
from scheduler.web.shared.forms import form_of
from scheduler.web.shared.pages import language_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.changing import changed
from scheduler.web.shared.staff.fields import NonceForm
from scheduler.web.shared.staff.pages import actor, now_of, see_other, staff_page

HOOKS: Mapping[str, tuple[str, str]] = {
    "whatsapp": ("whatsapp_hook", ""),
    "fonnte": ("fonnte_hook", "hook_secret"),
    "sms": ("sms_hook", "hook_secret"),
}
"""By channel the route that its far side calls, and the entry of the account that stands at the address's end."""
KEY = "KEY"


async def one(request: Request) -> Response:
    """One channel's account. `?outcome=` and `?code=` are what came of a test."""
    return await _one(request, await staff_of(request, "manage"))


async def set_account(request: Request) -> Response:
    """Give or change an account; secrets that are left empty stay."""
    staff = await staff_of(request, "manage")
    form = await form_of(request, AccountForm)
    channel = channel_of(request)
    facts = {"per_minute": form.per_minute, "by": actor(staff), "now": now_of(request)}
    typed = await _typed(request, channel)
    await changed(request, staff, Deed.CHANNEL_CHANGED, accounts.set_account, channel, typed, about=channel, **facts)
    return _see(request, channel, done="account")


async def drop_account(request: Request) -> Response:
    """Forget an account; its channel leaves the ladder."""
    staff = await staff_of(request, "manage")
    await form_of(request, NonceForm)
    channel = channel_of(request)
    await changed(request, staff, Deed.CHANNEL_CHANGED, drop, channel, about=channel)
    return see_other(request, "channels", done="removed")


async def test_account(request: Request) -> Response:
    """Send a test message to the address that was typed; not so often that it could be used for anything else."""
    staff = await staff_of(request, "manage")
    form = await form_of(request, TrialForm)
    channel, state = channel_of(request), request.app.state
    to = trial.address_of(channel, form.to)
    await state.throttle.take("channel_test", actor(staff))
    found = await state.db.read(accounts.account_of, staff.office.id, channel)
    if found is None:
        raise Invalid(errors={"channel": "no_account"})
    letter = trial.letter_for(staff.office, to, translations(language_of(request)).gettext)
    receipt = await trial.try_out(
        channel, found.account, letter, database=state.db, clock=state.clock, settings=state.settings
    )
    return _see(request, channel, outcome=receipt.outcome, code=receipt.code or "")


async def refused_account(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the account that was to be changed, with what was typed."""
    return await _one(request, staff, refusal)


def channel_of(request: Request) -> str:
    """The channel of the address. Raises ChannelUnknown."""
    name: str = request.path_params["channel"]
    if name not in KINDS:
        raise ChannelUnknown
    return name


async def _typed(request: Request, channel: str) -> dict[str, str]:
    """What was typed into the entries, empty ones too: what is emptied is gone."""
    form = await request.form()
    return {entry.name: str(form.get(entry.name, "")).replace("\r\n", "\n") for entry in ACCOUNTS[channel]}


async def _one(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    channel = channel_of(request)
    found = await request.app.state.db.read(account_page, staff.office.id, channel)
    faults = refusal.errors if isinstance(refusal, AccountFaulty) else {}
    is_typed = request.method == "POST" and request.url.path.endswith(f"/{channel}")
    typed = await _typed(request, channel) if is_typed else {}
    values = {**found.values, **{name: value for name, value in typed.items() if name not in _secrets(found)}}
    return rendered(
        request,
        "office/channels/channel.html",
        staff,
        refusal,
        page=found,
        values=values,
        faults=faults,
        fault_of=said.fault_of,
        tested=said.tested_of(request.query_params),
        hook=hook_address(request, staff.office, channel),
        fastest=accounts.MOST_PER_MINUTE,
    )


def _secrets(account: Account) -> set[str]:
    return {entry.name for entry in account.entries if entry.secret}


def hook_address(request: Request, office: Office, channel: str) -> str:
    """Where the far side reports to, and passes on what citizens write; empty where it does not.

    A secret at its end is shown by its place alone.
    """
    if channel not in HOOKS:
        return ""
    name, secret = HOOKS[channel]
    base_url, key = request.app.state.settings.base_url, {"key": KEY} if secret else {}
    path = str(request.app.url_path_for(name, office=office.code, **key))
    return f"{base_url}{path.removesuffix(KEY)}{{{secret}}}" if secret else f"{base_url}{path}"


def _see(request: Request, channel: str, **query: str) -> Response:
    answer = see_other(request, "channels")
    answer.headers["Location"] = f"{request.url_for('channel', channel=channel).path}?{urlencode(query)}"
    return answer


def rendered(request: Request, template: str, staff: SignedIn, refusal: Refusal | None, **context: Any) -> Response:
    return staff_page(
        request,
        staff,
        template,
        refusal,
        told=said.told,
        done=said.DONE.get(request.query_params.get("done", "")),
        **context,
    )
