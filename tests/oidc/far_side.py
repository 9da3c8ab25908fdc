"""A small provider of OpenID Connect on this machine: authlib's own server side, over HTTP, with faults on wish.

It holds the client to the protocol by itself: the address to come back to, the secret, the code once, PKCE.
"""

import base64
import http.client
import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlsplit

import pytest
from authlib.common.security import generate_token
from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Payload, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

CLIENT, SECRET = "giliran", "rahasia/dan+panjang"
CALLBACK = "http://testserver/login/oidc/callback"
SIGNED_OUT = "http://testserver/login"


@dataclass
class Faults:
    """What is wrong with the next answers. claims: instead of the right ones (None: left out); key: what signs
    instead; header: of the token, instead; answers: by path, instead of the right answer.
    """

    claims: dict[str, Any] = field(default_factory=dict)
    key: Any = None
    header: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Callable[[], Response]] = field(default_factory=dict)
    error: str = ""


@dataclass
class Code:
    """What stands behind a code that was given out."""

    redirect_uri: str
    nonce: str
    code_challenge: str
    code_challenge_method: str
    auth_time: int
    user: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return "openid"

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return self.auth_time

    def get_acr(self) -> str | None:
        return None

    def get_amr(self) -> list[str] | None:
        return None


class Client(ClientMixin):
    """The one client that is known."""

    client_id = CLIENT
    client_metadata: ClassVar[dict[str, Any]] = {}

    def get_client_id(self) -> str:
        return CLIENT

    def get_default_redirect_uri(self) -> str:
        return CALLBACK

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == CALLBACK

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        return method in ("client_secret_basic", "client_secret_post")

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


class Payload(OAuth2Payload):
    def __init__(self, request: Request) -> None:
        self._request = request

    @property
    def data(self) -> Any:
        return self._request.values

    @cached_property
    def datalist(self) -> dict[str, list[str]]:
        return {name: self._request.values.getlist(name) for name in self._request.values}


class Asked(OAuth2Request):
    def __init__(self, request: Request) -> None:
        super().__init__(request.method, request.url, headers=request.headers)
        self._request, self.payload = request, Payload(request)

    @property
    def args(self) -> Any:
        return self._request.args

    @property
    def form(self) -> Any:
        return self._request.form


class Authority(AuthorizationServer):
    """authlib's server, without a framework."""

    def query_client(self, client_id: str) -> Client | None:
        return Client() if client_id == CLIENT else None

    def save_token(self, token: Any, request: Any) -> None:
        """Nothing is asked with the token."""

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""

    def create_oauth2_request(self, request: Request) -> Asked:
        return Asked(request)

    def handle_response(self, status: int, body: Any, headers: Any) -> Response:
        return Response(json.dumps(body) if isinstance(body, dict) else body, status, headers)


