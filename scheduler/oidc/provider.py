"""The provider as it is asked: about itself, for its keys, and who came with a code. Nothing that it gives is kept but
what it says of itself.
"""

import asyncio
import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from scheduler.domain.oidc import AttemptOver, ProviderAway, ProviderDenied, ProviderFaulty
from scheduler.messages.channels.base import Receipt
from scheduler.messages.channels.client import Client
from scheduler.messages.channels.exchange import Answer, ask
from scheduler.oidc.attempts import Attempt
from scheduler.oidc.id_tokens import LEEWAY, Expected, KeyNotKnown, Said, read
from scheduler.oidc.settings import ProviderSettings, is_safe

KNOWN_FOR = timedelta(hours=1)
"""How long it is believed what the provider says of itself and its keys; a key that is not among them is looked for
anew, but not more often than AGAIN.
"""
AGAIN = timedelta(seconds=20)
PATIENCE = 8.0
"""Seconds for one answer of the provider."""
MOMENT = timedelta(seconds=5)
"""How long it is believed that the provider does not answer: those who wait in line behind one who was told so are told
too, and do not each wait as long again.
"""
WORD = re.compile(r"[a-z][a-z0-9_.-]{0,39}", re.ASCII)
"""A word of the protocol, which may be shown; anything else that the far side wrote may not."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a provider says of itself. leave: where people say there that they go; None: it has no such place.
    names_itself: it says who it is when it sends people back. by_form: it wants our secret in the form.
    """

    enter: str
    token: str
    keys: str
    leave: str | None
    names_itself: bool
    by_form: bool


