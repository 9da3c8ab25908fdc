"""Which provider a server names, and what is refused in words."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from scheduler.oidc.settings import is_safe, provider_settings
from scheduler.runtime.config import Settings

NAMED = {"oidc_issuer": "https://masuk.example/realms/pegawai", "oidc_client_id": "giliran"}


def test_server_names_none_unless_told() -> None:
    assert provider_settings(Settings()) is None


def test_secret_may_stand_in_a_file_and_in_no_text_of_the_program(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("rahasia-sekali\n")

    settings = Settings(**NAMED, oidc_client_secret_file=str(file), base_url="https://antrean.example")
    told = provider_settings(settings)

    assert told is not None
    assert (told.client_secret, told.label, told.scopes) == ("rahasia-sekali", "masuk.example", "openid")
    assert told.callback == "https://antrean.example/login/oidc/callback"
    assert "rahasia" not in repr(told) + repr(Settings(**NAMED, oidc_client_secret="rahasia-sekali"))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({**NAMED}, "GILIRAN_OIDC_CLIENT_SECRET"),
        ({**NAMED, "oidc_client_secret": "x", "oidc_client_secret_file": "y"}, "one of"),
        ({"oidc_issuer": NAMED["oidc_issuer"], "oidc_client_secret": "x"}, "GILIRAN_OIDC_CLIENT_ID"),
        ({"oidc_issuer": "masuk.example"}, "whole name"),
        ({"oidc_issuer": "http://masuk.example"}, "whole name"),
        ({"oidc_scopes": "email"}, "openid"),
        ({"oidc_prompt": "consent"}, "login"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_in_words(told: dict[str, str], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Settings(**told)


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://masuk.example/auth?x=1", True),
        ("http://127.0.0.1:8080/auth", True),
        ("http://masuk.example/auth", False),
        ("https://user@masuk.example/auth", False),
        ("https:///auth", False),
        ("https://masuk.example:x/auth", False),
        ("javascript:alert(1)", False),
        ("https://masuk.example/a b", False),
        (None, False),
    ],
)
def test_provider_is_asked_by_tls_or_on_this_machine(address: object, safe: bool) -> None:
    assert is_safe(address) is safe
