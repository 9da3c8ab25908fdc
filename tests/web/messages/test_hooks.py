"""Webhooks: whoever may call is believed, once, in whatever order; everybody else is told nothing."""

from typing import Any

import pytest
import structlog
from starlette.testclient import TestClient

from scheduler.db.models import Attempt, ConversationLine, Message
from scheduler.domain.channels.refusals import AccountFaulty
from scheduler.main import create_app
from scheduler.runtime.config import Settings
from scheduler.web.hooks import calls
from scheduler.web.shared.throttling import MOST
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World, at
from tests.web.hooked import KEY, VERIFY, account, call, message, signed, status

HOOK = "/hooks/whatsapp/tanjungpinang"


@pytest.fixture
def hooked(office: World, clock: Stopwatch) -> World:
    """The office has an account at each channel that calls, at nine."""
    for channel in ("whatsapp", "fonnte", "sms"):
        account(office, channel)
    clock.now = NINE
    return office


def post(client: TestClient, body: bytes, **headers: str) -> int:
    return client.post(HOOK, content=body, headers={**signed(body), **headers}).status_code


def lines(office: World) -> list[str]:
    return [line.text for line in office.rows(ConversationLine)]


def attempt(office: World, external_id: str = "wamid.out", channel: str = "whatsapp") -> Attempt:
    """A letter that a channel took."""
    rows: list[Attempt] = []

    def add(session: Any) -> None:
        message = Message(
            office_id=office.office.id,
            key=external_id,
            cause="reply",
            state="sent",
            channel=channel,
            created_at=NINE,
        )
        session.add(message)
        session.flush()
        rows.append(
            Attempt(
                office_id=office.office.id,
                message_id=message.id,
                number=1,
                channel=channel,
                state="accepted",
                external_id=external_id,
                started_at=NINE,
            )
        )
        session.add(rows[0])
        session.flush()

    office.database.run(add)
    return rows[0]


def state_of(office: World) -> list[str]:
    return [row.state for row in office.rows(Attempt)]


# --- Meta asks


def test_challenge_is_said_back_to_who_knows_the_token(client: TestClient, hooked: World):
    asked = {"hub.mode": "subscribe", "hub.verify_token": VERIFY, "hub.challenge": "1158201444"}

    answer = client.get(HOOK, params=asked)

    assert (answer.status_code, answer.text) == (200, "1158201444")
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    "wrong", [{"hub.verify_token": "guessed"}, {"hub.verify_token": ""}, {"hub.mode": "unsubscribe"}]
)
def test_challenge_is_kept_from_everybody_else(client: TestClient, hooked: World, wrong: dict[str, str]):
    asked = {"hub.mode": "subscribe", "hub.verify_token": VERIFY, "hub.challenge": "1158201444"} | wrong

    answer = client.get(HOOK, params=asked)

    assert answer.status_code == 401
    assert "1158201444" not in answer.text


def test_account_without_a_token_is_nobodys(client: TestClient, office: World):
    account(office, "whatsapp", verify_token="")
    account(office, "fonnte", hook_secret="")

    asked = client.get(HOOK, params={"hub.mode": "subscribe", "hub.verify_token": "", "hub.challenge": "1"})

    assert asked.status_code == 401
    assert client.post("/hooks/fonnte/tanjungpinang/x", data={}).status_code == 401


# --- Meta calls


def test_line_is_kept(client: TestClient, hooked: World):
    assert post(client, call(messages=[message("wamid.1", "STATUS", NINE)])) == 200
    assert [(line.text, line.state, line.by) for line in hooked.rows(ConversationLine)] == [
        ("STATUS", "new", "citizen")
    ]


def test_same_call_again_keeps_nothing_twice(client: TestClient, hooked: World):
    body = call(messages=[message("wamid.1", "STATUS", NINE)])

    assert [post(client, body) for _ in range(3)] == [200, 200, 200]
    assert lines(hooked) == ["STATUS"]


