"""Who watches what, and what each still lacks: no sockets and no clock, so every order of events can be tried.

Only the newest picture counts. A watcher that was busy gets the latest when it is free again and holds nobody back.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, Protocol, TypeGuard

from display.frames import Frame
from scheduler.board.model import Board, Turn, is_newer, turn_of
from scheduler.board.screen import Layout, ScreenFace, Theme, Tongue

Surface = Literal["hall", "door", "counter", "portrait", "ticket"]


@dataclass(frozen=True, slots=True)
class View:
    """One picture of a board that may be wanted; all who want an equal one get the very same bytes.

    language: one, or "both" where a screen alternates. day, number: of a phone's ticket; visit: of a phone whose page
    waits until its visit, by id, has a number. counter: of the layout that shows one counter alone.
    """

    office: str
    surface: Surface
    language: str
    as_json: bool = False
    day: date | None = None
    number: str = ""
    counter: int | None = None
    visit: int | None = None


@dataclass(frozen=True, slots=True)
class Orders:
    """What one paired screen is told beside the board; `screen` 0: all unpaired ones that chose the same look."""

    office: str
    screen: int
    layout: Layout = "hall"
    language: Tongue = "id"
    theme: Theme = "dark"
    counter: int | None = None


Subject = View | Orders


class Wire(Protocol):
    """Where frames go. `free`: what was written before has left, so a write cannot pile up."""

    @property
    def free(self) -> bool: ...

    def write(self, frame: Frame) -> None: ...

    def cut(self) -> None:
        """Give the other end up, with whatever is still on its way there."""


class Watcher:
    """One screen or phone, and the stamp of what it was given last. missed: heartbeats in a row it was busy for."""

    __slots__ = ("missed", "stamp", "topic", "wire")

    def __init__(self, topic: "Topic", wire: Wire) -> None:
        self.topic, self.wire, self.stamp, self.missed = topic, wire, 0, 0

    @property
    def lacks(self) -> bool:
        """Whether there is something newer than what the watcher was given."""
        return self.stamp != self.topic.stamp


@dataclass(slots=True, eq=False)
class Topic:
    """All watchers of one subject; the stamp rises when what is shown of it changes."""

    subject: Subject
    watchers: set[Watcher] = field(default_factory=set)
    content: object = None
    stamp: int = 0
    frame: Frame | None = None
    looked_at: object = None
    """Of a phone's topic: the board that its content was last compared with."""


class Encode(Protocol):
    """How pictures are written down."""

    def board(self, view: View, board: Board) -> Frame: ...

    def orders(self, face: ScreenFace) -> Frame: ...


