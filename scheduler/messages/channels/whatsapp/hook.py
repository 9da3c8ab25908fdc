"""What Meta calls us with: what became of a message, and what a citizen wrote."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from scheduler.domain.text.phones import from_digits
from scheduler.messages.channels import loose
from scheduler.messages.channels.base import Heard, Told
from scheduler.messages.channels.whatsapp.faults import code_at

STATES: Mapping[str, Literal["accepted", "delivered", "read", "failed"]] = {
    "sent": "accepted",
    "delivered": "delivered",
    "read": "read",
    "failed": "failed",
}
NOBODY_WROTE = ("system", "ephemeral", "request_welcome")
"""Kinds that WhatsApp itself makes: a number was changed, a chat was opened."""

FETCHED = ("image", "document")
"""Kinds of which a picture can be made; voices, videos and stickers stay where they are."""
LONGEST_ID = 255


def signature_ok(secret: str, body: bytes, header: str | None) -> bool:
    """Whether a body was signed with the app's secret. header: X-Hub-Signature-256. Takes the same time for any."""
    scheme, _, given = (header or "").partition("=")
    made = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return bool(secret) & (scheme == "sha256") & hmac.compare_digest(made.encode(), given.lower().encode())


def read_hook(body: Any, *, phone_number_id: str | None = None, now: datetime | None = None) -> list[Told | Heard]:
    """All that a call tells, in its order; what is not understood is passed over.

    phone_number_id: only what is about this number. now: when the call came, for what tells no time.
    """
    came = now or datetime.now(UTC)
    found: list[Told | Heard] = []
    for entry in loose.each(body, "entry"):
        for change in loose.each(entry, "changes"):
            if phone_number_id in (None, loose.text(change, "value", "metadata", "phone_number_id")):
                found += [*_told(change, came), *_heard(change, came)]
    return found


def _told(change: Mapping[str, Any], came: datetime) -> Iterator[Told]:
    for status in loose.each(change, "value", "statuses"):
        state = STATES.get(loose.text(status, "status"))
        external_id = loose.text(status, "id", most=255)
        if state and external_id:
            code = code_at(status, "errors", 0, "code") if state == "failed" else None
            yield Told(external_id, state, loose.moment(status, "timestamp", otherwise=came), code)


def _heard(change: Mapping[str, Any], came: datetime) -> Iterator[Heard]:
    for message in loose.each(change, "value", "messages"):
        phone = from_digits(loose.text(message, "from"))
        external_id = loose.text(message, "id", most=255)
        given = loose.text(message, "type", most=40)
        if phone and external_id and given not in NOBODY_WROTE:
            kind, words = _words(message, given)
            at = loose.moment(message, "timestamp", otherwise=came)
            yield Heard(external_id, phone, words, at, kind, media=_media(message, given))


def _media(message: Mapping[str, Any], given: str) -> str | None:
    """The id of a picture or a file, to be fetched by it."""
    if given not in FETCHED:
        return None
    return loose.text(message, given, "id", most=LONGEST_ID) or None


def _words(message: Mapping[str, Any], given: str) -> tuple[str, str]:
    """Kind and words: of a button what stands on it, of a picture its caption."""
    if given == "text":
        return "text", loose.text(message, "text", "body")
    if given == "button":
        return "button", loose.text(message, "button", "text")
    if given == "interactive":
        chosen = loose.text(message, "interactive", "type")
        return "button", loose.text(message, "interactive", chosen, "title")
    if given == "reaction":
        return "reaction", loose.text(message, "reaction", "emoji")
    return given or "unsupported", loose.text(message, given, "caption")
