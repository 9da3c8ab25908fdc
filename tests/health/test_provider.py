"""Whether the provider by which staff sign in is reached, as the page of health says it."""

import pytest

from scheduler.health import provider as check
from scheduler.health.finding import Verdict
from tests.health.conftest import MakeAround
from tests.oidc.far_side import Provider, oidc_server, provider

__all__ = ["oidc_server", "provider"]


def test_it_works(around: MakeAround, provider: Provider) -> None:
    finding = check.reached(around(**provider.settings))

    assert (finding.verdict, finding.said("id")[0]) == (
        Verdict.GOOD,
        f"Masuk lewat Akun Kota: bekerja ({provider.issuer}).",
    )


@pytest.mark.parametrize(
    ("issuer", "verdict", "said"),
    [
        ("http://127.0.0.1:1/", Verdict.LOOK, "tidak terjangkau"),
        ("{issuer}/", Verdict.BROKEN, "tidak sesuai (issuer)"),
    ],
)
def test_what_is_wrong_is_said(
    around: MakeAround, provider: Provider, issuer: str, verdict: Verdict, said: str
) -> None:
    told = {**provider.settings, "oidc_issuer": issuer.format(issuer=provider.issuer)}

    finding = check.reached(around(**told))

    assert (finding.verdict, said in finding.said("id")[0]) == (verdict, True)


def test_secret_that_cannot_be_read_is_broken(around: MakeAround, provider: Provider) -> None:
    told = {**provider.settings, "oidc_client_secret": "", "oidc_client_secret_file": "/nowhere/secret"}

    assert check.reached(around(**told)).verdict is Verdict.BROKEN


def test_without_a_provider_nobody_is_asked(around: MakeAround) -> None:
    assert check.reached(around()).verdict is Verdict.GOOD
