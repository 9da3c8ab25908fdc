"""WhatsApp by Fonnte, against a fake of it: it answers 200 to everything and says in the body what it thinks."""

from datetime import UTC, datetime

import pytest

from scheduler.messages.channels import open_channel
from scheduler.messages.channels.base import Heard, Receipt, Told
from scheduler.messages.channels.fonnte import read_hook

NOW = datetime(2026, 11, 30, 2, 5, tzinfo=UTC)
PHONE = "+6281234567890"


@pytest.fixture
def fonnte(http, httpserver):
    return open_channel("fonnte", {"token": "dEv1ce", "base_url": httpserver.url_for("")}, http=http)


async def test_text_goes_as_a_form_with_the_token_of_the_device(fonnte, httpserver, letter):
    taken = {"detail": "success! message in queue", "id": ["80367170"], "process": "pending", "status": True}
    httpserver.expect_request("/send", method="POST").respond_with_json(taken)

    receipt = await fonnte.send(letter())

    request, _ = httpserver.log[0]
    assert receipt == Receipt("accepted", "80367170")
    assert request.headers["Authorization"] == "dEv1ce"
    assert request.form.to_dict() == {"target": "6281234567890", "message": letter().text, "countryCode": "62"}


@pytest.mark.parametrize(
    ("reason", "receipt"),
    [
        ("request invalid on disconnected device", Receipt("failed", code="disconnect", pause=300.0)),
        ("insufficient quota", Receipt("failed", code="quota", pause=3600.0)),
        ("token invalid", Receipt("refused", code="token")),
        ("target input invalid", Receipt("refused", code="target")),
        ("something new", Receipt("failed", code="unknown_reason")),
        (None, Receipt("failed", code="unknown_reason")),
    ],
)
async def test_reasons(fonnte, httpserver, letter, reason, receipt):
    httpserver.expect_request("/send").respond_with_json({"reason": reason, "status": False})

    assert await fonnte.send(letter()) == receipt


async def test_page_instead_of_an_answer_says_nothing(fonnte, httpserver, letter):
    httpserver.expect_request("/send").respond_with_data("<html>")

    assert await fonnte.send(letter()) == Receipt("unknown", code="no_json")


async def test_busy_gateway_is_tried_again(fonnte, httpserver, letter):
    httpserver.expect_request("/send").respond_with_data("", 429, headers={"Retry-After": "9"})

    assert await fonnte.send(letter()) == Receipt("failed", code="http_429", pause=9.0)


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"id": "8", "stateid": "A", "status": "sent", "state": "delivered"}, Told("8", "delivered", NOW)),
        ({"id": "8", "stateid": "A", "status": "sent", "state": "read"}, Told("8", "read", NOW)),
        ({"id": 8, "status": "Sent"}, Told("8", "accepted", NOW)),
        ({"id": "8", "status": "invalid"}, Told("8", "failed", NOW, "invalid")),
        ({"id": "8", "status": "Url unreachable"}, Told("8", "failed", NOW, "url_unreachable")),
    ],
)
def test_status(form, told):
    assert read_hook({"device": "62811", **form}, now=NOW) == [told]


def test_what_a_citizen_wrote():
    form = {"device": "62811", "sender": "6281234567890", "message": "STATUS", "inboxid": 77, "timestamp": 1796004000}

    at = datetime.fromtimestamp(1796004000, UTC)
    assert read_hook(form, now=NOW) == [Heard("fonnte-77", PHONE, "STATUS", at, "text")]


def test_same_call_again_has_the_same_id_and_the_next_words_another():
    form = {"sender": "6281234567890", "message": "1", "timestamp": "1796004000"}
    first, again = read_hook(form, now=NOW), read_hook(dict(form), now=NOW.replace(hour=3))
    later = read_hook({**form, "timestamp": "1796004100"}, now=NOW)

    assert first == again
    assert first[0].external_id != later[0].external_id


def test_file_has_its_kind_and_no_words_of_fonnte():
    form = {"sender": PHONE, "message": "non-text message", "url": "https://x/7", "type": "image", "inboxid": "7"}

    assert read_hook(form, now=NOW) == [Heard("fonnte-7", PHONE, "", NOW, "image", media="https://x/7")]


@pytest.mark.parametrize(
    "more",
    [{"type": "audio"}, {"extension": "mp4"}, {"extension": ".OGG"}, {"location": "-6.2,106.8"}, {"url": ""}],
)
def test_what_plays_is_not_fetched(more):
    form = {"sender": PHONE, "message": "non-text message", "url": "https://x/7", "inboxid": "7", **more}

    assert read_hook(form, now=NOW)[0].media is None


@pytest.mark.parametrize(
    "form",
    [
        None,
        [],
        {},
        {"id": "8"},
        {"id": "8", "status": "pending"},
        {"sender": "120363025246125486@g.us", "message": "x"},
        {"sender": "6281234567890", "message": "x", "isgroup": True},
        {"sender": "6281234567890", "quick": "true"},
    ],
)
def test_what_is_not_for_us_is_passed_over(form):
    assert read_hook(form, now=NOW) == []
