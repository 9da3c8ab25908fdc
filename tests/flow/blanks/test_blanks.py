"""Blanks: a ledger that adds up, and documents that have one, wait for one, or use one."""

import pytest
from sqlalchemy import update
from sqlmodel import col

from scheduler.db.models import Document, DocumentType, Material, Message, Move, PrintingStop, StockEntry, Supply
from scheduler.domain.blanks.refusals import (
    MaterialUnknown,
    NoBlank,
    NotCounted,
    SupplyBegun,
    SupplyOver,
    SupplyUnknown,
)
from scheduler.domain.refusals import Invalid, Refusal
from scheduler.domain.stages import DocumentStage
from scheduler.flow.applying import withdrawing
from scheduler.flow.blanks import blanks, printing_stops, queue, release, stock, supplies
from scheduler.flow.blanks.blanks import Sharing
from scheduler.flow.core import history
from scheduler.flow.counter import counter_problems, undo
from scheduler.flow.destinations import progress
from scheduler.flow.documents import documents, readiness
from tests.scenes.blanks import KIA, KTP, counts, kinds, line, material, opened, received, references
from tests.scenes.factories import CLERK, EARLY, NINE, World, at

PHONE = "+6281234567890"


def advance(office: World, reference: str, stage: str, **facts: object) -> None:
    if stage == "withdrawn":
        office.do(withdrawing.withdraw, reference, reason="ganda")
        return
    office.do(documents.set_stage, reference, DocumentStage(stage), **facts)


def place(office: World, reference: str) -> int | None:
    (document,) = office.rows(Document, col(Document.reference) == reference)
    return office.read(lambda session: queue.place_of(session, document))


def test_what_left_the_line_meanwhile_has_no_place(office: World) -> None:
    """Somebody reads a page while it is released."""
    opened(office, 0)
    read_before = [office.document(f"R/{n}", reason=("first", "lost")[n], stage="in_production") for n in (0, 1)]
    for document in read_before:
        office.change(Document, document.id, stage="in_production")

    assert [office.read(lambda s, d=d: queue.place_of(s, d)) for d in read_before] == [None, None]


def released(office: World, *, now: object = NINE) -> list[str]:
    return references(office.at_time(release.release_all, now=now))


def _add_silently(session, office_id, pieces):
    """Blanks that are there while somebody waits, as between a reservation given up and the next look."""
    stock.receive(session, stock.material_of(session, office_id, KTP), pieces, by=CLERK, now=NINE)


# --- the ledger


def test_first_count_opens_the_ledger_and_makes_good_what_was_written_before(office: World) -> None:
    office.do(counter_problems.report_problem, office.called(), reason="misprint")

    opened(office, 40)

    assert kinds(office) == [("spoilt", 1), ("count", 41)]
    assert counts(office)[0] == 40


def test_stock_never_grows_beyond_what_a_database_keeps(office: World) -> None:
    """A form that is sent for ever fails in the office's own words, and not in PostgreSQL's."""
    opened(office, 5)
    office.change(Material, material(office).id, stock=blanks.MOST_STOCK - 10)

    with pytest.raises(Invalid) as refused:
        office.do(blanks.receive_blanks, KTP, 11)
    office.do(blanks.receive_blanks, KTP, 10)

    assert refused.value.errors == {"pieces": "1-10"}
    assert material(office).stock == blanks.MOST_STOCK


def test_ledger_adds_up_after_every_kind_of_entry(office: World) -> None:
    opened(office, 10)
    opened(office, 7, KIA)
    received(office, 50)
    office.do(blanks.spoil_blanks, KTP, 3, note="tinta bocor")
    office.do(blanks.count_blanks, KTP, 55, now=at(10))

    assert kinds(office) == [("count", 10), ("receipt", 50), ("spoilt", 3), ("count", -2)]
    assert (counts(office), counts(office, KIA)) == ((55, 0), (7, 0))


