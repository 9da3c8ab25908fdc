"""Pictures and videos between calls: their order, their number, and who is told of a change."""

from typing import Any

import pytest
from sqlmodel import Session

from scheduler.board.screen import Medium
from scheduler.db.models import MediaFile
from scheduler.domain.refusals import Invalid
from scheduler.domain.screens import MediumUnknown, TooManyMedia
from scheduler.flow.screens import media
from scheduler.flow.screens.media import MOST, NewMedium
from tests.scenes.factories import NINE, World


def new(mark: str = "4f2a", title: str = "Alur pengambilan", **facts: Any) -> NewMedium:
    return NewMedium("picture", mark, "image/jpeg", 1000, title, **facts)


def add(office: World, *args: Any, **facts: Any) -> MediaFile:
    return office.do(media.add, new(*args, **facts))


def shown(office: World) -> list[str]:
    return [each.title for each in office.read(lambda session: media.media_of(session, office.office.id))]


def test_what_is_added_is_shown_last(office: World, elsewhere: World) -> None:
    add(elsewhere, title="Bukan kantor ini")
    first = add(office, "aa", "  Jam   layanan ", seconds=30)

    add(office, "bb", "Syarat")

    found = office.read(lambda session: media.media_of(session, office.office.id))
    assert found[0] == Medium(first.id, "picture", "aa", "Jam layanan", 30)
    assert [each.title for each in found] == ["Jam layanan", "Syarat"]
    assert (first.by, first.size) == ("staff:1", 1000)


def test_title_and_time_are_changed(office: World) -> None:
    row = add(office)

    office.database.run(media.change, office.office, row.id, title="Jam layanan", seconds=5, by="staff:3")

    found = office.rows(MediaFile)[0]
    assert (found.title, found.seconds, found.by) == ("Jam layanan", 5, "staff:3")


@pytest.mark.parametrize(
    ("number", "order"), [(1, "CAB"), (2, "ACB"), (3, "ABC"), (99, "ABC"), (0, "CAB"), (-5, "CAB")]
)
def test_one_is_put_elsewhere_in_the_order_however_often(office: World, number: int, order: str) -> None:
    rows = [add(office, mark, mark) for mark in "ABC"]

    for _ in range(2):
        office.database.run(media.place, office.office, rows[2].id, number)

    assert "".join(shown(office)) == order


def test_one_is_removed_and_its_file_is_named_no_more(office: World) -> None:
    kept, gone = add(office, "aa", "Tetap"), add(office, "bb", "Pergi")

    office.database.run(media.remove, office.office, gone.id)

    assert shown(office) == ["Tetap"]
    named = [office.read(lambda s, m=mark: media.is_named(s, office.office.id, m)) for mark in (kept.mark, gone.mark)]
    assert named == [True, False]


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"title": " "}, {"title": "missing"}),
        ({"title": "x" * 121}, {"title": "too_long"}),
        ({"seconds": 4}, {"seconds": "5-60"}),
        ({"seconds": 61}, {"seconds": "5-60"}),
    ],
)
def test_nonsense_is_refused_by_name(office: World, wrong: dict[str, Any], fault: dict[str, str]) -> None:
    row = add(office, title="Tetap")

    with pytest.raises(Invalid) as adding:
        add(office, **wrong)
    with pytest.raises(Invalid) as changing:
        office.database.run(
            media.change, office.office, row.id, **{"title": "Lain", "seconds": 12, **wrong}, by="staff:3"
        )

    assert adding.value.facts["errors"] == changing.value.facts["errors"] == fault
    assert shown(office) == ["Tetap"]


def test_no_more_than_twenty(office: World, elsewhere: World) -> None:
    for number in range(MOST):
        add(office, str(number), str(number))

    with pytest.raises(TooManyMedia):
        add(office)
    add(elsewhere)

    assert len(shown(office)) == MOST == 20


@pytest.mark.parametrize("step", [media.remove, lambda *args: media.place(*args, 1)])
def test_one_of_another_office_is_unknown(office: World, elsewhere: World, step: Any) -> None:
    row = add(elsewhere)

    with pytest.raises(MediumUnknown):
        office.database.run(step, office.office, row.id)

    assert len(shown(elsewhere)) == 1


@pytest.mark.postgres("statements")
def test_screens_are_told_of_every_change(office: World) -> None:
    told: list[Any] = []

    def noted(session: Session, step: Any, *args: Any, **facts: Any) -> Any:
        result = step(session, office.office, *args, **facts)
        told.append(session.info.get("screens"))
        return result

    row = office.database.run(noted, media.add, new(), by="staff:1", now=NINE)
    office.database.run(noted, media.change, row.id, title="Lain", seconds=9, by="staff:1")
    office.database.run(noted, media.place, row.id, 1)
    office.database.run(noted, media.remove, row.id)

    assert told == [{"tanjungpinang"}] * 4