def test_batch_of_entries_is_kept_whole(client: TestClient, hooked: World):
    attempt(hooked)
    one = {"messages": [message("wamid.1", "UBAH", at(9)), message("wamid.2", "2", at(9, 1))]}
    two = {"statuses": [status("wamid.out", "delivered", NINE)], "messages": [message("wamid.3", "STOP", NINE)]}

    assert post(client, call(one, two)) == 200
    assert sorted(lines(hooked)) == ["2", "STOP", "UBAH"]
    assert state_of(hooked) == ["delivered"]


def test_reports_may_come_in_any_order(client: TestClient, hooked: World):
    attempt(hooked)
    for state in ("read", "delivered", "sent", "read"):
        assert post(client, call(statuses=[status("wamid.out", state, NINE)])) == 200

    assert state_of(hooked) == ["read"]


def test_report_that_overtakes_the_answer_is_heard_again(
    client: TestClient, hooked: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(calls, "AGAIN", (0.05,) * 100)
    post(client, call(statuses=[status("wamid.out", "delivered", NINE)]))
    attempt(hooked)

    for _ in range(200):
        if state_of(hooked) == ["delivered"]:
            break
        client.get("/healthz")

    assert state_of(hooked) == ["delivered"]


def test_what_is_about_another_number_is_passed_over(client: TestClient, hooked: World):
    assert post(client, call(messages=[message("wamid.1", "STATUS", NINE)], number="999")) == 200
    assert lines(hooked) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Hub-Signature-256": "sha256=" + "0" * 64},
        {"X-Hub-Signature-256": ""},
        {"X-Hub-Signature-256": "sha1=abc"},
        {"X-Hub-Signature-256": "sha256=é".encode()},
    ],
)
def test_wrong_signature_is_a_problem_and_keeps_nothing(client: TestClient, hooked: World, headers: dict[str, Any]):
    answer = client.post(HOOK, content=call(messages=[message("wamid.1", "STOP", NINE)]), headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (401, "signature_wrong")
    assert answer.headers["content-type"] == "application/problem+json"
    assert lines(hooked) == []


def test_signature_is_of_the_body_as_it_came(client: TestClient, hooked: World):
    body = call(messages=[message("wamid.1", "STOP", NINE)])

    answer = client.post(HOOK, content=body + b" ", headers=signed(body))

    assert answer.status_code == 401


def test_body_is_not_read_before_its_signature(client: TestClient, hooked: World):
    assert client.post(HOOK, content=b"{no json", headers=signed(b"other")).status_code == 401
    assert client.post(HOOK, content=b"{no json", headers=signed(b"{no json")).status_code == 422


@pytest.mark.parametrize("body", [b"[]", b"null", b'"x"', b'{"entry": 3}', b'{"entry": [{"changes": [null]}]}', b""])
def test_strange_bodies_change_nothing(client: TestClient, hooked: World, body: bytes):
    assert post(client, body) == 200
    assert lines(hooked) == []


def test_large_batch_is_taken_and_what_is_too_large_is_not(client: TestClient, hooked: World):
    many = call(messages=[message(f"wamid.{n}", "x" * 2000, NINE) for n in range(60)])

    assert len(many) > 65_536
    assert post(client, many) == 200
    assert len(lines(hooked)) == 60
    assert post(client, b" " * (3 * 1024 * 1024 + 1)) == 413


def test_many_wrong_signatures_are_throttled_and_a_right_one_is_not(client: TestClient, hooked: World):
    wrong = [
        client.post(HOOK, content=b"{}", headers=signed(b"{}", "guess")).status_code for _ in range(MOST["hook"] + 1)
    ]

    assert wrong == [401] * MOST["hook"] + [429]
    assert post(client, call(messages=[message("wamid.1", "STATUS", NINE)])) == 200


@pytest.mark.parametrize(
    "path", ["/hooks/whatsapp/nowhere", f"/hooks/fonnte/nowhere/{KEY}", f"/hooks/sms/nowhere/{KEY}"]
)
def test_unknown_office(client: TestClient, hooked: World, path: str):
    answer = client.post(path, content=b"{}", headers=signed(b"{}"))

    assert (answer.status_code, answer.json()["code"]) == (404, "office_unknown")


@pytest.mark.parametrize("path", [HOOK, f"/hooks/fonnte/tanjungpinang/{KEY}", f"/hooks/sms/tanjungpinang/{KEY}"])
def test_office_without_an_account(client: TestClient, office: World, path: str):
    answer = client.post(path, content=b"{}", headers=signed(b"{}"))

    assert (answer.status_code, answer.json()["code"]) == (404, "channel_unknown")


def test_account_of_one_office_signs_for_no_other(client: TestClient, hooked: World, elsewhere: World):
    account(elsewhere, "whatsapp", app_secret="another")
    body = call(messages=[message("wamid.1", "STATUS", NINE)])

    assert client.post("/hooks/whatsapp/bintan", content=body, headers=signed(body)).status_code == 401


# --- gateways call


def test_fonnte_tells_what_a_citizen_wrote_as_a_form_or_as_json(client: TestClient, hooked: World):
    said = {"device": "62811", "sender": "6281234567890", "message": "STATUS", "inboxid": "7"}

    assert client.post(f"/hooks/fonnte/tanjungpinang/{KEY}", data=said).status_code == 200
    assert client.post(f"/hooks/fonnte/tanjungpinang/{KEY}", json=said).status_code == 200
    assert lines(hooked) == ["STATUS"]


def test_sms_gateway_reports(client: TestClient, hooked: World):
    attempt(hooked, "sms-1", "sms")

    assert client.post(f"/hooks/sms/tanjungpinang/{KEY}", json={"id": "sms-1", "status": "DELIVRD"}).status_code == 200
    assert state_of(hooked) == ["delivered"]


@pytest.mark.parametrize("channel", ["fonnte", "sms"])
def test_wrong_secret_keeps_nothing_and_is_throttled(client: TestClient, hooked: World, channel: str):
    said = {"sender": "6281234567890", "message": "STOP", "inboxid": "7", "id": "x", "status": "delivered"}
    tries = [client.post(f"/hooks/{channel}/tanjungpinang/guess{n}", data=said) for n in range(MOST["hook"] + 1)]

    assert [answer.status_code for answer in tries] == [401] * MOST["hook"] + [429]
    assert tries[0].json()["code"] == "signature_wrong"
    assert client.post(f"/hooks/{channel}/tanjungpinang/{KEY}", data=said).status_code == 429, "A guess could be right."
    assert lines(hooked) == []


@pytest.mark.parametrize("weak", ["short", "sixteen/letters/and", "kunci yang panjang sekali"])
def test_secret_in_an_address_is_long_and_plain(hooked: World, weak: str):
    with pytest.raises(AccountFaulty) as refused:
        account(hooked, "fonnte", hook_secret=weak)

    assert refused.value.facts["errors"] == {"hook_secret": "weak"}


# --- what is written down of it


def test_log_names_the_route_and_no_secret(database: Any, clock: Stopwatch, settings: Settings, hooked: World):
    app = create_app(database, clock, settings.model_copy(update={"log_level": "debug"}))  # type: ignore[arg-type]
    with structlog.testing.capture_logs() as logged, TestClient(app, base_url="http://testserver") as client:
        client.post(f"/hooks/fonnte/tanjungpinang/{KEY}", data={"sender": "6281234567890", "message": "STATUS"})
        client.get(HOOK, params={"hub.mode": "subscribe", "hub.verify_token": VERIFY, "hub.challenge": "1"})

    requests = [entry for entry in logged if entry["event"] == "request"]
    assert [entry["route"] for entry in requests] == ["/hooks/fonnte/{office}/{key}", "/hooks/whatsapp/{office}"]
    assert not any(word in str(logged) for word in (KEY, VERIFY, "6281234567890", "STATUS"))
