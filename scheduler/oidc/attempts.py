"""Somebody who left for the provider from a browser, and comes back to the same one, once and soon.

What was drawn for it, and where it was to lead, is kept by that browser in a cookie that only this server can open:
any process can, and a stranger's question writes nothing.
"""

import base64
import binascii
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from cryptography.exceptions import InvalidTag

from scheduler import keys

LASTS = timedelta(minutes=10)
PLACE = "cookie.oidc"


class Purpose(StrEnum):
    """What for somebody proves who they are."""

    ENTER = "enter"
    LINK = "link"
    JOIN = "join"
    UNLOCK = "unlock"


@dataclass(frozen=True, slots=True)
class Attempt:
    """state: comes back with them. nonce: stands in what the provider says. verifier: shows that who asks with the code
    is who left. issuer: where they left for. facts: what the purpose needs, of those who asked.
    """

    purpose: Purpose
    issuer: str
    state: str
    nonce: str
    verifier: str
    begun: int
    facts: Mapping[str, str]

    @classmethod
    def new(cls, purpose: Purpose, issuer: str, *, now: datetime, **facts: str) -> Self:
        """One that begins now."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        return cls(purpose, issuer, state, nonce, verifier, int(now.timestamp()), facts)

    @property
    def tag(self) -> str:
        """A beginning of the state, by which a browser tells several of them apart."""
        return tag_of(self.state)

    def belongs_to(self, state: str, issuer: str) -> bool:
        """Whether who comes back with a state, from an issuer, is who left."""
        return hmac.compare_digest(self.state.encode(), state.encode()) and self.issuer == issuer

    def sealed(self) -> str:
        """As a cookie keeps it."""
        return base64.urlsafe_b64encode(keys.ring().seal(json.dumps(asdict(self)), PLACE)).decode().rstrip("=")


def tag_of(state: str) -> str:
    """By which a browser tells a state apart; anything that is none has one that no cookie has."""
    return state[:16]


def opened(cookie: str, *, now: datetime) -> Attempt | None:
    """The attempt that a cookie keeps; None where it is none of ours, or is over."""
    try:
        sealed = base64.urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4))
        found = json.loads(keys.ring().open(sealed, PLACE))
        kept = Attempt(**{**found, "purpose": Purpose(found["purpose"])})
    except (binascii.Error, ValueError, KeyError, TypeError, InvalidTag, keys.SealBroken):
        return None
    return kept if 0 <= now.timestamp() - kept.begun < LASTS.total_seconds() else None
