"""A kept connection is used again, unless the far side has closed it, whether the loop has looked or not: what is
written to a closed one is read by nobody, and told as a message that has perhaps been taken.

The server is another thread, so that it goes on while the loop looks at nothing.
"""

import select
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from scheduler.messages.channels.client import Client
from scheduler.messages.channels.exchange import Answer, ask
from tests.support.patience import ENOUGH

TAKEN = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


class Server(socketserver.ThreadingTCPServer):
    """Gives so many answers by each connection, and hangs up without a word once it may."""

    daemon_threads, block_on_close = True, False

    def __init__(self, answers: int, tls: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.answers, self.tls, self.connections, self.may_hang_up = answers, tls, 0, threading.Semaphore(0)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.server_address[1]}/"


class Talk(socketserver.BaseRequestHandler):
    server: Server

    def handle(self) -> None:
        self.server.connections += 1
        line = self.server.tls.wrap_socket(self.request, server_side=True) if self.server.tls else self.request
        with line:
            for _ in range(self.server.answers):
                line.recv(65_536)
                line.sendall(TAKEN)
            self.server.may_hang_up.acquire()


@contextmanager
def serving(answers: int, tls: ssl.SSLContext | None) -> Iterator[Server]:
    with Server(answers, tls) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.may_hang_up.release(10)
            server.shutdown()
            thread.join()


def has_come(http: Client) -> Any:
    """Block the loop until the system has something by the one kept connection that the loop has not looked at."""
    ((kept, _),) = (each for kept in http._session.connector._conns.values() for each in kept)
    assert kept.is_connected()
    return select.select([kept.transport.get_extra_info("socket").fileno()], [], [], ENOUGH)[0]


@pytest.mark.parametrize("is_tls", [False, True])
async def test_connection_that_was_closed_while_the_loop_did_not_look_is_not_used(
    at_server: ssl.SSLContext, trusting: ssl.SSLContext, is_tls: bool
):
    with serving(1, at_server if is_tls else None) as server:
        async with Client(most=1, tls=trusting) as http:
            first = await ask(http, "POST", server.url)
            server.may_hang_up.release()
            assert has_come(http)
            second = await ask(http, "POST", server.url)

    assert [each.status for each in (first, second) if isinstance(each, Answer)] == [200, 200]
    assert server.connections == 2


@pytest.mark.parametrize("is_tls", [False, True])
async def test_connection_that_is_open_is_used_again(at_server: ssl.SSLContext, trusting: ssl.SSLContext, is_tls: bool):
    with serving(5, at_server if is_tls else None) as server:
        async with Client(most=None, tls=trusting) as http:
            answers = [await ask(http, "POST", server.url) for _ in range(5)]

    assert [each.status for each in answers if isinstance(each, Answer)] == [200] * 5
    assert server.connections == 1
