"""The same webhook delivered twice at once, two answerers at once.

In pairs: the naive program (look, then write) keeps a line twice and books twice; the guards never.
"""

import threading
from gettext import NullTranslations

import pytest
from sqlalchemy import create_engine, text

from scheduler.db.models import Booking, Conversation, ConversationLine, Message
from scheduler.flow.talks import conversations
from scheduler.messages.channels.base import Heard
from scheduler.messages.dialogue.steps import answer
from tests.messages.dialogue.writing import BASE, PHONE, Writer
from tests.scenes.factories import NINE, World, at, race

pytestmark = pytest.mark.postgres("locks")

LINE = Heard("wamid.1", PHONE, "STATUS", NINE)
SAME = 8


@pytest.mark.deep("without the guard")
def test_webhooks_that_look_and_then_write_keep_a_line_twice(office: World):
    office.database.run(conversations.hear, office.office.id, "whatsapp", LINE, now=NINE)
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP INDEX ux_conversation_line_external"))
    have_looked = threading.Barrier(2)

    def naive() -> None:
        with engine.connect() as connection:
            found = connection.execute(text("SELECT 1 FROM conversation_line WHERE external_id = 'wamid.2'")).first()
            have_looked.wait(10)
            if found is None:
                connection.execute(
                    text(
                        "INSERT INTO conversation_line"
                        " (office_id, conversation_id, direction, kind, text, state, external_id, media_tries, at, by)"
                        " SELECT office_id, conversation_id, 'in', 'text', text, 'new', 'wamid.2', 0, at, by"
                        " FROM conversation_line WHERE external_id = 'wamid.1'"
                    )
                )

    race([naive, naive])
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT count(*) FROM conversation_line WHERE external_id = 'wamid.2'")).scalar()
        connection.execute(text("DELETE FROM conversation_line WHERE external_id = 'wamid.2'"))
        connection.execute(
            text(
                "CREATE UNIQUE INDEX ux_conversation_line_external ON conversation_line (office_id, external_id)"
                " WHERE external_id IS NOT NULL"
            )
        )
    engine.dispose()

    assert kept == 2


def test_same_webhook_at_once_is_kept_once(office: World, open_database):
    """Also the first of a phone: of many at once one opens its conversation."""
    others = [office.database, open_database(), open_database()]

    def hear(n: int):
        database = others[n % len(others)]
        return lambda: database.run(conversations.hear, office.office.id, "whatsapp", LINE, now=NINE)

    outcomes = race([hear(n) for n in range(SAME)])

    assert sorted(outcomes, key=str) == [False] * (SAME - 1) + [True]
    assert len(office.rows(Conversation)) == len(office.rows(ConversationLine)) == 1


@pytest.fixture
def offered(office: World) -> Writer:
    """A citizen who was offered times, and has answered."""
    office.document("R/0001", phone=PHONE)
    citizen = Writer(office)
    citizen("UBAH")
    citizen.write("STATUS", now=at(9, 1))
    return citizen


def replies(office: World) -> int:
    return len(office.rows(Message, Message.cause == "reply"))


@pytest.mark.deep("without the guard")
def test_answerers_that_look_and_then_write_answer_twice(office: World, offered: Writer):
    engine = create_engine(office.database.url, isolation_level="AUTOCOMMIT")
    have_looked = threading.Barrier(2)

    def naive() -> str:
        with engine.connect() as connection:
            found = connection.execute(text("SELECT id FROM conversation_line WHERE state = 'new'")).first()
            have_looked.wait(10)
            if found is None:
                return "nothing"
            connection.execute(text("UPDATE conversation_line SET state = 'done' WHERE id = :id"), {"id": found.id})
        return "answered"

    outcomes = race([naive, naive])
    engine.dispose()

    assert outcomes == ["answered", "answered"]


def test_answerers_at_once_answer_once(office: World, offered: Writer, open_database):
    line = office.rows(ConversationLine, ConversationLine.state == "new")[0]
    before = replies(office)
    databases = [office.database, open_database(), open_database(), open_database()]

    def work(database):
        catalogues = {"id": NullTranslations()}
        return lambda: database.run(answer, line.id, base_url=BASE, translations=catalogues, now=at(9, 1))

    outcomes = race([work(database) for database in databases])

    assert sorted(outcomes, key=str) == [False, False, False, True]
    assert replies(office) == before + 1


def test_two_lines_that_take_a_time_book_once(office: World, offered: Writer, open_database):
    """Two numbers sent in one breath, answered by two processes."""
    offered.write("1", now=at(9, 2))
    offered.write("2", now=at(9, 3))
    databases = [office.database, open_database()]

    def work(database):
        def answer_them() -> None:
            for _ in range(20):
                lines = [line.id for line in office.rows(ConversationLine, ConversationLine.state == "new")]
                for line in lines:
                    database.run(answer, line, base_url=BASE, translations={}, now=at(9, 4))

        return answer_them

    outcomes = race([work(database) for database in databases])

    assert outcomes == [None, None]
    assert len(office.rows(Booking)) == 1
    assert office.rows(ConversationLine, ConversationLine.state == "new") == []
