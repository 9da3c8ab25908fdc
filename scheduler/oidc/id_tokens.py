"""Whether what a provider says of somebody is true, meant for us, for this sign-in, and now.

authlib and joserfc do the work; they are imported here alone, and only once somebody comes back from a provider.
"""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeGuard

from scheduler.domain.oidc import ProviderClock, ProviderFaulty

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA")
"""Signatures that only the provider can make: never `none`, and none by a secret that both sides have."""
LEEWAY = 60
"""Seconds by which the two clocks may differ."""
CLAIMS = frozenset({"iss", "sub", "aud", "exp", "iat", "nbf", "nonce", "azp", "amr", "acr", "auth_time", "at_hash"})
"""What is looked at, and may be named where it is wrong; nothing else that the far side wrote is."""
UNREADABLE = (ValueError, TypeError, KeyError)
"""What is raised besides by something that is none of what it should be."""
LONGEST_SUBJECT = 255
"""Letters of a subject at most, as OpenID Connect has it."""


class KeyNotKnown(Exception):
    """No key of the provider that we have made the signature: it may have a new one."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say. access_token: the one that came with it, which it may vouch for."""

    provider: str
    issuer: str
    client_id: str
    nonce: str
    access_token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Said:
    """Who it is, by the provider's own number or word, and how that was proven. proven_at: when; None: it did not say.
    methods: what `amr` and `acr` say.
    """

    subject: str = field(repr=False)
    methods: frozenset[str] = frozenset()
    proven_at: int | None = None


def read(token: str, keys: Mapping[str, Any], expected: Expected, *, now: datetime) -> Said:
    """What a token says. keys: the provider's, as it shows them.

    Raises KeyNotKnown; ProviderClock where it is over or not yet; ProviderFaulty where it is not to be believed.
    """
    header, claims = _signed(token, keys, expected)
    _hold(header, claims, expected, now)
    subject = claims["sub"]
    if not subject or len(subject) > LONGEST_SUBJECT:
        raise _faulty(expected, "sub")
    return Said(subject, _methods(claims), _moment(claims.get("auth_time")))


def _signed(token: str, keys: Mapping[str, Any], expected: Expected) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token that the provider has signed. Raises KeyNotKnown, ProviderFaulty."""
    from joserfc import errors, jwt  # noqa: PLC0415 - see above

    try:
        found = jwt.decode(token, _signing(keys), algorithms=list(ALGORITHMS))
    except (errors.InvalidKeyIdError, errors.MissingKeyError):
        raise KeyNotKnown from None
    except errors.BadSignatureError:
        raise _faulty(expected, "signature") from None
    except (errors.JoseError, *UNREADABLE):
        raise _faulty(expected, "id_token") from None
    return found.header, found.claims


def _hold(header: dict[str, Any], claims: dict[str, Any], expected: Expected, now: datetime) -> None:
    """Hold what is said to what must be said. Raises ProviderClock, ProviderFaulty."""
    from authlib.oidc.core.claims import CodeIDToken  # noqa: PLC0415 - see above
    from joserfc import errors  # noqa: PLC0415 - the same

    wanted = {"iss": expected.issuer, "aud": expected.client_id}
    held = CodeIDToken(
        claims,
        header,
        {name: {"essential": True, "value": value} for name, value in wanted.items()},
        {"nonce": expected.nonce, "client_id": expected.client_id, "access_token": expected.access_token},
    )
    try:
        held.validate(now=int(now.timestamp()), leeway=LEEWAY)
    except errors.ExpiredTokenError:
        raise ProviderClock(provider=expected.provider) from None
    except errors.ClaimError as fault:
        if fault.claim in ("iat", "nbf") and _is_number(claims.get(fault.claim)):
            raise ProviderClock(provider=expected.provider) from None
        raise _faulty(expected, fault.claim if fault.claim in CLAIMS else "id_token") from None
    except (errors.JoseError, *UNREADABLE):
        raise _faulty(expected, "id_token") from None


def _faulty(expected: Expected, why: str) -> ProviderFaulty:
    return ProviderFaulty(provider=expected.provider, why=why)


def _signing(keys: Mapping[str, Any]) -> "KeySet":
    """The keys that sign: public ones of a kind that `ALGORITHMS` has. A secret that stands among them is none, and
    neither is one that nobody here can read.
    """
    from joserfc.errors import JoseError  # noqa: PLC0415 - see above
    from joserfc.jwk import KeySet, import_key  # noqa: PLC0415 - the same

    listed, found = keys.get("keys"), []
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict) and each.get("kty") in ("RSA", "EC", "OKP") and each.get("use") != "enc":
            with contextlib.suppress(JoseError, ValueError, TypeError, KeyError):
                found.append(import_key(each))
    return KeySet(found)


def _methods(claims: Mapping[str, Any]) -> frozenset[str]:
    """The words of `amr`, and the one of `acr`."""
    said = [*(claims.get("amr") or ()), claims.get("acr")]
    return frozenset(each for each in said if isinstance(each, str) and each)


def _moment(value: object) -> int | None:
    return int(value) if _is_number(value) else None


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
