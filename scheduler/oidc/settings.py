"""Which provider this server asks, as its settings say."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from scheduler.runtime.config import Settings

CALLBACK = "/login/oidc/callback"
"""Where the provider sends people back to; whoever runs it is told this address."""
HERE_ALONE = ("localhost", "127.0.0.1", "::1")
SIGNED_OUT = "/login"
"""Where it sends them once they have signed out there."""


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """issuer: its name, an address by which it is asked about itself. label: what people call it. prompt: what it is
    told to ask for, whoever is signed in there already. callback, signed_out: whole addresses here.
    second_factor: words of `amr` or `acr` by which it says that it asked for a second factor; none: it counts as one
    proof, whatever it says.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    label: str
    scopes: str
    prompt: str
    callback: str
    signed_out: str
    second_factor: frozenset[str] = frozenset()


def provider_settings(settings: Settings) -> ProviderSettings | None:
    """The provider of a server; None where it names none. Raises OSError where the file of its secret is not to be
    read.
    """
    if not settings.oidc_issuer:
        return None
    file = settings.oidc_client_secret_file
    return ProviderSettings(
        settings.oidc_issuer,
        settings.oidc_client_id,
        Path(file).read_text("utf-8").strip() if file else settings.oidc_client_secret,
        settings.oidc_label or str(urlsplit(settings.oidc_issuer).hostname),
        settings.oidc_scopes,
        settings.oidc_prompt,
        settings.base_url + CALLBACK,
        settings.base_url + SIGNED_OUT,
        frozenset(settings.oidc_second_factor.split()),
    )


def is_safe(address: object) -> bool:
    """Whether a provider may be asked there: by TLS, or on this machine itself."""
    if not isinstance(address, str) or not re.fullmatch(r"[!-~]{1,2000}", address):
        return False
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    is_here = parts.scheme == "http" and host in HERE_ALONE
    return bool(host) and (parts.scheme == "https" or is_here) and not parts.username
