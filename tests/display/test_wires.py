"""The two ways to a browser, over real sockets of a real server."""

import asyncio
import json
import logging
import socket

import pytest
from websockets.asyncio.client import connect

from display import relay as relays
from display.frames import Frame
from display.wires import LiveProtocol, SendWire, TransportWire, wire_to
from tests.display.serving import serving
from tests.support.patience import ENOUGH, until, within

BOTH = pytest.mark.parametrize("ws", [LiveProtocol, "websockets-sansio"], ids=["lent transport", "plain send"])


async def silent_watcher(port, display):
    """Somebody who asks for the board and never reads; the display has them on its list."""
    peer = socket.socket()
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    peer.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(peer, ("127.0.0.1", port))
    lines = [
        "GET /display/tpi/live?as=json HTTP/1.1",
        "Host: 127.0.0.1",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        "Sec-WebSocket-Version: 13",
    ]
    await loop.sock_sendall(peer, "\r\n".join([*lines, "", ""]).encode())
    await until(display.relay._hub.offices)
    return peer


async def read_on(peer, *, until=None):
    """Everything that was on its way to the silent one, until this has come or the server has hung up."""
    received = b""
    while chunk := await within(ENOUGH, asyncio.get_running_loop().sock_recv(peer, 1 << 20)):
        received += chunk
        if until and until in received:
            break
    return received


async def goodbye(peer):
    """The server answers it after everything that was on its way, and hangs up."""
    await within(ENOUGH, asyncio.get_running_loop().sock_sendall(peer, bytes([0x88, 0x80, 0, 0, 0, 0])))


@BOTH
async def test_board_and_changes_arrive(display, feed, board, ws):
    async with serving(display, ws) as (_, port), connect(f"ws://127.0.0.1:{port}/display/tpi/live?as=json") as screen:
        first, pulse = json.loads(await screen.recv()), json.loads(await screen.recv())
        feed.publish(board(version=8))
        changed = json.loads(await screen.recv())

    assert (first["version"], list(pulse), changed["version"]) == (7, ["heartbeat"], 8)


@BOTH
async def test_one_who_does_not_read_holds_nobody_back_and_skips_to_the_newest(display, feed, board, ws):
    bulk, last = "x" * 300_000, 60
    async with serving(display, ws) as (_, port):
        slow = await silent_watcher(port, display)
        async with connect(f"ws://127.0.0.1:{port}/display/tpi/live?as=json", max_size=None) as quick:
            seen = [json.loads(await quick.recv()), json.loads(await quick.recv())]
            for version in range(8, last + 1):
                feed.publish(board(version=version, notice={"id": bulk}))
                seen.append(json.loads(await within(ENOUGH, quick.recv())))
            late = await read_on(slow, until=f'"version":{last},'.encode())
        slow.close()

    assert [news["version"] for news in seen if "version" in news] == list(range(7, last + 1))
    assert late.count(b'"version":') < last / 2
    assert f'"version":{last},'.encode() in late


@BOTH
async def test_server_that_stops_tells_everybody_to_come_back(display, ws):
    async with serving(display, ws) as (_, port):
        screen = await connect(f"ws://127.0.0.1:{port}/display/tpi/live")
        await screen.recv()
    await screen.wait_closed()

    assert screen.close_code == 1012


async def test_one_who_pings_without_end_and_reads_nothing_piles_up_no_answers(display):
    pings, payload = 20_000, 125
    async with serving(display) as (_, port):
        slow = await silent_watcher(port, display)
        ping = bytes([0x89, 0x80 | payload]) + bytes(4) + b"p" * payload
        await within(ENOUGH, asyncio.get_running_loop().sock_sendall(slow, ping * pings))
        async with connect(f"ws://127.0.0.1:{port}/display/tpi/live?as=json") as quick:
            await quick.recv()
            await (await quick.ping())
        await goodbye(slow)
        answers = (await read_on(slow)).count(b"p" * payload)
        slow.close()

    assert 0 < answers < pings / 2


async def test_one_who_reads_nothing_is_cut_off(display, feed, board, monkeypatch):
    monkeypatch.setattr(relays, "HEARTBEAT", 0.01)
    async with serving(display) as (_, port):
        slow = await silent_watcher(port, display)
        for version in range(8, 20):
            feed.publish(board(version=version, notice={"id": "x" * 300_000}))
            await asyncio.sleep(0)
        await until(lambda: not display.relay._hub.offices())
        slow.close()


async def test_code_of_a_ticket_is_in_no_log_line(display, caplog):
    with caplog.at_level(logging.INFO):
        async with serving(display) as (_, port), connect(f"ws://127.0.0.1:{port}/t/KODE/live") as phone:
            await phone.recv()

    assert "KODE" not in caplog.text


def test_frame_is_what_a_server_sends_for_its_text():
    small, large = Frame("é"), Frame("x" * 70_000)

    assert small.wire == b"\x81\x02\xc3\xa9"
    assert large.wire[:10] == b"\x81\x7f" + (70_000).to_bytes(8, "big")


def test_lent_transport_is_taken_and_plain_send_is_the_fallback():
    class Asked:
        def __init__(self, **scope):
            self.scope = scope

    lent = object.__new__(TransportWire)

    assert wire_to(Asked(extensions={"giliran.wire": lent})) is lent
    assert isinstance(wire_to(Asked(extensions={})), SendWire)
    assert isinstance(wire_to(Asked()), SendWire)
