"""One request, bounded in time and size; whatever goes wrong is told as a receipt."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from werkzeug import Request, Response

from scheduler.messages.channels import exchange
from scheduler.messages.channels.base import Receipt
from scheduler.messages.channels.client import Client
from scheduler.messages.channels.exchange import Answer, ask, by_status, pause_of
from tests.support.far_side import far_side
from tests.support.patience import until
from tests.support.ports import deserted


async def test_answer_has_status_and_json(http, httpserver):
    httpserver.expect_request("/send", method="POST").respond_with_json({"id": 7}, status=201)

    answer = await ask(http, "POST", httpserver.url_for("/send"), json={})

    assert isinstance(answer, Answer)
    assert (answer.status, answer.is_good, answer.json) == (201, True, {"id": 7})


@pytest.mark.parametrize(("most", "expected"), [(2, 2), (None, 30)])
async def test_as_many_connections_as_are_asked_for_where_there_is_no_bound(most: int | None, expected: int):
    with far_side() as far:
        far.free.clear()
        async with Client(most=most) as client:
            asked = [asyncio.create_task(ask(client, "GET", far.server.url_for("/"))) for _ in range(30)]
            await until(lambda: far.under_way == expected)
            far.free.set()
            await asyncio.gather(*asked)

        assert far.most == expected


async def test_nobody_listens_so_it_was_surely_not_sent(http):
    with deserted() as port:
        assert await ask(http, "GET", f"http://127.0.0.1:{port}/") == Receipt("failed", code="no_connection")


async def test_no_answer_in_time_leaves_open_whether_it_was_taken(http, httpserver, monkeypatch):
    monkeypatch.setattr(exchange, "WHOLE", 0.2)
    answered = asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(request: Request) -> Response:
        asyncio.run_coroutine_threadsafe(answered.wait(), loop).result(10)
        return Response("late")

    httpserver.expect_request("/send").respond_with_handler(slow)

    assert await ask(http, "POST", httpserver.url_for("/send")) == Receipt("unknown", code="no_answer")
    answered.set()


async def test_connection_that_breaks_after_the_request_leaves_it_open_too(http):
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]

        assert await ask(http, "POST", f"http://127.0.0.1:{port}/") == Receipt("unknown", code="no_answer")


async def test_answer_that_breaks_off_counts_by_its_status(http):
    async def break_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(break_off, "127.0.0.1", 0) as server:
        answer = await ask(http, "POST", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")

    assert isinstance(answer, Answer)
    assert (answer.status, answer.json) == (200, None)


async def test_answer_that_cannot_be_read_counts_by_its_status(http, httpserver, monkeypatch):
    async def unreadable(_: object) -> bytes:
        raise ValueError

    monkeypatch.setattr(exchange, "_beginning", unreadable)
    httpserver.expect_request("/send").respond_with_data("{}")

    answer = await ask(http, "POST", httpserver.url_for("/send"))

    assert isinstance(answer, Answer)
    assert answer.is_good


async def test_redirect_is_not_followed(http, httpserver):
    httpserver.expect_request("/send").respond_with_data("", status=302, headers={"Location": "/elsewhere"})

    answer = await ask(http, "POST", httpserver.url_for("/send"))

    assert isinstance(answer, Answer)
    assert by_status(answer) == Receipt("refused", code="http_302")
    assert len(httpserver.log) == 1


async def test_endless_answer_is_read_at_its_beginning_alone(http, httpserver):
    httpserver.expect_request("/").respond_with_data(b"x" * (3 * exchange.LONGEST))

    answer = await ask(http, "GET", httpserver.url_for("/"))

    assert isinstance(answer, Answer)
    assert len(answer.body) == exchange.LONGEST


@pytest.mark.parametrize("url", ["ftp://gateway.example/", "gateway", "//gateway.example/", "https://exa mple.id:x/"])
async def test_address_that_is_none_is_refused(http, url):
    assert await ask(http, "POST", url) == Receipt("refused", code="account")


async def test_secret_that_no_header_holds_is_refused(http, httpserver):
    headers = {"Authorization": "kata\nsandi ✓"}

    assert await ask(http, "POST", httpserver.url_for("/"), headers=headers) == Receipt("refused", code="account")


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (429, "failed"),
        (500, "failed"),
        (503, "failed"),
        (408, "failed"),
        (101, "unknown"),
        (502, "unknown"),
        (504, "unknown"),
        (400, "refused"),
        (401, "refused"),
        (404, "refused"),
        (308, "refused"),
    ],
)
def test_status_alone_says_whether_to_try_again(status, outcome):
    assert by_status(Answer(status, {})) == Receipt(outcome, code=f"http_{status}")


@pytest.mark.parametrize(
    ("asked", "pause"), [("30", 30.0), ("0.5", 0.5), ("99999999", 86_400.0), ("", None), ("soon", None), ("-3", None)]
)
def test_pause_in_seconds(asked, pause):
    assert pause_of({"Retry-After": asked}) == pause


def test_pause_until_a_date():
    soon = format_datetime(datetime.now(UTC) + timedelta(minutes=5), usegmt=True)

    assert 200 < (pause_of({"Retry-After": soon}) or 0) <= 300
    assert pause_of({"Retry-After": "Mon, 30 Nov 2020 02:00:00 GMT"}) == 0.0


def test_answer_that_is_no_json():
    assert Answer(200, {}, b"<html>").json is None
    assert Answer(200, {}, b"[" * 60_000).json is None
