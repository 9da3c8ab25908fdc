"""The places of an office besides itself."""

from dataclasses import replace

import pytest
from sqlmodel import col

from scheduler.db.models import Document, Place
from scheduler.domain.delivery.refusals import PlaceNameTaken, PlaceUnknown
from scheduler.domain.refusals import HiddenSigns, Invalid
from scheduler.flow.delivery import places
from scheduler.flow.delivery.places import PlacePlan
from scheduler.flow.destinations.whereabouts import place_named
from tests.scenes.factories import World
from tests.scenes.places import BUGIS, PLAN, a_place, for_place


@pytest.mark.postgres("statements")
def test_place_is_added_once_however_often(office: World, elsewhere: World) -> None:
    a_place(elsewhere)
    first = a_place(office)
    again = a_place(office)

    assert first.id == again.id
    assert (first.name, first.kind, first.closed) == (BUGIS, "kelurahan", False)
    assert len(office.rows(Place, col(Place.office_id) == office.office.id)) == 1


def test_name_belongs_to_one_place_however_it_is_written(office: World) -> None:
    a_place(office)

    with pytest.raises(PlaceNameTaken):
        a_place(office, f" {BUGIS.upper()} ", address="Jalan Lain 1")


@pytest.mark.parametrize(
    ("plan", "named"),
    [
        (PlacePlan(" ", "kelurahan"), "name"),
        (PlacePlan("x" * 61, "kelurahan"), "name"),
        (PlacePlan("Balai", "castle"), "kind"),
        (PlacePlan("Balai", "other", address="x" * 201), "address"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(office: World, plan: PlacePlan, named: str) -> None:
    with pytest.raises(Invalid) as refusal:
        office.database.run(places.add_place, office.office, plan)

    assert set(refusal.value.facts["errors"]) == {named}


def test_signs_that_nobody_sees_are_refused(office: World, subtests: pytest.Subtests) -> None:
    for field in ["name", "address", "hours", "phone"]:
        for sign in ["\u202e", "\u200b", "\x07"]:
            with subtests.test(field=field, sign=sign):
                plan = replace(PLAN, **{field: f"Kel{sign}urahan"})

                with pytest.raises(HiddenSigns):
                    office.database.run(places.add_place, office.office, plan)
                place = a_place(office)
                with pytest.raises(HiddenSigns):
                    office.database.run(places.change_place, office.office, place.id, plan)


def test_white_space_is_tidied_and_not_refused(office: World) -> None:
    place = a_place(office, "Kelurahan\u00a0Kampung \tBugis")

    assert place.name == BUGIS


@pytest.mark.postgres("statements")
def test_documents_on_their_way_follow_a_new_name(office: World) -> None:
    place = a_place(office)
    for_place(office, "R/1")
    for_place(office, "R/2", place="Kelurahan Senggarang")

    office.database.run(
        places.change_place, office.office, place.id, PlacePlan("Kelurahan Bugis", "kelurahan", hours="08.00-12.00")
    )

    assert [each.place for each in office.rows(Document)] == ["Kelurahan Bugis", "Kelurahan Senggarang"]


def test_name_of_another_cannot_be_taken_over(office: World) -> None:
    a_place(office)
    other = a_place(office, "Kecamatan Kota")

    with pytest.raises(PlaceNameTaken):
        office.database.run(places.change_place, office.office, other.id, PLAN)


def test_place_is_closed_and_opened_again(office: World) -> None:
    place = a_place(office)

    closed = office.database.run(places.close_place, office.office, place.id, closed=True)
    opened = office.database.run(places.close_place, office.office, place.id, closed=False)

    assert (closed.closed, opened.closed) == (True, False)


def test_place_of_another_office_is_unknown(office: World, elsewhere: World) -> None:
    foreign = a_place(elsewhere)

    with pytest.raises(PlaceUnknown):
        office.database.run(places.close_place, office.office, foreign.id, closed=True)


def test_place_is_found_by_its_name_in_any_spelling(office: World, elsewhere: World) -> None:
    a_place(elsewhere, "Kecamatan Kota")
    a_place(office)

    def found(name: str | None) -> str | None:
        place = office.read(lambda session: place_named(session, office.office.id, name))
        return place.name if place else None

    assert found(f"  {BUGIS.lower()} ") == BUGIS
    assert [found(None), found(""), found("Kecamatan Kota")] == [None, None, None]
