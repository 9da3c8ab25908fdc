"""Batches when several people act at the same moment.

In pairs: looking first and writing then gives one document to two lists, or to two people; the guards let one have it.
"""

import threading
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlmodel import Session, col

from scheduler.db.models import (
    Batch,
    BatchDocument,
    DeliveryRequest,
    Document,
    FileRequest,
    Invitation,
    Message,
    Move,
    Office,
)
from scheduler.domain.delivery.refusals import BatchTaken, BroughtBack, ConfirmedAlready, DeliveryFixed
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.flow.applying import withdrawing
from scheduler.flow.contact import wrong_number
from scheduler.flow.custody.collectors import person_of
from scheduler.flow.custody.handover_proof import Proof
from scheduler.flow.delivery import answering, asking, delivery_method, file_answering, file_asking
from scheduler.flow.delivery.asking import Wish
from scheduler.flow.delivery.batches import confirming, losing, making, returning, signing
from scheduler.flow.delivery.file_asking import FileWish
from scheduler.flow.invitations.invitations import known_invitation
from tests.scenes.factories import NINE, World, race
from tests.scenes.places import a_batch, a_place, listed, row, taken
from tests.support.patience import ENOUGH

pytestmark = pytest.mark.postgres("locks")

A_WHILE = 1
"""Seconds in which somebody who is not kept out has done it."""
TAKERS = ("Dewi", "Rina", "Wati", "Yuli")


def naive(office: World, look: str, write: str, row_id: int, count: int) -> list[Any]:
    """What becomes of those who look whether they may, and write only when all have looked."""
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    have_looked = threading.Barrier(count)

    def act() -> str:
        with engine.connect() as connection:
            free = connection.execute(text(look), {"id": row_id}).scalar_one()
            have_looked.wait(10)
            if free:
                connection.execute(text(write), {"id": row_id})
        return "done" if free else "refused"

    outcomes = race([act] * count)
    engine.dispose()
    return outcomes


def confirm(office: World, batch: Batch, name: str) -> str:
    office.database.run(
        confirming.confirm,
        office.office.id,
        batch.id,
        "R/1",
        Proof("family", "kk", collector_name=name),
        by="place:1",
        now=NINE,
    )
    return name


# --- two lists take one document


@pytest.mark.deep("without the guard")
def test_document_that_is_only_looked_at_first_is_taken_by_both(office: World):
    document = office.document("R/1")

    outcomes = naive(
        office,
        "SELECT stage = 'ready' FROM document WHERE id = :id",
        "UPDATE document SET stage = 'at_partner' WHERE id = :id",
        document.id,
        2,
    )

    assert outcomes == ["done"] * 2


