"""The connections of a worker, and a letter to send."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import httpx2
import pytest

from scheduler.messages.channels import new_client
from scheduler.messages.channels.base import Letter

LETTER = Letter(key="ready:12:0", to="+6281234567890", text="Disdukcapil: KTP-el siap. https://giliran.example/i/7")


@pytest.fixture
async def http() -> AsyncIterator[httpx2.AsyncClient]:
    async with new_client() as client:
        yield client


@pytest.fixture
def letter() -> Callable[..., Letter]:
    """A letter to a phone: `letter(text="...")`."""

    def make(**facts: Any) -> Letter:
        return replace(LETTER, **facts)

    return make