@pytest.mark.parametrize("pieces", [0, -1, blanks.MOST_PIECES + 1])
def test_pieces_that_make_no_sense_are_refused(office: World, pieces: int) -> None:
    opened(office, 10)

    with pytest.raises(Invalid):
        received(office, pieces)
    with pytest.raises(Invalid):
        office.do(blanks.spoil_blanks, KTP, pieces, note=None)


def test_more_spoilt_than_there_are_is_refused(office: World) -> None:
    opened(office, 2)

    with pytest.raises(NoBlank):
        office.do(blanks.spoil_blanks, KTP, 3, note=None)

    assert counts(office) == (2, 0)


def test_unknown_materials_and_those_nobody_counted_are_refused(office: World) -> None:
    with pytest.raises(MaterialUnknown):
        office.do(blanks.count_blanks, "emas", 5)
    with pytest.raises(NotCounted):
        received(office, 5)


def test_offices_have_ledgers_of_their_own(office: World, elsewhere: World) -> None:
    opened(office, 5)
    opened(elsewhere, 9)
    office.document("R/1", stage="in_production")

    assert (counts(office), counts(elsewhere)) == ((5, 1), (9, 0))


# --- into production, and out


def test_what_nobody_counts_holds_up_nothing(office: World) -> None:
    opened(office, 0)
    office.document("R/1", type="KIA", stage="in_production")
    office.document("R/2", type="KK", stage="in_production")
    advance(office, "R/1", "ready")

    assert (office.stage("R/1"), office.stage("R/2")) == ("ready", "in_production")
    assert kinds(office, KIA) == []


def test_document_in_production_has_a_blank_and_ready_uses_it(office: World) -> None:
    opened(office, 2)
    office.document("R/1", stage="received")
    advance(office, "R/1", "in_production")
    reserved = counts(office)

    advance(office, "R/1", "ready")

    assert reserved == (2, 1)
    assert counts(office) == (1, 0)
    assert kinds(office)[1:] == [("use", 1)]


def test_document_without_a_blank_waits_and_its_people_are_told(office: World) -> None:
    opened(office, 1)
    for number in (1, 2):
        office.document(f"R/{number}", stage="received", phone=PHONE)
        advance(office, f"R/{number}", "in_production", now=at(9, number))

    (waiting,) = office.rows(Document, col(Document.reference) == "R/2")
    assert (office.stage("R/1"), waiting.stage, waiting.waits_since) == ("in_production", "waiting_for_blank", at(9, 2))
    assert office.messages() == ["accepted", "blank"]
    assert counts(office) == (1, 1)


def test_whoever_comes_later_goes_behind_those_who_wait(office: World) -> None:
    opened(office, 0)
    office.document("R/1", stage="in_production")
    office.database.run(_add_silently, office.office.id, 1)
    office.document("R/2", stage="in_production")

    assert [place(office, f"R/{n}") for n in (1, 2)] == [1, 2]
    assert released(office) == ["R/1"]


@pytest.mark.parametrize("stage", ["in_production", "waiting_for_blank"])
def test_ready_without_a_blank_is_refused_and_the_document_stays(office: World, stage: str) -> None:
    opened(office, 1)
    office.document("R/1", stage="in_production")
    office.document("R/2", stage="in_production")
    if stage == "in_production":
        office.change(Document, office.rows(Document)[1].id, stage=stage)  # from before its material was counted

    with pytest.raises(NoBlank):
        advance(office, "R/2", "ready")
    with pytest.raises(NoBlank):
        office.do(readiness.mark_ready, "R/2")

    assert office.stage("R/2") == stage
    assert counts(office) == (1, 1)


def test_waiting_document_takes_a_free_blank_when_it_is_marked_ready(office: World) -> None:
    opened(office, 0)
    office.document("R/1", stage="in_production")
    office.database.run(_add_silently, office.office.id, 1)

    office.do(readiness.mark_ready, "R/1")

    assert office.stage("R/1") == "ready"
    assert counts(office) == (0, 0)


