"""What is drawn by chance in a test is the same each time."""

import secrets

import pytest

from scheduler.domain.text import codes
from tests.plugins import drawn

SEEN: dict[str, list[bytes]] = {}


@pytest.fixture
def made() -> bytes:
    return codes.new_salt()


@pytest.mark.parametrize("time", [1, 2])
def test_what_is_drawn_tells_two_tests_apart(time: int, made: bytes) -> None:
    SEEN.setdefault("fixture", []).append(made)
    SEEN.setdefault("test", []).append(codes.new_salt())

    assert len({*SEEN["fixture"], *SEEN["test"]}) == 2 * len(SEEN["test"])


def test_same_name_draws_the_same(pytestconfig: pytest.Config) -> None:
    def draw() -> tuple[object, ...]:
        drawn.begin(pytestconfig, "a name")
        return codes.new_salt(), secrets.token_hex(4), secrets.randbelow(1000), secrets.choice("abc")

    assert draw() == draw()


def test_so_many_are_drawn_as_are_asked_for() -> None:
    assert [len(secrets.token_bytes(size)) for size in (None, 0, 5)] == [32, 0, 5]
