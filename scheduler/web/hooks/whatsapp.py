"""Meta's webhook: it asks once whether the address is ours, then calls with reports and with what citizens write."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from scheduler.messages.channels.whatsapp.cloud import read_hook, signature_ok
from scheduler.web.hooks.calls import account_called, count_wrong, is_secret, json_body, keep

CHANNEL = "whatsapp"
LONGEST = 200
"""Letters of a challenge that are said back."""


async def whatsapp_asked(request: Request) -> Response:
    """Say the challenge back to whoever knows the account's verify token. Raises SignatureWrong."""
    office, account = await account_called(request, CHANNEL)
    asked = request.query_params
    is_right = is_secret(asked.get("hub.verify_token", ""), account["verify_token"])
    if asked.get("hub.mode") != "subscribe" or not is_right:
        raise await count_wrong(request, CHANNEL, office)
    return PlainTextResponse(asked.get("hub.challenge", "")[:LONGEST])


async def whatsapp_called(request: Request) -> Response:
    """Keep what Meta tells. The signature is checked before anything is read out of the body. Raises SignatureWrong."""
    office, account = await account_called(request, CHANNEL)
    body = await request.body()
    if not signature_ok(account["app_secret"], body, request.headers.get("X-Hub-Signature-256")):
        raise await count_wrong(request, CHANNEL, office)
    now = request.app.state.clock()
    news = read_hook(json_body(body), phone_number_id=account["phone_number_id"], now=now)
    return await keep(request, office, CHANNEL, news)
