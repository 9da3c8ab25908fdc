"""What the system lets a process open, and how many connections that leaves room for."""

import resource
from types import SimpleNamespace

import pytest

from scheduler.main import connections_of
from scheduler.runtime import descriptors
from scheduler.runtime.config import Settings

Limits = list[tuple[int, int]]


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> Limits:
    """The limits of a process of no one's: the last of them holds."""
    kept: Limits = [(1_024, 4_096)]
    monkeypatch.setattr(resource, "getrlimit", lambda _what: kept[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda _what, now: kept.append(now))
    return kept


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((1_024, 4_096), (4_096, 4_096)),
        ((1_024, 524_288), (30_256, 524_288)),
        ((1_024, resource.RLIM_INFINITY), (30_256, resource.RLIM_INFINITY)),
        ((65_536, 65_536), (65_536, 65_536)),
        ((resource.RLIM_INFINITY, resource.RLIM_INFINITY), (resource.RLIM_INFINITY, resource.RLIM_INFINITY)),
    ],
)
def test_as_much_as_is_needed_and_the_system_gives(
    limits: Limits, before: tuple[int, int], after: tuple[int, int]
) -> None:
    limits.append(before)

    descriptors.raise_limit(20_000)

    assert limits[-1] == after


@pytest.mark.parametrize(
    ("soft", "most"), [(1_024, 512), (4_096, 2_560), (30_256, 20_000), (resource.RLIM_INFINITY, 20_000), (100, 1)]
)
def test_connections_leave_descriptors_for_everything_else(limits: Limits, soft: int, most: int) -> None:
    limits.append((soft, resource.RLIM_INFINITY))

    assert descriptors.connections_within(20_000, 1_500) == (most, min(1_500, max(1, most // 2)))


@pytest.mark.parametrize(("soft", "first"), [(1_024, 768), (resource.RLIM_INFINITY, float("inf"))])
def test_last_descriptors_are_kept_for_everything_else(limits: Limits, soft: int, first: float) -> None:
    limits.append((soft, resource.RLIM_INFINITY))

    assert descriptors.first_kept() == first


def test_one_address_never_has_more_than_half_of_all(limits: Limits) -> None:
    few = connections_of(Settings())
    limits.append((65_536, 65_536))
    many = connections_of(Settings())

    assert [(each.most, each.each) for each in (few, many)] == [(512, 256), (20_000, 1_500)]


def test_system_without_such_a_number_has_what_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(descriptors, "sys", SimpleNamespace(platform="win32"))

    descriptors.raise_limit(20_000)
    assert descriptors.connections_within(20_000, 1_500) == (20_000, 1_500)
    assert descriptors.first_kept() == float("inf")
