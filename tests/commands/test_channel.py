"""`giliran channel`: accounts are given, tried out and dropped; no secret is ever typed as a word or printed."""

import json
import sys
from types import SimpleNamespace

import pytest

from scheduler.db import queries
from scheduler.flow.channels.accounts import account_of
from scheduler.flow.channels.ladder import Rung, set_ladder
from scheduler.messages.notices.table import TEMPLATES
from tests.scenes.factories import MONDAY

TOKEN = "EAAG-very-secret"


@pytest.fixture
def whatsapp(giliran, bintan, httpserver):
    """An office with an account at a fake Cloud API."""
    result = giliran(
        "channel",
        "set",
        "whatsapp",
        "phone_number_id=106540",
        f"base_url={httpserver.url_for('/v23.0')}",
        "--secrets-stdin",
        stdin=f"token={TOKEN}\napp_secret=s3cret\n",
    )
    assert (result.status, result.err) == (0, "")
    return httpserver


def account(opened, channel):
    with opened().reading() as session:
        found = account_of(session, 1, channel)
    return found and found.account


def test_account_is_set_with_its_secrets_from_stdin(giliran, whatsapp, opened):
    assert account(opened, "whatsapp")["token"] == TOKEN

    result = giliran("channel", "list")

    assert TOKEN not in result.out
    assert "phone_number_id=106540" in result.out
    assert "app_secret is set" in result.out
    assert "token is set" in result.out
    assert "No channel is used: nothing leaves this machine." in result.out


def test_change_leaves_what_it_does_not_name(giliran, whatsapp, opened):
    result = giliran("channel", "set", "whatsapp", "phone_number_id=207", "--per-minute", 80)

    assert result.status == 0
    assert account(opened, "whatsapp")["phone_number_id"] == "207"
    assert account(opened, "whatsapp")["token"] == TOKEN
    assert " 80 " in giliran("channel", "list").out


def test_secret_typed_as_a_word_is_refused_and_not_repeated(giliran, bintan, opened):
    result = giliran("channel", "set", "fonnte", f"token={TOKEN}")

    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("token is a secret:")
    assert TOKEN not in result.err
    assert account(opened, "fonnte") is None


@pytest.mark.parametrize(
    ("words", "stdin", "said"),
    [
        (["whatsapp", "phone_number_id=1x"], "", "phone-number-id: digits. token is missing. app-secret is missing."),
        (["whatsapp", "colour=red"], "", "Say NAME=VALUE, with one of these names: phone_number_id, token"),
        (["whatsapp"], "colour", "Say NAME=VALUE"),
        (["pigeon"], "", "There is no channel 'pigeon'. There is: whatsapp, fonnte, smtp, sms"),
        (["fonnte", "base_url=http://api.example"], "token=x", "base-url must begin with https://."),
        (["sms", "url=https://x.example", "body=to={to}"], "", "body must hold {to} and {text}."),
    ],
)
def test_what_cannot_be_right_is_said_in_a_sentence(giliran, bintan, words, stdin, said):
    result = giliran("channel", "set", *words, "--secrets-stdin", stdin=stdin)

    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(said)


def test_secrets_are_asked_for_at_a_terminal(giliran, bintan, opened, monkeypatch):
    asked = []

    def answer(question, **facts):
        asked.append((question, facts["hide_input"]))
        return "from-terminal" if question.startswith("token") else ""

    terminal = SimpleNamespace(isatty=lambda: True)
    monkeypatch.setattr("scheduler.commands.channels.channel.sys", SimpleNamespace(stdin=terminal, stdout=sys.stdout))
    monkeypatch.setattr("typer.prompt", answer)

    first = giliran("channel", "set", "fonnte")
    again = giliran("channel", "set", "fonnte", "--per-minute", 5)

    assert (first.status, again.status) == (0, 0)
    assert asked == [
        ("token", True),
        ("hook_secret (may be empty)", True),
        ("token (empty: stays)", True),
        ("hook_secret (may be empty)", True),
    ]
    assert account(opened, "fonnte")["token"] == "from-terminal"


def test_drop(giliran, whatsapp, opened):
    assert giliran("channel", "drop", "whatsapp").out == "Disdukcapil Bintan has no account for whatsapp any more.\n"
    assert account(opened, "whatsapp") is None
    assert giliran("channel", "drop", "whatsapp").status == 0


def test_dropped_channel_leaves_the_ladder(giliran, whatsapp, opened):
    database = opened()
    with database.reading() as session:
        office = queries.offices(session)[0]
    database.run(set_ladder, office, [Rung("whatsapp", 60)])

    giliran("channel", "drop", "whatsapp")

    with database.reading() as session:
        assert queries.offices(session)[0].ladder == []


def test_test_sends_one_and_prints_what_came_back(giliran, whatsapp):
    whatsapp.expect_request("/v23.0/106540/messages").respond_with_json({"messages": [{"id": "wamid.X"}]})

    result = giliran("channel", "test", "whatsapp", "--to", "0812-3456-7890")

    request, _ = whatsapp.log[0]
    assert (result.status, result.err) == (0, "")
    assert result.out == "outcome: accepted\nid: wamid.X\n"
    assert request.json["to"] == "6281234567890"
    assert request.json["text"]["body"].startswith("Disdukcapil Bintan: ini pesan percobaan.")


