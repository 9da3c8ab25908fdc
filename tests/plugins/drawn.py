"""What the program draws by chance (codes, marks, nonces) is the same in a test each time, whatever their order.

Of codes of sixteen letters one in two thousand holds "KTP", and a nonce may hold the four digits that no page may show:
a test that looks for these failed once in hundreds of runs, and not again in the order of that run. A test and each
fixture draw from a beginning of their own; a deep run takes another one each time, told by its seed.
"""

import secrets
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

DRAWN = Random()


def pytest_configure(config: pytest.Config) -> None:
    """From here on all that is drawn comes from `DRAWN`; the rest of `secrets` is made of these three."""
    config.stash[SEED] = str(config.getoption("randomly_seed", "")) if config.getoption("--deep") else ""
    secrets.token_bytes = lambda size=None: DRAWN.randbytes(32 if size is None else size)
    secrets.randbelow = DRAWN.randrange
    secrets.choice = DRAWN.choice


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: Any, request: pytest.FixtureRequest) -> None:
    """A fixture draws the same whatever was made before it."""
    begin(request.config, request.node.nodeid, fixturedef.argname)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """And so does the test itself."""
    begin(item.config, item.nodeid)
    return (yield)


def begin(config: pytest.Config, *about: str) -> None:
    """Draw from the beginning of something that has a name."""
    DRAWN.seed(" ".join([config.stash[SEED], *about]))


SEED = pytest.StashKey[str]()
