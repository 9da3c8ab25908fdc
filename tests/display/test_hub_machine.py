"""The hub under every order of events: whoever is free ends with the newest, and nothing piles up."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from display.frames import Frame
from display.hub import Hub, Orders, View, orders_of, view_of
from scheduler.board.model import OfficeFace, Wait
from scheduler.board.screen import LAYOUTS, TONGUES, ScreenFace
from tests.display.conftest import TODAY, make_board

OFFICES = ("tpi", "btm")
NUMBERS = ("A-016", "A-017")

faces = st.builds(
    ScreenFace,
    id=st.integers(0, 3),
    office=st.sampled_from(OFFICES),
    layout=st.sampled_from(LAYOUTS),
    language=st.sampled_from(TONGUES),
    counter=st.sampled_from([None, 2]),
    volume=st.sampled_from([40, 100]),
)
tickets = st.builds(
    View,
    office=st.sampled_from(OFFICES),
    surface=st.just("ticket"),
    language=st.just("id"),
    day=st.just(TODAY),
    number=st.sampled_from(NUMBERS),
)
waits = st.lists(st.sampled_from(NUMBERS), unique=True).map(lambda found: tuple(Wait(each, None) for each in found))


class Encoder:
    """Frames that say what they show."""

    def board(self, view, board):
        turn = board.waiting if view.surface == "ticket" else ()
        return _Told(board.stamp, (view, turn))

    def orders(self, face):
        return _Told(None, face)


class _Told(Frame):
    def __init__(self, stamp, content):
        super().__init__(str(content))
        self.stamp, self.content = stamp, content


class Peer:
    """The far end: what it got, and whether it reads. At most one frame is on its way to one that does not."""

    def __init__(self):
        self.got, self.outstanding, self.reads = [], 0, True

    @property
    def free(self):
        return self.outstanding == 0

    def write(self, frame):
        assert self.free, "a second frame on its way to one that does not read"
        self.got.append(frame)
        self.outstanding = 0 if self.reads else 1

    def cut(self):
        raise AssertionError("the hub does not cut")


class HubMachine(RuleBasedStateMachine):
    watchers = Bundle("watchers")

    def __init__(self):
        super().__init__()
        self.hub = Hub(Encoder())
        self.alive = []
        self.common = {office: ScreenFace(0, office) for office in OFFICES}
        self.paired = {}
        self.newest = {}
        for office in OFFICES:
            self.take(office, TODAY, 0, ())

    def take(self, office, day, version, waiting):
        board = make_board(office=OfficeFace(office, office, "Asia/Jakarta"), day=day, version=version, waiting=waiting)
        is_newer = (day, version) > self.newest.get(office, (date.min, 0))
        assert self.hub.take(board) is is_newer
        if is_newer:
            self.newest[office] = day, version
        self.serve()

    def serve(self):
        """What the relay does: everybody who is free gets what they lack."""
        for office in OFFICES:
            for topic in (*self.hub.screens(office), *self.hub.phones(office)):
                for watcher in list(self.hub.owed(topic)):
                    if watcher.wire.free:
                        watcher.wire.write(self.hub.frame(topic))
                        watcher.stamp = topic.stamp

    @rule(office=st.sampled_from(OFFICES), later=st.integers(-1, 1), version=st.integers(0, 30), waiting=waits)
    def board(self, office, later, version, waiting):
        self.take(office, TODAY + timedelta(days=later), version, waiting)

    @rule(target=watchers, face=faces, as_json=st.booleans())
    def screen(self, face, as_json):
        return self.joined(self.hub.join(view_of(face, as_json=as_json), Peer()))

    @rule(target=watchers, view=tickets)
    def phone(self, view):
        return self.joined(self.hub.join(view, Peer()))

    @rule(target=watchers, face=faces)
    def attendant(self, face):
        """A screen asks with its face as it is now."""
        now = self.paired.get((face.office, face.id), face) if face.id else self.chosen(face)
        if face.id:
            self.paired[face.office, face.id] = now
        return self.joined(self.hub.attend(now, Peer()))

    def chosen(self, face):
        look = {"layout": face.layout, "language": face.language, "counter": face.counter}
        return replace(self.common[face.office], **look)

    def joined(self, watcher):
        self.alive.append(watcher)
        self.serve()
        return watcher

    @rule(face=faces)
    def told(self, face):
        if face.id:
            self.paired[face.office, face.id] = face
        else:
            self.common[face.office] = face = ScreenFace(0, face.office, volume=face.volume)
        changed = self.hub.tell(face)
        assert {topic.subject.office for topic in changed} <= {face.office}
        self.serve()

    @rule(watcher=consumes(watchers))
    def leave(self, watcher):
        self.hub.leave(watcher)
        self.hub.leave(watcher)
        self.alive.remove(watcher)

    @rule(watcher=watchers)
    def stall(self, watcher):
        watcher.wire.reads = False

    @rule(watcher=watchers)
    def free(self, watcher):
        watcher.wire.reads, watcher.wire.outstanding = True, 0
        self.serve()

    @invariant()
    def whoever_is_free_has_the_newest(self):
        for watcher in self.alive:
            if watcher.wire.free:
                assert not watcher.lacks
                assert watcher.wire.got[-1].content == self.wanted(watcher)

    def wanted(self, watcher):
        subject = watcher.topic.subject
        if isinstance(subject, Orders):
            known = self.paired[subject.office, subject.screen] if subject.screen else self.common[subject.office]
            return (
                known
                if subject.screen
                else replace(
                    known,
                    layout=subject.layout,
                    language=subject.language,
                    theme=subject.theme,
                    counter=subject.counter,
                )
            )
        newest = self.hub.newest(subject.office)
        if subject.surface != "ticket":
            assert watcher.wire.got[-1].stamp == newest.stamp
            return subject, ()
        return subject, watcher.wire.got[-1].content[1] if newest.day != TODAY else _same(newest, watcher)

    @invariant()
    def versions_only_rise(self):
        for watcher in self.alive:
            stamps = [frame.stamp for frame in watcher.wire.got if frame.stamp]
            assert stamps == sorted(set(stamps))

    @invariant()
    def no_topic_is_without_watchers(self):
        topics = {topic for office in OFFICES for topic in (*self.hub.screens(office), *self.hub.phones(office))}
        assert topics == {watcher.topic for watcher in self.alive}
        assert set(self.hub.offices()) == {topic.subject.office for topic in topics}


def _same(newest, watcher):
    """A phone has what its ticket is now: the picture may be older, the turn in it is not."""
    number = watcher.topic.subject.number
    shown = watcher.wire.got[-1].content[1]
    assert any(wait.ticket == number for wait in shown) == any(wait.ticket == number for wait in newest.waiting)
    return shown


def test_orders_of_a_paired_screen_are_one_subject_whatever_it_looks_like():
    first, second = ScreenFace(3, "tpi", layout="hall"), ScreenFace(3, "tpi", layout="door", volume=10)

    assert orders_of(first) == orders_of(second)


TestHub = HubMachine.TestCase
TestHub.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
