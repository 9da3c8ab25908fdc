"""WhatsApp by the Cloud API, against a fake of it."""

import pytest
from werkzeug import Request, Response

from scheduler.messages.channels import open_channel
from scheduler.messages.channels.base import ApprovedTemplate, Receipt
from tests.messages.channels.drawn import PICTURE, PNG

ACCOUNT = {"phone_number_id": "106540352242922", "token": "EAAG-token", "app_secret": "s3cret"}
MESSAGES, MEDIA = "/106540352242922/messages", "/106540352242922/media"
TAKEN = {"messaging_product": "whatsapp", "messages": [{"id": "wamid.HBgM", "message_status": "accepted"}]}
TEMPLATE = ApprovedTemplate("giliran_ready", "id", ("Disdukcapil", "KTP-el\nKIA", ""), button="i/7KQ2")


@pytest.fixture
def whatsapp(http, httpserver):
    return open_channel("whatsapp", {**ACCOUNT, "base_url": httpserver.url_for("/")}, http=http)


class Uploads:
    """Takes pictures: what came with each, and its bytes."""

    def __init__(self) -> None:
        self.came: list[tuple[dict[str, str], str, bytes]] = []

    def __call__(self, request: Request) -> Response:
        with request:
            file = request.files["file"]
            self.came.append((request.form.to_dict(), file.mimetype, file.read()))
        return Response('{"id": "1013859600285441"}')


async def test_free_words_within_a_conversation(whatsapp, httpserver, letter):
    httpserver.expect_request(MESSAGES, method="POST").respond_with_json(TAKEN)

    receipt = await whatsapp.send(letter(text="Baik, silakan datang."))

    request, _ = httpserver.log[0]
    assert receipt == Receipt("accepted", "wamid.HBgM")
    assert request.headers["Authorization"] == "Bearer EAAG-token"
    assert request.json == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "6281234567890",
        "type": "text",
        "text": {"body": "Baik, silakan datang.", "preview_url": False},
        "biz_opaque_callback_data": "ready:12:0",
    }


async def test_approved_template_with_its_values_and_button(whatsapp, httpserver, letter):
    httpserver.expect_request(MESSAGES).respond_with_json(TAKEN)

    await whatsapp.send(letter(template=TEMPLATE))

    request, _ = httpserver.log[0]
    assert request.json["type"] == "template"
    assert request.json["template"] == {
        "name": "giliran_ready",
        "language": {"code": "id"},
        "components": [
            {
                "type": "body",
                "parameters": [
                    {"type": "text", "text": "Disdukcapil"},
                    {"type": "text", "text": "KTP-el KIA"},
                    {"type": "text", "text": "-"},
                ],
            },
            {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "i/7KQ2"}]},
        ],
    }


async def test_picture_is_uploaded_first_and_stands_above_the_text(whatsapp, httpserver, letter):
    uploads = Uploads()
    httpserver.expect_ordered_request(MEDIA, method="POST").respond_with_handler(uploads)
    httpserver.expect_ordered_request(MESSAGES, method="POST").respond_with_json(TAKEN)

    receipt = await whatsapp.send(letter(template=TEMPLATE, picture=PICTURE))

    message, _ = httpserver.log[1]
    assert receipt == Receipt("accepted", "wamid.HBgM")
    assert uploads.came == [({"messaging_product": "whatsapp", "type": "image/png"}, "image/png", PNG)]
    assert message.json["template"]["components"][0] == {
        "type": "header",
        "parameters": [{"type": "image", "image": {"id": "1013859600285441"}}],
    }


@pytest.mark.parametrize(("length", "kind"), [(1024, "image"), (1025, "text")])
async def test_picture_of_free_words_has_them_below_it_if_they_fit(whatsapp, httpserver, letter, length, kind):
    httpserver.expect_request(MEDIA).respond_with_handler(Uploads())
    httpserver.expect_request(MESSAGES).respond_with_json(TAKEN)

    await whatsapp.send(letter(text="x" * length, picture=PICTURE))

    assert httpserver.log[1][0].json["type"] == kind


@pytest.mark.parametrize(
    ("status", "code", "receipt"),
    [
        (400, 131026, Receipt("refused", code="131026")),
        (400, 132001, Receipt("refused", code="132001")),
        (400, 131047, Receipt("refused", code="131047")),
        (401, 190, Receipt("refused", code="190")),
        (403, 10, Receipt("refused", code="10")),
        (403, 200, Receipt("refused", code="200")),
        (429, 130429, Receipt("failed", code="130429", pause=10.0)),
        (400, 131056, Receipt("failed", code="131056", pause=None)),
        (400, 80007, Receipt("failed", code="80007", pause=600.0)),
        (500, 131000, Receipt("failed", code="131000")),
        (400, 999999, Receipt("refused", code="999999")),
        (503, 999999, Receipt("failed", code="999999")),
        (504, 999999, Receipt("unknown", code="999999")),
    ],
)
async def test_what_the_codes_mean(whatsapp, httpserver, letter, status, code, receipt):
    httpserver.expect_request(MESSAGES).respond_with_json({"error": {"code": code, "message": "(#1) No"}}, status)

    assert await whatsapp.send(letter()) == receipt


async def test_pause_that_the_answer_asks_for_wins(whatsapp, httpserver, letter):
    said, headers = {"error": {"code": 130429}}, {"Retry-After": "77"}
    httpserver.expect_request(MESSAGES).respond_with_json(said, 429, headers=headers)

    assert await whatsapp.send(letter()) == Receipt("failed", code="130429", pause=77.0)


@pytest.mark.parametrize(
    ("status", "body", "receipt"),
    [
        (500, "<html>", Receipt("failed", code="http_500")),
        (429, "{}", Receipt("failed", code="http_429")),
        (400, '{"error": "no"}', Receipt("refused", code="http_400")),
        (400, '{"error": {"code": null}}', Receipt("refused", code="http_400")),
        (200, "<html>", Receipt("accepted")),
        (200, '{"messages": []}', Receipt("accepted")),
    ],
)
async def test_answer_in_another_shape_counts_by_its_status(whatsapp, httpserver, letter, status, body, receipt):
    httpserver.expect_request(MESSAGES).respond_with_data(body, status)

    assert await whatsapp.send(letter()) == receipt


@pytest.mark.parametrize(
    ("status", "body", "receipt"),
    [
        (504, "", Receipt("failed", code="picture")),
        (200, "{}", Receipt("failed", code="picture")),
        (500, '{"error": {"code": 131000}}', Receipt("failed", code="131000")),
        (401, '{"error": {"code": 190}}', Receipt("refused", code="190")),
    ],
)
async def test_without_its_picture_a_letter_surely_does_not_go(whatsapp, httpserver, letter, status, body, receipt):
    httpserver.expect_request(MEDIA).respond_with_data(body, status)

    assert await whatsapp.send(letter(picture=PICTURE)) == receipt
    assert len(httpserver.log) == 1


async def test_one_account_that_is_closed_leaves_the_worker_s_connections_open(whatsapp, http, httpserver, letter):
    httpserver.expect_request(MESSAGES).respond_with_json(TAKEN)

    await whatsapp.close()

    assert (await whatsapp.send(letter())).outcome == "accepted"
