"""A call of a thousand things is kept in portions, and what claims to be ages old is not believed."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from scheduler.db.models import Conversation, ConversationLine
from scheduler.flow.talks.conversations import OLDEST
from scheduler.messages.channels.base import Told
from scheduler.web.hooks import calls
from tests.scenes.factories import MORNING, World
from tests.web.hooked import SECRET, account, call, message, status

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.fixture
def hooked(office: World) -> World:
    account(office, "whatsapp")
    return office


def post(client: TestClient, body: bytes) -> int:
    signed = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    answer = client.post("/hooks/whatsapp/tanjungpinang", content=body, headers={"X-Hub-Signature-256": signed})
    return answer.status_code


def test_many_are_kept_in_portions(client: TestClient, hooked: World, monkeypatch: pytest.MonkeyPatch):
    sizes, unknown = [], []

    def counted(session: Any, office_id: int, channel: str, news: Any, **facts: Any) -> Any:
        sizes.append(len(news))
        return take_in(session, office_id, channel, news, **facts)

    take_in = calls.take_in
    monkeypatch.setattr(calls, "take_in", counted)
    monkeypatch.setattr(calls, "_hear_later", lambda *given: unknown.extend(given[-1]))
    lines = [message(f"wamid.{n}", "halo", MORNING) for n in range(70)]

    assert post(client, call(messages=lines, statuses=[status(f"s.{n}", "read", MORNING) for n in range(50)])) == 200

    assert sizes == [50, 50, 20]
    assert len({line.external_id for line in hooked.rows(ConversationLine) if line.direction == "in"}) == 70
    assert [type(each) for each in unknown] == [Told] * 50


@pytest.mark.parametrize("claimed", [datetime(1, 1, 2, tzinfo=UTC), EPOCH])
def test_line_of_ages_ago_waits_for_days_at_most(client: TestClient, hooked: World, claimed: datetime):
    seconds = int((claimed - EPOCH) / timedelta(seconds=1))
    old = {**message("wamid.old", "?", MORNING), "timestamp": str(seconds)}

    assert post(client, call(messages=[old])) == 200

    (conversation,) = hooked.rows(Conversation)
    assert conversation.heard_at is not None
    assert conversation.heard_at >= MORNING - OLDEST - timedelta(minutes=1)
