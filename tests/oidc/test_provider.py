"""The whole way to a provider and back, over HTTP, and all that may be wrong with what it says."""

import itertools
import math
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey
from werkzeug import Response

from scheduler.domain.oidc import AttemptOver, ProviderAway, ProviderClock, ProviderDenied, ProviderFaulty
from scheduler.oidc import provider as asking
from scheduler.oidc.attempts import Attempt, Purpose
from scheduler.oidc.id_tokens import Said
from scheduler.oidc.provider import Provider
from tests.conftest import Stopwatch
from tests.oidc import far_side as oidc_provider

FarSide = oidc_provider.Provider
Known = Callable[..., Provider]
STRANGE = ECKey.generate_key("P-256", {"kid": "first"})


def attempt_of(known: Provider, clock: Stopwatch) -> Attempt:
    return Attempt.new(Purpose.ENTER, known.told.issuer, now=clock())


async def back(known: Provider, far: FarSide, attempt: Attempt) -> dict[str, str]:
    """With what somebody comes back, who went there."""
    address = far.visit(await known.address_for(attempt))
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


async def proven(known: Provider, far: FarSide, clock: Stopwatch) -> Said:
    attempt = attempt_of(known, clock)
    return await known.proven(attempt, await back(known, far, attempt))


async def test_who_comes_back_is_known_by_the_providers_word(known: Known, provider: FarSide, clock: Stopwatch):
    said = await proven(known(), provider, clock)

    assert (said.subject, said.proven_at) == ("pegawai-1", int(clock().timestamp()))
    assert "pegawai-1" not in repr(said)


async def test_it_is_asked_for_no_name_and_to_ask_for_its_password(known: Known, provider: FarSide, clock: Stopwatch):
    address = await known().address_for(attempt_of(known(), clock))

    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert {name: asked[name] for name in ("scope", "prompt", "max_age", "code_challenge_method", "redirect_uri")} == {
        "scope": "openid",
        "prompt": "login",
        "max_age": "0",
        "code_challenge_method": "S256",
        "redirect_uri": "http://testserver/login/oidc/callback",
    }


async def test_what_it_says_of_itself_and_its_keys_is_believed_for_an_hour(
    known: Known, provider: FarSide, clock: Stopwatch
):
    here = known()
    for _ in range(2):
        await proven(here, provider, clock)
    first = list(provider.asked)
    clock.forward(minutes=61)

    await proven(here, provider, clock)

    about, keys = "/.well-known/openid-configuration", "/certs"
    assert [first.count(about), first.count(keys)] == [1, 1]
    assert [provider.asked.count(about), provider.asked.count(keys)] == [2, 2]


async def test_another_key_is_looked_for_once(known: Known, provider: FarSide, clock: Stopwatch):
    here = known()
    await proven(here, provider, clock)
    provider.rotate()
    clock.forward(seconds=30)

    assert (await proven(here, provider, clock)).subject == "pegawai-1"

    provider.faults.header = {"kid": "nobody has it"}
    with pytest.raises(ProviderFaulty) as refusal:
        await proven(here, provider, clock)
    assert refusal.value.facts["why"] == "kid"
    assert provider.asked.count("/certs") == 2, "keys that nobody has make it ask no more"


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"aud": "another"}, "aud"),
        ({"aud": ["another", "third"]}, "aud"),
        ({"aud": ["giliran", "another"]}, "azp"),
        ({"azp": "another"}, "azp"),
        ({"iss": "https://elsewhere.example"}, "iss"),
        ({"sub": None}, "sub"),
        ({"sub": "x" * 256}, "sub"),
        ({"sub": 7}, "sub"),
        ({"exp": None}, "exp"),
        ({"exp": "soon"}, "exp"),
        ({"exp": math.nan}, "exp"),
        ({"iat": None}, "iat"),
        ({"auth_time": None}, "auth_time"),
        ({"auth_time": 1}, "auth_time"),
        ({"at_hash": "another"}, "at_hash"),
    ],
    ids=str,
)
async def test_token_that_says_something_else_proves_nothing(
    known: Known, provider: FarSide, clock: Stopwatch, claims: dict[str, Any], why: str
):
    provider.faults.claims = claims

    with pytest.raises(ProviderFaulty) as refusal:
        await proven(known(), provider, clock)

    assert refusal.value.facts == {"provider": "Akun Kota", "why": why}


