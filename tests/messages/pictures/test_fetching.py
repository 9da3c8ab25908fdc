"""Pictures are fetched once, kept drawn anew, and never lost by a fault of this side or the other."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from gettext import NullTranslations
from pathlib import Path
from typing import Any

import pytest

from scheduler.db.models import ConversationLine, LinePicture
from scheduler.domain.applying.file_bounds import Bounds
from scheduler.flow.core import opt_outs
from scheduler.flow.talks import line_pictures
from scheduler.flow.talks.conversations import hear
from scheduler.flow.talks.line_pictures import LEASE, PAUSES, take_wanted
from scheduler.jobs import picture_fetching
from scheduler.messages.channels.base import Heard, Picture, Receipt
from scheduler.messages.pictures.fetching import CANNOT, Fetching, fetching
from tests.messages.dialogue.writing import PHONE
from tests.messages.pictures.fetched import FarFiles, Memory, draw
from tests.scenes.factories import CLERK, NINE, World, at
from tests.support.patience import rounds_of_bells, until
from tests.web.hooked import account

FAILED = Receipt("failed", code="no_answer")


class Bench:
    """A worker that fetches, its far side and its files; its clock is moved by hand."""

    def __init__(self, office: World, room: Path) -> None:
        self.office, self.now, self.far, self.files = office, NINE, FarFiles(), Memory()
        account(office, "whatsapp")
        self.work = Fetching(
            office.database, lambda: self.now, lambda *_: self.far, self.files, draw, room, {"id": NullTranslations()}
        )  # type: ignore[arg-type]

    def write(self, name: str, content: bytes = b"page", *, phone: str = PHONE) -> None:
        """A citizen sends a picture; its file lies at the far side."""
        self.far.files[name] = content
        heard = Heard(f"wamid.{name}", phone, "", self.now, "image", media=name)
        self.office.database.run(hear, self.office.office.id, "whatsapp", heard, now=self.now)

    def fetch(self, after: timedelta = timedelta()) -> int:
        self.now += after
        return asyncio.run(self.work.fetch_all())

    @property
    def states(self) -> list[tuple[str | None, str | None]]:
        rows = self.office.rows(ConversationLine, ConversationLine.direction == "in")
        return [(line.media_state, line.media_why) for line in rows]

    @property
    def said(self) -> list[str]:
        return [line.text for line in self.office.rows(ConversationLine, ConversationLine.direction == "out")]


@pytest.fixture
def bench(office: World, tmp_path: Path) -> Bench:
    return Bench(office, tmp_path)


def test_picture_is_kept_page_by_page(bench: Bench, tmp_path: Path):
    bench.write("7", b"one\ntwo")
    bench.write("8", b"three", phone="+6281377712345")

    assert bench.fetch() == 2
    pages = bench.office.rows(LinePicture)
    assert {bench.files.files[each.mark] for each in pages} == {b"one", b"two", b"three"}
    assert [(each.position, each.size) for each in pages if each.line_id == pages[0].line_id] in (
        [(0, 3), (1, 3)],
        [(0, 5)],
    )
    assert bench.states == [("kept", None)] * 2
    assert list(tmp_path.glob("*.part")) == []


def test_words_alone_are_not_fetched(bench: Bench):
    heard = Heard("wamid.1", PHONE, "Halo", NINE)
    bench.office.database.run(hear, bench.office.office.id, "whatsapp", heard, now=NINE)

    assert bench.fetch() == 0
    assert bench.states == [(None, None)]


def test_same_webhook_again_fetches_nothing_more(bench: Bench):
    bench.write("7")
    bench.fetch()
    bench.write("7")

    assert bench.fetch() == 0
    assert len(bench.office.rows(LinePicture)) == 1


def test_picture_that_cannot_be_used_is_refused_and_its_writer_told(bench: Bench):
    bench.write("7", b"bad")
    bench.fetch()

    assert bench.states == [("refused", "file_unreadable")]
    assert bench.said == [CANNOT]


def test_of_several_that_cannot_be_used_one_reply_tells(bench: Bench):
    bench.write("7", b"bad")
    bench.write("8", b"bad")
    bench.fetch()
    bench.write("9", b"bad")
    bench.fetch(timedelta(hours=1))

    assert bench.said == [CANNOT, CANNOT]


def test_number_that_was_stopped_is_told_nothing(bench: Bench):
    bench.write("7", b"bad")
    bench.office.database.run(opt_outs.stop, bench.office.office.id, PHONE, why=opt_outs.STOP, now=NINE)

    bench.fetch()

    assert bench.states == [("refused", "file_unreadable")]
    assert bench.said == []


def test_what_fails_is_tried_again_after_growing_pauses_and_lost_at_last(bench: Bench):
    bench.write("7")
    bench.far.says = [FAILED] * (len(PAUSES) + 1)

    tries = [bench.fetch()] + [bench.fetch(pause) for pause in PAUSES]

    assert tries == [1] * (len(PAUSES) + 1)
    assert bench.states == [("lost", "no_answer")]
    assert bench.said == []


def test_pause_that_the_far_side_asks_for_is_kept(bench: Bench):
    bench.write("7")
    bench.far.says = [Receipt("failed", code="http_429", pause=3600.0)]
    bench.fetch()

    assert bench.fetch(timedelta(minutes=59)) == 0
    assert bench.fetch(timedelta(minutes=2)) == 1
    assert bench.states == [("kept", None)]


def test_full_disk_loses_nothing(bench: Bench):
    bench.write("7", b"one\ntwo")
    bench.files.full = True
    bench.fetch()
    bench.files.full = False

    assert bench.states == [("wanted", "disk_full")]
    assert bench.fetch(PAUSES[0]) == 1
    assert len(bench.files.files) == 2


def test_where_the_disk_is_low_nothing_is_fetched_and_all_stays_wanted(bench: Bench):
    bench.write("7")
    bench.write("8")
    is_low = [False, True]
    bench.work = replace(bench.work, is_low=lambda: is_low[0] if bench.far.asked else is_low[1])

    assert bench.fetch() == 0
    assert (bench.states, bench.far.asked) == ([("wanted", None)] * 2, [])

    is_low[1] = False
    assert bench.fetch() == 2


@pytest.mark.postgres("statements")
def test_more_than_a_phone_may_have_kept_in_a_day_waits_for_the_next(bench: Bench):
    bench.work = replace(bench.work, bounds=Bounds(a_day=4 * 10))
    bench.write("7", b"8 bytes!")
    bench.write("8", b"3 b")
    bench.write("9", b"8 bytes!", phone="+6281377712345")
    bench.fetch()

    states = dict(zip("789", bench.states, strict=True))
    waiting = [name for name, state in states.items() if state == ("wanted", "too_much_from_here")]
    assert waiting in (["7"], ["8"])
    assert states["9"] == ("kept", None)
    assert len(bench.files.files) == 2
    bench.now = NINE + timedelta(days=1)
    bench.fetch()
    assert bench.states == [("kept", None)] * 3


def test_more_than_an_office_may_have_kept_in_a_day_waits_for_the_next(bench: Bench):
    bench.work = replace(bench.work, bounds=Bounds(a_day=40))
    for number in range(5):
        bench.write(str(number), b"10 bytes..", phone=f"+628137771234{number}")
    bench.fetch()

    assert sorted(bench.states, key=str) == [("kept", None)] * 4 + [("wanted", "too_much_today")]
    assert len(bench.files.files) == len(bench.office.rows(LinePicture)) == 4
    assert bench.fetch(timedelta(minutes=59)) == 0


def test_file_on_its_way_has_no_name_in_the_room(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    seen: list[list[str]] = []

    async def look(picture: Picture) -> Receipt:
        picture.into.write_bytes(b"page")
        seen.append([path.name for path in tmp_path.iterdir() if path.suffix == ".part"])  # noqa: ASYNC240 - the same
        return Receipt("accepted")

    monkeypatch.setattr(bench.far, "fetch", look)
    bench.write("7")
    bench.fetch()
    monkeypatch.delattr("os.memfd_create")
    bench.write("8")
    bench.fetch()

    assert [len(each) for each in seen] == [0, 1]
    assert bench.states == [("kept", None)] * 2
    assert [path for path in tmp_path.iterdir() if path.suffix == ".part"] == []


def test_picture_for_which_there_is_no_turn_is_fetched_again(bench: Bench):
    bench.write("7", b"busy")
    bench.fetch()
    bench.far.files["7"] = b"page"

    assert bench.states == [("wanted", "drawing_busy")]
    assert bench.fetch(PAUSES[0]) == 1
    assert bench.states == [("kept", None)]


@pytest.mark.postgres("statements")
def test_who_sent_many_holds_up_nobody_who_sent_one(bench: Bench):
    for number in range(6):
        bench.write(f"many {number}")
    for number in range(4):
        bench.write(f"one {number}", phone=f"+62812000000{number}")

    def taken(*besides: int) -> list[str]:
        return [each.media for each in bench.office.database.run(take_wanted, 4, now=NINE, besides=besides)]

    assert sorted(taken()) == ["many 0", "one 0", "one 1", "one 2"]
    assert taken(1) == ["one 3"]
    assert taken(2) == ["many 1"]
    assert bench.fetch() == 4


async def test_of_each_conversation_one_picture_is_worked_on_at_a_time(bench: Bench):
    may_end, drawing = asyncio.Event(), list[int]()

    async def slowly(path: Path, /, *, most_pages: int, conversation: int) -> Any:
        drawing.append(conversation)
        await may_end.wait()
        return await draw(path, most_pages=most_pages, conversation=conversation)

    bench.work = replace(bench.work, redraw=slowly)
    for number in range(3):
        bench.write(f"many {number}")
    bench.write("one", phone="+6281200000001")
    fetching = asyncio.create_task(bench.work.fetch_all())

    await until(lambda: len(drawing) == 2)
    assert sorted(drawing) == [1, 2]
    may_end.set()
    assert await fetching == 4


def test_fault_of_ours_is_tried_again(bench: Bench):
    bench.write("7")
    bench.far.files.clear()
    bench.fetch()

    assert bench.states == [("wanted", "broken")]


def test_account_that_is_not_there_can_be_given_meanwhile(bench: Bench):
    heard = Heard("fonnte-7", PHONE, "", NINE, "image", media="https://x/7")
    bench.office.database.run(hear, bench.office.office.id, "fonnte", heard, now=NINE)
    bench.fetch()

    assert bench.states == [("wanted", "account")]
    assert bench.far.asked == []


def test_worker_that_died_leaves_it_to_another_after_its_lease(bench: Bench):
    bench.write("7")
    bench.office.database.run(take_wanted, 5, now=NINE)

    assert bench.fetch(LEASE - timedelta(seconds=1)) == 0
    assert bench.fetch(timedelta(seconds=1)) == 1
    assert bench.states == [("kept", None)]


def test_worker_that_comes_too_late_changes_nothing_and_leaves_no_file(bench: Bench):
    bench.write("7")
    late = bench.office.database.run(take_wanted, 5, now=NINE)[0]
    bench.fetch(LEASE)

    asyncio.run(bench.work.fetch(late))

    assert len(bench.office.rows(LinePicture)) == len(bench.files.files) == 1


@pytest.mark.postgres("statements")
def test_clerk_lets_it_be_fetched_once_more(bench: Bench):
    bench.write("7", b"bad")
    bench.fetch()
    bench.far.files["7"] = b"good"

    bench.office.do(line_pictures.want_again, 1)

    assert bench.fetch() == 1
    assert bench.states == [("kept", None)]
    with pytest.raises(line_pictures.NothingToFetch):
        bench.office.do(line_pictures.want_again, 1)


def test_line_of_another_office_is_unknown(bench: Bench, elsewhere: World):
    bench.write("7", b"bad")
    bench.fetch()

    with pytest.raises(line_pictures.ConversationUnknown):
        elsewhere.do(line_pictures.want_again, 1, by=CLERK)


def test_files_that_a_dead_worker_left_are_swept(bench: Bench, tmp_path: Path):
    import os  # noqa: PLC0415 - here alone

    old, new = tmp_path / "a.part", tmp_path / "b.part"
    for each in (old, new):
        each.write_bytes(b"x")
    os.utime(old, (1, 1))

    bench.work.sweep()

    assert [path.name for path in tmp_path.glob("*.part")] == ["b.part"]


async def test_what_is_heard_is_fetched_at_once(bench: Bench, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(picture_fetching, "LOOK", 600.0)
    rounds = rounds_of_bells(monkeypatch)

    async with picture_fetching.fetching_on(bench.work, die=pytest.fail):
        await rounds.first()
        heard = Heard("wamid.7", PHONE, "", NINE, "image", media="7")
        bench.far.files["7"] = b"page"
        await bench.office.database.write(hear, bench.office.office.id, "whatsapp", heard, now=NINE)
        await until(lambda: bench.states == [("kept", None)])


async def test_picture_comes_from_the_account_of_its_office(office: World, tmp_path: Path, httpserver: Any):
    httpserver.expect_request("/7").respond_with_json({"url": httpserver.url_for("/file")})
    httpserver.expect_request("/file").respond_with_data(b"page")
    account(office, "whatsapp", base_url=httpserver.url_for(""))
    heard = Heard("wamid.7", PHONE, "", NINE, "image", media="7")
    office.database.run(hear, office.office.id, "whatsapp", heard, now=at(9))
    how = {"files": Memory(), "redraw": draw, "room": tmp_path, "translations": {}}

    async with fetching(office.database, lambda: at(9), **how) as work:  # type: ignore[arg-type]
        assert await work.fetch_all() == 1

    assert [line.media_state for line in office.rows(ConversationLine)] == ["kept"]
