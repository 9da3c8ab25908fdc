"""A thousand sockets, of which a hundred never read: they delay nobody and cost a bounded amount of memory."""

import asyncio
import re
import resource
import socket

import pytest

from display.hub import View
from tests.display.serving import serving
from tests.support.patience import until

SOCKETS, STALLED, BOARDS = 1000, 100, 50
BULK = "x" * 8_000
"""In every board, so that fifty of them are more than the kernel takes for one who does not read."""

JSON = View("tpi", "hall", "id", as_json=True)
VERSION = re.compile(rb'"version":(\d+),')


class Peer(asyncio.Protocol):
    """The far end of a socket: notes the newest board that it read, and reads only while it wants to."""

    def __init__(self):
        self.transport, self.versions, self.kept = None, [], b""

    def connection_made(self, transport):
        self.transport = transport
        lines = [
            "GET /display/tpi/live?as=json HTTP/1.1",
            "Host: 127.0.0.1",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
            "Sec-WebSocket-Version: 13",
        ]
        transport.write("\r\n".join([*lines, "", ""]).encode())

    def data_received(self, data):
        text = self.kept + data
        found = list(VERSION.finditer(text))
        self.versions += [int(each[1]) for each in found]
        self.kept = text[found[-1].end() if found else 0 :][-64:]


async def connected(port, *, small):
    far = socket.socket()
    if small:
        far.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    far.setblocking(False)
    await asyncio.get_running_loop().sock_connect(far, ("127.0.0.1", port))
    _, peer = await asyncio.get_running_loop().create_connection(Peer, sock=far)
    return peer


async def crowd(port):
    """A thousand, a few at a time; the first hundred with little room to keep what they do not read."""
    peers = []
    for _ in range(SOCKETS // 100):
        small = not peers
        peers.extend(await asyncio.gather(*(connected(port, small=small) for _ in range(100))))
        await until(lambda: all(peer.versions == [7] for peer in peers))
    return peers[:STALLED], peers[STALLED:]


@pytest.fixture
def _many_files():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4096)), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("_many_files")
async def test_those_who_do_not_read_delay_nobody_and_cost_one_frame_each(display, feed, board):
    async with serving(display, backlog=SOCKETS) as (server, port):
        stalled, others = await crowd(port)
        for peer in stalled:
            peer.transport.pause_reading()
        largest = 0
        for version in range(8, 8 + BOARDS):
            newest = board(version=version, notice={"id": BULK})
            feed.publish(newest)
            await until(lambda version=version: all(peer.versions[-1] == version for peer in others))
            waiting = [each.transport.get_write_buffer_size() for each in server.server_state.connections]
            largest = max(largest, *waiting)
        for peer in stalled:
            peer.transport.resume_reading()
        await until(lambda: all(peer.versions[-1] == 7 + BOARDS for peer in stalled))
        for peer in (*stalled, *others):
            peer.transport.abort()

    assert all(peer.versions == list(range(7, 8 + BOARDS)) for peer in others)
    assert 0 < largest <= len(display.pages.board(JSON, newest).wire)
    assert max(len(peer.versions) for peer in stalled) < BOARDS / 2
    assert all(peer.versions == sorted(set(peer.versions)) for peer in stalled)
