"""What is heard: calls one after another, in both languages, by the best voice there is, and not in a rest."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserType, Page, expect

from scheduler.board.model import Opening
from tests.browser.serving import LiveServer
from tests.browser.television import TV, Ghost, call_of, heard, listening_to, look, shown_live, spoken, until_heard
from tests.browser.waiting import until
from tests.browser.watching import Faults
from tests.scenes.factories import NINE

BROWSER_VOICE = """
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "id-ID" }],
  speak: (utterance) => setTimeout(() => utterance.onend(), 200),
  cancel: () => {},
} });
"""


def voice(n: int, language: str = "id", *, counter: int | None = None, repeat: int = 0) -> str:
    return f"{TV}/voice/{language}/A-{n:03}/{counter or n}/{repeat}"


def in_turn(events: list[str]) -> bool:
    """Whether each sound had ended before the next one started; the last one may go on."""
    pairs = zip(events[::2], events[1::2], strict=False)
    return all(start == f"start {end.removeprefix('end ')}" for start, end in pairs)


@pytest.fixture
def ghost(live_server: LiveServer, tv: Page) -> Ghost:
    made = Ghost(tv, language="both")
    shown_live(tv, f"{TV}?lang=both")
    listening_to(tv)
    return made


@pytest.mark.gate
def test_calls_are_spoken_one_after_another_in_both_languages(ghost: Ghost, tv: Page) -> None:
    spoken(tv)

    ghost.show([call_of(1), call_of(2)])
    ghost.show([call_of(1), call_of(2), call_of(3)])
    until_heard(tv, voice(3, "en"))

    events = heard(tv)
    assert in_turn(events)
    assert [event for event in events if event.startswith("start")] == [
        "start chime",
        f"start {voice(1)}",
        f"start {voice(1, 'en')}",
        "start chime",
        f"start {voice(2)}",
        f"start {voice(2, 'en')}",
        "start chime",
        f"start {voice(3)}",
        f"start {voice(3, 'en')}",
    ]


def test_a_call_that_is_over_while_its_chime_rings_is_not_spoken(ghost: Ghost, tv: Page) -> None:
    spoken(tv)
    made = [call_of(1), call_of(2)]

    ghost.show(made)
    until(tv, lambda: heard(tv) == ["start chime"])
    ghost.show(made, serving=("A-001",))
    until_heard(tv, voice(2, "en"))

    assert [event for event in heard(tv) if event.startswith("start")] == [
        "start chime",
        "start chime",
        f"start {voice(2)}",
        f"start {voice(2, 'en')}",
    ]


def test_a_number_that_has_come_is_not_spoken(ghost: Ghost, tv: Page) -> None:
    spoken(tv)
    made = [call_of(1), call_of(2), call_of(3)]

    ghost.show(made)
    ghost.show(made, serving=("A-002",))
    until_heard(tv, voice(3, "en"))

    assert f"start {voice(2)}" not in heard(tv)
    expect(tv.locator(".face[lang=id] .stage .call")).to_have_count(2)


def test_a_call_again_says_so_and_only_the_latest_words_are_spoken(ghost: Ghost, tv: Page) -> None:
    spoken(tv)

    ghost.show([call_of(1), call_of(2)])
    ghost.show([call_of(1), call_of(2, repeat=1)])
    until_heard(tv, voice(2, "en", repeat=1))

    assert f"start {voice(2)}" not in heard(tv)


def test_the_browser_speaks_where_the_office_has_no_voice(live_server: LiveServer, tv: Page) -> None:
    tv.add_init_script(BROWSER_VOICE)
    ghost = Ghost(tv)
    shown_live(tv)
    listening_to(tv)
    spoken(tv, found=False)

    ghost.show([call_of(1)])

    until_heard(tv, "id: Nomor antrean A-001, silakan ke loket 1")
    assert in_turn(heard(tv))


def test_a_voice_that_does_not_come_holds_nobody_up(ghost: Ghost, tv: Page) -> None:
    spoken(tv)
    tv.route(re.compile("/voice/.*/A-001/"), lambda route: None)  # never answered

    ghost.show([call_of(1), call_of(2)])
    until_heard(tv, voice(2, "en"))

    assert [event for event in heard(tv) if event.startswith("start")] == [
        "start chime",
        "start chime",
        f"start {voice(2)}",
        f"start {voice(2, 'en')}",
    ]


def test_the_volume_is_the_office_s(ghost: Ghost, tv: Page) -> None:
    spoken(tv)
    tv.evaluate(
        "window.louds = []; const { loudness } = sound; sound.loudness = (v) => { louds.push(v); loudness(v); }; null"
    )
    tv.evaluate("document.getElementById('orders').dataset.volume = '35'")

    ghost.show([call_of(1)])
    until_heard(tv, voice(1, "en"))

    assert tv.evaluate("louds") == [0.35]


# --- rests


@pytest.mark.gate
def test_calls_of_a_quiet_span_are_spoken_after_it(ghost: Ghost, tv: Page) -> None:
    spoken(tv)
    quiet = ((NINE - timedelta(minutes=1), NINE + timedelta(minutes=5)),)
    made = [call_of(1), call_of(2), call_of(3)]

    ghost.show(made, quiet=quiet)
    expect(tv.locator(".face[lang=id] .stage .call")).to_have_count(3)
    look(tv)
    assert heard(tv) == []

    ghost.show(made[1:], serving=("A-002",), quiet=quiet, at=NINE + timedelta(minutes=5))
    until_heard(tv, voice(3, "en"))
    assert [event for event in heard(tv) if event.startswith("start")] == [
        "start chime",
        f"start {voice(3)}",
        f"start {voice(3, 'en')}",
    ]


def test_a_break_is_silent(ghost: Ghost, tv: Page) -> None:
    spoken(tv)

    ghost.show([call_of(1)], open=Opening("break", until=NINE + timedelta(hours=1)))
    expect(tv.locator("#calls li")).to_have_count(1)
    look(tv)
    assert heard(tv) == []

    ghost.show([call_of(1)])
    until_heard(tv, voice(1, "en"))


# --- the first tap


@pytest.fixture
def strict_tv(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    browser_context_args: dict[str, Any],
    faults: Faults,
) -> Iterator[Page]:
    """A television whose browser gives no sound before a tap or a key."""
    args = [arg for arg in browser_type_launch_args["args"] if "autoplay" not in arg]
    strict = {**browser_type_launch_args, "args": [*args, "--autoplay-policy=document-user-activation-required"]}
    browser = browser_type.launch(**strict)
    context = browser.new_context(**browser_context_args, viewport={"width": 1920, "height": 1080})
    faults.watch(context)
    yield context.new_page()
    browser.close()


def test_sound_is_asked_for_once_and_says_what_it_can(live_server: LiveServer, strict_tv: Page) -> None:
    spoken(strict_tv)
    shown_live(strict_tv)
    button = strict_tv.locator("#start button")
    expect(button).to_be_visible()
    expect(button).to_be_focused()
    expect(strict_tv.locator("[data-part=office]")).to_have_text("siap")
    expect(strict_tv.locator("[data-part=browser]")).to_have_text("tidak ada")
    listening_to(strict_tv)

    strict_tv.keyboard.press("Enter")

    expect(strict_tv.locator("[data-part=chime]")).to_have_text("siap")
    until_heard(strict_tv, f"{TV}/voice/id/test/0/0")
    expect(button).to_be_hidden()
    expect(strict_tv.locator("#sound")).to_be_hidden()


def test_a_screen_that_nobody_touches_shows_its_numbers(
    live_server: LiveServer, strict_tv: Page, faults: Faults
) -> None:
    faults.allow(r"\[object Event\]")  # by its own clock the line is silent, and it may end one that is being made
    spoken(strict_tv)
    strict_tv.clock.install()
    shown_live(strict_tv)
    strict_tv.clock.run_for(1_000)
    expect(strict_tv.locator("#start")).to_be_visible()

    for _ in range(20):
        strict_tv.clock.run_for(1_000)

    expect(strict_tv.locator("#start")).to_be_hidden()
    expect(strict_tv.locator("#sound")).to_have_text("Aktifkan suara")
    strict_tv.locator("#sound").click()
    strict_tv.clock.run_for(5_000)
    expect(strict_tv.locator("#sound")).to_be_hidden()


def test_what_was_called_before_the_tap_is_spoken_after_it(live_server: LiveServer, strict_tv: Page) -> None:
    spoken(strict_tv)
    ghost = Ghost(strict_tv)
    shown_live(strict_tv)
    listening_to(strict_tv)
    expect(strict_tv.locator("#start")).to_be_visible()
    ghost.show([call_of(1)])
    expect(strict_tv.locator("#calls li")).to_have_count(1)

    strict_tv.locator("#start button").click()

    until_heard(strict_tv, voice(1))
    assert in_turn(heard(strict_tv))


def test_a_screen_that_may_sound_asks_for_nothing(live_server: LiveServer, tv: Page) -> None:
    tv.clock.install()
    shown_live(tv)

    tv.clock.run_for(2_000)

    expect(tv.locator("#start")).to_be_hidden()
    expect(tv.locator("#sound")).to_be_hidden()
