"""The last blank, and the stock itself, changed by several at the same moment.

In pairs: the naive program (look, then write) shows the fault; the guarded update never.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db.models import Document, Invitation, Supply
from scheduler.domain.blanks.refusals import NoBlank, SupplyOver
from scheduler.domain.stages import DocumentStage
from scheduler.flow.blanks import blanks, printing_stops, release, supplies
from scheduler.flow.blanks.holds import Line, hold_documents, hold_lines
from scheduler.flow.blanks.stock import material_of
from scheduler.flow.documents import documents, readiness
from scheduler.flow.intake import rows as intake
from tests.flow.test_intake import BASE, row, take
from tests.scenes.blanks import KTP, counts, kinds, line, opened, received, references
from tests.scenes.factories import NINE, World, at, race
from tests.support.circles import in_a_circle, looking_for_no_circle, wait_till_blocked
from tests.support.databases import ON_POSTGRES

pytestmark = pytest.mark.postgres("locks")

MANY = 12


def naive(office: World, sql: str) -> Any:
    """Looks at stock and reserved, waits until the other has looked too, then writes."""
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    have_looked = threading.Barrier(2)

    def work() -> str:
        with engine.connect() as connection:
            stock, reserved = connection.execute(text("SELECT stock, reserved FROM material")).one()
            have_looked.wait(10)
            if stock - reserved < 1:
                return "none"
            connection.execute(text(sql), {"stock": stock + 10, "reserved": reserved + 1})
        return "done"

    outcomes = race([work] * 2)
    engine.dispose()
    return outcomes


@pytest.mark.deep("without the guard")
def test_last_blank_read_then_written_is_promised_twice(office: World):
    opened(office, 1)

    assert naive(office, "UPDATE material SET reserved = :reserved") == ["done", "done"]


def test_last_blank_is_promised_once(office: World, open_database):
    opened(office, 1)
    for number in range(MANY):
        office.document(f"R/{number}", stage="received")
    others = [office.through(open_database()) for _ in range(3)]

    race(
        [lambda n=n: others[n % 3].do(documents.set_stage, f"R/{n}", DocumentStage.IN_PRODUCTION) for n in range(MANY)]
    )

    stages = sorted(office.stage(f"R/{number}") for number in range(MANY))
    assert stages == ["in_production"] + ["waiting_for_blank"] * (MANY - 1)
    assert counts(office) == (1, 1)


@pytest.mark.deep("without the guard")
def test_two_receipts_read_then_written_lose_one(office: World):
    opened(office, 5)

    naive(office, "UPDATE material SET stock = :stock")

    engine = create_engine(office.database.url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT stock FROM material")).scalar_one() == 15
    engine.dispose()


def test_receipts_at_once_all_count(office: World, open_database):
    opened(office, 5)
    others = [office.through(open_database()) for _ in range(3)]

    race([lambda n=n: others[n % 3].do(blanks.receive_blanks, KTP, 10) for n in range(6)])

    assert counts(office) == (65, 0)
    assert len(kinds(office)) == 7


def test_last_free_blank_makes_one_card(office: World, open_database):
    opened(office, 1)
    for number in range(6):
        office.document(f"R/{number}", stage="received")
    others = [office.through(open_database()) for _ in range(3)]

    outcomes = race([lambda n=n: others[n % 3].do(readiness.mark_ready, f"R/{n}") for n in range(6)])

    assert sum(isinstance(each, NoBlank) for each in outcomes) == 5
    assert counts(office) == (0, 0)


def test_releases_at_once_give_each_blank_out_once(office: World, open_database):
    opened(office, 0)
    for number in range(6):
        office.document(f"R/{number}", stage="in_production")
    others = [office.through(open_database()) for _ in range(3)]

    outcomes = race(
        [lambda n=n: others[n].do(blanks.receive_blanks, KTP, 1) for n in range(3)]
        + [lambda n=n: others[n].at_time(release.release_all, now=NINE) for n in range(3)]
    )

    assert not [each for each in outcomes if isinstance(each, Exception)]
    stages = [office.stage(f"R/{number}") for number in range(6)]
    assert sorted(stages) == ["in_production"] * 3 + ["waiting_for_blank"] * 3
    assert counts(office) == (3, 3)


def test_portions_at_once_give_each_blank_out_once_and_pass_nobody_over(
    office: World, open_database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(release, "PORTION", 2)
    opened(office, 0)
    for number in range(12):
        office.document(f"R/{number:02}", stage="in_production", reason=("first", "lost")[number % 2])
    order = line(office)
    others = [office.through(open_database()) for _ in range(3)]
    office.database.run(lambda session: session.execute(text("UPDATE material SET stock = 9")))

    def work_off(n: int) -> None:
        while others[n].at_time(release.go_on):
            pass

    outcomes = race([lambda n=n: work_off(n) for n in range(3)])
    while office.at_time(release.go_on):  # whom the last of them could not hold
        pass

    assert outcomes == [None] * 3
    assert line(office) == order[9:]
    assert [office.stage(each) for each in order[:9]] == ["in_production"] * 9


def test_supply_arrives_once(office: World, open_database):
    opened(office, 0)
    asked = office.do(supplies.ask_centre, KTP, 50, note=None)
    others = [office.through(open_database()) for _ in range(2)]

    outcomes = race(
        [lambda n=n: others[n % 2].do(blanks.receive_blanks, KTP, 50, supply_id=asked.id) for n in range(4)]
    )

    assert sum(type(each) is SupplyOver for each in outcomes) == 3
    assert counts(office) == (50, 0)


@pytest.mark.deep("without the guard")
def test_deliveries_of_a_supply_read_then_written_lose_one(office: World):
    opened(office, 0)
    office.do(supplies.ask_centre, KTP, 50, note=None)
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    have_looked = threading.Barrier(2)

    def work() -> None:
        with engine.connect() as connection:
            arrived = connection.execute(text("SELECT arrived FROM supply")).scalar_one()
            have_looked.wait(10)
            connection.execute(text("UPDATE supply SET arrived = :arrived"), {"arrived": arrived + 25})

    outcomes = race([work] * 2)
    engine.dispose()

    (supply,) = office.rows(Supply)
    assert (outcomes, supply.arrived) == ([None, None], 25)


def test_deliveries_of_a_supply_at_once_all_count_and_end_it(office: World, open_database):
    opened(office, 0)
    asked = office.do(supplies.ask_centre, KTP, 50, note=None)
    others = [office.through(open_database()) for _ in range(2)]

    outcomes = race([lambda n=n: others[n].do(blanks.receive_blanks, KTP, 25, supply_id=asked.id) for n in range(2)])

    (supply,) = office.rows(Supply)
    assert (outcomes, supply.arrived, supply.arrived_at) == ([[], []], 50, NINE)
    assert counts(office) == (50, 0)


def test_ledger_is_opened_once(office: World, open_database):
    others = [office.through(open_database()) for _ in range(2)]

    outcomes = race([lambda n=n: others[n % 2].do(blanks.count_blanks, KTP, 7) for n in range(4)])

    assert not [each for each in outcomes if isinstance(each, Exception)]
    assert counts(office) == (7, 0)


# --- two cards, one blank: what can be booked is there


@pytest.mark.deep("without the guard")
def test_program_that_looks_first_lets_two_people_book_one_blank(office: World):
    opened(office, 1)
    both = [office.document(f"R/{number}", stage="received").id for number in range(2)]
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    have_looked = threading.Barrier(2)

    def make_ready(document_id: int) -> None:
        with engine.connect() as connection:
            free = connection.execute(text("SELECT stock - reserved FROM material")).scalar_one()
            have_looked.wait(10)
            if free:
                change = text("UPDATE document SET stage = 'ready' WHERE id = :id")
                connection.execute(change, {"id": document_id})

    race([lambda number=number: make_ready(number) for number in both])
    engine.dispose()

    assert [office.stage(f"R/{number}") for number in range(2)] == ["ready", "ready"]


def test_one_blank_is_booked_by_one(office: World, open_database):
    opened(office, 1)
    for number in range(2):
        office.document(f"R/{number}", stage="received", kk=f"217201010101000{number}")
    others = [office, office.through(open_database())]

    def make_and_book(number: int) -> None:
        others[number].do(readiness.mark_ready, f"R/{number}")
        (document,) = office.rows(Document, col(Document.reference) == f"R/{number}")
        others[number].book(others[number].code(document), office.slot(9))

    outcomes = race([lambda n=n: make_and_book(n) for n in range(2)])

    assert [type(each) for each in outcomes if each is not None] == [NoBlank]
    assert (len(office.rows(Invitation)), office.slot(9).taken) == (1, 1)
    assert counts(office) == (0, 0)


# --- a document, then its material


LAST_DOCUMENT = {
    "first": "SELECT id FROM document ORDER BY id DESC LIMIT 1 FOR UPDATE",
    "then": "SELECT id FROM material FOR UPDATE",
}


def _material_first(session: Session, office_id: int, wanted: Mapping[str, Sequence[int]]) -> list[Line]:
    """The lines as they were held once: the material, then the documents of it."""
    for name in wanted:
        material_of(session, office_id, name, hold=True)
    return hold_lines(session, office_id, wanted)


STEPS = {
    "release": lambda office: office.at_time(release.release_all),
    "count": lambda office: office.do(blanks.count_blanks, KTP, 3),
    "spoil": lambda office: office.do(blanks.spoil_blanks, KTP, 1, note=None),
    "receive": lambda office: office.do(blanks.receive_blanks, KTP, 3),
    "resume": lambda office: office.do(printing_stops.resume_printing, 1),
}


@ON_POSTGRES
@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("in_order", [pytest.param(False, id="material first"), pytest.param(True, id="in order")])
def test_documents_come_before_their_material(
    office: World, monkeypatch: pytest.MonkeyPatch, *, name: str, in_order: bool
):
    """Of those who wait for a blank, and of those who have one that is not there any more."""
    opened(office, 1 if name == "spoil" else 0)
    office.document("R/1", stage="in_production")
    office.do(printing_stops.stop_printing, KTP, why="ribbon", note=None)
    if name != "spoil":
        office.do(blanks.receive_blanks, KTP, 2)
    if name == "release":
        office.database.run(lambda session: session.execute(text("UPDATE printing_stop SET ended_at = started_at")))
    if not in_order:
        for module in (release, blanks):
            monkeypatch.setattr(module, "hold_lines", _material_first)

    outcomes = in_a_circle(office, STEPS[name], **LAST_DOCUMENT)

    assert outcomes == ["went on" if in_order else "DeadlockDetected", "went on"]
    assert office.stage("R/1") == ("waiting_for_blank" if name in ("count", "spoil", "receive") else "in_production")
    counts(office)


def _waits_for_it(session: Session, line: Line, ids: Iterable[int]) -> None:
    line.documents.update(hold_documents(session, ids))


@ON_POSTGRES
@pytest.mark.parametrize("guard", [pytest.param(False, id="waits"), pytest.param(True, id="without waiting")])
def test_whoever_became_the_next_meanwhile_is_held_without_waiting(
    office: World, monkeypatch: pytest.MonkeyPatch, *, guard: bool
):
    """Somebody else has it, and wants the material that is held by now. Nobody comes before it, and it gets its blank
    at the next look.
    """
    opened(office, 0)
    office.document("R/2", stage="in_production", now=at(8))
    office.document("R/1", stage="in_production", now=at(7))
    monkeypatch.setattr(release, "whom_to_give", lambda *_, **__: [])  # as before it joined the line
    if not guard:
        monkeypatch.setattr(release, "hold_more", _waits_for_it)
    engine, has_document, is_done = create_engine(office.database.url), threading.Event(), threading.Event()

    def clerk() -> str:
        with engine.connect() as connection, connection.begin():
            connection.execute(text("SET LOCAL deadlock_timeout = '50ms'"))
            connection.execute(text(LAST_DOCUMENT["first"]))
            has_document.set()
            wait_till_blocked(office, or_else=is_done.is_set)
            try:
                connection.execute(text(LAST_DOCUMENT["then"]))
            except OperationalError as error:
                return type(error.orig).__name__
        return "went on"

    def receive() -> list[str]:
        assert has_document.wait(30)
        released = received(office, 2)
        is_done.set()
        return released

    with looking_for_no_circle(office):
        outcomes = race([clerk, receive])
    engine.dispose()

    assert outcomes == (["went on", []] if guard else ["DeadlockDetected", ["R/1", "R/2"]])
    monkeypatch.undo()
    assert references(office.at_time(release.release_all)) == (["R/1", "R/2"] if guard else [])
    assert counts(office) == (2, 2)


@ON_POSTGRES
@pytest.mark.parametrize("stage", ["in_production", "ready"])
@pytest.mark.parametrize("in_order", [pytest.param(False, id="row by row"), pytest.param(True, id="in order")])
def test_export_holds_its_documents_before_the_material_of_the_first(
    office: World, monkeypatch: pytest.MonkeyPatch, *, stage: str, in_order: bool
):
    """Also one that has its card already, of which the export only says something else."""
    opened(office, 2)
    office.document("R/1", stage="in_production", holder=BASE["holder"])
    office.document("R/2", stage=stage, holder=BASE["holder"])
    rows = [row(reference=f"R/{number}", stage="ready") for number in (1, 2)]
    if not in_order:
        monkeypatch.setattr(intake, "hold_documents_first", lambda *_: None)

    outcomes = in_a_circle(office, lambda office: take(office, *rows), **LAST_DOCUMENT)

    assert outcomes == ["went on" if in_order else "DeadlockDetected", "went on"]
    assert [office.stage(f"R/{number}") for number in (1, 2)] == ["ready", "ready"]


@ON_POSTGRES
@pytest.mark.parametrize("known", [pytest.param(True, id="known"), pytest.param(False, id="said")])
@pytest.mark.parametrize("in_order", [pytest.param(False, id="material first"), pytest.param(True, id="in order")])
def test_export_holds_households_before_documents_and_materials(
    office: World, monkeypatch: pytest.MonkeyPatch, *, known: bool, in_order: bool
):
    """Those of documents that are there, and those that rows name."""
    opened(office, 2)
    if known:
        office.document("R/1", stage="in_production", holder=BASE["holder"], kk=BASE["kk"])
    held = int.from_bytes(keys.ring().look_up("kk", str(BASE["kk"]))[-8:], "big", signed=True)
    if not in_order:
        monkeypatch.setattr(intake, "hold_households", lambda *_: None)

    outcomes = in_a_circle(
        office,
        lambda office: take(office, row(reference="R/1", kk=None if known else BASE["kk"])),
        first=f"SELECT pg_advisory_xact_lock({held})",
        then="SELECT id FROM material FOR UPDATE",
    )

    assert outcomes == ["went on" if in_order else "DeadlockDetected", "went on"]
    assert office.stage("R/1") == "ready"


@pytest.mark.parametrize("change", ["reserved = 2", "reserved = -1", "stock = -1"])
def test_table_itself_refuses_what_is_not_there(office: World, change: str):
    opened(office, 1)

    with pytest.raises(Exception, match=r"reserved_within_stock|stock_not_negative"):
        office.database.run(lambda session: session.execute(text(f"UPDATE material SET {change}")))  # noqa: S608