def test_marked_ready_at_once_keeps_no_blank_on_the_way(office: World) -> None:
    opened(office, 1)
    office.document("R/1", stage="received")
    office.do(readiness.mark_ready, "R/1")

    assert counts(office) == (0, 0)
    assert office.stage("R/1") == "ready"


@pytest.mark.postgres("statements")
@pytest.mark.parametrize("to", ["incomplete", "withdrawn", "waiting_for_blank"])
def test_leaving_production_frees_the_blank(office: World, to: str) -> None:
    opened(office, 1)
    office.document("R/1", stage="in_production")

    advance(office, "R/1", to)

    assert counts(office) == (1, 0)


def test_freed_blank_goes_to_who_waits_at_the_next_look(office: World) -> None:
    opened(office, 1)
    office.document("R/1", stage="in_production")
    office.document("R/2", stage="in_production", phone=PHONE)
    due_before = office.read(lambda s: release.is_due(s, office.office, NINE))
    advance(office, "R/1", "withdrawn")

    due = office.read(lambda s: release.is_due(s, office.office, NINE))
    office.at_time(release.release_all)
    office.at_time(release.release_all)

    assert (due_before, due) == (False, True)
    assert office.stage("R/2") == "in_production"
    assert office.messages()[-2:] == ["blank", "printing"]
    assert not office.read(lambda s: release.is_due(s, office.office, NINE))


def test_lost_card_that_is_found_uses_no_second_blank(office: World) -> None:
    opened(office, 1)
    office.document("R/1", stage="ready")
    advance(office, "R/1", "misplaced")

    advance(office, "R/1", "ready")

    assert counts(office) == (0, 0)


@pytest.mark.postgres("statements")
def test_document_in_production_before_its_material_was_counted_gets_a_blank_or_waits(office: World) -> None:
    for number in (1, 2, 3):
        office.document(f"R/{number}", stage="in_production", now=at(7, number), phone=PHONE)

    opened(office, 2)

    assert [office.stage(f"R/{n}") for n in (1, 2, 3)] == ["in_production", "in_production", "waiting_for_blank"]
    assert counts(office) == (2, 2)
    assert office.messages().count("blank") == 1


# --- what other systems say


def test_card_that_another_system_printed_is_ready_though_the_ledger_has_no_blank(office: World) -> None:
    opened(office, 0)
    office.document("R/1", stage="in_production")

    advance(office, "R/1", "ready", printed=True)

    assert office.stage("R/1") == "ready"
    assert kinds(office)[1:] == [("use", 1), ("short", 1)]
    assert counts(office) == (0, 0)


# --- release


def test_receipt_releases_as_many_as_it_covers_in_order_and_says_who(office: World) -> None:
    opened(office, 0)
    for number in (1, 2, 3):
        office.document(f"R/{number}", stage="in_production", now=at(7, 10 - number))
    office.document("R/9", type="KIA", stage="waiting_for_blank", now=EARLY)

    who = office.do(blanks.receive_blanks, KTP, 2)

    assert references(who) == ["R/3", "R/2"]
    assert all(each.initials.startswith("S") and "Siti" not in each.initials for each in who)
    assert [office.stage(f"R/{n}") for n in (1, 2, 3, 9)] == [
        "waiting_for_blank",
        "in_production",
        "in_production",
        "waiting_for_blank",
    ]
    assert counts(office) == (2, 2)