@dataclass
class Provider:
    """user: who is signed in there. clock: what it takes for the time. asked: paths, in their order."""

    server: HTTPServer
    clock: Callable[[], datetime]
    user: str = "pegawai-1"
    faults: Faults = field(default_factory=Faults)
    asked: list[str] = field(default_factory=list)
    ends_sessions: bool = True
    names_itself: bool = False
    free: threading.Event = field(default_factory=threading.Event)
    """While it is not set, nothing is answered."""

    def __post_init__(self) -> None:
        self.free.set()
        self.keys = [ECKey.generate_key("P-256", {"kid": "first", "alg": "ES256", "use": "sig"})]
        self.codes: dict[str, Code] = {}
        self.authority = self._made()
        self.server.expect_request(re.compile(r".*")).respond_with_handler(self._answer)

    @property
    def issuer(self) -> str:
        return self.server.url_for("/realms/pegawai")

    @property
    def settings(self) -> dict[str, str]:
        """What the server is told of it."""
        return {
            "oidc_issuer": self.issuer,
            "oidc_client_id": CLIENT,
            "oidc_client_secret": SECRET,
            "oidc_label": "Akun Kota",
        }

    def rotate(self) -> None:
        """Another key signs from now on."""
        self.keys.insert(0, ECKey.generate_key("P-256", {"kid": f"key-{len(self.keys)}", "alg": "ES256"}))

    def visit(self, address: str) -> str:
        """Somebody's browser goes there, and signs in; where they are sent back to."""
        parts = urlsplit(address)
        line = http.client.HTTPConnection(str(parts.hostname), parts.port)
        line.request("GET", f"{parts.path}?{parts.query}")
        answer = line.getresponse()
        back = answer.headers["Location"]
        line.close()
        assert back, (answer.status, address)
        return back

    def _answer(self, request: Request) -> Response:
        self.free.wait()
        path = request.path.removeprefix("/realms/pegawai")
        self.asked.append(path)
        if path in self.faults.answers:
            return self.faults.answers[path]()
        if path == "/.well-known/openid-configuration":
            return _json(self._about())
        if path == "/certs":
            return _json(KeySet(self.keys).as_dict())
        if path == "/token":
            answer: Response = self.authority.create_token_response(request)
            return answer
        if path == "/auth":
            return self._authorized(request)
        return Response("", 302, {"Location": request.args["post_logout_redirect_uri"]})

    def _authorized(self, request: Request) -> Response:
        grant = self.authority.get_consent_grant(request, self.user)
        user = None if self.faults.error == "access_denied" else self.user
        if self.faults.error and user is not None:
            back = f"{CALLBACK}?error={self.faults.error}&state={request.args['state']}"
            return Response("", 302, {"Location": back})
        answer: Response = self.authority.create_authorization_response(request, grant_user=user, grant=grant)
        if self.names_itself:
            answer.headers["Location"] += f"&iss={self.issuer}"
        return answer

    def _about(self) -> dict[str, Any]:
        at = self.issuer
        return {
            "issuer": at,
            "authorization_endpoint": f"{at}/auth",
            "token_endpoint": f"{at}/token",
            "jwks_uri": f"{at}/certs",
            "authorization_response_iss_parameter_supported": self.names_itself,
            **({"end_session_endpoint": f"{at}/logout"} if self.ends_sessions else {}),
        }

    def _made(self) -> Authority:
        provider = self

        class Grant(AuthorizationCodeGrant):
            TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]  # noqa: RUF012 - authlib's own

            def save_authorization_code(self, code: str, request: Asked) -> None:
                asked, now = request.args, int(provider.clock().timestamp())
                pkce = asked["code_challenge"], asked["code_challenge_method"]
                kept = Code(asked["redirect_uri"], asked["nonce"], *pkce, auth_time=now, user=provider.user)
                provider.codes[code] = kept

            def query_authorization_code(self, code: str, client: Client) -> Code | None:
                return provider.codes.get(code)

            def delete_authorization_code(self, authorization_code: Code) -> None:
                provider.codes = {name: each for name, each in provider.codes.items() if each is not authorization_code}

            def authenticate_user(self, authorization_code: Code) -> str:
                return authorization_code.user

        class Tokens(OpenIDCode):
            def exists_nonce(self, nonce: str, request: Asked) -> bool:
                return any(each.nonce == nonce for each in provider.codes.values())

            def encode_id_token(self, token: dict[str, Any], request: Asked) -> str:
                return provider.signed(request.authorization_code)

        authority = Authority()
        authority.register_grant(Grant, [CodeChallenge(required=True), Tokens(require_nonce=True)])
        authority.register_token_generator("default", BearerTokenGenerator(lambda **_: generate_token(42)))
        return authority

    def signed(self, code: Code) -> str:
        """What it says of somebody, as far as no fault says otherwise."""
        now, key = int(self.clock().timestamp()), self.faults.key or self.keys[0]
        claims = {
            "iss": self.issuer,
            "sub": code.user,
            "aud": CLIENT,
            "exp": now + 300,
            "iat": now,
            "nonce": code.nonce,
            "auth_time": code.auth_time,
            **self.faults.claims,
        }
        header = {"alg": "ES256", "kid": self.keys[0].kid, **self.faults.header}
        said = {name: value for name, value in claims.items() if value is not None}
        if header["alg"] == "none":
            parts = (json.dumps(each).encode() for each in (header, said))
            return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."
        return jwt.encode(header, said, key, [header["alg"]])


def _json(said: Any) -> Response:
    return Response(json.dumps(said), 200, {"Content-Type": "application/json"})


@pytest.fixture(scope="session")
def oidc_server() -> Iterator[HTTPServer]:
    """One for all tests: to stop one takes half a second."""
    with HTTPServer(host="127.0.0.1", threaded=True) as server:
        yield server


@pytest.fixture
def provider(oidc_server: HTTPServer, clock: Callable[[], datetime]) -> Iterator[Provider]:
    """The provider, without faults, by the clock of the test."""
    oidc_server.clear()
    found = Provider(oidc_server, clock)
    yield found
    found.free.set()
