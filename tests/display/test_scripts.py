"""What screens do by themselves, without a browser: when they cover what they show, and when they speak."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright._impl._driver import compute_driver_executable

from display.relay import HEARTBEAT

SCRIPTS = Path(__file__).parents[2] / "display" / "static"
BEAT = f"run({HEARTBEAT * 1000}); sends('beat');"
"""One heartbeat of the office, after the usual pause."""


def played(scenario: str, *scripts: str) -> Any:
    """What a scenario comes to, on a page with some of the screens' scripts (`page.js` says what it may use)."""
    node, _ = compute_driver_executable()
    page = Path(__file__).with_name("page.js")
    paths = [str(SCRIPTS / script) for script in scripts]
    done = subprocess.run([str(node), str(page), scenario, *paths], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_screen_is_not_covered_while_the_office_beats():
    beats = f"var covered = []; for (var i = 0; i < 40; i++) {{ {BEAT} covered.push(isCovered()); }} covered"

    assert played(beats, "live.js") == [False] * 40


def test_one_heartbeat_may_be_late_by_a_third():
    late = HEARTBEAT * 4 / 3 * 1000

    assert played(f"{BEAT} run({late - 200}); isCovered()", "live.js") is False


def test_screen_is_covered_once_a_heartbeat_and_a_third_were_missed():
    assert played(f"{BEAT} run(21000); isCovered()", "live.js") is True


def test_next_news_takes_the_cover_away():
    assert played(f"{BEAT} run(21000); sends('beat'); isCovered()", "live.js") is False


@pytest.mark.parametrize(
    ("day", "version", "is_taken"),
    [("2026-11-30", 6, False), ("2026-11-30", 7, True), ("2026-11-30", 8, True), ("2026-11-29", 9, False)],
    ids=["older", "same", "newer", "yesterday's"],
)
def test_older_board_is_never_shown(day, version, is_taken):
    assert played(f"sends(board('{day}', {version}))", "live.js") is is_taken


def test_heartbeats_do_not_make_true_what_an_older_board_denies():
    assert played(f"{BEAT} sends(board('2026-11-30', 6)); {BEAT} run(6000); isCovered()", "live.js") is True


def test_heartbeats_count_again_once_the_office_sends_a_newer_board():
    again = f"{BEAT} sends(board('2026-11-30', 6)); {BEAT} sends(board('2026-11-30', 8)); run(6000); isCovered()"

    assert played(again, "live.js") is False


def test_line_that_is_back_is_used_at_once():
    cut = "var old = line; old.close(); old.onclose({ code: 1006 });"

    assert played(f"{cut} says('online'); run(0); [asked.length, line !== old]", "live.js") == [1, True]


PAGE_ASKED = "function pages() { return asked.filter((each) => each.address === location.href); }"


def test_screen_asks_once_at_a_time_before_it_loads_itself():
    twice = f"{PAGE_ASKED} live.reload(); run(400); live.reload(); [pages().length, loads]"

    assert played(twice, "live.js") == [1, 0]


@pytest.mark.parametrize("status", [0, 503], ids=["nobody", "busy"])
def test_screen_that_got_no_page_asks_again(status):
    again = (
        f"{PAGE_ASKED} live.reload(); answers(pages()[0], {status}); live.reload(); "
        "answers(pages()[1], 200); [pages().length, loads]"
    )

    assert played(again, "live.js") == [2, 1]


def test_screen_that_loads_itself_does_not_begin_again():
    again = f"{PAGE_ASKED} live.reload(); answers(pages()[0], 200); live.reload(); [pages().length, loads]"

    assert played(again, "live.js") == [1, 1]


@pytest.mark.parametrize(
    ("minutes", "is_quiet"), [(9, False), (10, True), (24, True), (25, False)], ids=["before", "begins", "last", "over"]
)
def test_quiet_hours_go_by_the_offices_clock(minutes, is_quiet):
    spans = "2026-11-30T02:10:00Z/2026-11-30T02:25:00Z 2026-11-30T05:00:00Z/2026-11-30T05:10:00Z"

    assert played(f"run({minutes * 60_000}); officeClock.isIn('{spans}')", "clock.js") is is_quiet


ANNOUNCER = """
var sound = { loudness: function () {}, chime: function () { chimes += 1; return new Promise(function () {}); } };
var chimes = 0;
var quiet = true;
var holds = true;
var announcer = makeAnnouncer(
  function () { return holds; }, function () { return !quiet; }, function () { return 1; });
var call = { key: "c1", sentences: [] };
"""


def test_call_in_a_quiet_hour_is_spoken_after_it():
    scenario = (
        f"{ANNOUNCER} announcer.add(call); var before = chimes; quiet = false; announcer.next(); [before, chimes]"
    )

    assert played(scenario, "announcer.js") == [0, 1]


def test_test_of_the_sound_is_heard_in_a_quiet_hour():
    assert played(f"{ANNOUNCER} announcer.add(call); announcer.test([]); chimes", "announcer.js") == 1


def test_call_that_is_over_before_its_turn_is_dropped():
    scenario = f"{ANNOUNCER} announcer.add(call); holds = false; quiet = false; announcer.next(); chimes"

    assert played(scenario, "announcer.js") == 0


TRIAL = """
var place = { hidden: true }, calls = 0, spoken = 0, others = document.getElementById;
document.getElementById = (id) => (id === "trial" ? place : others(id));
document.querySelector = () => (calls ? {} : null);
document.addEventListener("sound:trial", () => { spoken += 1; });
function seconds() { return Math.floor(officeClock.now() / 1000); }
"""


def tried(scenario: str) -> Any:
    """What a scenario comes to on a screen that may be asked to show a test call."""
    return played(TRIAL + scenario, "clock.js", "trial.js")


def test_test_call_is_shown_for_a_while_and_spoken_once():
    shown = "says('trial:call', seconds()); var first = place.hidden; run(14900); var late = place.hidden; run(200);"

    assert tried(f"{shown} [first, late, place.hidden, spoken]") == [False, False, True, 1]


@pytest.mark.parametrize(("late", "is_shown"), [(19, True), (21, False), (3600, False)])
def test_screen_that_hears_late_of_a_test_call_does_not_show_it(late: int, is_shown: bool):
    assert tried(f"says('trial:call', seconds() - {late}); [!place.hidden, spoken > 0]") == [is_shown, is_shown]


def test_call_takes_a_test_call_away_at_once():
    assert tried("says('trial:call', seconds()); calls = 1; says('live:news'); place.hidden") is True


def test_beside_a_call_no_test_call_is_shown():
    assert tried("calls = 1; says('trial:call', seconds()); [place.hidden, spoken]") == [True, 0]