@pytest.mark.parametrize(("name", "seconds"), [("exp", -61), ("iat", 61), ("nbf", 61)])
async def test_clock_that_differs_by_more_than_a_minute_is_said(
    known: Known, provider: FarSide, clock: Stopwatch, name: str, seconds: int
):
    provider.faults.claims = {name: int(clock().timestamp()) + seconds}

    with pytest.raises(ProviderClock):
        await proven(known(), provider, clock)


@pytest.mark.parametrize(("name", "seconds"), [("exp", -59), ("iat", 59), ("nbf", 59)])
async def test_clocks_may_differ_by_a_minute(
    known: Known, provider: FarSide, clock: Stopwatch, name: str, seconds: int
):
    provider.faults.claims = {name: int(clock().timestamp()) + seconds}

    assert (await proven(known(), provider, clock)).subject == "pegawai-1"


@pytest.mark.parametrize(
    ("header", "key", "why"),
    [
        ({"alg": "none"}, None, "id_token"),
        ({"alg": "HS256"}, OctKey.import_key(oidc_provider.SECRET), "id_token"),
        ({}, STRANGE, "signature"),
        ({"alg": "RS256", "kid": "first"}, RSAKey.generate_key(2048), "kid"),
    ],
    ids=["none", "by-the-secret", "a-strangers-key", "another-kind"],
)
async def test_signature_that_is_not_the_providers(
    known: Known, provider: FarSide, clock: Stopwatch, header: dict[str, str], key: Any, why: str
):
    provider.faults.header, provider.faults.key = header, key

    with pytest.raises(ProviderFaulty) as refusal:
        await proven(known(), provider, clock)

    assert refusal.value.facts["why"] == why


async def test_public_key_is_no_secret_to_sign_by(known: Known, provider: FarSide, clock: Stopwatch):
    """What everybody can read, taken for a secret that both sides have, would let everybody sign."""
    public = provider.keys[0].as_pem(private=False)
    provider.faults.header, provider.faults.key = {"alg": "HS256"}, OctKey.import_key(public.replace(b"-----", b""))

    with pytest.raises(ProviderFaulty):
        await proven(known(), provider, clock)


async def test_code_holds_once_and_for_who_left_alone(known: Known, provider: FarSide, clock: Stopwatch):
    here, (mine, other) = known(), (attempt_of(known(), clock) for _ in range(2))
    answered = await back(here, provider, mine)
    stolen = await back(here, provider, other)

    await here.proven(mine, answered)

    for attempt, query in ((mine, answered), (mine, stolen)):
        with pytest.raises(AttemptOver):
            await here.proven(attempt, query)


@pytest.mark.parametrize("iss", ["https://elsewhere.example", ""])
async def test_who_is_sent_back_by_another_provider_is_refused(
    known: Known, provider: FarSide, clock: Stopwatch, iss: str
):
    here, attempt = known(), attempt_of(known(), clock)
    provider.names_itself = True
    answered = await back(here, provider, attempt)
    assert answered["iss"] == provider.issuer

    query = {**answered, "iss": iss} if iss else {name: answered[name] for name in ("code", "state")}
    with pytest.raises(ProviderFaulty) as refusal:
        await here.proven(attempt, query)

    assert refusal.value.facts["why"] == "iss"
    assert "/token" not in provider.asked


@pytest.mark.parametrize(
    ("error", "refusal", "why"),
    [
        ("access_denied", ProviderDenied, "access_denied"),
        ("temporarily_unavailable", ProviderAway, None),
        ("invalid_scope", ProviderFaulty, "invalid_scope"),
        ("<b>Budi</b>", ProviderFaulty, "error"),
    ],
)
async def test_provider_that_says_no_is_told_in_words(
    known: Known, provider: FarSide, clock: Stopwatch, error: str, refusal: type[Exception], why: str | None
):
    attempt = attempt_of(known(), clock)

    with pytest.raises(refusal) as said:
        await known().proven(attempt, {"state": attempt.state, "error": error})

    assert said.value.facts.get("why") == why  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/certs", "/token"])
