"""Who watches what, and what each still lacks: no sockets and no clock, so every order of events can be tried.

Only the newest picture counts. A watcher that was busy gets the latest when it is free again and holds nobody back.
"""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from display.frames import Frame
from scheduler.board import Board, Turn, is_newer, turn_of

Surface = Literal["hall", "door", "ticket"]


@dataclass(frozen=True, slots=True)
class View:
    """One picture that may be wanted; all who want an equal one get the very same bytes."""

    office: str
    surface: Surface
    language: str
    as_json: bool = False
    day: date | None = None
    number: str = ""


class Wire(Protocol):
    """Where frames go. `free`: what was written before has left, so a write cannot pile up."""

    @property
    def free(self) -> bool: ...

    def write(self, frame: Frame) -> None: ...


class Watcher:
    """One screen or phone, and the stamp of what it was given last."""

    __slots__ = ("channel", "stamp", "wire")

    def __init__(self, channel: "Channel", wire: Wire) -> None:
        self.channel, self.wire, self.stamp = channel, wire, 0


@dataclass(slots=True, eq=False)
class Channel:
    """All watchers of one view; the stamp rises when what the view shows changes."""

    view: View
    watchers: set[Watcher] = field(default_factory=set)
    content: Hashable = None
    stamp: int = 0
    frame: Frame | None = None


class Hub:
    """The newest board of every office, and the channels that show it."""

    def __init__(self, encode: Callable[[View, Board], Frame]) -> None:
        self._encode = encode
        self._newest: dict[str, Board] = {}
        self._channels: dict[str, dict[View, Channel]] = {}

    def newest(self, office: str) -> Board | None:
        return self._newest.get(office)

    def take(self, board: Board) -> bool:
        """Keep the board if it is newer than the one at hand; says whether it was."""
        if not is_newer(board, self._newest.get(board.office.code)):
            return False
        self._newest[board.office.code] = board
        for channel in self.channels(board.office.code):
            _show(channel, board)
        return True

    def join(self, view: View, wire: Wire) -> Watcher:
        """Add a watcher of an office whose board was taken before; it lacks the current picture."""
        channels = self._channels.setdefault(view.office, {})
        channel = channels.get(view)
        if channel is None:
            channel = channels[view] = Channel(view)
            _show(channel, self._newest[view.office])
        watcher = Watcher(channel, wire)
        channel.watchers.add(watcher)
        return watcher

    def leave(self, watcher: Watcher) -> None:
        channel = watcher.channel
        channel.watchers.discard(watcher)
        channels = self._channels.get(channel.view.office, {})
        if not channel.watchers and channels.get(channel.view) is channel:
            del channels[channel.view]
            if not channels:
                del self._channels[channel.view.office]

    def offices(self) -> list[str]:
        """Offices that somebody watches."""
        return list(self._channels)

    def channels(self, office: str) -> list[Channel]:
        """The office's channels, screens before phones: a hall must not wait for its many phones to be drawn."""
        channels = self._channels.get(office, {}).values()
        return sorted(channels, key=lambda channel: channel.view.surface == "ticket")

    def owed(self, channel: Channel) -> Iterator[Watcher]:
        """Watchers of the channel that lack its newest picture."""
        return (watcher for watcher in channel.watchers if watcher.stamp != channel.stamp)

    def frame(self, channel: Channel) -> Frame:
        """The channel's picture, encoded once for all its watchers."""
        if channel.frame is None:
            channel.frame = self._encode(channel.view, self._newest[channel.view.office])
        return channel.frame


def seen_by(view: View, board: Board) -> Turn:
    """What the holder of the view's ticket sees; on another day's board the ticket is gone."""
    if board.day != view.day:
        return Turn(view.number, "gone")
    return turn_of(board, view.number)


def _show(channel: Channel, board: Board) -> None:
    ticket = channel.view.surface == "ticket"
    content: Hashable = seen_by(channel.view, board) if ticket else board.stamp
    if content != channel.content:
        channel.content, channel.frame = content, None
        channel.stamp += 1
