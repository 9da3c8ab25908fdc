"""The far side, and this one as it knows it."""

from collections.abc import Callable
from typing import Any

import pytest

from scheduler.oidc.provider import Provider
from scheduler.oidc.settings import provider_settings
from scheduler.runtime.config import Settings
from tests.conftest import Stopwatch
from tests.oidc import far_side as oidc_provider
from tests.oidc.far_side import oidc_server, provider

__all__ = ["oidc_server", "provider"]


@pytest.fixture
def known(provider: oidc_provider.Provider, clock: Stopwatch) -> Callable[..., Provider]:
    """Makes the provider as a process here knows it; takes settings by their names."""

    def make(**told: Any) -> Provider:
        settings = provider_settings(Settings(base_url="http://testserver", **{**provider.settings, **told}))
        assert settings is not None
        return Provider(settings, clock)

    return make
