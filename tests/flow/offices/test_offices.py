"""An office is made with its presets, changed, and given its slots."""

from datetime import date, timedelta

import pytest

from scheduler.db import queries
from scheduler.db.models import Closure, Counter, DeedRow, DocumentType, OpeningHours, Service, Slot
from scheduler.domain.offices.refusals import OfficeUnknown
from scheduler.domain.refusals import Invalid
from scheduler.flow.counter import counters
from scheduler.flow.offices import offices
from scheduler.flow.offices.offices import Plan
from tests.scenes.factories import EARLY, World, at


@pytest.mark.postgres("statements")
def test_new_office_has_the_presets_and_all_counters_open(office: World):
    assert [service.letter for service in office.rows(Service)] == ["A", "B", "C"]
    assert [kind.code for kind in office.rows(DocumentType)] == ["KTP-el", "KIA", "KK", "akta", "Perekaman KTP-el"]
    assert [(counter.number, counter.state) for counter in office.rows(Counter)] == [
        (1, "open"),
        (2, "open"),
        (3, "open"),
    ]
    assert [hours.weekday for hours in office.rows(OpeningHours)] == [0, 1, 2, 3, 4]
    letters = office.read(lambda s: queries.letters_by_counter(s, office.office.id))
    assert sorted("".join(sorted(each)) for each in letters.values()) == ["AB", "AB", "ABC"]


def test_new_office_has_slots_for_its_horizon_and_none_in_breaks_or_at_weekends(office: World):
    starts = [slot.starts_at + timedelta(hours=7) for slot in office.rows(Slot, Slot.service_id == 1)]

    days = {start.date() for start in starts}
    assert (min(days), max(days)) == (date(2026, 11, 30), date(2026, 12, 14))
    assert {day.weekday() for day in days} == {0, 1, 2, 3, 4}
    monday = [start.strftime("%H.%M") for start in starts if start.date() == min(days)]
    assert monday == [f"{h:02}.{m:02}" for h in (8, 9, 10, 11, 13, 14) for m in (0, 30)]


def test_holidays_are_closed(office: World):
    plan = Plan(name="Natuna", timezone="Asia/Jakarta")
    holiday = (date(2026, 12, 9), "Pilkada", "public")
    natuna = office.database.run(offices.create_office, "natuna", plan, [holiday], now=EARLY)

    starts = {slot.starts_at.date() for slot in office.rows(Slot, Slot.office_id == natuna.id)}
    assert date(2026, 12, 9) not in starts
    assert [(c.starts_on, c.reason, c.kind) for c in office.rows(Closure)] == [holiday]


@pytest.mark.postgres("statements")
def test_zones_of_the_east_are_taken_by_either_name(office: World):
    made = [
        office.database.run(offices.create_office, code, Plan(timezone=zone), [], now=EARLY).timezone
        for code, zone in (("denpasar", "wita"), ("jayapura", "Asia/Jayapura"))
    ]

    assert made == ["Asia/Makassar", "Asia/Jayapura"]
    tomorrow = office.rows(Slot, Slot.office_id == 3, Slot.starts_at >= at(0, day=1))
    assert min(slot.starts_at for slot in tomorrow) == at(6, day=1)  # 08.00 WIT


def test_code_that_is_taken_or_values_that_make_no_sense_are_refused(office: World):
    for code, plan, field in (
        ("tanjungpinang", Plan(), "code"),
        ("x", Plan(lobby_limit=0), "lobby_limit"),
        ("x", Plan(counters=0), "counters"),
        ("x", Plan(slot_minutes=1), "slot_minutes"),
        ("x", Plan(slot_capacity=0), "slot_capacity"),
        ("x", Plan(timezone="Europe/Berlin"), "timezone"),
    ):
        with pytest.raises(Invalid) as refused:
            office.database.run(offices.create_office, code, plan, [], now=EARLY)
        assert list(refused.value.facts["errors"]) == [field]


