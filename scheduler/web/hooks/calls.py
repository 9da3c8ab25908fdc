"""What every webhook has in common: whose account it is for, who may call, and how what it says is kept."""

import asyncio
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import Response

from scheduler.db.models import Office
from scheduler.domain.channels.refusals import ChannelUnknown
from scheduler.domain.refusals import Invalid, SignatureWrong, Unavailable
from scheduler.flow.channels.accounts import account_of
from scheduler.messages.channels.base import Heard, Told
from scheduler.messages.dialogue.hearing import take_in
from scheduler.web.shared.askers import asker_of
from scheduler.web.shared.staff.access import office_of_path

AT_ONCE = 50
"""Reports and lines of one write: Meta may send a thousand in a call, and on SQLite bookings wait for it."""
AGAIN = (1.0, 5.0, 20.0)
"""Seconds after which a report is heard again whose letter nobody knew: it can overtake the answer to its sending."""

log = structlog.get_logger()
_later: set[asyncio.Task[None]] = set()


async def account_called(request: Request, channel: str) -> tuple[Office, Mapping[str, str]]:
    """The office of the path and its account at a channel. Raises OfficeUnknown, ChannelUnknown."""
    office = await office_of_path(request)
    opened = await request.app.state.db.read(account_of, office.id, channel)
    if opened is None:
        raise ChannelUnknown
    return office, opened.account


def is_secret(given: str, wanted: str) -> bool:
    """Whether somebody knows a secret of the account; takes the same time for any. Nobody knows one that it has not."""
    return bool(wanted) & hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


async def count_wrong(request: Request, channel: str, office: Office) -> SignatureWrong:
    """A call that showed no right: the refusal to raise. Raises TooManyTries instead where there were many."""
    await request.app.state.throttle.take("hook", _who(request, channel, office))
    return SignatureWrong()


async def refuse_guessing(request: Request, channel: str, office: Office) -> None:
    """Raises TooManyTries: a secret in a path could be guessed, a signature could not."""
    await request.app.state.throttle.refuse("hook", _who(request, channel, office))


async def keep(request: Request, office: Office, channel: str, news: Sequence[Told | Heard]) -> Response:
    """Keep all news, then answer. Raises Unavailable, so that all is sent again: what was kept is known then."""
    state = request.app.state
    if news:
        unknown: list[Told] = []
        for first in range(0, len(news), AT_ONCE):
            some = news[first : first + AT_ONCE]
            unknown += await state.db.write(take_in, office.id, channel, some, now=state.clock())
        if unknown:
            _hear_later(state, office.id, channel, unknown)
    return Response(status_code=200)


def json_body(body: bytes) -> Any:
    """What a body says. Raises Invalid."""
    try:
        return json.loads(body or b"{}")
    except (ValueError, RecursionError):
        raise Invalid(errors={"body": "not JSON"}) from None


async def any_body(request: Request) -> Any:
    """A gateway's body, as JSON or as a form. Raises Invalid."""
    if request.headers.get("Content-Type", "").lower().startswith("application/json"):
        return json_body(await request.body())
    async with request.form() as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


def _who(request: Request, channel: str, office: Office) -> str:
    return f"{asker_of(request)} {channel} {office.id}"


def _hear_later(state: Any, office_id: int, channel: str, reports: Sequence[Told]) -> None:
    task = asyncio.create_task(_hear_again(state, office_id, channel, reports))
    _later.add(task)
    task.add_done_callback(_later.discard)


async def _hear_again(state: Any, office_id: int, channel: str, reports: Sequence[Told]) -> None:
    """A report whose letter stays unknown is not of ours: somebody else may write with the same account."""
    for seconds in AGAIN:
        await asyncio.sleep(seconds)
        try:
            reports = await state.db.write(take_in, office_id, channel, reports, now=state.clock())
        except Unavailable:
            log.warning("report_unkept", channel=channel, count=len(reports))
        if not reports:
            return
