"""What the address of a thought says, and a short word for what is played of it."""

from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import urlencode

from starlette.requests import Request

from scheduler.web.shared.forms import as_typed


def typed_in_address(request: Request) -> dict[str, str]:
    """What the address says and is not empty."""
    typed = as_typed(request.query_params)
    return {name: value.strip() for name, value in typed.items() if value.strip()}


def address_of(request: Request, route: str, said: Mapping[str, str]) -> str:
    """Where a page is that is asked for something."""
    path = request.url_for(route).path
    return f"{path}?{urlencode(said)}" if said else path


def key_of(thought: object) -> str:
    """The same for the same thought."""
    return sha256(repr(thought).encode()).hexdigest()


def is_number(text: str) -> bool:
    """Whether a text is a whole number that is not too long."""
    return text.isascii() and text.isdigit() and len(text) < 10
