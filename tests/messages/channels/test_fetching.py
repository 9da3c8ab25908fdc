"""Files of citizens, brought from WhatsApp and from Fonnte: only from their own hosts, never too much of it."""

import asyncio
import socket
import threading

import pytest
from werkzeug import Response

from scheduler.messages.channels import download, open_channel
from scheduler.messages.channels.base import Picture, Receipt

ACCOUNT = {"phone_number_id": "106540352242922", "token": "EAAG-token", "app_secret": "s3cret"}
GONE = Receipt("refused", code="gone")
FOREIGN = Receipt("refused", code="address")


@pytest.fixture
def whatsapp(http, httpserver):
    return open_channel("whatsapp", {**ACCOUNT, "base_url": httpserver.url_for("/")}, http=http)


@pytest.fixture
def fonnte(http, httpserver):
    return open_channel("fonnte", {"token": "dEv1ce", "base_url": httpserver.url_for("")}, http=http)


@pytest.fixture
def picture(tmp_path):
    return lambda media, most=1000: Picture(media, tmp_path / "file.part", most)


@pytest.fixture
def resolves(monkeypatch):
    """Names lead to these addresses."""

    def to(*addresses):
        async def found(*_args, **_facts):
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in addresses]

        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", found)

    return to


async def test_picture_of_whatsapp_is_asked_for_twice_with_the_token(whatsapp, httpserver, picture):
    url = httpserver.url_for("/lookaside/7")
    httpserver.expect_request("/7").respond_with_json({"url": url, "mime_type": "image/jpeg"})
    httpserver.expect_request("/lookaside/7").respond_with_data(b"JPEG")
    wanted = picture("7")

    assert await whatsapp.fetch(wanted) == Receipt("accepted")
    assert wanted.into.read_bytes() == b"JPEG"
    assert [request.headers["Authorization"] for request, _ in httpserver.log] == ["Bearer EAAG-token"] * 2


@pytest.mark.parametrize("media", ["../me", "7/../8", "7?x=1", "", "7" * 300])
async def test_what_is_no_id_is_not_asked_for(whatsapp, httpserver, picture, media):
    assert await whatsapp.fetch(picture(media)) == FOREIGN
    assert httpserver.log == []


@pytest.mark.parametrize(
    "url",
    [
        "http://lookaside.fbsbx.com/7",
        "https://lookaside.fbsbx.com.evil.example/7",
        "https://evil.example/7",
        "https://user@lookaside.fbsbx.com/7",
        "https://lookaside.fbsbx.com:8443/7",
        "file:///etc/passwd",
        "https://[::1/7",
    ],
)
async def test_token_goes_to_no_other_host(whatsapp, httpserver, picture, url):
    httpserver.expect_request("/7").respond_with_json({"url": url})

    assert await whatsapp.fetch(picture("7")) == FOREIGN


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.8", "192.168.1.1", "169.254.169.254", "::1", "fe80::1%eth0"])
async def test_host_of_theirs_that_leads_into_the_office_is_not_asked(fonnte, http, picture, resolves, address):
    fonnte = open_channel("fonnte", {"token": "dEv1ce"}, http=http)
    resolves("203.0.114.9", address)

    assert await fonnte.fetch(picture("https://media.fonnte.com/7.jpg")) == FOREIGN


async def test_file_of_the_gateway_is_brought_without_the_token(fonnte, httpserver, picture):
    httpserver.expect_request("/files/7.jpg").respond_with_data(b"JPEG")
    wanted = picture(httpserver.url_for("/files/7.jpg"))

    assert await fonnte.fetch(wanted) == Receipt("accepted")
    assert wanted.into.read_bytes() == b"JPEG"
    assert "Authorization" not in httpserver.log[0][0].headers


async def test_file_of_another_machine_is_not_the_gateways(http, picture):
    fonnte = open_channel("fonnte", {"token": "dEv1ce"}, http=http)

    for url in ("https://evil.example/7", "http://127.0.0.1/7", "https://notfonnte.com/7", "gopher://fonnte.com", ""):
        assert await fonnte.fetch(picture(url)) == FOREIGN


@pytest.mark.parametrize("told", [True, False])
async def test_file_that_is_too_large_is_refused(fonnte, httpserver, picture, told):
    def large(_request):
        pieces = [b"x" * 500] * 3
        return Response(pieces, headers={"Content-Length": "1500"} if told else {})

    httpserver.expect_request("/7").respond_with_handler(large)

    assert await fonnte.fetch(picture(httpserver.url_for("/7"))) == Receipt("refused", code="size")


@pytest.mark.parametrize(
    ("status", "receipt"),
    [
        (404, GONE),
        (410, GONE),
        (500, Receipt("failed", code="http_500")),
        (403, Receipt("failed", code="http_403")),
        (302, Receipt("failed", code="http_302")),
    ],
)
async def test_what_is_gone_is_refused_and_all_else_is_tried_again(fonnte, httpserver, picture, status, receipt):
    httpserver.expect_request("/7").respond_with_data("", status=status)

    assert await fonnte.fetch(picture(httpserver.url_for("/7"))) == receipt


async def test_pause_that_is_asked_for_is_told(fonnte, httpserver, picture):
    httpserver.expect_request("/7").respond_with_data("", status=429, headers={"Retry-After": "90"})

    assert await fonnte.fetch(picture(httpserver.url_for("/7"))) == Receipt("failed", code="http_429", pause=90.0)


async def test_id_that_meta_knows_no_more_is_gone(whatsapp, httpserver, picture):
    httpserver.expect_request("/7").respond_with_json({"error": {"code": 100}}, status=404)

    assert await whatsapp.fetch(picture("7")) == GONE


async def test_token_that_is_not_valid_can_be_put_right_meanwhile(whatsapp, httpserver, picture):
    httpserver.expect_request("/7").respond_with_json({"error": {"code": 190}}, status=401)

    assert (await whatsapp.fetch(picture("7"))).outcome == "failed"


async def test_answer_that_does_not_come_is_not_waited_for(fonnte, httpserver, picture, monkeypatch):
    monkeypatch.setattr(download, "WHOLE", 0.05)

    free = threading.Event()

    def slow(_request):
        free.wait()
        return Response("late")

    httpserver.expect_request("/7").respond_with_handler(slow)

    try:
        assert (await fonnte.fetch(picture(httpserver.url_for("/7")))).outcome == "failed"
    finally:
        free.set()


async def test_file_that_breaks_off_is_not_whole(fonnte, httpserver, picture):
    def broken(_request):
        return Response([b"half"], headers={"Content-Length": "900"})

    httpserver.expect_request("/7").respond_with_handler(broken)

    assert (await fonnte.fetch(picture(httpserver.url_for("/7")))).outcome == "failed"