def test_receipt_names_all_it_released_however_many_a_statement_takes(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (history, progress):
        monkeypatch.setattr(module, "AT_ONCE", 2)
    opened(office, 0)
    for number in range(7):
        office.document(f"R/{number}", stage="in_production", now=at(7, 20 - number), phone=PHONE)

    who = received(office, 5)

    assert who == ["R/6", "R/5", "R/4", "R/3", "R/2"]
    assert office.messages() == ["blank"] * 7 + ["printing"] * 5
    moved = office.rows(Move, col(Move.why) == release.RELEASED)
    assert [(each.before, each.after, each.was) for each in moved] == [
        ("waiting_for_blank", "in_production", {"has_blank": False})
    ] * 5
    assert len({each.step for each in moved}) == 1
    assert counts(office) == (5, 5)


@pytest.mark.postgres("statements")
def test_step_gives_out_a_portion_and_the_next_ones_the_rest_in_the_same_order(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "PORTION", 2)
    opened(office, 0)
    office.do(_share, shares={"lost": 30})
    for number in range(8):
        reason = ("first", "lost", None)[number % 3]
        office.document(f"R/{number}", reason=reason, stage="in_production", now=at(7, number), phone=PHONE)
    order = line(office)

    first, left = office.database.run(_receive_some, office.office, 5)
    steps = []
    while office.at_time(release.go_on):
        steps.append(line(office))

    assert (references(first), left) == (order[:2], 3)
    assert steps == [order[4:]]
    assert line(office) == order[5:]
    assert counts(office) == (5, 5)
    assert office.messages() == ["blank"] * 8 + ["printing"] * 5


def _receive_some(session, place, pieces):
    released = blanks.receive_blanks(session, place, KTP, pieces, by=CLERK, now=NINE)
    return released, release.following(session, place, now=NINE)


@pytest.mark.postgres("statements")
def test_first_count_settles_a_portion_of_what_is_in_production_before_anybody_who_waits(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "PORTION", 2)
    office.document("R/0", stage="waiting_for_blank", now=EARLY)
    for number in range(1, 6):
        office.document(f"R/{number}", stage="in_production", now=at(7, number))

    got = office.do(blanks.count_blanks, KTP, 3)
    between = [each.reference for each in office.rows(Document, col(Document.has_blank))]
    while office.at_time(release.go_on):
        pass

    assert (got, between) == ([], ["R/1", "R/2"])
    assert [each.reference for each in office.rows(Document, col(Document.has_blank))] == ["R/1", "R/2", "R/3"]
    assert line(office) == ["R/0", "R/4", "R/5"]
    assert counts(office) == (3, 3)


@pytest.mark.postgres("statements")
def test_portion_is_one_over_all_materials(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "PORTION", 3)
    for name in (KIA, KTP):
        opened(office, 0, name)
        office.do(printing_stops.stop_printing, name, why="ribbon", note=None)
    for number in range(2):
        office.document(f"A/{number}", type="KIA", stage="in_production", now=at(7, number))
        office.document(f"B/{number}", stage="in_production", now=at(7, number))
    received(office, 5, KIA)
    received(office, 5)
    office.database.run(lambda session: session.execute(update(PrintingStop).values(ended_at=NINE)))

    first, second = released(office), released(office)

    assert (first, second) == (["A/0", "A/1", "B/0"], ["B/1"])


@pytest.mark.parametrize("reason", ["first", None])
@pytest.mark.postgres("statements")
def test_line_is_of_all_types_that_are_printed_on_a_material(office: World, reason: str | None) -> None:
    other = office.rows(DocumentType, col(DocumentType.code) == "KK")[0]
    office.change(DocumentType, other.id, material=KTP)
    opened(office, 0)
    for number in range(6):
        office.document(
            f"R/{number}", type=("KTP-el", "KK")[number % 2], reason=reason, stage="in_production", now=at(7, number)
        )

    assert line(office) == [f"R/{number}" for number in range(6)]
    assert received(office, 3) == ["R/0", "R/1", "R/2"]


@pytest.mark.postgres("statements")
def test_place_counts_what_those_who_go_first_get_too(office: World) -> None:
    """More of them than shares look back: the last of their reasons decide whose turn it is after them."""
    opened(office, 0)
    office.do(_share, shares={"first": 40, "lost": 40})
    for number in range(24):
        document = office.document(f"P/{number:02}", reason=("lost", None)[number > 21], stage="received")
        office.change(Document, document.id, priority=True)
        advance(office, document.reference, "in_production", now=at(8, number))
    for number in range(9):
        reason = ("first", "lost", None)[number % 3]
        office.document(f"R/{number}", reason=reason, stage="in_production", now=at(8, 30 + number))

    order = line(office)

    assert order[:24] == [f"P/{number:02}" for number in range(24)]
    assert received(office, 30) == order[:30]


@pytest.mark.postgres("statements")
def test_nobody_is_told_who_left_no_address_and_who_was_told_before_is_told_again(office: World) -> None:
    opened(office, 1)
    office.document("R/1", stage="in_production", phone=PHONE, now=EARLY)
    office.document("R/2", stage="in_production", phone=PHONE)
    office.document("R/3", stage="in_production")
    received(office, 5)
    office.database.run(lambda s: s.execute(update(Message).values(state="sent")))

    office.do(blanks.count_blanks, KTP, 0)
    received(office, 3)

    keys = sorted(each.key for each in office.rows(Message, col(Message.cause).in_(("blank", "printing"))))
    assert keys == ["blank:d1", "blank:d2", "blank:d2:1", "printing:d1", "printing:d2", "printing:d2:1"]


def test_people_are_told_once_that_theirs_is_printed(office: World) -> None:
    opened(office, 0)
    office.document("R/1", stage="in_production", phone=PHONE)
    received(office, 1)
    received(office, 1)

    assert office.messages() == ["blank", "printing"]


def test_shares_hold_over_many_small_receipts(office: World) -> None:
    opened(office, 0)
    office.do(_share, shares={"first": 50})
    for number in range(4):
        office.document(f"F/{number}", reason="first", stage="in_production", now=at(7, number))
    for number in range(4):
        office.document(f"L/{number}", reason="lost", stage="in_production", now=at(7, 10 + number))

    order = [reference for _ in range(4) for reference in received(office, 1)]

    assert sorted(each[0] for each in order) == ["F", "F", "L", "L"]


def test_place_in_the_line_is_the_order_of_release(office: World) -> None:
    opened(office, 0)
    office.do(_share, shares={"first": 60})
    for number in range(6):
        office.document(f"R/{number}", reason=("first", "lost")[number % 2], stage="in_production", now=at(7, number))
    places = sorted((place(office, f"R/{number}"), f"R/{number}") for number in range(6))

    assert received(office, 6) == [reference for _, reference in places]
    assert [number for number, _ in places] == [1, 2, 3, 4, 5, 6]
    assert place(office, "R/0") is None


def test_no_more_begin_on_a_day_than_are_printed_and_the_rest_on_the_next(office: World) -> None:
    opened(office, 0)
    office.do(_share, per_day=2)
    for number in range(5):
        office.document(f"R/{number}", stage="in_production", now=at(7, number))

    today = received(office, 10)
    again = released(office, now=at(23))
    tomorrow = released(office, now=at(1, day=1))

    assert (today, again, tomorrow) == (["R/0", "R/1"], [], ["R/2", "R/3"])


def test_new_application_waits_once_as_many_have_begun_as_are_printed(office: World) -> None:
    opened(office, 10)
    office.do(_share, per_day=1)
    for number in (1, 2):
        office.document(f"R/{number}", stage="in_production", now=NINE)

    assert [office.stage(f"R/{n}") for n in (1, 2)] == ["in_production", "waiting_for_blank"]


def _share(session, place, *, by, now, per_day=None, shares=None, substitute=None):
    blanks.share_blanks(session, place, KTP, Sharing(per_day, shares or {}, substitute or {}), by=by, now=now)


@pytest.mark.parametrize("facts", [{"shares": {"first": 95}}, {"shares": {"x": 5}}, {"per_day": 0}])
def test_settings_that_make_no_sense_are_refused(office: World, facts: dict) -> None:
    opened(office, 1)

    with pytest.raises(Invalid):
        office.do(_share, **facts)


# --- promised, and not there


@pytest.mark.parametrize("how", ["count", "spoil"])
def test_whom_the_stock_does_not_cover_waits_again_the_last_first_and_keeps_the_place(office: World, how: str) -> None:
    opened(office, 3)
    for number in (1, 2, 3):
        office.document(f"R/{number}", stage="in_production", now=at(7, number), phone=PHONE)

    if how == "count":
        office.do(blanks.count_blanks, KTP, 1)
    else:
        office.do(blanks.spoil_blanks, KTP, 2, note="basah")

    assert [office.stage(f"R/{n}") for n in (1, 2, 3)] == ["in_production", "waiting_for_blank", "waiting_for_blank"]
    assert counts(office) == (1, 1)
    assert office.messages().count("blank") == 2


# --- misprints


def test_misprint_spoils_one_blank_and_its_reprint_uses_another(office: World) -> None:
    opened(office, 5)
    number = office.called()

    office.do(counter_problems.report_problem, number, reason="misprint")

    assert kinds(office) == [("count", 5), ("use", 1), ("spoilt", 1), ("unused", 1)]
    assert counts(office) == (4, 1)


def test_reprint_without_a_blank_waits_first_in_line(office: World) -> None:
    opened(office, 1)
    number = office.called()
    office.document("R/1", stage="in_production")
    office.do(counter_problems.report_problem, number, reason="misprint")

    (reprint,) = office.rows(Document, col(Document.priority))

    assert (reprint.stage, place(office, reprint.reference), place(office, "R/1")) == ("waiting_for_blank", 1, 2)
    assert received(office, 1) == [reprint.reference]


@pytest.mark.postgres("statements")
def test_reprint_comes_before_those_who_wait_when_a_blank_is_free(office: World) -> None:
    opened(office, 1)
    number = office.called()
    office.document("R/1", stage="in_production")
    office.database.run(_add_silently, office.office.id, 1)

    office.do(counter_problems.report_problem, number, reason="misprint")

    (reprint,) = office.rows(Document, col(Document.priority))
    assert (reprint.stage, office.stage("R/1")) == ("in_production", "waiting_for_blank")


@pytest.mark.parametrize("left", [0, 5])
def test_undone_misprint_leaves_ledger_and_reservation_as_they_were(office: World, left: int) -> None:
    opened(office, left + 1)
    number = office.called()
    before = counts(office)
    office.do(counter_problems.report_problem, number, reason="misprint")

    office.do(undo.undo_last, number, now=at(9, 2))

    assert counts(office) == before == (left, 0)
    (document,) = office.rows(Document)
    assert (document.stage, document.has_blank, document.waits_since) == ("ready", False, None)
    assert office.hand_over(number).stage == "served"


def test_place_is_kept_through_a_reprint(office: World) -> None:
    opened(office, 0)
    office.document("R/1", stage="in_production", now=EARLY)
    received(office, 1)
    advance(office, "R/1", "ready")
    advance(office, "R/1", "in_production", now=at(11))

    (document,) = office.rows(Document)
    assert (document.stage, document.waits_since) == ("waiting_for_blank", EARLY)


# --- what was asked of the centre


@pytest.mark.postgres("statements")
def test_supply_is_asked_granted_and_arrives_as_a_receipt(office: World) -> None:
    opened(office, 0)
    asked = office.do(supplies.ask_centre, KTP, 500, note=None)
    office.do(supplies.grant_supply, asked.id, 300, fetchable_on=at(0, day=3).date())
    office.do(blanks.receive_blanks, KTP, 300, supply_id=asked.id)

    (supply,) = office.rows(Supply)
    assert (supply.asked, supply.granted, supply.arrived, supply.arrived_at) == (500, 300, 300, NINE)
    assert office.rows(StockEntry)[-1].supply_id == supply.id
    assert counts(office) == (300, 0)


@pytest.mark.parametrize("end", ["arrived", "refused", "given up"])
def test_supply_that_is_over_does_not_change(office: World, end: str) -> None:
    opened(office, 0)
    asked = office.do(supplies.ask_centre, KTP, 300, note=None)
    if end == "arrived":
        office.do(blanks.receive_blanks, KTP, 300, supply_id=asked.id)
    elif end == "refused":
        office.do(supplies.refuse_supply, asked.id)
    else:
        office.do(supplies.give_up_rest, asked.id, why="dibatalkan")
    before, stock_before = office.rows(Supply), counts(office)

    for step in (
        lambda: office.do(blanks.receive_blanks, KTP, 1, supply_id=asked.id),
        lambda: office.do(supplies.grant_supply, asked.id, 500),
        lambda: office.do(supplies.refuse_supply, asked.id),
        lambda: office.do(supplies.give_up_rest, asked.id, why="lagi"),
    ):
        with pytest.raises(SupplyOver):
            step()

    assert (office.rows(Supply), counts(office)) == (before, stock_before)


@pytest.mark.postgres("statements")
def test_supply_that_comes_in_parts_is_over_with_the_last(office: World) -> None:
    opened(office, 0)
    asked, other = (office.do(supplies.ask_centre, KTP, 500, note=None) for _ in range(2))
    office.do(supplies.grant_supply, asked.id, 500)

    went = []
    for pieces in (100, 399, 1):
        office.do(blanks.receive_blanks, KTP, pieces, supply_id=asked.id)
        supply, _ = office.rows(Supply)
        went.append((supply.arrived, supplies.left_of(supply), supplies.is_open(supply)))

    assert went == [(100, 400, True), (499, 1, True), (500, 0, False)]
    assert [supplies.left_of(each) for each in office.rows(Supply, col(Supply.id) == other.id)] == [500]
    assert counts(office) == (500, 0)


def test_supply_nobody_answered_is_over_when_all_that_was_asked_for_came(office: World) -> None:
    opened(office, 0)
    asked = office.do(supplies.ask_centre, KTP, 50, note=None)

    went = []
    for pieces in (20, 40):
        office.do(blanks.receive_blanks, KTP, pieces, supply_id=asked.id)
        (supply,) = office.rows(Supply)
        went.append((supply.arrived, supply.arrived_at))

    assert went == [(20, None), (60, NINE)]


@pytest.mark.parametrize(("granted", "over"), [(99, NINE), (100, NINE), (101, None)])
def test_supply_is_over_when_no_more_is_granted_than_came(office: World, granted: int, over: object) -> None:
    opened(office, 0)
    asked = office.do(supplies.ask_centre, KTP, 500, note=None)
    office.do(blanks.receive_blanks, KTP, 100, supply_id=asked.id)

    office.do(supplies.grant_supply, asked.id, granted)

    (supply,) = office.rows(Supply)
    assert (supply.arrived, supply.arrived_at) == (100, over)


def test_rest_that_does_not_come_ends_a_supply_with_a_reason(office: World) -> None:
    opened(office, 0)
    asked = office.do(supplies.ask_centre, KTP, 500, note=None)
    office.do(blanks.receive_blanks, KTP, 100, supply_id=asked.id)

    with pytest.raises(Invalid):
        office.do(supplies.give_up_rest, asked.id, why="")
    office.do(supplies.give_up_rest, asked.id, why="stok pusat habis", by="staff:7")

    (supply,) = office.rows(Supply)
    assert (supply.given_up_at, supply.given_up_by, supply.given_up_why) == (NINE, "staff:7", "stok pusat habis")
    assert (supply.arrived, supply.arrived_at, supplies.left_of(supply)) == (100, None, 0)
    with pytest.raises(SupplyOver):
        office.do(blanks.receive_blanks, KTP, 400, supply_id=asked.id)


@pytest.mark.postgres("statements")
def test_supply_of_which_some_came_was_not_refused(office: World) -> None:
    opened(office, 0)
    asked = office.do(supplies.ask_centre, KTP, 500, note=None)
    office.do(blanks.receive_blanks, KTP, 100, supply_id=asked.id)

    with pytest.raises(SupplyBegun):
        office.do(supplies.refuse_supply, asked.id)

    (supply,) = office.rows(Supply)
    assert supplies.is_open(supply)


def test_who_answered_a_supply_and_who_shared_is_kept(office: World) -> None:
    opened(office, 0)
    opened(office, 0, KIA)
    first, second = (office.do(supplies.ask_centre, KTP, 5, note=None) for _ in range(2))

    office.do(supplies.grant_supply, first.id, 4, by="staff:7", now=at(9, 1))
    office.do(supplies.grant_supply, first.id, 5, by="staff:8", now=at(9, 2))
    office.do(supplies.refuse_supply, second.id, by="staff:9", now=at(9, 3))
    office.do(_share, per_day=3, by="staff:6", now=at(9, 4))

    granted, refused = office.rows(Supply)
    assert (granted.by, granted.granted_by, granted.granted_at, granted.refused_by) == (
        CLERK,
        "staff:8",
        at(9, 2),
        None,
    )
    assert (refused.by, refused.refused_by, refused.refused_at, refused.granted_by) == (
        CLERK,
        "staff:9",
        at(9, 3),
        None,
    )
    shared = material(office), material(office, KIA)
    assert [(each.shared_by, each.shared_at) for each in shared] == [("staff:6", at(9, 4)), (None, None)]


def test_supply_of_another_office_or_material_is_unknown(office: World, elsewhere: World) -> None:
    opened(office, 0)
    foreign = elsewhere.do(supplies.ask_centre, KTP, 5, note=None)
    other = office.do(supplies.ask_centre, KIA, 5, note=None)

    for supply in (foreign, other):
        with pytest.raises(SupplyUnknown):
            office.do(blanks.receive_blanks, KTP, 5, supply_id=supply.id)
    with pytest.raises(SupplyUnknown):
        office.do(supplies.grant_supply, foreign.id, 5)


# --- nothing is promised that is not there


@pytest.mark.postgres("statements")
def test_everything_that_can_be_booked_has_its_blank_used(office: World) -> None:
    opened(office, 3)
    office.document("R/1", stage="ready")
    office.document("R/2", stage="received")
    office.do(readiness.mark_ready, "R/2")
    office.document("R/3", stage="in_production")
    advance(office, "R/3", "ready")
    office.document("R/4", stage="in_production")
    advance(office, "R/4", "ready", printed=True)
    office.document("R/5", stage="in_production")
    received(office, 1)
    office.document("R/6", stage="in_production")

    invited = {each.id for each in office.rows(Document, col(Document.invitation_id).is_not(None))}
    used = [each.document_id for each in office.rows(StockEntry, col(StockEntry.kind) == "use")]
    assert len(invited) == 4
    assert sorted(used) == sorted(invited)
    assert [office.stage(f"R/{n}") for n in (5, 6)] == ["in_production", "waiting_for_blank"]


def test_link_of_a_card_that_waits_for_a_blank_again_books_nothing(office: World) -> None:
    opened(office, 1)
    document = office.document("R/1", stage="ready")
    code = office.code(document)
    advance(office, "R/1", "in_production")
    waits = office.stage("R/1")

    with pytest.raises(Refusal):
        office.book(code, office.slot(9))

    assert waits == "waiting_for_blank"
    assert office.slot(9).taken == 0


def test_waves_are_never_faster_than_cards_are_printed(office: World) -> None:
    opened(office, 100)
    office.do(_share, per_day=3)
    for number in range(10):
        office.document(f"R/{number}", stage="in_production", now=at(7, number))
    invited = []
    for day in range(3):
        office.at_time(release.release_all, now=at(8, day=day))
        for each in office.rows(Document, col(Document.stage) == "in_production"):
            advance(office, each.reference, "ready", now=at(9, day=day))
        invited.append(len(office.rows(Document, col(Document.invitation_id).is_not(None))))

    assert invited == [3, 6, 9]


@pytest.mark.postgres("statements")
def test_history_says_why_it_waited(office: World) -> None:
    opened(office, 0)
    office.document("R/1", stage="in_production")
    received(office, 1)

    assert [move.why for move in office.rows(Move, col(Move.document_id).is_not(None))][-2:] == ["no_blank", "released"]
