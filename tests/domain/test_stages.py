"""Which stage may follow which."""

import pytest

from scheduler.domain import stages
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.stages import BOOKING, DOCUMENT, TICKET, VISIT_ONLY, BookingStage, DocumentStage, TicketStage

MAY_FOLLOW = {
    "document": (
        DOCUMENT,
        DocumentStage,
        """
        received           incomplete in_production withdrawn transferred
        incomplete         received withdrawn
        in_production      waiting_for_blank ready incomplete withdrawn transferred
        waiting_for_blank  in_production ready withdrawn transferred
        ready              collected misplaced at_partner in_production incomplete withdrawn transferred
        misplaced          ready in_production withdrawn
        at_partner         ready collected misplaced
        collected          returned
        returned           ready in_production withdrawn
        withdrawn
        transferred
    """,
    ),
    "visit only": (
        VISIT_ONLY,
        DocumentStage,
        """
        received           incomplete in_production withdrawn transferred ready
        incomplete         received withdrawn
        in_production      waiting_for_blank ready incomplete withdrawn transferred
        waiting_for_blank  in_production ready withdrawn transferred
        ready              collected misplaced at_partner in_production incomplete withdrawn transferred
        misplaced          ready in_production withdrawn
        at_partner         ready collected misplaced
        collected          returned
        returned           ready in_production withdrawn
        withdrawn
        transferred
    """,
    ),
    "booking": (
        BOOKING,
        BookingStage,
        """
        booked     arrived cancelled missed
        arrived    fulfilled missed booked
        fulfilled
        cancelled
        missed     fulfilled
    """,
    ),
    "ticket": (
        TICKET,
        TicketStage,
        """
        waiting    admitted parked left
        admitted   waiting called parked left
        called     serving missed parked admitted left waiting
        serving    served parked admitted left waiting
        parked     admitted waiting left
        missed     waiting left
        served
        left       served
    """,
    ),
}


@pytest.mark.parametrize("name", MAY_FOLLOW)
def test_every_pair_of_stages_is_allowed_or_refused_as_the_table_says(name: str):
    table, kind, lines = MAY_FOLLOW[name]
    expected = {first: set(others) for first, *others in (line.split() for line in lines.split("\n") if line.strip())}

    assert set(table) == set(kind) == set(expected)
    for before in kind:
        for after in kind:
            if after in expected[before]:
                stages.advance(table, before, after)
            else:
                with pytest.raises(IllegalStep) as refused:
                    stages.advance(table, before, after)
                assert refused.value.facts == {"stage": before, "to": after}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("received", "ready", ["in_production", "ready"]),
        ("received", "collected", ["in_production", "ready", "collected"]),
        ("incomplete", "ready", ["received", "in_production", "ready"]),
        ("waiting_for_blank", "ready", ["ready"]),
        ("misplaced", "collected", ["ready", "collected"]),
        ("ready", "waiting_for_blank", ["in_production", "waiting_for_blank"]),
    ],
)
def test_path_is_the_shortest_way(before: str, after: str, expected: list[str]):
    assert stages.path(DOCUMENT, before, after) == expected


def test_path_to_itself_has_no_steps():
    assert stages.path(DOCUMENT, "ready", "ready") == []


def test_path_of_a_visit_goes_straight_to_ready():
    assert stages.path(VISIT_ONLY, "received", "ready") == ["ready"]


def test_path_out_of_withdrawn_or_into_it_is_refused():
    for before, after in (("withdrawn", "ready"), ("received", "withdrawn")):
        with pytest.raises(IllegalStep):
            stages.path(DOCUMENT, before, after)


def test_ahead_is_what_lies_further_on_and_news_to_the_side():
    line = ["received", "waiting_for_blank", "in_production", "ready", "collected"]
    ahead = {(a, b) for a in DocumentStage for b in DocumentStage if stages.is_ahead(a, b)}

    onward = {(a, b) for place, a in enumerate(line) for b in line[place + 1 :]}
    from_incomplete = {("incomplete", b) for b in line}
    sideways = {("received", "incomplete"), ("in_production", "waiting_for_blank")}
    assert ahead == onward | from_incomplete | sideways


def test_stages_that_hold_places_are_live_and_those_at_a_counter_hold():
    assert stages.AT_COUNTER < stages.HOLDING < stages.LIVE
    assert {TicketStage.SERVED, TicketStage.LEFT, TicketStage.MISSED} == set(TicketStage) - stages.LIVE
