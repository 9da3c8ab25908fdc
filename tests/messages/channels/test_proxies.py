"""By which proxy an address is asked, as the environment says; one that cannot be used is told of, and not used."""

from collections.abc import Callable

import pytest
from structlog.testing import capture_logs

from scheduler.messages.channels.proxies import Proxies, ProxyUnusable

GATEWAY = "https://gateway.example/sms"


@pytest.mark.parametrize(
    ("named", "proxy"),
    [
        ("10.0.0.1:3128", "http://10.0.0.1:3128"),
        ("proxy.example:3128", "http://proxy.example:3128"),
        ("siti:s3cret@proxy.example:3128", "http://siti:s3cret@proxy.example:3128"),
        ("http://proxy.example", "http://proxy.example"),
        ("https://proxy.example:8443/", "https://proxy.example:8443/"),
    ],
)
def test_proxy_may_be_named_without_its_scheme(through: Callable[..., None], named: str, proxy: str):
    through(https_proxy=named)

    with capture_logs() as lines:
        assert Proxies().of(GATEWAY) == proxy
    assert lines == []


@pytest.mark.parametrize(
    "named", ["socks5://siti:s3cret@10.0.0.1:1080", "socks5h://10.0.0.1", "http://", "http://10.0.0.1:x", "[::1"]
)
def test_proxy_that_cannot_be_used_is_told_once_without_its_secret(through: Callable[..., None], named: str):
    through(all_proxy=named)

    with capture_logs() as lines:
        proxies = Proxies()
        for url in (GATEWAY, "http://gateway.example/"):
            with pytest.raises(ProxyUnusable):
                proxies.of(url)

    assert [(line["event"], line["setting"]) for line in lines] == [("proxy_unusable", "all_proxy")]
    assert "s3cret" not in str(lines)


def test_proxy_for_all_counts_where_there_is_none_for_a_kind(through: Callable[..., None]):
    through(http_proxy="http://a.example:1", https_proxy="http://b.example:1", all_proxy="socks5://c.example:1")
    with capture_logs() as lines:
        both = Proxies()
    through(https_proxy="http://b.example:1", all_proxy="http://c.example:1")
    rest = Proxies()

    assert lines == []
    assert (both.of("http://a/"), both.of("https://a/")) == ("http://a.example:1", "http://b.example:1")
    assert (rest.of("HTTP://a/"), rest.of("https://a/")) == ("http://c.example:1", "http://b.example:1")


@pytest.mark.parametrize(
    ("excepted", "url", "is_asked_by_it"),
    [
        ("gateway.example", GATEWAY, False),
        ("gateway.example", "https://gateway.example:8443/", False),
        ("gateway.example:8443", "https://siti:s@gateway.example:8443/", False),
        ("gateway.example:8443", "https://gateway.example:9443/", True),
        ("gateway.example:8443", GATEWAY, True),
        (".example", GATEWAY, False),
        ("::1", "https://[::1]:8443/", False),
        ("[::1]", "https://[::1]:8443/", False),
        ("other.example", GATEWAY, True),
    ],
)
def test_what_is_excepted_is_read_at_each_question(
    through: Callable[..., None], monkeypatch: pytest.MonkeyPatch, excepted: str, url: str, is_asked_by_it: bool
):
    through(https_proxy="http://proxy.example:3128")
    proxies = Proxies()
    assert proxies.of(url) is not None

    monkeypatch.setenv("no_proxy", excepted)

    assert (proxies.of(url) is not None) == is_asked_by_it
    monkeypatch.delenv("no_proxy")
    assert proxies.of(url) is not None


def test_nothing_is_named(through: Callable[..., None]):
    through(http_proxy="", no_proxy="gateway.example")

    assert Proxies().of(GATEWAY) is None
