from datetime import date, time, timedelta

import pytest

from scheduler.db import queries
from scheduler.db.models import Office, OpeningHours, Service, Slot, TemporaryCapacity
from scheduler.domain.calendar.calendar import Hours
from scheduler.domain.calendar.refusals import AlreadyClosed, HoursNeeded, HoursUnknown
from scheduler.domain.calendar.timetable import Share
from scheduler.domain.offices.presets import HOURS
from scheduler.domain.offices.revision import Season, Settings, ShareRemoval, TemporaryShare, Week, week_of_preset
from scheduler.domain.refusals import Invalid
from scheduler.flow.calendar import closures, hours
from scheduler.flow.calendar.closures import NewClosure
from scheduler.flow.calendar.hours import Change
from scheduler.flow.calendar.impact import Impact, stranded_bookings
from tests.scenes.factories import EARLY, MONDAY, WIB, World, at

TOMORROW = MONDAY + timedelta(days=1)
SHORT = tuple(Hours(weekday, time(8), time(10), None, None) for weekday in range(5))


def settings(minutes: dict[str, int | None] | None = None, units: dict[str, int] | None = None, **office: int):
    return Settings(office, minutes or {}, units or {})


def change(office: World, wanted: Change) -> Impact:
    return office.do(hours.apply, wanted, now=EARLY)


def preview(office: World, wanted: Change) -> Impact:
    return office.read(lambda session: hours.preview(session, office.office, wanted, now=EARLY))


def starts(office: World, day: date, letter: str = "A") -> list[str]:
    """The slots that stand on a day."""
    which = service(office, letter)
    local = [s.starts_at.astimezone(WIB) for s in office.rows(Slot, Slot.service_id == which, Slot.planned > 0)]
    return sorted(each.strftime("%H.%M") for each in local if each.date() == day)


def service(office: World, letter: str) -> int:
    return office.read(lambda s: next(x.id for x in queries.services_of(s, office.office.id) if x.letter == letter))


def test_new_week_of_the_office_replaces_the_old_one(office):
    change(office, Week(SHORT))

    assert starts(office, TOMORROW) == ["08.00", "08.30", "09.00", "09.30"]
    assert len(office.rows(OpeningHours)) == 5


def test_week_with_dates_holds_between_them_only(office):
    change(office, Week(SHORT, valid_from=TOMORROW, valid_to=TOMORROW))

    assert starts(office, TOMORROW) == ["08.00", "08.30", "09.00", "09.30"]
    assert len(starts(office, TOMORROW + timedelta(days=1))) == 12
    assert len(office.rows(OpeningHours)) == 10


def test_season_with_the_same_dates_is_replaced(office):
    change(office, Week(SHORT, valid_from=TOMORROW, valid_to=TOMORROW))

    change(office, Week(HOURS, valid_from=TOMORROW, valid_to=TOMORROW))

    assert len(starts(office, TOMORROW)) == 12
    assert len(office.rows(OpeningHours)) == 10


@pytest.mark.postgres("statements")
def test_season_taken_away_leaves_the_usual_hours(office):
    change(office, Week(SHORT, valid_from=TOMORROW))

    change(office, Season(None, TOMORROW, None))

    assert len(starts(office, TOMORROW)) == 12
    assert [row.valid_from for row in office.rows(OpeningHours)] == [None] * 5


@pytest.mark.postgres("statements")
def test_service_has_hours_of_its_own_within_those_of_the_office(office):
    change(office, Week(SHORT, service_id=service(office, "C")))

    assert len(starts(office, TOMORROW, "C")) == 4
    assert len(starts(office, TOMORROW, "A")) == 12


@pytest.mark.postgres("statements")
def test_preset_of_ramadan_holds_between_its_dates(office):
    change(office, week_of_preset("ramadan", valid_from=TOMORROW, valid_to=TOMORROW))

    assert starts(office, TOMORROW)[-1] == "14.30"
    assert "12.30" in starts(office, TOMORROW)


def test_long_friday_break_has_no_slots(office):
    change(office, week_of_preset("friday_long"))

    assert [s for s in starts(office, MONDAY + timedelta(days=4)) if "11.00" <= s < "13.00"] == []


