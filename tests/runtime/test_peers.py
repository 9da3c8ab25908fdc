"""Whom a connection counts for: its address, or whoever a trusted proxy says; nobody for the proxy itself."""

from ipaddress import ip_network

import pytest

from scheduler.runtime.peers import asker_behind, peer_of

PROXIES = [ip_network("10.0.0.0/24")]


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2::77", "2001:db8:1:2::/64"),
        ("10.0.0.9", None),
        ("127.0.0.1", None),
        ("10.0.1.9", "10.0.1.9"),
        (None, None),
    ],
)
def test_connection_counts_for_its_address_but_for_who_speaks_for_others(host: str | None, counted: str | None) -> None:
    assert peer_of(host, PROXIES) == counted


@pytest.mark.parametrize(
    ("host", "told", "counted"),
    [
        ("10.0.0.9", ["203.0.113.7"], "203.0.113.7"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("10.0.0.9", [], None),
    ],
)
def test_request_counts_for_who_the_proxy_says(host: str, told: list[str], counted: str | None) -> None:
    assert asker_behind(host, told, PROXIES) == counted
