"""What a browser keeps of somebody who left for the provider."""

from datetime import timedelta

import pytest

from scheduler import keys
from scheduler.oidc.attempts import LASTS, Attempt, Purpose, opened
from tests.conftest import SECRET
from tests.scenes.factories import MORNING

ISSUER = "https://masuk.example"


@pytest.fixture(autouse=True)
def _ring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_ring", keys.Keyring([SECRET]))


def attempt(**facts: str) -> Attempt:
    return Attempt.new(Purpose.ENTER, ISSUER, now=MORNING, **facts)


def test_it_is_opened_as_it_was_sealed_for_ten_minutes() -> None:
    left = attempt(place="counter-2", next="/counter")
    last = MORNING + LASTS - timedelta(seconds=1)

    assert opened(left.sealed(), now=last) == left
    assert opened(left.sealed(), now=MORNING + LASTS) is None
    assert opened(left.sealed(), now=MORNING - timedelta(seconds=1)) is None, "of a clock that was set back"


def test_two_are_never_the_same() -> None:
    one, other = attempt(), attempt()

    drawn = {*(each for left in (one, other) for each in (left.state, left.nonce, left.verifier))}
    assert len(drawn) == 6
    assert one.tag != other.tag


def test_it_belongs_to_its_state_and_issuer_alone() -> None:
    left = attempt()

    assert left.belongs_to(left.state, ISSUER)
    assert not left.belongs_to(attempt().state, ISSUER)
    assert not left.belongs_to(left.state, "https://elsewhere.example")
    assert not left.belongs_to("é", ISSUER)


def test_what_another_secret_sealed_or_for_something_else_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, other = attempt().sealed(), keys.ring().seal("{}", "document.name")
    assert opened(other.hex(), now=MORNING) is None

    monkeypatch.setattr(keys, "_ring", keys.Keyring([SECRET[::-1]]))

    assert opened(kept, now=MORNING) is None