def test_document_stands_on_one_list_however_many_want_it(office: World, open_database):
    batches = [a_batch(office, a_place(office, f"Kelurahan {number}")) for number in range(4)]
    office.document("R/1")
    office.document("R/2")
    doors = [office, office.through(open_database())]

    outcomes = race(
        [lambda n=n, each=each: doors[n % 2].do(making.add_document, each.id, "R/1") for n, each in enumerate(batches)]
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["BatchTaken"] * 3 + ["Document"]
    assert all(isinstance(outcome, Document | BatchTaken) for outcome in outcomes)
    assert len(office.rows(BatchDocument)) == 1


# --- two confirm one handover


@pytest.mark.deep("without the guard")
def test_handover_that_is_only_looked_up_first_is_written_twice(office: World):
    taken(office, a_place(office), "R/1")

    outcomes = naive(
        office,
        "SELECT outcome IS NULL FROM batch_document WHERE id = :id",
        "UPDATE batch_document SET outcome = 'handed_over' WHERE id = :id",
        row(office, "R/1").id,
        4,
    )

    assert outcomes == ["done"] * 4


def test_document_is_handed_over_once_however_many_say_so(office: World, open_database):
    batch = taken(office, a_place(office), "R/1", "R/2")
    doors = [office, office.through(open_database())]

    outcomes = race([lambda n=n, name=name: confirm(doors[n % 2], batch, name) for n, name in enumerate(TAKERS)])

    (winner,) = [outcome for outcome in outcomes if isinstance(outcome, str)]
    assert sum(type(outcome) is ConfirmedAlready for outcome in outcomes) == len(TAKERS) - 1
    assert row(office, "R/1").collector_name == winner
    assert len(office.rows(Move, col(Move.after) == "collected")) == 1


# --- one confirms what another brings back


def test_handed_over_there_or_back_on_the_shelf_never_both(office: World, open_database):
    batch = taken(office, a_place(office), "R/1")
    other = office.through(open_database())

    def bring_back() -> str:
        other.do(returning.bring_back, batch.id, "R/1", shelf="B-1", goes_again=False)
        return "back"

    outcomes = race([lambda: confirm(office, batch, "Dewi"), bring_back])

    assert sorted(type(outcome).__name__ for outcome in outcomes) in (
        ["ConfirmedAlready", "str"],
        ["BroughtBack", "str"],
    )
    won = next(outcome for outcome in outcomes if isinstance(outcome, str))
    assert office.stage("R/1") == ("ready" if won == "back" else "collected")
    assert row(office, "R/1").outcome == ("brought_back" if won == "back" else "handed_over")
    assert any(isinstance(outcome, ConfirmedAlready | BroughtBack) for outcome in outcomes)


def test_last_two_of_a_batch_at_once_close_it(office: World, open_database):
    batch = taken(office, a_place(office), "R/1", "R/2")
    other = office.through(open_database())

    race(
        [
            lambda: confirm(office, batch, "Dewi"),
            lambda: other.do(returning.bring_back, batch.id, "R/2", shelf=None, goes_again=False),
        ]
    )

    assert office.rows(Batch)[0].closed_at == NINE


# --- one person collects for others at two places


@pytest.mark.deep("without the guard")
def test_cap_that_is_only_counted_first_is_exceeded_at_two_places(office: World):
    office.change(Office, office.office.id, proxy_cap=1)
    for number in range(2):
        taken(office, a_place(office, f"Kelurahan {number}"), f"R/{number}")
    person = person_of("Budi")
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    have_looked = threading.Barrier(2)

    def naive_confirm(row_id: int) -> str:
        with engine.connect() as connection:
            look = "SELECT count(*) FROM batch_document WHERE collector_hash = :person"
            count = connection.execute(text(look), {"person": person}).scalar_one()
            have_looked.wait(10)
            if count >= 1:
                return "refused"
            write = "UPDATE batch_document SET collector_hash = :person WHERE id = :id"
            connection.execute(text(write), {"person": person, "id": row_id})
        return "done"

    outcomes = race([lambda n=n: naive_confirm(row(office, f"R/{n}").id) for n in range(2)])
    engine.dispose()

    assert outcomes == ["done"] * 2


def test_cap_holds_at_however_many_places_at_once(office: World, open_database):
    office.change(Office, office.office.id, proxy_cap=2)
    batches = [taken(office, a_place(office, f"Kelurahan {number}"), f"R/{number}") for number in range(4)]
    doors = [office, office.through(open_database())]

    def take(number: int) -> Document:
        return doors[number % 2].database.run(
            confirming.confirm,
            office.office.id,
            batches[number].id,
            f"R/{number}",
            Proof("proxy", "collector_ktp", "Budi", "SK-1"),
            by="place:1",
            now=NINE,
        )

    outcomes = race([lambda n=n: take(n) for n in range(4)])

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Document"] * 2 + ["ProxyLimit"] * 2
    assert sum(each.collector_hash is not None for each in office.rows(BatchDocument)) == 2


# --- one says lost what another hands over


def test_lost_or_handed_over_never_both(office: World, open_database):
    batch = taken(office, a_place(office), "R/1")
    other = office.through(open_database())

    def lose() -> str:
        other.do(losing.report_lost, batch.id, "R/1", told_by="Hasan", reason="hilang")
        return "lost"

    outcomes = race([lambda: confirm(office, batch, "Dewi"), lose])

    assert sorted(type(outcome).__name__ for outcome in outcomes) in (["ConfirmedAlready", "str"], ["LostThere", "str"])
    lost = "lost" in outcomes
    assert office.stage("R/1") == ("misplaced" if lost else "collected")
    assert row(office, "R/1").outcome == ("lost" if lost else "handed_over")


# --- one sends elsewhere what another signs for


@pytest.mark.deep("without the guard")
def test_document_that_is_only_looked_at_first_is_rerouted_and_taken_along(office: World):
    batch = a_batch(office, a_place(office), "R/1")
    (document,) = office.rows(Document)
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    have_looked = threading.Barrier(2)

    def naive_change(write: str) -> str:
        with engine.connect() as connection:
            look = "SELECT stage = 'ready' AND channel = 'branch' FROM document WHERE id = :id"
            free = connection.execute(text(look), {"id": document.id}).scalar_one()
            have_looked.wait(10)
            if free:
                connection.execute(text(write), {"id": document.id})
        return "done" if free else "refused"

    sign = "UPDATE document SET stage = 'at_partner' WHERE id = :id"
    reroute = "UPDATE document SET channel = 'office' WHERE id = :id"
    outcomes = race([lambda: naive_change(sign), lambda: naive_change(reroute)])
    engine.dispose()

    assert outcomes == ["done"] * 2
    (document,) = office.rows(Document)
    assert (document.stage, document.channel, listed(office, batch)) == ("at_partner", "office", ["R/1"])


@pytest.mark.parametrize("turn", range(4))
def test_document_is_rerouted_or_taken_along_never_both(office: World, open_database, turn: int):
    batch = a_batch(office, a_place(office), "R/1", "R/2")
    other = office.through(open_database())

    def sign() -> str:
        office.do(signing.sign_batch, batch.id, taken_by="Hasan", signature=None)
        return "signed"

    def reroute() -> str:
        other.do(delivery_method.set_method, "R/2", "office", None)
        return "rerouted"

    outcomes = race([sign, reroute] if turn % 2 else [reroute, sign])

    assert office.stage("R/1") == "at_partner"
    (document,) = office.rows(Document, col(Document.reference) == "R/2")
    if "rerouted" in outcomes:
        assert (document.stage, document.channel, listed(office, batch)) == ("ready", "office", ["R/1"])
    else:
        assert (document.stage, document.channel, listed(office, batch)) == ("at_partner", "branch", ["R/1", "R/2"])
        assert sum(isinstance(outcome, DeliveryFixed) for outcome in outcomes) == 1


# --- given up while somebody signs


def _given_up_and_signed(office: World, other: World, turn: int) -> tuple[Batch, list[Any]]:
    batch = a_batch(office, a_place(office), "R/1", "R/2")

    def sign() -> str:
        office.do(signing.sign_batch, batch.id, taken_by="Hasan", signature=None)
        return "signed"

    def give_up() -> str:
        other.do(withdrawing.withdraw, "R/2", reason="ganda")
        return "given up"

    return batch, race([sign, give_up] if turn % 2 else [give_up, sign])


@pytest.mark.parametrize("turn", range(4))
def test_document_is_given_up_or_taken_along_never_both(office: World, open_database, turn: int):
    batch, outcomes = _given_up_and_signed(office, office.through(open_database()), turn)

    assert "signed" in outcomes
    (document,) = office.rows(Document, col(Document.reference) == "R/2")
    if "given up" in outcomes:
        assert (document.stage, listed(office, batch)) == ("withdrawn", ["R/1"])
    else:
        assert (document.stage, listed(office, batch)) == ("at_partner", ["R/1", "R/2"])
        assert sum(isinstance(outcome, IllegalStep) for outcome in outcomes) == 1


def test_without_the_list_held_a_document_that_is_given_up_stays_in_its_pile(
    office: World, open_database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(withdrawing, "hold_list", lambda session, document: None)

    batch, outcomes = _given_up_and_signed(office, office.through(open_database()), 0)

    assert ("given up" in outcomes) != ("signed" in outcomes), "no list with what is given up on it is signed"
    assert listed(office, batch) == ["R/1", "R/2"]


# --- two clerks answer one request, two phones ask at once


@pytest.mark.deep("without the guard")
def test_request_that_is_only_looked_at_first_is_answered_twice(office: World):
    request = asked(office)

    outcomes = naive(
        office,
        "SELECT state = 'asked' FROM delivery_request WHERE id = :id",
        "UPDATE delivery_request SET state = 'granted' WHERE id = :id",
        request,
        2,
    )

    assert outcomes == ["done"] * 2


def test_request_is_granted_refused_or_taken_back_and_no_two_of_them(office: World, open_database):
    request = asked(office)
    one, other, third = open_database(), open_database(), open_database()
    link = office.code(office.rows(Document)[0])

    race(
        [
            lambda: one.run(answering.grant, office.office, request, by="a", now=NINE),
            lambda: other.run(answering.refuse, office.office, request, reason="penuh", by="b", now=NINE),
            lambda: third.run(asking.take_back, link, now=NINE),
        ]
    )

    (stands,) = office.rows(DeliveryRequest)
    (document,) = office.rows(Document)
    assert (stands.state == "granted") == (document.channel == "branch")
    told = [message for message in office.rows(Message) if message.cause == "delivery"]
    assert len(told) == (stands.state in ("granted", "refused"))


def test_one_wish_of_a_household_waits_however_many_ask_at_once(office: World, open_database):
    place = a_place(office)
    code = office.code(office.document("R/1", phone="+6281234567890"))
    databases = [open_database() for _ in range(4)]

    race([lambda db=each: db.run(asking.ask, code, Wish("place", place.id), now=NINE) for each in databases])

    assert [request.state for request in office.rows(DeliveryRequest)] == ["asked"]


# --- a file that is asked for at once, and answered at once


@pytest.mark.deep("without the guard")
def test_file_that_is_only_looked_up_first_is_asked_for_twice(office: World):
    document = office.document("R/1", type="KK", channel="self_print", email="siti@gmail.com")
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP INDEX uq_file_request_asked"))
    engine.dispose()

    outcomes = naive(
        office,
        "SELECT count(*) = 0 FROM file_request WHERE document_id = :id AND state = 'asked'",
        "INSERT INTO file_request (office_id, document_id, way, state, asked_at)"
        " SELECT office_id, id, 'email', 'asked', created_at FROM document WHERE id = :id",
        document.id,
        2,
    )

    assert outcomes == ["done"] * 2
    assert len(office.rows(FileRequest)) == 2


def test_file_is_asked_for_once_however_many_ask_at_once(office: World, open_database):
    document, code = printed(office)
    databases = [open_database() for _ in range(4)]
    wish = FileWish([document.id])

    outcomes = race([lambda db=each: db.run(file_asking.ask_file, code, wish, now=NINE) for each in databases])

    assert [request.state for request in office.rows(FileRequest)] == ["asked"]
    assert all(isinstance(outcome, list) for outcome in outcomes)


def test_file_is_sent_refused_or_taken_back_and_no_two_of_them(office: World, open_database):
    document, code = printed(office)
    (request,) = office.database.run(file_asking.ask_file, code, FileWish([document.id]), now=NINE)
    number, own, (one, other, third) = request.id, document.id, [open_database() for _ in range(3)]

    race(
        [
            lambda: one.run(file_answering.note_sent, office.office, number, by="a", now=NINE),
            lambda: other.run(file_answering.refuse_file, office.office, number, reason="ganti", by="b", now=NINE),
            lambda: third.run(file_asking.take_file_back, code, own, now=NINE),
        ]
    )

    (stands,) = office.rows(FileRequest)
    told = [message for message in office.rows(Message) if message.cause == "file"]
    assert len(told) == (stands.state in ("sent", "refused"))
    assert (stands.answer == "ganti") == (stands.state == "refused")


@pytest.mark.parametrize("is_held", [True, pytest.param(False, marks=pytest.mark.deep("without the guard"))])
@pytest.mark.parametrize("what", ["a file", "another way"])
def test_nothing_is_asked_for_by_a_link_that_is_reported_meanwhile(
    office: World, open_database, monkeypatch: pytest.MonkeyPatch, *, what: str, is_held: bool
):
    if what == "a file":
        document, code = printed(office)
        module, looks, step, wish = file_asking, "that_come_by_message", file_asking.ask_file, FileWish([document.id])
    else:
        code = office.code(office.document("R/1", phone="+6281234567890"))
        module, looks, step, wish = asking, "that_may_go", asking.ask, Wish("place", a_place(office).id)
    one, other = open_database(), open_database()
    has_looked, is_reported = threading.Event(), threading.Event()
    look = getattr(module, looks)

    def look_first(session: Session, invitation: Invitation) -> list[Document]:
        found: list[Document] = look(session, invitation)
        has_looked.set()
        is_reported.wait(A_WHILE if is_held or one.on_sqlite else ENOUGH)  # whoever holds it keeps the other out
        return found

    def report() -> None:
        has_looked.wait(10)
        other.run(wrong_number.not_mine, code, now=NINE)
        is_reported.set()

    monkeypatch.setattr(module, looks, look_first)
    if not is_held:
        monkeypatch.setattr(module, "held_invitation", known_invitation)
    race([lambda: one.run(step, code, wish, now=NINE), report])

    slips = not is_held and not one.on_sqlite
    rows = office.rows(FileRequest if what == "a file" else DeliveryRequest)
    assert [request.state for request in rows] == ["asked" if slips else "taken_back"]


def printed(office: World) -> tuple[Document, str]:
    """A document that is printed at home, and its link."""
    document = office.document("R/1", type="KK", channel="self_print", phone="+6281234567890", email="siti@gmail.com")
    return document, office.code(document)


def asked(office: World) -> int:
    """The number of a request for a place that waits to be answered."""
    place = a_place(office)
    code = office.code(office.document("R/1", phone="+6281234567890"))
    return office.database.run(asking.ask, code, Wish("place", place.id), now=NINE).id
