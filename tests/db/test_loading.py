"""Rows of prepared statements as objects of the session: to it they are what the ORM's own reading makes of them."""

from typing import Any

import pytest
from sqlalchemy import inspect
from sqlalchemy.orm import object_session
from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Ticket
from tests.scenes.factories import World


@pytest.fixture
def ticket_id(office: World) -> int:
    """Somebody has a number."""
    office.arrived()
    return office.ticket("A-001").id


def _states(session: Session, row: Any) -> tuple[Any, ...]:
    """All that the session knows of an object."""
    state = inspect(row)
    return (
        state.persistent,
        state.key,
        state.identity,
        state.modified,
        row in session,
        row in session.dirty,
        object_session(row) is session,
        session.identity_map.get(state.key) is row,
        {name: value for name, value in state.dict.items() if name != "_sa_instance_state"},
    )


@pytest.mark.postgres("statements")
def test_loaded_object_is_to_its_session_what_get_would_have_given(office: World, ticket_id: int) -> None:
    with office.database.reading() as session:
        ours = _states(session, queries.ticket_by_id(session, ticket_id))
    with office.database.reading() as session:
        theirs = _states(session, session.get_one(Ticket, ticket_id))

    assert ours == theirs


def test_loaded_and_got_are_one_object(office: World, ticket_id: int) -> None:
    with office.database.reading() as session:
        loaded = queries.ticket_by_id(session, ticket_id)
        assert session.get_one(Ticket, ticket_id) is loaded
    with office.database.reading() as session:
        got = session.get_one(Ticket, ticket_id)
        assert queries.ticket_by_id(session, ticket_id) is got


@pytest.mark.postgres("statements")
def test_change_of_loaded_object_is_written_with_the_step(office: World, ticket_id: int) -> None:
    def grows(session: Session) -> None:
        ticket = queries.ticket_by_id(session, ticket_id)
        ticket.people = 7

    office.database.run(grows)

    assert office.ticket("A-001").people == 7


def test_loaded_object_goes_back_with_a_savepoint(office: World, ticket_id: int) -> None:
    def tried(session: Session) -> tuple[int, int]:
        ticket = queries.ticket_by_id(session, ticket_id)
        savepoint = session.begin_nested()
        ticket.people = 7
        session.flush()
        savepoint.rollback()
        return ticket.people, queries.ticket_by_id(session, ticket_id).people

    assert office.database.run(tried) == (1, 1)


@pytest.mark.postgres("statements")
def test_step_that_reads_alone_begins_nothing_and_leaves_no_object_of_its_own(office: World, ticket_id: int) -> None:
    began: list[bool] = []

    def looks(session: Session) -> Ticket:
        ticket = queries.ticket_by_id(session, ticket_id)
        began.append(session.in_transaction())
        return ticket

    ticket = office.database.run(looks)

    assert began == [False]
    assert inspect(ticket).detached
    office.database.run(lambda session: session.add(ticket))  # another may take it up