NONSENSE = [
    (Week(()), "days"),
    (Week((SHORT[0], SHORT[0])), "days"),
    (Week((Hours(0, time(9), time(8), None, None),)), "closes_0"),
    (Week((Hours(2, time(8), time(9), time(8, 30), None),)), "break_to_2"),
    (Week((Hours(2, time(8), time(12), time(10), time(9)),)), "break_to_2"),
    (Week((Hours(2, time(8), time(12), time(11), time(13)),)), "break_from_2"),
    (Week((Hours(7, time(8), time(12), None, None),)), "weekday_7"),
    (Week(SHORT, valid_from=TOMORROW, valid_to=MONDAY), "valid_to"),
    (Week(SHORT, service_id=999), "service"),
    (TemporaryShare(Share(MONDAY, TOMORROW, 301)), "percent"),
    (TemporaryShare(Share(TOMORROW, MONDAY, 50)), "ends_on"),
    (TemporaryShare(Share(MONDAY, None, 50), reason="x" * 201), "reason"),
    (TemporaryShare(Share(MONDAY, None, 50, service=999)), "service"),
    (settings(horizon_days=0), "horizon_days"),
    (settings(notice_minutes=-1), "notice_minutes"),
    (settings(lobby_limit=3), "lobby_limit"),
    (settings({"A": 4}), "minutes_A"),
    (settings(units={"A": 1001}), "units_A"),
    (settings(units={"A": 0}), "units_A"),
    (settings(units={"Z": 5}), "units_Z"),
    (NewClosure(TOMORROW, MONDAY, "Rapat"), "ends_on"),
]


def test_nonsense_is_refused_by_the_name_of_the_field(office, subtests):
    for week, field in NONSENSE:
        with subtests.test(week=week, field=field):
            for step in (change, preview):
                with pytest.raises(Invalid) as refused:
                    step(office, week)

                assert set(refused.value.facts["errors"]) == {field}


def test_usual_hours_of_the_office_cannot_be_taken_away(office):
    with pytest.raises(HoursNeeded):
        change(office, Season(None, None, None))


def test_what_is_not_there_cannot_be_taken_away(office):
    for unknown in (Season(None, TOMORROW, None), Season(service(office, "A"), None, None), ShareRemoval(None, MONDAY)):
        with pytest.raises(HoursUnknown):
            change(office, unknown)


def test_same_closure_again_is_refused_in_the_preview_too(office):
    new = NewClosure(TOMORROW, TOMORROW, "Rapat")
    office.do(closures.shut, new, now=EARLY)

    with pytest.raises(AlreadyClosed):
        preview(office, new)


def test_settings_are_kept_and_what_is_not_named_stays(office):
    change(office, settings(notice_minutes=60, max_changes=1))

    kept = office.rows(Office)[0]
    assert (kept.notice_minutes, kept.max_changes, kept.horizon_days) == (60, 1, 14)


def test_invitations_may_be_stopped_altogether(office):
    change(office, settings(wave_percent=0))

    assert office.rows(Office)[0].wave_percent == 0


def test_longer_horizon_gets_its_slots_at_once(office):
    impact = change(office, settings(horizon_days=21))

    assert impact.added == (4 * 12 + 11) * 3
    assert len(starts(office, MONDAY + timedelta(days=21))) == 12


def test_service_may_have_slots_of_its_own_length_and_go_back_to_the_offices(office):
    change(office, settings({"C": 60}))
    own = starts(office, TOMORROW, "C")

    change(office, settings({"C": None}))

    assert own == ["08.00", "09.00", "10.00", "11.00", "13.00", "14.00"]
    assert len(starts(office, TOMORROW, "C")) == 12
    assert [each.slot_minutes for each in office.rows(Service)] == [None, None, None]


def test_length_of_the_offices_slots_leaves_a_service_with_its_own_alone(office):
    change(office, settings({"C": 60}))

    change(office, settings(slot_minutes=20))

    assert len(starts(office, TOMORROW, "A")) == 18
    assert len(starts(office, TOMORROW, "C")) == 6


