"""The loop beside the worker: woken by what was heard, stopped by nothing that one line does."""

import asyncio

import pytest

from scheduler.db.models import ConversationLine
from scheduler.domain.refusals import Refusal, Unavailable
from scheduler.flow.talks import conversations
from scheduler.jobs import answers as loop
from scheduler.messages.channels.base import Heard
from scheduler.messages.dialogue import answering, steps
from scheduler.messages.dialogue.commands import Command
from tests.messages.dialogue.writing import BASE, OTHER, PHONE, TRANSLATIONS, Writer, answer_now
from tests.scenes.factories import NINE, World
from tests.support.patience import rounds_of_bells, until

HOW = {"base_url": BASE, "translations": TRANSLATIONS}


def states(office: World) -> list[str]:
    return [line.state for line in office.rows(ConversationLine, ConversationLine.direction == "in")]


async def answered(office: World) -> None:
    await until(lambda: states(office) == ["done"])


async def test_what_is_heard_is_answered_at_once(office: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(loop, "LOOK", 600.0)
    rounds = rounds_of_bells(monkeypatch)
    line = Heard("wamid.1", PHONE, "STATUS", NINE)

    async with loop.answering(office.database, lambda: NINE, **HOW, die=pytest.fail):  # type: ignore[arg-type]
        await rounds.first()
        await office.database.write(conversations.hear, office.office.id, "whatsapp", line, now=NINE)
        await answered(office)


async def test_what_another_process_heard_is_looked_for(office: World, open_database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(loop, "LOOK", 0.05)
    rounds, other = rounds_of_bells(monkeypatch), open_database()

    async with loop.answering(office.database, lambda: NINE, **HOW, die=pytest.fail):  # type: ignore[arg-type]
        await rounds.first()
        line = Heard("wamid.1", PHONE, "STATUS", NINE)
        await asyncio.to_thread(other.run, conversations.hear, office.office.id, "whatsapp", line, now=NINE)
        await answered(office)


def test_line_that_a_fault_keeps_from_its_answer_lies_in_the_inbox(office: World, monkeypatch: pytest.MonkeyPatch):
    """And those of others are answered all the same."""

    def fault(*_: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(steps, "ANSWERS", {**steps.ANSWERS, Command.STATUS: fault})
    first, second = Writer(office), Writer(office, OTHER)
    first.write("STATUS")
    second.write("BATAL")

    assert answer_now(office, NINE) == 2
    assert (first.lines(), second.lines()) == ([("STATUS", "for_clerk")], [("BATAL", "done")])


def test_refusal_that_cannot_be_said_lies_in_the_inbox(office: World, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object) -> str:
        raise Refusal

    def fault(*_: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(steps, "ANSWERS", {**steps.ANSWERS, Command.STATUS: refuse})
    monkeypatch.setattr(steps, "sentence_of", fault)
    citizen = Writer(office)
    citizen.write("STATUS")

    answer_now(office, NINE)

    assert citizen.lines() == [("STATUS", "for_clerk")]


async def test_database_that_is_away_is_waited_for(office: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(loop, "LOOK", 0.01)
    citizen = Writer(office)
    await asyncio.to_thread(citizen.write, "STATUS")
    tries: list[int] = []
    real = answering.answer

    def away_twice(session, line_id, **facts):
        tries.append(line_id)
        if len(tries) < 3:
            raise Unavailable
        return real(session, line_id, **facts)

    monkeypatch.setattr(answering, "answer", away_twice)
    async with loop.answering(office.database, lambda: NINE, **HOW, die=pytest.fail):  # type: ignore[arg-type]
        await answered(office)

    assert len(tries) == 3


def test_nothing_to_answer(office: World):
    assert answer_now(office, NINE) == 0