class Hub:
    """The newest board of every office, and the topics that show it or tell screens their orders."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._newest: dict[str, Board] = {}
        self._turns: dict[str, dict[tuple[date | None, str, int | None], Turn]] = {}
        self._screens: dict[str, dict[Subject, Topic]] = {}
        self._phones: dict[str, dict[Subject, Topic]] = {}

    def newest(self, office: str) -> Board | None:
        return self._newest.get(office)

    def take(self, board: Board) -> bool:
        """Keep the board if it is newer than the one at hand; says whether it was."""
        if not is_newer(board, self._newest.get(board.office.code)):
            return False
        self._newest[board.office.code] = board
        self._turns[board.office.code] = {}
        for topic in self.screens(board.office.code):
            if isinstance(topic.subject, View):
                _show(topic, board.stamp)
        return True

    def tell(self, face: ScreenFace) -> list[Topic]:
        """Change what a screen is told, or all unpaired ones of an office (number 0); says which topics changed."""
        topics = self._screens.get(face.office, {})
        if face.id:
            found = topics.get(orders_of(face))
            return [found] if found and _show(found, face) else []
        unpaired = [c for c in topics.values() if isinstance(c.subject, Orders) and not c.subject.screen]
        return [topic for topic in unpaired if _show(topic, _chosen(face, topic.subject))]

    def join(self, view: View, wire: Wire) -> Watcher:
        """Add a watcher of an office whose board was taken before; the watcher lacks the current picture."""
        return self._add(view, wire, self._newest[view.office].stamp)

    def attend(self, face: ScreenFace, wire: Wire) -> Watcher:
        """Add a watcher of a screen's orders, whose face was read just now; the watcher lacks them."""
        orders = orders_of(face)
        watcher = self._add(orders, wire, face)
        _show(watcher.topic, face)
        return watcher

    def leave(self, watcher: Watcher) -> None:
        topic = watcher.topic
        topic.watchers.discard(watcher)
        office, shelf = topic.subject.office, self._shelf(topic.subject)
        topics = shelf.get(office, {})
        if not topic.watchers and topics.get(topic.subject) is topic:
            del topics[topic.subject]
            if not topics:
                del shelf[office]

    def offices(self) -> list[str]:
        """Offices that somebody watches."""
        return list(self._screens.keys() | self._phones.keys())

    def screens(self, office: str) -> list[Topic]:
        """The topics of the office's screens, which come first: a hall must not wait for its many phones."""
        return list(self._screens.get(office, {}).values())

    def phones(self, office: str) -> list[Topic]:
        """The topics of the office's phones."""
        return list(self._phones.get(office, {}).values())

    def seen(self, view: View) -> Turn:
        """What the holder of the view's ticket sees on the newest board, looked for once for all who ask."""
        turns, key = self._turns[view.office], (view.day, view.number, view.visit)
        if key not in turns:
            turns[key] = seen_by(view, self._newest[view.office])
        return turns[key]

    def owed(self, topic: Topic) -> Iterator[Watcher]:
        """Watchers of the topic that lack its newest picture."""
        self._look(topic)
        return (watcher for watcher in topic.watchers if watcher.lacks)

    def frame(self, topic: Topic) -> Frame:
        """The topic's picture, encoded once for all its watchers."""
        self._look(topic)
        if topic.frame is None:
            topic.frame = self._encoded(topic)
        return topic.frame

    def picture(self, view: View) -> Frame:
        """The view's picture for one who asks once: what its watchers got, or made now where nobody watches."""
        topic = self._shelf(view).get(view.office, {}).get(view)
        return self.frame(topic) if topic else self._encode.board(view, self._newest[view.office])

    def _look(self, topic: Topic) -> None:
        """Compare a phone's topic with the newest board. That is left until phones are served: there are many."""
        view = topic.subject
        if not _is_of_phone(view) or topic.looked_at is self._newest[view.office]:
            return
        board = topic.looked_at = self._newest[view.office]
        turn = self.seen(view)
        if turn.state in {"away", "gone"}:
            _show(topic, turn)
        else:  # all that a phone shows
            _show(topic, (turn, board.notices, board.closures, board.open.state, board.open.reason))

    def _shelf(self, subject: Subject) -> dict[str, dict[Subject, Topic]]:
        return self._phones if _is_of_phone(subject) else self._screens

    def _encoded(self, topic: Topic) -> Frame:
        if isinstance(topic.subject, View):
            return self._encode.board(topic.subject, self._newest[topic.subject.office])
        assert isinstance(topic.content, ScreenFace)
        return self._encode.orders(topic.content)

    def _add(self, subject: Subject, wire: Wire, content: object) -> Watcher:
        topics = self._shelf(subject).setdefault(subject.office, {})
        topic = topics.get(subject)
        if topic is None:
            topic = topics[subject] = Topic(subject)
            if not _is_of_phone(subject):
                _show(topic, content)
        watcher = Watcher(topic, wire)
        topic.watchers.add(watcher)
        return watcher


def view_of(face: ScreenFace, *, as_json: bool = False) -> View:
    """What a screen with this face shows of the board."""
    counter = face.counter if face.layout == "counter" else None
    return View(face.office, face.layout, face.language, as_json, counter=counter)


def orders_of(face: ScreenFace) -> Orders:
    """Under which subject a screen with this face is told its orders."""
    if face.id:
        return Orders(face.office, face.id)
    return Orders(face.office, 0, face.layout, face.language, face.theme, face.counter)


def seen_by(view: View, board: Board) -> Turn:
    """What the holder of the view's ticket sees; on another day's board it is gone, and so is a page that waits for a
    number once there is one.
    """
    if board.day != view.day or view.visit in board.visits:
        return Turn(view.number, "gone")
    if view.visit is not None:
        return Turn(view.number, "away")
    return turn_of(board, view.number)


def _is_of_phone(subject: Subject) -> TypeGuard[View]:
    return isinstance(subject, View) and subject.surface == "ticket"


def _chosen(common: ScreenFace, subject: Subject) -> ScreenFace:
    """The face of all unpaired screens, in the look that one of them chose by its address."""
    assert isinstance(subject, Orders)
    look = {"layout": subject.layout, "language": subject.language, "theme": subject.theme, "counter": subject.counter}
    return replace(common, **look)  # type: ignore[arg-type]


def _show(topic: Topic, content: object) -> bool:
    if content == topic.content:
        return False
    topic.content, topic.frame = content, None
    topic.stamp += 1
    return True