def test_test_by_an_approved_template(giliran, whatsapp):
    whatsapp.expect_request("/v23.0/106540/messages").respond_with_json({"messages": [{"id": "wamid.X"}]})

    result = giliran(
        "channel",
        "test",
        "whatsapp",
        "--to",
        "+6281234567890",
        "--template",
        "hello_world",
        "--language",
        "en_US",
        "--value",
        "a",
        "--value",
        "b",
        "--button",
        "i/7",
    )

    template = whatsapp.log[0][0].json["template"]
    assert result.status == 0
    assert (template["name"], template["language"]) == ("hello_world", {"code": "en_US"})
    assert [[each["text"] for each in part["parameters"]] for part in template["components"]] == [["a", "b"], ["i/7"]]


def test_test_that_was_not_accepted(giliran, whatsapp):
    said = {"error": {"code": 130429, "message": "(#130429) Rate limit hit"}}
    whatsapp.expect_request("/v23.0/106540/messages").respond_with_json(said, 429, headers={"Retry-After": "30"})

    result = giliran("channel", "test", "whatsapp", "--to", "+6281234567890")

    assert (result.status, result.out) == (1, "outcome: failed\ncode: 130429\npause: 30 s\n")


def test_test_says_what_a_code_means(giliran, whatsapp):
    whatsapp.expect_request("/v23.0/106540/messages").respond_with_json({"error": {"code": 190}}, 401)

    result = giliran("channel", "test", "whatsapp", "--to", "+6281234567890")

    assert result.out == "outcome: refused\ncode: 190 The access token is not valid any more.\n"


def test_console_shows_no_text_unless_it_is_asked_to(giliran, bintan):
    plain = giliran("channel", "test", "console", "--to", "+6281234567890")
    shown = giliran("channel", "test", "console", "--to", "+6281234567890", "--show")

    assert (plain.status, shown.status, plain.out) == (0, 0, "outcome: shown\n")
    line = json.loads(plain.err)
    assert (line["channel"], line["length"] > 0, "to" in line, "text" in line) == ("console", True, False, False)
    assert not any(part in plain.err for part in ("7890", "8123", "0812"))
    assert json.loads(shown.err)["text"].startswith("Disdukcapil Bintan: ini pesan percobaan.")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["pigeon", "--to", "+6281234567890"], 2, "There is no channel 'pigeon'."),
        (["whatsapp", "--to", "siti"], 2, "to cannot be read."),
        (["whatsapp", "--to", "+6281234567890"], 1, "Disdukcapil Bintan has no account for whatsapp."),
    ],
)
def test_test_that_cannot_be_sent(giliran, bintan, words, status, said):
    result = giliran("channel", "test", *words)

    assert (result.status, result.out) == (status, "")
    assert result.err.startswith(said)


def test_webpush_and_links_need_no_account(giliran, bintan):
    push = giliran("channel", "test", "webpush", "--to", "7")
    link = giliran("channel", "test", "wa_me", "--to", "+6281234567890")

    assert push.out == "outcome: refused\ncode: no_browser No browser listens for this booking.\n"
    assert link.out.startswith("outcome: refused\ncode: by_hand Nothing is sent:")
    assert (push.status, link.status) == (1, 1)


def test_nothing_is_sent_in_training(giliran, no_database, monkeypatch):
    monkeypatch.setenv("GILIRAN_CLOCK", f"{MONDAY.isoformat()}T09:00+07:00")
    giliran("office", "create", "bintan", "--name", "Disdukcapil Bintan", "--timezone", "WITA")
    giliran("channel", "set", "fonnte", "--secrets-stdin", stdin="token=x")

    sent = giliran("channel", "test", "fonnte", "--to", "+6281234567890")
    shown = giliran("channel", "test", "console", "--to", "+6281234567890")

    assert (sent.status, sent.out) == (1, "")
    assert sent.err.startswith("This database is for training")
    assert shown.status == 0


def test_templates_are_printed_as_they_are_handed_in(giliran, bintan):
    result = giliran("channel", "templates")

    ready = next(text for text in result.out.split("\n\n") if text.startswith("name: giliran_ready\nlanguage: id"))
    assert result.status == 0
    assert "category: UTILITY" in ready
    assert "Disdukcapil Bintan" in ready
    assert "{{1}}: " in ready
    assert "button: Buka halaman, https://giliran.example/{{1}}" in ready
    assert "name: giliran_ready\nlanguage: en" in result.out


def test_all_that_is_sent_at_any_time_is_handed_in(giliran, bintan):
    texts = giliran("channel", "templates").out.split("\n\n")

    names = {text.partition("\n")[0].removeprefix("name: giliran_") for text in texts}
    assert names == {name for name, template in TEMPLATES.items() if template.group != "answer"}
    code = next(text for text in texts if text.startswith("name: giliran_phone_code\nlanguage: id"))
    assert code.splitlines()[2:] == [
        "category: AUTHENTICATION",
        "body: Meta's own, with the security recommendation; the code expires in 10 minutes",
        "button: copy code",
    ]
