"""Under which address a request is counted, and what of it is written down."""

from ipaddress import ip_network

import pytest

from scheduler.domain.addresses import NOBODY, asker, shortened

PROXY = ip_network("127.0.0.1")
TWO = (PROXY, ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


@pytest.mark.parametrize(
    ("peer", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        (None, NOBODY),
        ("", NOBODY),
        ("testclient", NOBODY),
    ],
)
def test_address_is_no_finer_than_what_one_subscriber_has(peer, counted):
    assert asker(peer, [], []) == counted


@pytest.mark.parametrize("told", [["198.51.100.1"], ["198.51.100.1, 198.51.100.2"], ["", "127.0.0.1"]])
def test_nobody_is_believed_who_is_not_trusted(told):
    assert asker("127.0.0.1", told, []) == "127.0.0.1"
    assert asker("203.0.113.7", told, TWO) == "203.0.113.7"


@pytest.mark.parametrize(
    ("told", "counted"),
    [
        ([], "127.0.0.1"),
        (["198.51.100.1"], "198.51.100.1"),
        (["made up, 203.0.113.9, 198.51.100.1"], "198.51.100.1"),
        (["203.0.113.9", "198.51.100.1"], "198.51.100.1"),
        (["203.0.113.9, 198.51.100.1, 10.0.0.5"], "198.51.100.1"),
        (["203.0.113.9, 198.51.100.1, 10.0.0.5, ::ffff:10.0.0.6"], "198.51.100.1"),
        (["10.0.0.7, 10.0.0.5"], "10.0.0.7"),
        (["2001:db8:1:2::9, fd00::1"], "2001:db8:1:2::/64"),
        (["198.51.100.1:49152"], "198.51.100.1"),
        (["[2001:db8:1:2::9]:49152"], "2001:db8:1:2::/64"),
        (["198.51.100.1, unknown"], "127.0.0.1"),
        (["198.51.100.1, unknown, 10.0.0.5"], "10.0.0.5"),
        ([""], "127.0.0.1"),
        (["198.51.100.1,"], "127.0.0.1"),
    ],
)
def test_first_hop_from_the_right_that_is_not_trusted_asks(told, counted):
    assert asker("127.0.0.1", told, TWO) == counted


def test_trusted_proxy_is_known_in_the_clothes_of_ipv6():
    assert asker("::ffff:127.0.0.1", ["198.51.100.1"], [PROXY]) == "198.51.100.1"


@pytest.mark.parametrize(
    ("counted", "kept"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("fe80::/64", "fe80::/48"),
        ("-", "-"),
        ("", "-"),
    ],
)
def test_network_of_an_address_is_written_down(counted: str, kept: str) -> None:
    assert shortened(counted) == kept