def test_edit_changes_what_is_named_and_nothing_else(office: World):
    office.edit(name="Disdukcapil baru", phone="+62771", guarded=True)

    changed = office.office
    assert (changed.name, changed.phone, changed.guarded, changed.lobby_limit) == (
        "Disdukcapil baru",
        "+62771",
        True,
        4,
    )


def test_edit_of_an_unknown_office_or_to_nonsense_is_refused(office: World):
    with pytest.raises(OfficeUnknown):
        office.database.run(offices.edit_office, "nowhere", Plan(), now=EARLY)
    with pytest.raises(Invalid):
        office.edit(lobby_limit=0)


def test_new_capacity_keeps_what_is_taken(office: World):
    for _ in range(4):
        office.booked(10)

    office.edit(slot_capacity=2)

    assert (office.slot(10).capacity, office.slot(10).taken, office.slot(10, 30).capacity) == (4, 4, 2)
    (deed,) = office.rows(DeedRow)
    assert (deed.deed, set(deed.was.values()), set(deed.became.values())) == ("hours_changed", {6}, {2})


def test_more_counters_are_added_and_fewer_are_closed(office: World):
    office.called(3)
    office.edit(counters=5)
    assert [counter.state for counter in office.rows(Counter)] == ["open"] * 5

    office.edit(counters=1)

    assert [counter.state for counter in office.rows(Counter)] == ["open", "closed", "open", "closed", "closed"]


@pytest.mark.postgres("statements")
def test_counters_given_up_open_when_they_are_wanted_again(office: World):
    office.at_time(counters.close_counter, 1)
    office.edit(counters=1)
    assert [counter.state for counter in office.rows(Counter)] == ["closed"] * 3

    office.edit(counters=2)
    assert [counter.state for counter in office.rows(Counter)] == ["closed", "open", "closed"]
    office.edit(counters=3)

    assert [(c.state, c.reason) for c in office.rows(Counter)] == [("closed", None), ("open", None), ("open", None)]


def test_counter_that_a_clerk_closed_after_it_was_given_up_stays_closed(office: World):
    office.edit(counters=2)
    office.at_time(counters.open_counter, 3)
    office.at_time(counters.close_counter, 3)

    office.edit(counters=3)

    assert [counter.state for counter in office.rows(Counter)] == ["open", "open", "closed"]


def test_last_counter_left_takes_what_the_given_up_ones_took(office: World):
    office.edit(counters=5)
    office.edit(counters=2)

    letters = office.read(lambda s: queries.letters_by_counter(s, office.office.id))
    assert [sorted(letters[counter.id]) for counter in office.rows(Counter)[:2]] == [["A", "B"], ["A", "B", "C"]]


@pytest.mark.postgres("statements")
def test_new_slot_length_holds_for_slots_to_come_and_strands_nobody_in_silence(office: World):
    fits, stranded = office.booked(9, day=1), office.booked(9, 30, day=1)

    office.edit(slot_minutes=60, now=at(9))

    def lengths(day: int) -> set[int]:
        begins, ends = at(0, day=day), at(0, day=day + 1)
        standing = office.rows(Slot, Slot.planned > 0, Slot.starts_at >= begins, Slot.starts_at < ends)
        return {int((slot.ends_at - slot.starts_at).total_seconds()) // 60 for slot in standing}

    assert (lengths(0), lengths(1)) == ({30, 60}, {60})  # what has begun today stays
    assert office.booking(fits).slot_id == office.slot(9, day=1).id
    left = office.slot(9, 30, day=1)
    assert office.booking(stranded).slot_id == left.id
    assert (left.planned, left.capacity, left.taken) == (0, 1, 1)


def test_slots_are_made_once(office: World):
    before = len(office.rows(Slot))

    assert office.at_time(offices.lay_out, now=EARLY) == 0
    assert len(office.rows(Slot)) == before
