"""Whoever has the role for it works for the places that were chosen, and for no other."""

import pytest

from scheduler.db.models import DeedRow, StaffPlace, StaffSession
from scheduler.domain.delivery.refusals import PlaceUnknown
from scheduler.domain.refusals import Invalid
from scheduler.flow.staff import people, sessions
from scheduler.flow.staff.at_places import anybody_at_a_place, desks_of, places_of_staff
from tests.scenes.factories import EARLY, NINE, World
from tests.scenes.places import a_place

MANAGER = "staff:1"


def names(office: World, staff_id: int) -> list[str]:
    return [place.name for place in office.read(lambda s: places_of_staff(s, staff_id))]


def add(office: World, roles: str, *places: int) -> int:
    facts = {"places": places, "now": EARLY}
    return office.database.run(people.add_staff, office.office, "Yuni", roles, None, **facts).id


@pytest.mark.postgres("statements")
def test_one_may_work_for_several_places_and_have_other_roles(office: World) -> None:
    east, west = a_place(office, "Kecamatan Timur"), a_place(office, "Kecamatan Barat")
    a_place(office, "Kecamatan Kota")
    assert not office.read(anybody_at_a_place)

    staff = add(office, "guard place", east.id, west.id, east.id)

    assert names(office, staff) == ["Kecamatan Barat", "Kecamatan Timur"]
    assert office.read(anybody_at_a_place)


@pytest.mark.parametrize(("kind", "fault"), [(None, "missing"), ("post", "no_desk"), ("visit", "no_desk")])
def test_role_needs_a_place_with_a_desk(office: World, kind: str | None, fault: str) -> None:
    places = [a_place(office, "Sana", kind=kind).id] if kind else []

    with pytest.raises(Invalid) as refusal:
        add(office, "place", *places)

    assert refusal.value.errors == {"places": fault}


def test_other_offices_place_is_unknown(office: World, elsewhere: World) -> None:
    with pytest.raises(PlaceUnknown):
        add(office, "place", a_place(elsewhere).id)


def test_without_the_role_places_mean_nothing(office: World) -> None:
    staff = add(office, "clerk", a_place(office).id)

    assert names(office, staff) == []


@pytest.mark.postgres("statements")
def test_other_places_end_sessions_and_are_written_down(office: World) -> None:
    east, west = a_place(office, "Kecamatan Timur"), a_place(office, "Kecamatan Barat")
    staff = add(office, "place", east.id)
    office.database.run(sessions.sign_in, staff, None, now=EARLY)
    change = {"places": [west.id], "by": MANAGER, "now": NINE}

    ended = office.database.run(people.change_roles, office.office, staff, "place", **change)
    again = office.database.run(people.change_roles, office.office, staff, "place", **change)

    assert (ended, again) == (1, 0)
    assert names(office, staff) == ["Kecamatan Barat"]
    assert all(each.revoked_at for each in office.rows(StaffSession))
    (deed,) = (each for each in office.rows(DeedRow) if each.deed == "roles_changed")
    assert (deed.was, deed.became) == ({"places": str(east.id)}, {"places": str(west.id)})


@pytest.mark.postgres("statements")
def test_who_loses_the_role_loses_the_places(office: World) -> None:
    staff = add(office, "place", a_place(office).id)

    office.database.run(people.change_roles, office.office, staff, "guard", by=MANAGER, now=NINE)

    assert office.rows(StaffPlace) == []


def test_post_and_visits_have_no_desk(office: World) -> None:
    for name, kind in (("Kelurahan Bugis", "kelurahan"), ("Kantor Pos", "post"), ("Kunjungan", "visit")):
        a_place(office, name, kind=kind)

    assert [place.name for place in office.read(lambda s: desks_of(s, office.office))] == ["Kelurahan Bugis"]
