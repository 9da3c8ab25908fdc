"""Webhooks of gateways that sign nothing: a secret of the account stands in their address."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from scheduler.db.models import Office
from scheduler.messages.channels import fonnte, sms
from scheduler.web.hooks.calls import account_called, any_body, count_wrong, is_secret, keep, refuse_guessing


async def fonnte_called(request: Request) -> Response:
    """Keep a report, or what a citizen wrote. Raises SignatureWrong."""
    office, _ = await _known(request, "fonnte")
    news = fonnte.read_hook(await any_body(request), now=request.app.state.clock())
    return await keep(request, office, "fonnte", news)


async def sms_called(request: Request) -> Response:
    """Keep a delivery report. Raises SignatureWrong."""
    office, account = await _known(request, "sms")
    news = sms.read_hook(await any_body(request), account, now=request.app.state.clock())
    return await keep(request, office, "sms", news)


async def _known(request: Request, channel: str) -> tuple[Office, Mapping[str, str]]:
    office, account = await account_called(request, channel)
    await refuse_guessing(request, channel, office)
    if not is_secret(request.path_params["key"], account["hook_secret"]):
        raise await count_wrong(request, channel, office)
    return office, account
