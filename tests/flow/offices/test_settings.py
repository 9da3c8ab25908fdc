"""An office's settings are changed: what that would do to visits, and doing it."""

import pytest

from scheduler.db.models import DeedRow, Office, Slot
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.offices.refusals import ChangedMeanwhile, ZoneInUse
from scheduler.domain.offices.settings import Revision
from scheduler.domain.refusals import Invalid
from scheduler.flow.offices.settings import change_settings, effects_of
from tests.scenes.factories import CLERK, EARLY, NINE, World


def effects(office: World, now=NINE, **wanted):
    return office.read(lambda session: effects_of(session, office.office, Revision(wanted), now=now))


@pytest.mark.postgres("statements")
def test_a_change_is_kept_and_written_down_with_what_was(office: World):
    office.do(change_settings, Revision({"lobby_limit": 12, "phone": "  0771  123 ", "max_calls": 3}), now=EARLY)

    (row,) = office.rows(Office)
    assert (row.lobby_limit, row.phone) == (12, "0771 123")
    (deed,) = office.rows(DeedRow)
    assert (deed.deed, deed.by, deed.became) == (Deed.SETTINGS_CHANGED, CLERK, {"lobby_limit": 12, "phone": "0771 123"})
    assert deed.was["lobby_limit"] != 12


def test_what_is_so_already_changes_and_tells_nothing(office: World):
    known = office.office.lobby_limit

    assert office.do(change_settings, Revision({"lobby_limit": known}), now=EARLY) == {}
    assert office.rows(DeedRow) == []


@pytest.mark.postgres("statements")
def test_a_smaller_lobby_says_who_is_too_many_inside_and_which_parties_are_too_large(guarded: World):
    for _ in range(3):
        guarded.arrived(9)
    guarded.booked(10, party=3)
    guarded.booked(10, party=1)

    found = effects(guarded, lobby_limit=2)

    assert (found.inside, found.too_many) == (3, 1)
    assert not found.are_nothing
    assert effects(guarded, lobby_limit=30).are_nothing


def test_another_address_says_how_many_were_told_the_old_one(office: World):
    office.booked(10)
    office.booked(11)

    assert effects(office, address="Jalan Baru 1").told == 2
    assert effects(office, max_calls=5).are_nothing


def test_another_length_of_slots_shows_the_slots_and_whose_no_longer_fit(office: World):
    office.booked(10)

    found = effects(office, slot_minutes=50)

    assert found.impact is not None
    assert [each.letter for each in found.impact.unfit] == ["A"]
    office.do(change_settings, Revision({"slot_minutes": 50}), now=NINE)
    assert 50 in {(slot.ends_at - slot.starts_at).seconds // 60 for slot in office.rows(Slot, Slot.planned > 0)}


def test_the_zone_stays_while_anybody_was_told_an_hour_of_it(office: World):
    office.booked(10)

    with pytest.raises(ZoneInUse) as refusal:
        office.do(change_settings, Revision({"timezone": "WITA"}), now=NINE)

    assert refusal.value.facts == {"visits": 1, "tickets": 0}
    assert office.rows(Office)[0].timezone == "Asia/Jakarta"


def test_the_zone_stays_while_a_number_may_still_be_called(office: World):
    office.walk_in()

    with pytest.raises(ZoneInUse) as refusal:
        office.do(change_settings, Revision({"timezone": "WITA"}), now=NINE)

    assert refusal.value.facts == {"visits": 0, "tickets": 1}


@pytest.mark.postgres("statements")
def test_the_zone_of_an_office_that_nobody_has_booked_lays_its_slots_out_anew(office: World):
    office.do(change_settings, Revision({"timezone": "wita"}), now=EARLY)

    assert office.rows(Office)[0].timezone == "Asia/Makassar"
    planned = sorted(slot.starts_at for slot in office.rows(Slot, Slot.planned > 0))
    assert planned[0].hour == 0  # 08.00 WITA


def test_nothing_is_overwritten_that_was_changed_since_it_was_shown(office: World):
    shown = {"max_calls": 3, "absent_after": 1}
    office.do(change_settings, Revision({"max_calls": 5}), now=EARLY)

    with pytest.raises(ChangedMeanwhile) as refusal:
        office.do(change_settings, Revision({"max_calls": 2, "absent_after": 1}, shown), now=EARLY)

    assert refusal.value.facts == {"now": {"max_calls": 5}}
    assert office.rows(Office)[0].max_calls == 5


def test_what_makes_no_sense_is_refused_by_looking_and_by_doing(office: World):
    with pytest.raises(Invalid):
        effects(office, lobby_limit=0)
    with pytest.raises(Invalid) as refusal:
        office.do(change_settings, Revision({"lobby_limit": 0}), now=EARLY)

    assert refusal.value.errors == {"lobby_limit": "1-10000"}
