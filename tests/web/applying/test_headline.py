"""What stands above an application and what is said of it, by where it stands."""

from datetime import UTC, date, datetime
from typing import Any, Literal

import pytest

from scheduler.db.models import Application, Document
from scheduler.domain.door import Elsewhere
from scheduler.flow.blanks.print_blockers import PrintBlocker
from scheduler.web.citizen.applying.headline import HEADLINES, SENTENCES, said_of, state_of
from scheduler.web.citizen.applying.standing import Sent

AT = datetime(2026, 12, 1, 2, tzinfo=UTC)
DAY = date(2026, 12, 8)


def waits(what: Literal["blank", "printing", "turn"]) -> PrintBlocker:
    """What keeps a document from being printed."""
    return PrintBlocker(what)


def sent(stage: str, *, channel: str = "office", **facts: Any) -> Sent:
    """What became of an application whose document is at a stage."""
    nowhere: dict[str, Any] = {"expected": None, "invitation": None, "ticket": None}
    return Sent(Document(stage=stage, channel=channel), [], **nowhere | facts)


LEAVING = Elsewhere(place="branch", leaving=True)
STANDS = [
    ("received", "checking_open", sent("received")),
    ("received", "checking_until", sent("received", expected=DAY)),
    ("received", "late", sent("received", expected=DAY, is_late=True)),
    ("received", "checking", sent("received", expected=DAY, ahead=waits("blank"))),
    ("checked_again", "checked_again", sent("incomplete")),
    ("in_production", "in_production", sent("in_production")),
    ("in_production", "in_production_until", sent("in_production", expected=DAY)),
    ("in_production", "late", sent("in_production", expected=DAY, is_late=True)),
    ("in_production", "awaited", sent("in_production", awaited=waits("printing"))),
    ("in_production", "in_production", sent("waiting_for_blank")),
    ("blank", "awaited", sent("waiting_for_blank", awaited=waits("blank"))),
    ("printing", "awaited", sent("waiting_for_blank", awaited=waits("printing"))),
    ("turn", "awaited", sent("waiting_for_blank", awaited=waits("turn"))),
    ("leaving", "elsewhere", sent("ready", elsewhere=LEAVING)),
    ("ready", "elsewhere", sent("at_partner", elsewhere=Elsewhere(place="branch"))),
    ("finished", "collected", sent("collected")),
    ("returned", "returned", sent("returned")),
    ("returned", "returned", sent("returned", channel="self_print")),
    ("unanswered", "unanswered", sent("withdrawn", ended="unanswered")),
    ("reviewed", "reviewed", sent("withdrawn", is_reviewed=True)),
    ("withdrawn", "given_up_by_citizen", sent("withdrawn", ended="by_citizen")),
    ("withdrawn", "withdrawn_for_reason", sent("withdrawn", reason="datanya ganda")),
    ("withdrawn", "withdrawn", sent("withdrawn")),
    ("misplaced", "misplaced", sent("misplaced")),
    ("transferred", "transferred", sent("transferred")),
    ("comes_back", "comes_back", sent("transferred", comes_back=True)),
    ("self_print", "self_print", sent("ready", channel="self_print", invitation="7K4M")),
    ("self_print", "booked", sent("ready", channel="self_print", ticket="9QXT")),
    ("ready", "in_line", sent("ready")),
    ("ready", "ready", sent("ready", invitation="7K4M")),
    ("ready", "booked", sent("ready", invitation="7K4M", ticket="9QXT")),
]
RECORDED = [
    ("received", "checking", sent("received")),
    ("recording", "recording", sent("ready")),
    ("recording", "booked", sent("ready", ticket="9QXT")),
    ("finished", "recorded", sent("collected")),
]
SAID_ELSEWHERE = {"awaited", "elsewhere"}


@pytest.mark.parametrize(
    ("state", "said", "stands", "hands_over"), [(*row, True) for row in STANDS] + [(*row, False) for row in RECORDED]
)
def test_each_state_has_its_headline_and_its_sentence(state: str, said: str, stands: Sent, *, hands_over: bool) -> None:
    assert state_of(Application(), stands, asked_again=False, hands_over=hands_over) == state
    assert said_of(state, stands, hands_over=hands_over) == said
    assert state in HEADLINES
    assert said in SENTENCES.keys() | SAID_ELSEWHERE


def test_before_it_is_sent_it_is_a_draft_until_its_citizen_gives_it_up() -> None:
    assert state_of(Application(), None, asked_again=False, hands_over=True) == "draft"
    assert state_of(Application(withdrawn_at=AT), None, asked_again=False, hands_over=True) == "given_up"


def test_who_acts_next_is_told_apart() -> None:
    assert state_of(Application(taken_by=3), sent("received"), asked_again=False, hands_over=True) == "checked"
    assert said_of("checked", sent("received"), hands_over=True) == "checking_open"
    assert state_of(Application(), sent("incomplete"), asked_again=True, hands_over=True) == "incomplete"
    assert said_of("incomplete", sent("incomplete"), hands_over=True) == "incomplete"


def test_no_headline_and_no_sentence_is_left_over() -> None:
    rows = [*STANDS, *RECORDED]

    assert {state for state, _, _ in rows} | {"draft", "given_up", "checked", "incomplete"} == set(HEADLINES)
    assert {said for _, said, _ in rows} | {"incomplete"} == set(SENTENCES) | SAID_ELSEWHERE