@pytest.mark.parametrize(
    ("status", "body", "refusal"),
    [(503, "{}", ProviderAway), (404, "{}", ProviderFaulty), (200, "[]", ProviderFaulty), (200, "<p>", ProviderFaulty)],
)
async def test_answers_that_are_none(
    known: Known, provider: FarSide, clock: Stopwatch, path: str, status: int, body: str, refusal: type[Exception]
):
    provider.faults.answers[path] = lambda: Response(body, status)

    with pytest.raises(refusal):
        await proven(known(), provider, clock)


async def test_one_that_is_not_reached_is_away(known: Known, provider: FarSide, clock: Stopwatch):
    here = known(oidc_issuer="http://127.0.0.1:1/realms/pegawai")

    with pytest.raises(ProviderAway):
        await here.known()

    assert await here.way_out() is None


async def test_those_in_line_behind_one_who_was_not_answered_are_told_at_once(
    known: Known, provider: FarSide, clock: Stopwatch
):
    """Or the tenth of ten clerks, and whoever signs out meanwhile, waits ten times as long."""
    about = "/.well-known/openid-configuration"
    provider.faults.answers[about] = lambda: Response("", 503)
    here = known()
    for _ in range(3):
        with pytest.raises(ProviderAway):
            await here.known()
    asked = provider.asked.count(about)
    provider.faults.answers.clear()
    clock.forward(seconds=asking.MOMENT.total_seconds())

    await here.known()

    assert (asked, provider.asked.count(about)) == (1, 2)


async def test_one_that_is_silent_is_away_in_bounded_time(
    known: Known, provider: FarSide, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(asking, "PATIENCE", 0.01)
    provider.free.clear()

    with pytest.raises(ProviderAway):
        await known().known()


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("issuer", "http://127.0.0.1:1/", "issuer"),
        ("token_endpoint", "http://elsewhere.example/token", "token_endpoint"),
        ("authorization_endpoint", "javascript:alert(1)", "authorization_endpoint"),
        ("jwks_uri", None, "jwks_uri"),
    ],
)
async def test_one_that_says_of_itself_what_cannot_be(
    known: Known, provider: FarSide, monkeypatch: pytest.MonkeyPatch, name: str, value: str | None, why: str
):
    about = provider._about()
    monkeypatch.setattr(provider, "_about", lambda: {**about, name: value})

    with pytest.raises(ProviderFaulty) as refusal:
        await known().known()

    assert refusal.value.facts["why"] == why


async def test_secret_goes_in_the_form_where_it_is_wanted_there(
    known: Known, provider: FarSide, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch
):
    about = {**provider._about(), "token_endpoint_auth_methods_supported": ["client_secret_post"]}
    monkeypatch.setattr(provider, "_about", lambda: about)

    assert (await proven(known(), provider, clock)).subject == "pegawai-1"


async def test_wrong_secret_is_said_to_who_runs_the_server(known: Known, provider: FarSide, clock: Stopwatch):
    with pytest.raises(ProviderFaulty) as refusal:
        await proven(known(oidc_client_secret="another"), provider, clock)

    assert refusal.value.facts["why"] == "invalid_client"


async def test_where_no_password_is_asked_there_it_does_not_say_when_it_was(
    known: Known, provider: FarSide, clock: Stopwatch
):
    provider.faults.claims = {"auth_time": None}

    said = await proven(known(oidc_prompt="select_account"), provider, clock)

    assert said.proven_at is None


async def test_way_out_leads_back_to_the_sign_in(known: Known, provider: FarSide, clock: Stopwatch):
    way = await known().way_out()

    assert way is not None
    assert parse_qs(urlsplit(way).query) == {
        "client_id": ["giliran"],
        "post_logout_redirect_uri": ["http://testserver/login"],
    }
    provider.ends_sessions = False
    assert await known().way_out() is None


def test_methods_are_words_of_amr_and_acr() -> None:
    from scheduler.oidc.id_tokens import _methods  # noqa: PLC0415 - what stands behind the claims

    assert _methods({"amr": ["pwd", "otp", 7], "acr": "gold"}) == {"pwd", "otp", "gold"}
    assert list(itertools.chain(_methods({}))) == []
