"""With scripts and without, in both languages: of each pair one is in the gate, for a test that is."""

import pytest

SCRIPTED = pytest.mark.parametrize(
    "scripts", [pytest.param(True, id="scripts", marks=pytest.mark.gate), pytest.param(False, id="no scripts")]
)
PLAIN = pytest.mark.parametrize(
    "scripts", [pytest.param(True, id="scripts"), pytest.param(False, id="no scripts", marks=pytest.mark.gate)]
)
INDONESIAN = pytest.mark.parametrize("language", [pytest.param("id", marks=pytest.mark.gate), "en"])
