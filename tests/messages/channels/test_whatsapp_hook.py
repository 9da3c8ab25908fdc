"""What Meta calls us with: the shapes of its documentation, and shapes that nobody documented."""

import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.messages.channels import loose
from scheduler.messages.channels.base import Heard, Told
from scheduler.messages.channels.whatsapp.cloud import read_hook, signature_ok

AT = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
SECONDS = str(int(AT.timestamp()))
NOW = datetime(2026, 11, 30, 2, 5, tzinfo=UTC)
PHONE = "+6281234567890"


def call(*, number="106", **value):
    """The body of a call about one thing."""
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": number}, **value}
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"value": value}]}]}


def wrote(**message):
    """The body of a call with what a citizen wrote."""
    return call(messages=[{"from": "6281234567890", "id": "wamid.A", "timestamp": SECONDS, **message}])


def test_signature_is_of_the_very_bytes():
    body = b'{"entry": []}'
    signed = f"sha256={hmac.new(b'secret', body, hashlib.sha256).hexdigest()}"

    assert signature_ok("secret", body, signed)
    assert signature_ok("secret", body, signed.upper().replace("SHA256", "sha256"))
    assert not signature_ok("secret", body + b" ", signed)
    assert not signature_ok("another", body, signed)


@pytest.mark.parametrize("header", [None, "", "sha256=", "sha1=abc", "sha256=ü", "sha256=" + "0" * 64])
def test_signature_that_is_none(header):
    assert not signature_ok("secret", b"{}", header)


def test_without_a_secret_nothing_is_signed():
    signed = f"sha256={hmac.new(b'', b'{}', hashlib.sha256).hexdigest()}"

    assert not signature_ok("", b"{}", signed)


@pytest.mark.parametrize(
    ("status", "state"), [("sent", "accepted"), ("delivered", "delivered"), ("read", "read"), ("failed", "failed")]
)
def test_what_became_of_a_message(status, state):
    body = call(statuses=[{"id": "wamid.A", "status": status, "timestamp": SECONDS, "recipient_id": "62812"}])

    assert read_hook(body, now=NOW) == [Told("wamid.A", state, AT)]


def test_failure_says_why():
    status = {"id": "wamid.A", "status": "failed", "timestamp": SECONDS, "errors": [{"code": 131026, "title": "No"}]}

    assert read_hook(call(statuses=[status]), now=NOW) == [Told("wamid.A", "failed", AT, "131026")]


@pytest.mark.parametrize(
    ("message", "kind", "words"),
    [
        ({"type": "text", "text": {"body": " STATUS "}}, "text", "STATUS"),
        ({"type": "button", "button": {"text": "Ubah", "payload": "x"}}, "button", "Ubah"),
        (
            {"type": "interactive", "interactive": {"type": "button_reply", "button_reply": {"id": "1", "title": "1"}}},
            "button",
            "1",
        ),
        (
            {"type": "interactive", "interactive": {"type": "list_reply", "list_reply": {"id": "2", "title": "2"}}},
            "button",
            "2",
        ),
        ({"type": "audio", "audio": {"id": "7"}}, "audio", ""),
        ({"type": "location", "location": {"latitude": -6.2}}, "location", ""),
        ({"type": "reaction", "reaction": {"message_id": "wamid.B", "emoji": "👍"}}, "reaction", "👍"),
        ({"type": "unsupported", "errors": [{"code": 131051}]}, "unsupported", ""),
        ({}, "unsupported", ""),
    ],
)
def test_what_a_citizen_wrote(message, kind, words):
    assert read_hook(wrote(**message), now=NOW) == [Heard("wamid.A", PHONE, words, AT, kind)]


@pytest.mark.parametrize(
    ("message", "kind", "words"),
    [
        ({"type": "image", "image": {"id": "7", "caption": "KK saya"}}, "image", "KK saya"),
        ({"type": "document", "document": {"id": 7, "filename": "kk.pdf"}}, "document", ""),
    ],
)
def test_picture_or_file_is_named_by_its_id(message, kind, words):
    assert read_hook(wrote(**message), now=NOW) == [Heard("wamid.A", PHONE, words, AT, kind, media="7")]


@pytest.mark.parametrize("kind", ["audio", "video", "sticker"])
def test_what_plays_or_is_stuck_on_is_not_fetched(kind):
    assert read_hook(wrote(type=kind, **{kind: {"id": "7"}}), now=NOW)[0].media is None


@pytest.mark.parametrize("kind", ["system", "ephemeral"])
def test_what_whatsapp_itself_says_is_nobodys_message(kind):
    assert read_hook(wrote(type=kind, system={"body": "changed"}), now=NOW) == []


@pytest.mark.parametrize("timestamp", [None, "", "soon", "9" * 30, -(10**18), True, [1]])
def test_moment_that_is_none_is_when_the_call_came(timestamp):
    body = wrote(type="text", text={"body": "1"}) | {}
    body["entry"][0]["changes"][0]["value"]["messages"][0]["timestamp"] = timestamp

    assert [heard.at for heard in read_hook(body, now=NOW)] == [NOW]


def test_nothing_comes_from_tomorrow():
    body = wrote(type="text", text={"body": "1"})

    assert [heard.at for heard in read_hook(body, now=datetime(2026, 11, 29, tzinfo=UTC))] == [
        datetime(2026, 11, 29, tzinfo=UTC)
    ]


def test_several_in_their_order():
    body = call(statuses=[{"id": name, "status": "sent", "timestamp": SECONDS} for name in "AB"])
    body["entry"] += wrote(type="text", text={"body": "STOP"})["entry"]

    assert [found.external_id for found in read_hook(body, now=NOW)] == ["A", "B", "wamid.A"]


def test_only_what_is_about_one_number():
    body = call(number="106", statuses=[{"id": "A", "status": "sent"}])
    body["entry"] += call(number="207", statuses=[{"id": "B", "status": "sent"}])["entry"]

    assert [found.external_id for found in read_hook(body, phone_number_id="207", now=NOW)] == ["B"]


def test_words_that_no_database_takes_are_mended():
    heard = read_hook(json.loads(json.dumps(wrote(type="text", text={"body": "a\0b\ud800"}))), now=NOW)

    assert [found.text for found in heard] == ["ab?"]


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "text",
        {"entry": None},
        {"entry": [None, 1, {"changes": "x"}]},
        call(statuses={"id": 1}),
        call(messages=[None, {"from": "group-1", "id": "A"}, {"from": "62812345678"}]),
        call(statuses=[{"status": "sent"}]),
        call(statuses=[{"id": "A", "status": ["sent"]}, {"id": "B", "status": "deleted"}]),
    ],
)
def test_what_is_not_understood_is_passed_over(body):
    assert read_hook(body, now=NOW) == []


def test_number_that_is_no_text():
    assert loose.text({"id": 10**5000}, "id") == ""
    assert loose.text({"id": 1.5}, "id") == ""
    assert loose.text({"id": 7}, "id") == "7"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["entry", "changes", "value", "statuses", "messages", "id", "status", "from", "type", "text"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_no_json_raises(body):
    read_hook(body, now=NOW)
    read_hook(call(messages=[body], statuses=[body]), now=NOW)
    read_hook(wrote(type="text", text=body), now=NOW)
