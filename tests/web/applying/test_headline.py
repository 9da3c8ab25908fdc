"""What stands above an application, by where it stands."""

from datetime import UTC, datetime
from typing import Any, Literal

import pytest

from scheduler.db.models import Application, Document
from scheduler.domain.door import Elsewhere
from scheduler.flow.blanks.print_blockers import PrintBlocker
from scheduler.web.citizen.applying.headline import HEADLINES, state_of
from scheduler.web.citizen.applying.standing import Sent

AT = datetime(2026, 12, 1, 2, tzinfo=UTC)


def waits(what: Literal["blank", "printing", "turn"]) -> PrintBlocker:
    """What keeps a document from being printed."""
    return PrintBlocker(what)


def sent(stage: str, *, channel: str = "office", invitation: str | None = None, **facts: Any) -> Sent:
    """What became of an application whose document is at a stage."""
    return Sent(Document(stage=stage, channel=channel), [], None, invitation, None, **facts)


LEAVING = Elsewhere(place="branch", leaving=True)
STANDS = [
    ("received", sent("received")),
    ("checked_again", sent("incomplete")),
    ("in_production", sent("in_production")),
    ("in_production", sent("in_production", awaited=waits("printing"))),
    ("in_production", sent("waiting_for_blank")),
    ("blank", sent("waiting_for_blank", awaited=waits("blank"))),
    ("printing", sent("waiting_for_blank", awaited=waits("printing"))),
    ("turn", sent("waiting_for_blank", awaited=waits("turn"))),
    ("leaving", sent("ready", elsewhere=LEAVING)),
    ("ready", sent("at_partner", elsewhere=Elsewhere(place="branch"))),
    ("finished", sent("collected")),
    ("finished", sent("returned")),
    ("ready", sent("returned", invitation="7K4M")),
    ("unanswered", sent("withdrawn", ended="unanswered")),
    ("reviewed", sent("withdrawn", is_reviewed=True)),
    ("withdrawn", sent("withdrawn", ended="by_citizen")),
    ("misplaced", sent("misplaced")),
    ("self_print", sent("ready", channel="self_print")),
    ("ready", sent("ready")),
]


@pytest.mark.parametrize(("state", "stands"), STANDS)
def test_each_state_has_its_headline(state: str, stands: Sent) -> None:
    assert state_of(Application(), stands, asked_again=False, hands_over=True) == state
    assert state in HEADLINES


def test_before_it_is_sent_it_is_a_draft_until_its_citizen_gives_it_up() -> None:
    assert state_of(Application(), None, asked_again=False, hands_over=True) == "draft"
    assert state_of(Application(withdrawn_at=AT), None, asked_again=False, hands_over=True) == "given_up"


def test_who_acts_next_is_told_apart() -> None:
    assert state_of(Application(taken_by=3), sent("received"), asked_again=False, hands_over=True) == "checked"
    assert state_of(Application(), sent("incomplete"), asked_again=True, hands_over=True) == "incomplete"


def test_recording_hands_nothing_over() -> None:
    assert state_of(Application(), sent("ready"), asked_again=False, hands_over=False) == "recording"
    assert state_of(Application(), sent("collected"), asked_again=False, hands_over=False) == "finished"


def test_no_headline_is_left_over() -> None:
    met = {state for state, _ in STANDS} | {"draft", "given_up", "checked", "incomplete", "recording"}

    assert met == set(HEADLINES)
