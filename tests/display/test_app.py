"""Pages and sockets over the wire, by Starlette's client and a fake feed."""

import contextlib
import json
from datetime import timedelta

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from display.app import display_routes
from scheduler.board.model import Board, Entering, Opening, Wait
from scheduler.board.screen import Report, ScreenFace
from scheduler.board.visit import Visit
from tests.display.conftest import TODAY


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
    assert '<html lang="id"' in page.text
    assert "A-012" in page.text
    assert "09.42 WIB" in page.text
    assert "Di dalam 16 dari 20" in page.text
    assert "style=" not in page.text
    assert "<style" not in page.text


def test_door_layout_and_language_are_asked_for_in_the_address(client):
    page = client.get("/display/tpi?layout=door&lang=en")

    assert '<html lang="en"' in page.text
    assert "Menunggu di luar" in page.text
    assert 'data-live="/display/tpi/live?layout=door&amp;lang=en"' in page.text


@pytest.mark.parametrize("counter", ["", "&counter=", "&counter=0", "&counter=-1", "&counter=dua"])
def test_screen_above_no_counter_is_one_of_the_hall(client, counter):
    page = client.get(f"/display/tpi?layout=counter{counter}").text

    assert '<body class="hall' in page
    assert "Loket 0" not in page


def test_unknown_language_falls_back_to_the_source(client):
    assert '<html lang="id"' in client.get("/display/tpi?lang=xx").text


def test_unknown_office_is_a_sentence(client):
    page = client.get("/display/tidak-ada")

    assert page.status_code == 404
    assert "Kantor itu tidak ditemukan." in page.text


@pytest.mark.parametrize("path", ["/display/tpi?lang=both", "/display"])
def test_screen_that_opens_while_the_database_is_away_tries_again_by_itself(client, feed, path):
    client.cookies.set("giliran-screen", "TOKEN")
    feed.is_away = True

    away = client.get(path)
    feed.is_away = False

    assert (away.status_code, away.headers["refresh"]) == (503, "5")
    assert "Layar ini sedang terganggu." in away.text
    assert client.get(path).status_code == 200


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
        first, pulse, orders = socket.receive_text(), socket.receive_text(), socket.receive_text()
        publish(client, feed, board(version=8))
        changed = socket.receive_text()

    assert orders.startswith('<div id="orders"')
    assert first.startswith('<div id="board" data-day="2026-11-30" data-version="7"')
    assert pulse.startswith('<time id="pulse" datetime="2026-11-30T09:42:00+07:00"')
    assert 'data-version="8"' in changed


def test_page_and_fragment_are_the_same(client):
    page = client.get("/display/tpi").text
    with client.websocket_connect("/display/tpi/live") as socket:
        fragment = socket.receive_text()

    assert fragment.strip() in page


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
    assert "Kira-kira 6-9 menit." in first
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


def test_what_a_watcher_says_is_dropped(client, screens):
    with client.websocket_connect("/display/tpi/live?as=json") as socket:
        socket.send_text(json.dumps({"calls": []}))
        socket.send_bytes(b"\x00")

        assert socket.receive_json()["version"] == 7
    assert screens.reports == []


# --- polls, for networks that break sockets


def test_poll_answers_what_a_socket_would_have_sent(client):
    with client.websocket_connect("/display/tpi/live?layout=door&lang=en") as socket:
        board, pulse, orders = (socket.receive_text() for _ in range(3))

    answer = client.get("/display/tpi/board?layout=door&lang=en&than=2026-11-30.6")

    assert answer.headers["cache-control"] == "no-store"
    assert answer.text == f"{board}\n{orders}\n{pulse}"


@pytest.mark.parametrize("path", ["/display/tpi/board", "/display/screen/board", "/t/KODE/board"])
def test_poll_leaves_out_the_board_that_is_shown(client, path):
    client.cookies.set("giliran-screen", "TOKEN")

    same = client.get(f"{path}?than=2026-11-30.7").text
    other = [client.get(f"{path}{query}").text for query in ("?than=2026-11-30.8", "?than=x", "")]

    assert 'id="pulse"' in same
    assert "data-version" not in same
    assert all('data-version="7"' in text for text in other)


@pytest.mark.parametrize(
    "path", ["/display/tidak-ada/board", "/display/tp%00i/board", "/display/screen/board", "/t/SALAH/board"]
)
def test_poll_of_nothing_is_not_found(client, path):
    assert client.get(path).status_code == 404


# --- screens that are to be paired


def test_page_that_is_only_opened_asks_for_no_code(client, screens):
    page = client.get("/display")

    assert 'data-ask="yes"' in page.text
    assert "set-cookie" not in page.headers
    assert screens.asked == 0


def test_code_is_shown_to_whoever_asked_and_keeps_its_cookie(client, screens):
    asked = client.post("/display?lang=en", follow_redirects=False)
    page = client.get(asked.headers["location"])

    assert (asked.status_code, asked.headers["location"]) == (303, "/display?lang=en&asked=1")
    assert (screens.asked, 'class="code"' in page.text) == (1, True)


