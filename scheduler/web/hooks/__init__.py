"""What channels call: webhooks of WhatsApp and of gateways, one address an office and channel.

They are answered with a status and nothing else: 200 once all is kept, whether it came before or not. A refusal is a
problem (RFC 9457). What is called is named to no log but by its route: a path may hold a secret.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.refusals import Refusal
from scheduler.web.hooks.gateways import fonnte_called, sms_called
from scheduler.web.hooks.whatsapp import whatsapp_asked, whatsapp_called
from scheduler.web.shared.refusal_responses import office_of_request, problem

ROUTES: list[BaseRoute] = [
    Route("/hooks/whatsapp/{office}", whatsapp_asked, name="whatsapp_hook"),
    Route("/hooks/whatsapp/{office}", whatsapp_called, methods=["POST"], name="whatsapp_hook_called"),
    Route("/hooks/fonnte/{office}/{key}", fonnte_called, methods=["POST"], name="fonnte_hook"),
    Route("/hooks/sms/{office}/{key}", sms_called, methods=["POST"], name="sms_hook"),
]

LARGE_BODIES = {"/hooks/whatsapp/": 3 * 1024 * 1024}
"""Below this path: Meta sends up to a thousand reports in one call."""


async def refused(request: Request, refusal: Refusal) -> Response:
    """A refusal is a problem, since machines call."""
    return problem(refusal, office_of_request(request))
