"""The address of a sound: what the newest board calls, and nothing else."""

from dataclasses import replace
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from display.voice import routes
from scheduler.board.model import Board, Call, Entering, OfficeFace
from scheduler.board.screen import SoundFile
from tests.scenes.factories import NINE

CALL = "/display/tanjungpinang/voice/id/A-012/2/0"
BOARD = replace(
    Board.empty(OfficeFace("tanjungpinang", "Tanjungpinang", "Asia/Jakarta"), at=NINE, lobby_limit=4),
    calls=(Call(1, "A-012", 2, 1, NINE), Call(2, "B-003", 3, 0, NINE)),
    entering=(Entering("A-015", None), Entering("A-016", None, at_door=True)),
)


class Voice:
    """Says what it was asked; `gone` says nothing."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.gone = False

    async def say(
        self, office: str, ticket: str, *, counter: int | None, repeat: int, language: str
    ) -> SoundFile | None:
        self.asked.append((office, ticket, counter, repeat, language))
        return None if self.gone else SoundFile(b"sound", "audio/mpeg", "abc123")


@pytest.fixture
def voice() -> Voice:
    return Voice()


async def latest(office: str) -> Board | None:
    return BOARD if office == "tanjungpinang" else None


@pytest.fixture
def browser(voice: Voice) -> TestClient:
    return TestClient(Starlette(routes=routes(voice, latest)))


def test_call_on_the_board_is_heard(browser: TestClient, voice: Voice) -> None:
    answer = browser.get(CALL)

    assert (answer.status_code, answer.content) == (200, b"sound")
    assert answer.headers["content-type"] == "audio/mpeg"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["etag"] == '"abc123"'
    assert voice.asked == [("tanjungpinang", "A-012", 2, 0, "id")]


def test_browser_that_has_the_sound_is_not_sent_it_again(browser: TestClient) -> None:
    answer = browser.get(CALL, headers={"If-None-Match": 'W/"abc123"'})
    other = browser.get(CALL, headers={"If-None-Match": '"abc124"'})

    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == '"abc123"'
    assert other.status_code == 200


def test_head_tells_what_get_would_send(browser: TestClient) -> None:
    answer = browser.head(CALL)

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == "5"


@pytest.mark.parametrize("path", ["A-012/2/1", "B-003/3/0", "A-015/0/0", "test/0/0", "trial/0/0"])
def test_calls_repeats_and_who_comes_in_are_heard(browser: TestClient, path: str) -> None:
    assert browser.get(f"/display/tanjungpinang/voice/en/{path}").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("tanjungpinang/voice/id/A-099/2/0", id="not called"),
        pytest.param("tanjungpinang/voice/id/A-012/3/0", id="to another counter"),
        pytest.param("tanjungpinang/voice/id/A-012/2/2", id="not yet called so often"),
        pytest.param("tanjungpinang/voice/id/A-012/0/0", id="not called in"),
        pytest.param("tanjungpinang/voice/id/A-015/0/1", id="called in once alone"),
        pytest.param("tanjungpinang/voice/id/A-016/0/0", id="waits at the door"),
        pytest.param("tanjungpinang/voice/id/test/1/0", id="a test to a counter"),
        pytest.param("tanjungpinang/voice/id/trial/1/0", id="a test call to a counter"),
        pytest.param("tanjungpinang/voice/id/A-000/1/0", id="a test call by its number"),
        pytest.param("bintan/voice/id/A-012/2/0", id="another office"),
        pytest.param("tanjung%00pinang/voice/id/A-012/2/0", id="no office"),
        pytest.param("tanjungpinang/voice/id/A-012/x/0", id="no counter"),
    ],
)
def test_nothing_else_is_said(browser: TestClient, voice: Voice, path: str) -> None:
    assert browser.get(f"/display/{path}").status_code == 404
    assert voice.asked == []


def test_server_without_a_voice_answers_not_found(browser: TestClient, voice: Voice) -> None:
    voice.gone = True
    mute = TestClient(Starlette(routes=routes(None, latest)))

    assert browser.get(CALL).status_code == 404
    assert mute.get(CALL).status_code == 404
