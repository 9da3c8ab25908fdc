"""A browser that comes from another site changes nothing, whoever is signed in, by whatever route and method."""

from itertools import product

import pytest

from tests.web.sweep.asking import NOBODY, Sweep
from tests.web.sweep.ids import address, unknown
from tests.web.sweep.sending import sent

FOREIGN = ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"})
SIGNED = ("supervisor", "kiosk", NOBODY)
PAIRS = [
    pytest.param(list(zip(SIGNED, FOREIGN, strict=True)), id="each once"),
    pytest.param(
        list(product(SIGNED, FOREIGN)), id="each with each", marks=pytest.mark.deep("three times as many questions")
    ),
]
"""Who asks, and what the browser says of where that comes from."""


@pytest.mark.timeout(240)
@pytest.mark.parametrize("pairs", PAIRS)
def test_change_from_another_site_is_refused(sweep: Sweep, pairs: list[tuple[str, dict[str, str]]]) -> None:
    faults: list[str] = []
    for way in sweep.ways:
        if not way.changes or unknown(way):
            continue
        path, facts = address(way, sweep.own), sent(way, sweep.own)
        for role, headers in pairs:
            told = {**facts.get("headers", {}), **headers}
            got = sweep.ask(role, way.method, path, from_our_pages=False, **{**facts, "headers": told})
            if got.status_code != 403 or not says_why(got) or sweep.changed():
                faults.append(f"{way} from {headers}, {role}: {got.status_code}{' and a change' * sweep.changed()}")
            sweep.put_back()

    assert not faults, "\n".join(faults)


def test_change_from_another_site_with_a_token_is_a_machines(sweep: Sweep) -> None:
    """No browser sends a token by itself, so whoever has one may say where it comes from."""
    path = f"/api/v1/offices/{sweep.own['office']}/lobby/opening"

    got = sweep.ask("token for desk", "POST", path, from_our_pages=False, headers=FOREIGN[0])

    assert got.status_code == 200


def says_why(got: object) -> bool:
    return "cross_origin" in got.text or "dari situs lain" in got.text  # type: ignore[attr-defined]
