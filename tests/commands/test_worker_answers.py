"""`giliran worker --once` answers what citizens wrote before it sends."""

import pytest
from sqlmodel import select

from scheduler.db.models import ConversationLine, Office
from scheduler.db.opening import open_database
from scheduler.flow.talks.conversations import hear
from scheduler.messages.channels.base import Heard
from scheduler.runtime.config import Settings
from tests.commands.conftest import Run


@pytest.mark.postgres("statements")
def test_what_lies_there_is_answered(bintan: str, giliran: Run):
    database, clock = open_database(Settings())
    with database.reading() as session:
        office = session.exec(select(Office)).one()
    line = Heard("wamid.1", "+6281234567890", "STATUS", clock())
    database.run(hear, office.id, "whatsapp", line, now=clock())
    database.close()

    assert giliran("worker", "--once").status == 0

    database, _ = open_database(Settings())
    with database.reading() as session:
        lines = session.exec(select(ConversationLine).order_by(ConversationLine.id)).all()  # type: ignore[arg-type]
        assert [(each.direction, each.state) for each in lines] == [("in", "done"), ("out", "done")]
    database.close()
