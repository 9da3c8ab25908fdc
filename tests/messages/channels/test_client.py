"""What may go wrong with one request, and what is known then: surely not sent, perhaps sent, taken."""

import asyncio
import base64
import gzip
import io
import logging
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from scheduler.messages.channels import client, exchange
from scheduler.messages.channels.base import Receipt
from scheduler.messages.channels.client import Client
from scheduler.messages.channels.exchange import Answer, ask
from tests.support.patience import until
from tests.support.ports import deserted

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

NEVER_SENT = Receipt("failed", code="no_connection")
PERHAPS_SENT = Receipt("unknown", code="no_answer")
TAKEN = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
PHONE = "+6281234567890"


class Heard:
    """What came to a server. heads: of the requests, whole; hosts: how many connections there were."""

    def __init__(self) -> None:
        self.heads: list[str] = []
        self.connections = 0

    async def read(self, reader: asyncio.StreamReader) -> str:
        """The next request, its body with it. Raises IncompleteReadError where there is none."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next((int(line[15:]) for line in head.split("\r\n") if line.lower().startswith("content-length:")), 0)
        await reader.readexactly(length)
        self.heads.append(head)
        return head


@asynccontextmanager
async def listening(talk: Talk, heard: Heard | None = None, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A server on this loop that speaks so with each connection, for as long as the block lasts; its port."""
    talks: set[asyncio.Task[None]] = set()

    async def spoken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if heard is not None:
            heard.connections += 1
        try:
            await talk(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the other side has gone
        finally:
            writer.close()

    def begun(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(spoken(reader, writer))
        talks.add(task)
        task.add_done_callback(talks.discard)

    server = await asyncio.start_server(begun, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in list(talks):
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)


def answering(heard: Heard, answer: bytes = TAKEN) -> Talk:
    """Gives the same answer to every request."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await heard.read(reader)
            writer.write(answer)
            await writer.drain()

    return talk


def broken(heard: Heard, rest: bytes = b"", *, reset: bool = False) -> Talk:
    """Reads one request, answers with no more than this, and hangs up."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await heard.read(reader)
        writer.write(rest)
        await writer.drain()
        if reset:
            _reset(writer)

    return talk


def _reset(writer: asyncio.StreamWriter) -> None:
    """Cut a connection so that the other side is told at once."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


async def _deaf(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Takes the connection, and neither reads nor writes."""
    await asyncio.Event().wait()


async def _hangs_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    _reset(writer)


async def _speaks_no_tls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1)
    writer.write(b"220 mail.example.id ESMTP\r\n")
    await writer.drain()


# --- there was no connection: nothing was sent


async def test_name_that_leads_nowhere(http: Client, monkeypatch: pytest.MonkeyPatch):
    async def unknown(*_args: object, **_facts: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)

    assert await ask(http, "POST", "https://gateway.example/") == NEVER_SENT


async def test_name_that_is_looked_up_for_too_long(monkeypatch: pytest.MonkeyPatch):
    async def slow(*_args: object, **_facts: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(client, "CONNECT", 0.05)
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", slow)

    async with Client(most=1) as http:
        assert await ask(http, "POST", "https://gateway.example/") == NEVER_SENT


async def test_certificate_that_nobody_vouches_for(http: Client, at_server: ssl.SSLContext):
    heard = Heard()
    async with listening(answering(heard), heard, at_server) as port:
        assert await ask(http, "POST", f"https://127.0.0.1:{port}/", json={"to": PHONE}) == NEVER_SENT

    assert heard.heads == []


async def test_certificate_of_another_name(at_server: ssl.SSLContext, trusting: ssl.SSLContext):
    heard = Heard()
    async with listening(answering(heard), heard, at_server) as port, Client(most=1, tls=trusting) as http:
        assert await ask(http, "POST", f"https://localhost:{port}/", json={"to": PHONE}) == NEVER_SENT

    assert heard.heads == []


@pytest.mark.parametrize("talk", [_hangs_up, _speaks_no_tls])
async def test_connection_that_breaks_while_tls_is_agreed_on(http: Client, talk: Talk):
    async with listening(talk) as port:
        assert await ask(http, "POST", f"https://127.0.0.1:{port}/") == NEVER_SENT


async def test_tls_that_is_not_agreed_on_in_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(client, "CONNECT", 0.05)

    async with listening(_deaf) as port, Client(most=1) as http:
        assert await ask(http, "POST", f"https://127.0.0.1:{port}/") == NEVER_SENT


async def test_no_connection_is_free_in_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(client, "CONNECT", 0.05)

    heard = Heard()
    async with listening(_deaf, heard) as port, Client(most=1) as http:
        first = asyncio.create_task(ask(http, "POST", f"http://127.0.0.1:{port}/"))
        await until(lambda: heard.connections)

        assert await ask(http, "POST", f"http://127.0.0.1:{port}/") == NEVER_SENT
        first.cancel()


# --- it was sent, and perhaps taken


@pytest.mark.parametrize("method", ["POST", "GET", "PUT"])
@pytest.mark.parametrize("reset", [False, True])
async def test_connection_that_breaks_after_the_request_is_asked_once_by_any_method(
    http: Client, method: str, reset: bool
):
    heard = Heard()
    async with listening(broken(heard, reset=reset), heard) as port:
        assert await ask(http, method, f"http://127.0.0.1:{port}/") == PERHAPS_SENT

    assert (heard.connections, len(heard.heads)) == (1, 1)


@pytest.mark.parametrize("method", ["POST", "GET", "PUT"])
async def test_kept_connection_that_breaks_after_the_request_is_not_asked_again(http: Client, method: str):
    heard = Heard()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await heard.read(reader)
        writer.write(TAKEN)
        await heard.read(reader)

    async with listening(talk, heard) as port:
        assert isinstance(await ask(http, method, f"http://127.0.0.1:{port}/1"), Answer)
        assert await ask(http, method, f"http://127.0.0.1:{port}/2") == PERHAPS_SENT

    assert (heard.connections, len(heard.heads)) == (1, 2)


async def test_connection_that_breaks_before_the_request_was_read(http: Client):
    async with listening(_hangs_up) as port:
        assert await ask(http, "POST", f"http://127.0.0.1:{port}/", data=io.BytesIO(b"x" * 8_000_000)) == PERHAPS_SENT


async def test_request_that_is_not_read_in_time(http: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(exchange, "WHOLE", 0.2)

    async with listening(_deaf) as port:
        assert await ask(http, "POST", f"http://127.0.0.1:{port}/", data=io.BytesIO(b"x" * 8_000_000)) == PERHAPS_SENT


async def test_answer_that_is_silent_for_too_long(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(client, "SILENCE", 0.1)

    async with listening(_deaf) as port, Client(most=1) as http:
        assert await ask(http, "POST", f"http://127.0.0.1:{port}/") == PERHAPS_SENT


@pytest.mark.parametrize(
    "rest",
    [
        b"HTTP/1.1 200",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"220 mail.example.id ESMTP\r\n\r\n",
        b"\0\1\2\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxx\r\n",
    ],
)
async def test_answer_that_is_none(http: Client, rest: bytes):
    heard = Heard()
    async with listening(broken(heard, rest), heard) as port:
        assert await ask(http, "POST", f"http://127.0.0.1:{port}/") == PERHAPS_SENT


@pytest.mark.parametrize("rest", [b"Content-Length: 999\r\n\r\n{", b"Transfer-Encoding: chunked\r\n\r\n5\r\n{"])
async def test_answer_that_breaks_off_counts_by_its_status(http: Client, rest: bytes):
    heard = Heard()
    async with listening(broken(heard, b"HTTP/1.1 201 Created\r\n" + rest), heard) as port:
        answer = await ask(http, "POST", f"http://127.0.0.1:{port}/")

    assert isinstance(answer, Answer)
    assert (answer.status, answer.json) == (201, None)


# --- it cannot be sent


@pytest.mark.parametrize("secret", ["kata sandi ✓", "kata\nsandi", "kata\r\nX: y"])
async def test_secret_that_no_header_holds_is_not_sent(http: Client, secret: str):
    heard = Heard()
    async with listening(answering(heard), heard) as port:
        answer = await ask(http, "POST", f"http://127.0.0.1:{port}/", headers={"Authorization": secret})

    assert (answer, heard.heads) == (Receipt("refused", code="account"), [])


# --- it is sent as it was given


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("/k/a%2Fb%20c+d.jpg?X-Credential=AK%2F2026&name=%22a.jpg%22", None),
        ("/f/foto%20(1)%2b.jpg?hash=ab==&a=%27%7E", None),
        ("/a;b=c,d/e@f:1?flag", None),
        ("/a b/é?u=é x", "/a%20b/%C3%A9?u=%C3%A9+x"),
        ("/s?pw=100%&x=%zz", "/s?pw=100%25&x=%25zz"),
        ("/s?x=a|b", "/s?x=a%7Cb"),
    ],
)
async def test_address_is_asked_letter_by_letter_if_it_is_one(http: Client, given: str, sent: str | None):
    heard = Heard()
    async with listening(answering(heard), heard) as port:
        await ask(http, "GET", f"http://127.0.0.1:{port}{given}")

    assert heard.heads[0].split(" ")[1] == (sent or given)


async def test_facts_are_added_to_what_the_address_asks_already(http: Client):
    heard = Heard()
    async with listening(answering(heard), heard) as port:
        await ask(http, "GET", f"http://127.0.0.1:{port}/s?key=a%2Fb", params=[("text", "a+b é/&")])

    assert heard.heads[0].split(" ")[1] == "/s?key=a%2Fb&text=a%2Bb+%C3%A9/%26"


# --- what an answer asks for is not done


async def test_nothing_is_kept_of_an_answer_and_nothing_unpacked(http: Client):
    heard, packed = Heard(), gzip.compress(b"{}" * 100_000)
    fields = f"Set-Cookie: who=you; Path=/\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}"
    head = f"HTTP/1.1 200 OK\r\n{fields}\r\n\r\n"
    async with listening(answering(heard, head.encode() + packed), heard) as port:
        answers = [await ask(http, "POST", f"http://localhost:{port}/") for _ in range(2)]

    assert [each.body if isinstance(each, Answer) else None for each in answers] == [packed, packed]
    assert heard.connections == 1
    assert "cookie" not in heard.heads[1].lower()
    assert "accept-encoding: identity" in heard.heads[1].lower()


async def test_header_that_is_long_is_read(http: Client):
    heard = Heard()
    long = b"HTTP/1.1 200 OK\r\nX-Policy: " + b"x" * 30_000 + b"\r\nContent-Length: 2\r\n\r\n{}"
    async with listening(answering(heard, long), heard) as port:
        answer = await ask(http, "POST", f"http://127.0.0.1:{port}/")

    assert isinstance(answer, Answer)
    assert answer.is_good


async def test_answer_of_many_headers_is_read(http: Client):
    heard = Heard()
    many = b"".join(b"X-Step-%d: done\r\n" % number for number in range(900))
    async with listening(answering(heard, TAKEN.replace(b"\r\n\r\n", b"\r\n" + many + b"\r\n")), heard) as port:
        assert isinstance(await ask(http, "POST", f"http://127.0.0.1:{port}/"), Answer)


async def test_words_after_an_answer_are_no_answer_to_the_next_request(http: Client):
    heard = Heard()
    async with listening(answering(heard, TAKEN + TAKEN.replace(b"200 OK", b"201 Created")), heard) as port:
        answers = [await ask(http, "POST", f"http://127.0.0.1:{port}/") for _ in range(2)]

    assert [each.status for each in answers if isinstance(each, Answer)] == [200, 200]


async def test_tls_with_a_far_side_that_is_trusted(at_server: ssl.SSLContext, trusting: ssl.SSLContext):
    heard = Heard()
    async with listening(answering(heard), heard, at_server) as port, Client(most=None, tls=trusting) as http:
        for _ in range(3):
            assert isinstance(await ask(http, "POST", f"https://127.0.0.1:{port}/"), Answer)

    assert (heard.connections, len(heard.heads)) == (1, 3)


async def test_log_holds_no_phone_and_no_address(http: Client, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    heard = Heard()
    async with (
        listening(answering(heard), heard) as good,
        listening(broken(heard, b"HTTP/1.1"), heard) as bad,
        listening(_speaks_no_tls) as odd,
    ):
        for url in (f"http://127.0.0.1:{good}/", f"http://127.0.0.1:{bad}/", f"https://127.0.0.1:{odd}/"):
            await ask(http, "GET", f"{url}{PHONE}", params={"to": PHONE}, headers={"Authorization": "s3cret"})

    assert [head.count(PHONE[1:]) for head in heard.heads] == [2, 2]
    assert not any(word in line.getMessage() for line in caplog.records for word in (PHONE[1:], "s3cret", "127.0.0.1"))


# --- by a proxy


def tunnelling(heard: Heard, to: int) -> Talk:
    """A proxy that connects to a port of this machine, whatever it is asked for."""

    async def copied(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(65_536):
            writer.write(piece)
        writer.close()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await heard.read(reader)
        there, back = await asyncio.open_connection("127.0.0.1", to)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(copied(reader, back), copied(there, writer))

    return talk


async def test_proxy_is_asked_for_the_whole_address(through: Callable[..., None]):
    heard = Heard()
    async with listening(answering(heard), heard) as port:
        through(http_proxy=f"http://siti:s%21@127.0.0.1:{port}")
        async with Client(most=1) as http:
            answer = await ask(http, "POST", "http://gateway.example/sms")

    assert isinstance(answer, Answer)
    assert heard.heads[0].startswith("POST http://gateway.example/sms HTTP/1.1\r\n")
    assert f"Proxy-Authorization: Basic {base64.b64encode(b'siti:s!').decode()}" in heard.heads[0]


async def test_proxy_tunnels_tls(at_server: ssl.SSLContext, trusting: ssl.SSLContext, through: Callable[..., None]):
    heard, asked = Heard(), Heard()
    async with listening(answering(heard), heard, at_server) as port, listening(tunnelling(asked, port)) as proxy:
        through(all_proxy=f"http://siti:s%21@127.0.0.1:{proxy}")
        async with Client(most=1, tls=trusting) as http:
            answer = await ask(http, "POST", f"https://127.0.0.1:{port}/sms", headers={"Authorization": "s3cret"})

    assert isinstance(answer, Answer)
    assert heard.heads[0].startswith("POST /sms HTTP/1.1\r\n")
    assert asked.heads[0].startswith(f"CONNECT 127.0.0.1:{port} HTTP/1.1\r\n")
    assert "Proxy-Authorization: Basic" in asked.heads[0]
    assert "s3cret" not in asked.heads[0]
    assert "Proxy-Authorization" not in heard.heads[0]


@pytest.mark.parametrize("status", ["407 Proxy Authentication Required", "403 Forbidden", "502 Bad Gateway"])
async def test_proxy_that_refuses_has_sent_nothing(through: Callable[..., None], status: str):
    heard = Heard()
    refusal = f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode()
    async with listening(answering(heard, refusal), heard) as proxy:
        through(https_proxy=f"http://127.0.0.1:{proxy}")
        async with Client(most=1) as http:
            assert await ask(http, "POST", "https://gateway.example/") == NEVER_SENT


@pytest.mark.parametrize("words", [b"", b"HTTP/1.1", b"SSH-2.0-OpenSSH_9.2\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n"])
@pytest.mark.parametrize("reset", [False, True])
async def test_proxy_that_hangs_up_or_speaks_no_http_has_sent_nothing(
    through: Callable[..., None], words: bytes, reset: bool
):
    heard = Heard()
    async with listening(broken(heard, words, reset=reset), heard) as proxy:
        through(https_proxy=f"http://127.0.0.1:{proxy}")
        async with Client(most=1) as http:
            assert await ask(http, "POST", "https://gateway.example/", json={"to": PHONE}) == NEVER_SENT

    assert [head.split(" ")[0] for head in heard.heads] == ["CONNECT"]


async def test_proxy_whose_address_is_none_of_a_machine_has_sent_nothing(through: Callable[..., None]):
    through(http_proxy="http://10.1:3128")
    async with Client(most=1) as http:
        assert await ask(http, "POST", "http://gateway.example/") == NEVER_SENT


async def test_proxy_that_speaks_no_http_is_neither_asked_nor_passed_by(through: Callable[..., None]):
    heard = Heard()
    async with listening(answering(heard), heard) as port:
        through(all_proxy=f"socks5://127.0.0.1:{port}")
        async with Client(most=1) as http:
            assert await ask(http, "POST", f"http://127.0.0.1:{port}/") == NEVER_SENT

    assert heard.connections == 0


async def test_proxy_that_is_not_there_has_sent_nothing(through: Callable[..., None]):
    with deserted() as port:
        through(http_proxy=f"http://127.0.0.1:{port}", https_proxy=f"http://127.0.0.1:{port}")
        async with Client(most=1) as http:
            for scheme in ("http", "https"):
                assert await ask(http, "POST", f"{scheme}://gateway.example/") == NEVER_SENT


async def test_proxy_that_answers_no_word_in_time_has_sent_nothing(
    through: Callable[..., None], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(client, "CONNECT", 0.05)

    async with listening(_deaf) as proxy:
        through(https_proxy=f"http://127.0.0.1:{proxy}")
        async with Client(most=1) as http:
            assert await ask(http, "POST", "https://gateway.example/") == NEVER_SENT


@pytest.mark.parametrize("besides", ["*", "127.0.0.1", "example.id, 127.0.0.1"])
async def test_far_side_that_is_asked_without_the_proxy(through: Callable[..., None], besides: str):
    heard = Heard()
    async with listening(answering(heard), heard) as port:
        with deserted() as nowhere:
            through(http_proxy=f"http://127.0.0.1:{nowhere}", no_proxy=besides)
            async with Client(most=1) as http:
                assert isinstance(await ask(http, "POST", f"http://127.0.0.1:{port}/"), Answer)
