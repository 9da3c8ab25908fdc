"""A phone asks to be told of its turn while its page is closed, and takes that back."""

import base64
import re
from functools import partial
from typing import Annotated
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import AfterValidator, Field
from starlette.requests import Request
from starlette.responses import Response

from scheduler.domain.booking import PassUnknown
from scheduler.domain.refusals import Unknown
from scheduler.domain.screens import PushForeign
from scheduler.flow.screens import pushes
from scheduler.flow.screens.pushes import Browser
from scheduler.web.shared.forms import Form, body_of
from scheduler.web.shared.pages import language_of
from scheduler.web.shared.throttling import looked_up

LONGEST = 1000
BASE64URL = r"^[A-Za-z0-9_-]+=*$"
SECRET_BYTES = 16
HOST = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+")
"""What can be the name of a host: others stop the libraries that look them up."""


def _is_point(text: str) -> str:
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decoded(text))
    return text


def _is_secret(text: str) -> str:
    if len(_decoded(text)) != SECRET_BYTES:
        raise ValueError("not 16 bytes")
    return text


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))


class Keys(Form):
    p256dh: Annotated[str, Field(max_length=100, pattern=BASE64URL), AfterValidator(_is_point)]
    auth: Annotated[str, Field(max_length=30, pattern=BASE64URL), AfterValidator(_is_secret)]


class Address(Form):
    endpoint: str = Field(min_length=1, max_length=LONGEST)


class Subscription(Address):
    """What a browser's PushSubscription says of itself; its other fields are not needed."""

    keys: Keys


async def subscribe_phone(request: Request) -> Response:
    """Tell this browser of the turn. Raises Unknown where nothing is sent, PushForeign, PassUnknown, IllegalStep."""
    state = request.app.state
    if state.push_key is None:
        raise Unknown
    told = await body_of(request, Subscription)
    if not is_known_service(told.endpoint, state.settings.push_hosts):
        raise PushForeign
    browser = Browser(told.endpoint, told.keys.p256dh, told.keys.auth, language_of(request))
    return await _done(request, pushes.subscribe, browser)


async def unsubscribe_phone(request: Request) -> Response:
    """Tell this browser nothing more. Raises PassUnknown."""
    told = await body_of(request, Address)
    return await _done(request, pushes.unsubscribe, told.endpoint)


def is_known_service(endpoint: str, known: str) -> bool:
    """Whether notices may be sent to this address: whoever names it makes this server send a request there.

    known: endings of host names, reached by TLS at its own port; or whole origins, such as "http://127.0.0.1:9000".
    """
    try:
        parts = urlsplit(endpoint)
        host = parts.hostname or ""
    except ValueError:
        return False
    if "\\" in endpoint or not endpoint.isascii() or not endpoint.isprintable():
        return False
    is_plain = HOST.fullmatch(host) and parts.netloc.lower() in (host, f"{host}:443")
    for each in (name.strip() for name in known.split(",")):
        if "://" in each and f"{parts.scheme}://{parts.netloc}" == each:
            return True
        named = each and "://" not in each and (host == each or host.endswith(f".{each}"))
        if named and parts.scheme == "https" and is_plain:
            return True
    return False


async def _done(request: Request, step: object, value: object) -> Response:
    state = request.app.state
    work = partial(state.db.write, step, request.path_params["code"], value, now=state.clock())
    await looked_up(request, "code", work, failures=(PassUnknown,))
    return Response(status_code=204)
