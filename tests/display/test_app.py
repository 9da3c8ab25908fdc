"""Pages and sockets over the wire, by Starlette's client and a fake feed."""

import contextlib
import json

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from display.app import display_routes
from scheduler.board import Board, Entering, Opening, Wait


@pytest.fixture
def client(display):
    @contextlib.asynccontextmanager
    async def lifespan(app):
        async with display.running():
            yield

    with TestClient(Starlette(routes=display_routes(display), lifespan=lifespan)) as client:
        yield client


def publish(client, feed, board):
    client.portal.call(feed.publish, board)


def test_screen_shows_the_board_before_any_socket(client):
    page = client.get("/display/tpi")

    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert '<html lang="id">' in page.text
    assert '<p class="n">A-012</p>' in page.text
    assert "09.42 WIB" in page.text
    assert "Di dalam 16 dari 20" in page.text
    assert "style=" not in page.text
    assert "<style" not in page.text


def test_door_layout_and_language_are_asked_for_in_the_address(client):
    page = client.get("/display/tpi?layout=door&lang=en")

    assert '<html lang="en">' in page.text
    assert "Menunggu di luar" in page.text
    assert 'ws-connect="/display/tpi/live?layout=door&amp;lang=en"' in page.text


def test_unknown_language_falls_back_to_the_source(client):
    assert '<html lang="id">' in client.get("/display/tpi?lang=xx").text


def test_unknown_office_is_a_sentence(client):
    page = client.get("/display/tidak-ada")

    assert page.status_code == 404
    assert "Kantor itu tidak ditemukan." in page.text


@pytest.mark.parametrize("path", ["/display/tidak-ada/live", "/t/SALAH/live"])
def test_socket_to_nothing_is_closed_with_4404(client, path):
    with client.websocket_connect(path) as socket, pytest.raises(WebSocketDisconnect) as closed:
        socket.receive_text()

    assert closed.value.code == 4404


def test_json_socket_sends_the_board_the_time_and_each_change(client, feed, board):
    with client.websocket_connect("/display/tpi/live?as=json") as socket:
        first, pulse = socket.receive_json(), socket.receive_json()
        publish(client, feed, board(version=8, waiting=()))
        changed = socket.receive_json()

    assert first == board().to_json()
    assert pulse == {"heartbeat": "2026-11-30T09:42:00+07:00"}
    assert changed == board(version=8, waiting=()).to_json()


def test_board_of_version_zero_is_sent_before_the_first_step(client, feed, board):
    empty = Board.empty(board().office, at=board().at, lobby_limit=20)
    publish(client, feed, empty)

    feed.boards["baru"] = Board.empty(
        type(empty.office)("baru", "Kantor baru", "Asia/Jakarta"), at=board().at, lobby_limit=20
    )
    with client.websocket_connect("/display/baru/live?as=json") as socket:
        assert socket.receive_json()["version"] == 0


def test_html_socket_sends_fragments_that_find_their_place(client, feed, board):
    with client.websocket_connect("/display/tpi/live") as socket:
        first, pulse = socket.receive_text(), socket.receive_text()
        publish(client, feed, board(version=8))
        changed = socket.receive_text()

    assert first.startswith('<div id="board" data-day="2026-11-30" data-version="7"')
    assert 'hx-swap-oob="true"' in first
    assert pulse.startswith('<time id="pulse" datetime="2026-11-30T09:42:00+07:00"')
    assert 'data-version="8"' in changed


def test_page_and_fragment_are_the_same(client):
    page = client.get("/display/tpi").text
    with client.websocket_connect("/display/tpi/live") as socket:
        fragment = socket.receive_text()

    assert fragment.replace(' hx-swap-oob="true"', "").strip() in page


def test_older_board_is_never_sent(client, feed, board):
    with client.websocket_connect("/display/tpi/live?as=json") as socket:
        socket.receive_json(), socket.receive_json()
        publish(client, feed, board(version=6))
        publish(client, feed, board(version=8))

        assert socket.receive_json()["version"] == 8


def test_ticket_socket_speaks_of_one_ticket_only_when_it_changes(client, feed, board):
    with client.websocket_connect("/t/KODE/live?as=json") as socket:
        first, pulse = socket.receive_json(), socket.receive_json()
        publish(client, feed, board(version=8, inside=()))
        publish(client, feed, board(version=9, waiting=(), entering=(Entering("A-016", None),)))
        entering = socket.receive_json()

    assert first == {
        "ticket": "A-016",
        "day": "2026-11-30",
        "version": 7,
        "at": "2026-11-30T09:42:00+07:00",
        "state": "waiting",
        "counter": None,
        "minutes": [6, 9],
        "until": None,
        "reload": False,
    }
    assert "heartbeat" in pulse
    assert (entering["version"], entering["state"]) == (9, "entering")


def test_ticket_socket_sends_the_live_part_of_the_page(client, feed, board):
    with client.websocket_connect("/t/KODE/live") as socket:
        first = socket.receive_text()
        socket.receive_text()
        publish(
            client, feed, board(version=8, open=Opening("break", "Istirahat", None), waiting=(Wait("A-016", None),))
        )
        resting = socket.receive_text()

    assert '<div id="live" class="live" data-state="waiting"' in first
    assert "Tunggu di luar. Kira-kira 6-9 menit." in first
    assert "Loket istirahat. Nomor Anda tetap berlaku." in resting


@pytest.mark.parametrize("code", ["KODE", "LAMA"])
def test_ticket_that_is_gone_tells_the_page_to_load_itself_again(client, feed, board, code):
    publish(client, feed, board(version=8, waiting=()))

    with client.websocket_connect(f"/t/{code}/live?as=json") as socket:
        told = socket.receive_json()
    with client.websocket_connect(f"/t/{code}/live") as socket:
        fragment = socket.receive_text()

    assert (told["state"], told["reload"]) == ("gone", True)
    assert 'data-state="gone"' in fragment


def test_what_a_watcher_says_is_dropped(client, feed, board):
    with client.websocket_connect("/display/tpi/live?as=json") as socket:
        socket.send_text(json.dumps({"calls": []}))
        socket.send_bytes(b"\x00")

        assert socket.receive_json()["version"] == 7
