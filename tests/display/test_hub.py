"""The hub without sockets: the newest only, once encoded, nobody held back."""

from datetime import date

import pytest

from display.frames import Frame
from display.hub import Hub, View
from scheduler.board.model import OfficeFace, Wait

HALL = View("tpi", "hall", "id")
DOOR = View("tpi", "door", "id")
TODAY = date(2026, 11, 30)
WAITER = View("tpi", "ticket", "id", day=TODAY, number="A-016")


class Encoder:
    def __init__(self):
        self.made = []

    def orders(self, face):
        self.made.append(("orders", face.volume))
        return Frame(f"orders {face.volume}")

    def board(self, view, board):
        self.made.append((view.surface, board.version))
        return Frame(f"{view.surface} {board.version}")


class Deaf:
    free = True

    def write(self, frame):
        raise AssertionError("the hub does not write")

    def cut(self):
        raise AssertionError("the hub does not cut")


@pytest.fixture
def encoder():
    return Encoder()


@pytest.fixture
def hub(encoder, board):
    hub = Hub(encoder)
    hub.take(board())
    return hub


def give_all(hub, office="tpi"):
    given = []
    for topic in (*hub.screens(office), *hub.phones(office)):
        for watcher in list(hub.owed(topic)):
            given.append((watcher, hub.frame(topic).text))
            watcher.stamp = topic.stamp
    return given


def test_newcomer_lacks_the_current_picture(hub):
    watcher = hub.join(HALL, Deaf())

    assert give_all(hub) == [(watcher, "hall 7")]
    assert give_all(hub) == []


def test_everybody_lacks_a_newer_board_and_it_is_encoded_once_per_view(hub, encoder, board):
    halls = {hub.join(HALL, Deaf()) for _ in range(3)}
    door = hub.join(DOOR, Deaf())
    give_all(hub)
    encoder.made.clear()

    assert hub.take(board(version=8))

    given = dict(give_all(hub))
    assert given == {**dict.fromkeys(halls, "hall 8"), door: "door 8"}
    assert sorted(encoder.made) == [("door", 8), ("hall", 8)]


@pytest.mark.parametrize(("day", "version"), [(TODAY, 7), (TODAY, 6), (date(2026, 11, 29), 99)])
def test_older_or_equal_board_is_not_taken(hub, board, day, version):
    hub.join(HALL, Deaf())
    give_all(hub)

    assert not hub.take(board(day=day, version=version))

    assert give_all(hub) == []
    assert hub.newest("tpi").version == 7


def test_busy_watcher_skips_to_the_newest(hub, board):
    slow = hub.join(HALL, Deaf())
    give_all(hub)
    for version in (8, 9, 10):
        hub.take(board(version=version))

    assert give_all(hub) == [(slow, "hall 10")]


def test_phone_lacks_a_board_only_if_its_turn_changed(hub, board):
    hub.join(WAITER, Deaf())
    give_all(hub)

    hub.take(board(version=8, inside=()))
    unchanged = give_all(hub)
    hub.take(board(version=9, waiting=(Wait("A-016", (3, 5)),)))

    assert unchanged == []
    assert [text for _, text in give_all(hub)] == ["ticket 9"]


def test_phone_of_another_day_sees_its_ticket_gone(hub, board):
    hub.join(WAITER, Deaf())
    give_all(hub)

    hub.take(board(day=date(2026, 12, 1), version=0))

    assert [text for _, text in give_all(hub)] == ["ticket 0"]


def test_screens_and_phones_are_kept_apart(hub, board):
    hub.join(WAITER, Deaf())
    hub.join(HALL, Deaf())

    assert [topic.subject for topic in hub.screens("tpi")] == [HALL]
    assert [topic.subject for topic in hub.phones("tpi")] == [WAITER]


def test_board_of_an_office_without_watchers_is_kept_for_the_next(hub, encoder, board):
    other = board(office=OfficeFace("btm", "Batam", "Asia/Jakarta"), version=3)
    hub.take(other)

    hub.join(View("btm", "hall", "id"), Deaf())

    assert [text for _, text in give_all(hub, "btm")] == ["hall 3"]
    assert hub.offices() == ["btm"]


def test_last_one_to_leave_closes_the_topic(hub):
    first, second = hub.join(HALL, Deaf()), hub.join(HALL, Deaf())

    hub.leave(first)
    still_open = hub.offices()
    hub.leave(second)
    hub.leave(second)

    assert (still_open, hub.offices()) == (["tpi"], [])