class Provider:
    """One provider, as this process knows it."""

    def __init__(self, told: ProviderSettings, clock: Callable[[], datetime]) -> None:
        self.told, self._clock = told, clock
        self._known: tuple[datetime, Known] | None = None
        self._keys: tuple[datetime, Mapping[str, Any]] | None = None
        self._away: datetime | None = None
        self._asking = asyncio.Lock()

    @property
    def label(self) -> str:
        """What people call it."""
        return self.told.label

    async def known(self) -> Known:
        """What it says of itself. Raises ProviderAway, ProviderFaulty."""
        async with self._asking:
            if self._known is None or not self._is_fresh(self._known[0]):
                self._known = self._clock(), self._read(await self._got_in_line(_about(self.told.issuer)))
            return self._known[1]

    async def address_for(self, attempt: Attempt) -> str:
        """Where somebody goes to prove who they are. Raises ProviderAway, ProviderFaulty."""
        from authlib.oauth2.rfc7636 import create_s256_code_challenge  # noqa: PLC0415 - who signs in that way alone

        known = await self.known()
        asked = {
            "response_type": "code",
            "client_id": self.told.client_id,
            "redirect_uri": self.told.callback,
            "scope": self.told.scopes,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": create_s256_code_challenge(attempt.verifier),
            "code_challenge_method": "S256",
            **({"prompt": self.told.prompt} if self.told.prompt != "none" else {}),
            **({"max_age": "0"} if self.told.prompt == "login" else {}),
        }
        return _with_query(known.enter, asked)

    async def proven(self, attempt: Attempt, answered: Mapping[str, str]) -> Said:
        """Who came back. answered: the query with which they did.

        Raises ProviderDenied, AttemptOver, ProviderAway, ProviderFaulty, ProviderClock.
        """
        known = await self.known()
        named = answered.get("iss")
        if (named is not None or known.names_itself) and named != self.told.issuer:
            raise self._faulty("iss")
        if "error" in answered:
            raise self._refused(answered["error"])
        if not answered.get("code"):
            raise AttemptOver
        given = await self._given(known, attempt, answered["code"])
        said = await self._read_token(known, attempt, given)
        if self.told.prompt == "login" and (said.proven_at is None or said.proven_at < attempt.begun - LEEWAY):
            raise self._faulty("auth_time")
        return said

    async def way_out(self) -> str | None:
        """Where whoever signs out here signs out there; None where it has no such place, or is not reached."""
        try:
            known = await self.known()
        except (ProviderAway, ProviderFaulty):
            return None
        if known.leave is None:
            return None
        back = {"client_id": self.told.client_id, "post_logout_redirect_uri": self.told.signed_out}
        return _with_query(known.leave, back)

    async def _given(self, known: Known, attempt: Attempt, code: str) -> Mapping[str, Any]:
        """What the provider gives for a code. Raises AttemptOver, ProviderAway, ProviderFaulty."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.told.callback,
            "code_verifier": attempt.verifier,
        }
        who, secret = self.told.client_id, self.told.client_secret
        pair = base64.b64encode(f"{quote(who, safe='')}:{quote(secret, safe='')}".encode()).decode()
        if known.by_form:
            form |= {"client_id": who, "client_secret": secret}
        headers = {"Accept": "application/json", **({} if known.by_form else {"Authorization": f"Basic {pair}"})}
        answer = await self._asked("POST", known.token, data=form, headers=headers)
        found = answer.json if isinstance(answer.json, dict) else {}
        if answer.is_good:
            return found
        if found.get("error") == "invalid_grant":  # the code was used before, or it is too old
            raise AttemptOver
        raise self._faulty(_word(found.get("error")) or f"http_{answer.status}")

    async def _read_token(self, known: Known, attempt: Attempt, given: Mapping[str, Any]) -> Said:
        token, access = given.get("id_token"), given.get("access_token")
        if not isinstance(token, str):
            raise self._faulty("id_token")
        expected = Expected(
            self.label,
            self.told.issuer,
            self.told.client_id,
            attempt.nonce,
            access if isinstance(access, str) else None,
        )
        now = self._clock()
        try:
            return read(token, await self._keys_now(known), expected, now=now)
        except KeyNotKnown:
            if not self._may_look_again():
                raise self._faulty("kid") from None
        try:
            return read(token, await self._keys_now(known, anew=True), expected, now=now)
        except KeyNotKnown:
            raise self._faulty("kid") from None

    async def _keys_now(self, known: Known, *, anew: bool = False) -> Mapping[str, Any]:
        async with self._asking:
            if anew or self._keys is None or not self._is_fresh(self._keys[0]):
                self._keys = self._clock(), await self._got_in_line(known.keys)
            return self._keys[1]

    def _may_look_again(self) -> bool:
        """Whether the keys were not looked at just now: whoever signs with what key they like makes us ask no more."""
        return self._keys is None or self._clock() - self._keys[0] >= AGAIN

    def _is_fresh(self, since: datetime) -> bool:
        return self._clock() - since < KNOWN_FOR

    async def _got_in_line(self, address: str) -> Mapping[str, Any]:
        """As `_got`, for one after the other. Raises ProviderAway at once where the one before was told so just now."""
        if self._away is not None and timedelta() <= self._clock() - self._away < MOMENT:
            raise ProviderAway(provider=self.label)
        try:
            return await self._got(address)
        except ProviderAway:
            self._away = self._clock()
            raise

    async def _got(self, address: str) -> Mapping[str, Any]:
        """What an address of the provider says. Raises ProviderAway, ProviderFaulty."""
        answer = await self._asked("GET", address, headers={"Accept": "application/json"})
        if not answer.is_good:
            raise self._faulty(f"http_{answer.status}")
        if not isinstance(answer.json, dict):
            raise self._faulty("json")
        return answer.json

    async def _asked(self, method: str, address: str, **facts: Any) -> Answer:
        """An answer, good or not, in bounded time. Raises ProviderAway where there is none, or it cannot now."""
        try:
            async with asyncio.timeout(PATIENCE), Client(most=1) as http:
                answer = await ask(http, method, address, **facts)
        except TimeoutError:
            raise ProviderAway(provider=self.label) from None
        if isinstance(answer, Receipt) or answer.status >= 500 or answer.status == 429:
            raise ProviderAway(provider=self.label)
        return answer

    def _read(self, said: Mapping[str, Any]) -> Known:
        """What a provider says of itself, as far as it is needed. Raises ProviderFaulty."""
        if said.get("issuer") != self.told.issuer:
            raise self._faulty("issuer")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not is_safe(said.get(name)):
                raise self._faulty(name)
        leave, methods = said.get("end_session_endpoint"), said.get("token_endpoint_auth_methods_supported")
        listed = methods if isinstance(methods, list) else ["client_secret_basic"]
        return Known(
            said["authorization_endpoint"],
            said["token_endpoint"],
            said["jwks_uri"],
            leave if is_safe(leave) else None,
            said.get("authorization_response_iss_parameter_supported") is True,
            "client_secret_post" in listed and "client_secret_basic" not in listed,
        )

    def _refused(self, error: str) -> ProviderDenied | ProviderAway | ProviderFaulty:
        if error in ("temporarily_unavailable", "server_error"):
            return ProviderAway(provider=self.label)
        if error in ("access_denied", "login_required", "interaction_required", "consent_required"):
            return ProviderDenied(provider=self.label, why=error)
        return self._faulty(_word(error) or "error")

    def _faulty(self, why: str) -> ProviderFaulty:
        return ProviderFaulty(provider=self.label, why=why)


def _about(issuer: str) -> str:
    return issuer.rstrip("/") + "/.well-known/openid-configuration"


def _word(said: object) -> str:
    return said if isinstance(said, str) and WORD.fullmatch(said) else ""


def _with_query(address: str, query: Mapping[str, str]) -> str:
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(query)}"