def test_browser_without_cookies_does_not_ask_without_end(client, screens):
    page = client.get("/display?asked=1")

    assert 'data-ask="no"' in page.text
    assert "tidak menyimpan cookie" in page.text


def test_code_that_expired_is_asked_for_again(client, screens):
    client.cookies.set("giliran-screen", "OLD")

    assert 'data-ask="yes"' in client.get("/display?asked=1").text


# --- paired screens


@pytest.fixture
def paired(client):
    client.cookies.set("giliran-screen", "TOKEN")
    return client


def test_paired_screen_has_its_own_page(paired):
    page = paired.get("/display")

    assert 'data-theme="light"' in page.text
    assert 'data-name="TV depan"' in page.text
    assert "/display/screen/live" in page.text


def test_order_reaches_the_paired_screen_at_once_and_no_other_one(paired, screens):
    louder = ScreenFace(5, "tpi", name="TV depan", theme="light", volume=40)
    with paired.websocket_connect("/display/screen/live") as mine, paired.websocket_connect("/display/tpi/live") as one:
        first = [mine.receive_text() for _ in range(3)]
        assert [one.receive_text() for _ in range(3)]
        paired.portal.call(screens.tell, louder)
        told = mine.receive_text()
        paired.portal.call(screens.tell, ScreenFace(0, "tpi", sound_tests=1))
        told_all = one.receive_text()

    assert 'data-volume="100"' in first[2]
    assert 'data-volume="40"' in told
    assert 'data-tests="1"' in told_all


def test_removed_screen_is_told_so_and_finds_nothing_any_more(paired, screens):
    with paired.websocket_connect("/display/screen/live") as socket:
        for _ in range(3):
            socket.receive_text()
        paired.portal.call(lambda: screens.tell(ScreenFace(5, "tpi", removed=True)))
        told = socket.receive_text()

    assert 'data-removed="yes"' in told
    assert paired.get("/display/screen/board").status_code == 404
    with paired.websocket_connect("/display/screen/live") as socket, pytest.raises(WebSocketDisconnect) as closed:
        socket.receive_text()
    assert closed.value.code == 4404


def test_screens_that_come_back_cost_no_reading(paired, screens, feed):
    for _ in range(5):
        paired.get("/display/screen/board")
        paired.get("/display/tpi/board")
        with paired.websocket_connect("/display/screen/live") as socket:
            socket.receive_text()

    assert (screens.reads, feed.reads) == (2, 1)


def test_report_of_a_paired_screen_is_heard(paired, screens):
    told = {"day": "2026-11-30", "version": 7, "sound": "on", "width": 1920, "height": 1080, "build": "abc1"}

    with paired.websocket_connect("/display/screen/live") as socket:
        socket.send_text(json.dumps(told))
        socket.send_text("x" * 2000)
        socket.send_text("nothing to read")
        socket.receive_text()
    paired.get("/display/screen/board?than=2026-11-30.7&sound=on&width=1920&height=1080&build=abc1")
    paired.get("/display/screen/board?than=2026-11-30.7")

    assert screens.reports == [(5, Report(TODAY, 7, "on", 1920, 1080, "abc1"))] * 2


# --- the other half is away


def test_socket_that_cannot_be_served_now_is_to_try_again(client, feed):
    feed.is_away = True

    for path in ("/display/tpi/live", "/t/KODE/live"):
        with client.websocket_connect(path) as socket, pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
        assert closed.value.code == 1013


def test_ticket_of_another_day_is_asked_for_again(client, feed, board, tickets):
    client.get("/t/KODE/board")
    client.get("/t/KODE/board")
    asked_once = list(tickets.asked)
    tickets["KODE"] = Visit("tpi", TODAY + timedelta(days=1), "A-003", 3)
    publish(client, feed, board(day=TODAY + timedelta(days=1), version=1, waiting=(Wait("A-003", None),)))

    assert "A-003" in client.get("/t/KODE/board").text
    assert (asked_once, tickets.asked) == (["KODE"], ["KODE", "KODE"])


def test_page_of_a_visit_without_a_number_hears_when_it_has_one(client, feed, board):
    publish(client, feed, board(version=8))

    with client.websocket_connect("/t/NANTI/live?away") as socket:
        before, _pulse = socket.receive_text(), socket.receive_text()
        publish(client, feed, board(version=9, visits=frozenset({16})))
        publish(client, feed, board(version=10, visits=frozenset({16, 17})))
        after = socket.receive_text()

    assert 'data-state="away"' in before
    assert 'data-state="gone" data-day="2026-11-30" data-version="10"' in after


def test_visit_without_a_number_has_no_ticket_to_watch_and_is_looked_up_each_time(client, tickets):
    with pytest.raises(WebSocketDisconnect) as closed, client.websocket_connect("/t/NANTI/live") as socket:
        socket.receive_text()

    assert closed.value.code == 4404
    assert client.get("/t/NANTI/board").status_code == 404
    assert tickets.asked == ["NANTI", "NANTI"]