def test_units_of_one_service_leave_the_others_alone(office):
    change(office, settings(units={"C": 2}))

    assert [s.planned for s in office.rows(Slot, Slot.starts_at == at(9, day=1))] == [6, 6, 2]


@pytest.mark.postgres("statements")
def test_half_capacity_between_two_dates(office):
    change(office, TemporaryShare(Share(TOMORROW, TOMORROW, 50), reason="Dua loket rusak"))

    halved = [s.planned for s in office.rows(Slot, Slot.starts_at == at(9, day=1))]
    after = [s.planned for s in office.rows(Slot, Slot.starts_at == at(9, day=2))]
    assert (halved, after) == ([3, 3, 3], [6, 6, 6])
    assert [(row.percent, row.reason) for row in office.rows(TemporaryCapacity)] == [(50, "Dua loket rusak")]


@pytest.mark.postgres("statements")
def test_share_that_begins_on_the_same_day_is_replaced_and_may_be_taken_away(office):
    change(office, TemporaryShare(Share(TOMORROW, None, 50)))
    change(office, TemporaryShare(Share(TOMORROW, None, 80)))
    rows = [row.percent for row in office.rows(TemporaryCapacity)]

    change(office, ShareRemoval(None, TOMORROW))

    assert rows == [80]
    assert office.rows(TemporaryCapacity) == []
    assert office.slot(9, day=1).planned == 6


def test_capacity_never_falls_below_what_is_taken(office):
    for _ in range(3):
        office.booked(9, day=1)

    impact = change(office, settings(units={"A": 1}))

    slot = office.slot(9, day=1)
    assert (slot.planned, slot.capacity, slot.taken) == (1, 3, 3)
    assert (impact.crowded, impact.unfit) == (1, ())


def test_preview_writes_nothing_and_says_what_applying_does(office):
    office.booked(9, day=1)
    late = office.booked(14, day=1)
    before = [(s.id, s.planned) for s in office.rows(Slot)]

    seen = preview(office, Week(SHORT))
    untouched = [(s.id, s.planned) for s in office.rows(Slot)]
    done = change(office, Week(SHORT))

    assert untouched == before
    assert seen == done
    assert (seen.added, seen.removed) == (0, (9 * 8 + 2 * 7) * 3)
    assert [(u.letter, u.starts_at, u.short, u.units) for u in seen.unfit] == [
        ("A", at(14, day=1), office.booking(late).short, 1)
    ]


@pytest.mark.postgres("statements")
def test_booking_that_no_longer_fits_keeps_its_slot_and_is_listed_until_moved(office):
    late = office.booked(14, day=1)

    change(office, Week(SHORT))

    listed = office.read(lambda s: stranded_bookings(s, office.office, now=EARLY))
    assert [each.short for each in listed] == [office.booking(late).short]
    assert office.slot(14, day=1).planned == 0


def test_preview_of_a_closure_lists_who_is_booked_in_it(office):
    mine = office.booked(9, day=1)
    office.booked(9, day=1, service="C")

    seen = preview(office, NewClosure(TOMORROW, TOMORROW, "Listrik padam", service_id=service(office, "A")))

    assert [each.short for each in seen.unfit] == [office.booking(mine).short]
    assert seen.removed == 12


def test_preview_of_nothing_new_says_so(office):
    assert preview(office, Week(HOURS)).changes_nothing


def test_office_closed_by_a_change_says_so_on_the_board_at_once(office):
    now = at(11)

    office.do(hours.apply, Week(SHORT), now=now)

    assert office.board(now).open.state == "closed"


@pytest.mark.postgres("statements")
def test_change_of_another_office_touches_no_slot_here(office, elsewhere):
    before = [(s.id, s.planned) for s in office.rows(Slot, Slot.office_id == office.office.id)]

    change(elsewhere, Week(SHORT))

    assert [(s.id, s.planned) for s in office.rows(Slot, Slot.office_id == office.office.id)] == before
    assert len(office.rows(OpeningHours, OpeningHours.office_id == office.office.id)) == 5
