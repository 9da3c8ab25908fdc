"""What devices sign is looked at here, by py_webauthn: whether a key or a signature is for this office and challenge.

The library is loaded by who asks for it: it takes a third of a second, and most offices never do.
"""

import ipaddress
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from scheduler.db.models import Passkey
from scheduler.domain.refusals import N_, Refusal
from scheduler.domain.staff.refusals import PasskeyElsewhere, PasskeyRefused
from scheduler.flow.staff import SignedIn
from scheduler.flow.staff.passkeys import Made
from scheduler.runtime.config import Settings
from scheduler.web.shared.refusal_responses import headers_of, wording_of
from scheduler.web.shared.told import Told, sentence

if TYPE_CHECKING:
    from webauthn.helpers.structs import AuthenticatorSelectionCriteria

LONGEST = 20_000
"""Letters of what a browser sends of a key; most have one or two thousand."""
HERE = "localhost"
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What is raised by something that is none of what a browser sends, as JSON that is nested a thousand times."""
MILLISECONDS = 300_000
INSECURE = N_(
    "Alamat kantor ini ({address}) tidak memakai https. Peramban hanya mengizinkan kunci sandi lewat https; minta yang"
    " mengurus server memasangnya."
)
NUMBERED = N_(
    "Alamat kantor ini ({address}) berupa angka. Peramban hanya mengizinkan kunci sandi untuk nama domain; minta yang"
    " mengurus server memasangnya."
)


@dataclass(frozen=True, slots=True)
class Party:
    """For whom keys are made: the name of the domain, and the address at which browsers say that they are."""

    domain: str
    origin: str


def party_of(settings: Settings) -> Party:
    """Of the address under which the office is reached. Raises PasskeyElsewhere."""
    parts = urlsplit(settings.base_url)
    host = parts.hostname or ""
    if unfit(settings) is not None:
        raise PasskeyElsewhere
    port = f":{parts.port}" if parts.port and parts.port != {"http": 80, "https": 443}.get(parts.scheme) else ""
    return Party(host, f"{parts.scheme}://{host}{port}")


def unfit(settings: Settings) -> str | None:
    """Why browsers keep no passkeys for the office's address, in words; None where they do."""
    parts = urlsplit(settings.base_url)
    if _is_number(parts.hostname or ""):
        return NUMBERED
    return None if parts.scheme == "https" or parts.hostname == HERE else INSECURE


def options_to_add(party: Party, challenge: str, handle: bytes, staff: SignedIn, known: list[bytes]) -> str:
    """What a browser is asked for a new key, as JSON. known: keys that somebody has; a device makes no second one."""
    from webauthn import generate_registration_options, options_to_json  # noqa: PLC0415 - see above
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor  # noqa: PLC0415 - see above

    return options_to_json(
        generate_registration_options(
            rp_id=party.domain,
            rp_name=f"Giliran {staff.office.name}",
            user_name=staff.name,
            user_display_name=staff.name,
            user_id=handle,
            challenge=bytes.fromhex(challenge),
            timeout=MILLISECONDS,
            authenticator_selection=_selection(),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
        )
    )


def options_to_sign_in(party: Party, challenge: str) -> str:
    """What a browser is asked for a signature by any key it has for us, as JSON."""
    from webauthn import generate_authentication_options, options_to_json  # noqa: PLC0415 - see above
    from webauthn.helpers.structs import UserVerificationRequirement  # noqa: PLC0415 - see above

    return options_to_json(
        generate_authentication_options(
            rp_id=party.domain,
            challenge=bytes.fromhex(challenge),
            timeout=MILLISECONDS,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def made(party: Party, challenge: str, sent: str) -> Made:
    """A key that was made for a challenge by a device that made sure who is there. Raises PasskeyRefused."""
    from webauthn import verify_registration_response  # noqa: PLC0415 - see above
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415 - see above

    try:
        found = verify_registration_response(
            credential=sent,
            expected_challenge=bytes.fromhex(challenge),
            expected_rp_id=party.domain,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, *UNREADABLE) as fault:
        raise PasskeyRefused from fault
    return Made(found.credential_id, found.credential_public_key, found.sign_count)


def credential_of(sent: str) -> bytes:
    """By which key something was signed, as the browser says. Raises PasskeyRefused."""
    from webauthn import base64url_to_bytes  # noqa: PLC0415 - see above

    try:
        return base64url_to_bytes(json.loads(sent)["rawId"])
    except UNREADABLE as fault:
        raise PasskeyRefused from fault


def signed(party: Party, challenge: str, sent: str, kept: Passkey) -> int:
    """How often a key says it has signed, whose signature is right and of a device that made sure who is there.

    Raises PasskeyRefused.
    """
    from webauthn import verify_authentication_response  # noqa: PLC0415 - see above
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415 - see above

    try:
        found = verify_authentication_response(
            credential=sent,
            expected_challenge=bytes.fromhex(challenge),
            expected_rp_id=party.domain,
            expected_origin=party.origin,
            credential_public_key=kept.public_key,
            credential_current_sign_count=kept.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, *UNREADABLE) as fault:
        raise PasskeyRefused from fault
    return found.new_sign_count


async def refused_to_script(request: Request, refusal: Refusal, told: Told = sentence) -> Response:
    """A refusal for a script that asked for a challenge, which shows it beside its button."""
    said = {"code": refusal.code, "said": told(refusal, wording_of(request))}
    return JSONResponse(said, refusal.status, headers=headers_of(refusal))


def _selection() -> "AuthenticatorSelectionCriteria":
    """Keys that a device finds without a name, and by which it makes sure who is there."""
    from webauthn.helpers.structs import (  # noqa: PLC0415 - see above
        AuthenticatorSelectionCriteria,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    return AuthenticatorSelectionCriteria(
        resident_key=ResidentKeyRequirement.REQUIRED,
        require_resident_key=True,
        user_verification=UserVerificationRequirement.REQUIRED,
    )


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
