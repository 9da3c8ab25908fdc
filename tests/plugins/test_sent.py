"""Statements are told by their shape, whichever database they are sent to; one that PostgreSQL never got is named."""

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from scheduler.db.engine.prepared import Prepared
from scheduler.db.models import Closure, Document, DocumentWord
from tests.plugins.sent import Sent, listen, missing, sends_for_all, shape_of
from tests.scenes.factories import World
from tests.support.plans import rows_of


def test_shape_has_no_values() -> None:
    def asked(reference: str, *numbers: int) -> str:
        return shape_of(select(Document.id).where(col(Document.reference) == reference, col(Document.id).in_(numbers)))

    assert asked("a", 1) == asked("b", 1, 2, 3)
    assert "SELECT document.id FROM document WHERE document.reference = ?" in asked("a")
    assert asked("a") != shape_of(select(Document.id).where(col(Document.title) == "a"))


def test_shape_of_a_guarded_insert_is_the_same_for_both() -> None:
    words = [kind.insert(DocumentWord).on_conflict_do_nothing() for kind in (sqlite, postgresql)]
    of_closures = [
        kind.insert(Closure).values({"office_id": 1, "by": "x"}).on_conflict_do_nothing(index_elements=["office_id"])
        for kind in (sqlite, postgresql)
    ]  # one has a key that is made for it, and a column whose name is a word of the language

    assert shape_of(words[0]) == shape_of(words[1])
    assert shape_of(of_closures[0]) == shape_of(of_closures[1])


@pytest.mark.postgres("dialect")
def test_what_a_database_is_sent_is_noted(office: World) -> None:
    look = Prepared(select(col(Document.id)).where(col(Document.reference) == bindparam("reference")))
    sent = Sent("a test")

    stop = listen(sent)
    office.read(lambda session: session.execute(select(col(Document.title))).all())
    office.read(lambda session: look.all(session, reference="x"))
    stop()

    (noted,) = [shapes for shapes in sent.by.values() if shapes]
    assert "SELECT document.title FROM document" in noted
    assert "SELECT document.id FROM document WHERE document.reference = ?" in noted
    assert set(noted.values()) == {"a test"}


def test_what_is_sent_once_more_to_look_at_it_counts_for_nothing(office: World) -> None:
    looked_at = ("SELECT document.title FROM document", ())
    sent = Sent("a test")

    stop = listen(sent)
    rows_of(office.database, looked_at)
    stop()

    assert sent.by == {"sqlite": {}, "postgresql": {}}


def test_what_postgresql_never_got_is_named_with_a_test() -> None:
    first = {"sqlite": {"SELECT 1": "test_a", "SELECT 2": "test_b"}, "postgresql": {"SELECT 2": "test_b"}}
    other = {"sqlite": {"SELECT 3": "test_c"}, "postgresql": {"SELECT 1": "test_d"}}

    (line,) = missing([first, other])

    assert "test_c" in line
    assert line.endswith("SELECT 3")
    assert missing([first, other, {"sqlite": {}, "postgresql": {"SELECT 3": "test_e"}}]) == []


@pytest.mark.parametrize(
    ("test", "on_sqlite", "on_postgres"),
    [
        ("tests/flow/hall/test_people_count.py::test_full[sqlite]", True, True),
        ("tests/races/hall/test_lobby.py::test_last_place[postgres]", False, True),
        ("tests/races/booking/test_booking_machine.py::test_seats_add_up[postgres]", False, False),
        ("tests/web/sweep/test_forms.py::test_fields", False, False),
    ],
)
def test_what_is_put_together_by_chance_counts_for_nothing(test: str, *, on_sqlite: bool, on_postgres: bool) -> None:
    assert [sends_for_all(test, on_postgres=each) for each in (False, True)] == [on_sqlite, on_postgres]
