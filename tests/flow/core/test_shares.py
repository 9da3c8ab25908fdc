"""What is on its way and what came in a day counts for its bounds, and every byte is given back once."""

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlmodel import col

from scheduler.db.models import ApplicationPage, FileShare, Office, Upload
from scheduler.domain.applying.file_bounds import LEAST, Bounds, bounds_of, counted
from scheduler.domain.applying.refusals import TooManyBegunFromHere, TooManyBegunToday
from scheduler.domain.applying.upload_refusals import FilesTooLarge, TooMuchFromHere, TooMuchToday, UploadsBusy
from scheduler.domain.refusals import Refusal
from scheduler.flow.applying import applying, open_uploads, taking_back, uploads
from scheduler.flow.applying.applications import application_by_code
from scheduler.flow.applying.uploads import Begun, Terms
from scheduler.flow.core import shares
from scheduler.flow.upkeep import forgetting
from tests.flow.applying.applied import Page, begun
from tests.scenes.factories import MONDAY, NINE, World

BIG = 10 * LEAST
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WIDE = Bounds(100 * BIG, 100 * BIG)


def begin(
    office: World, code: str, size: int = BIG, *, asker: str | None = "a", bounds: Bounds = WIDE, now=NINE
) -> Begun:
    return office.database.run(uploads.begin, code, 0, size=size, terms=Terms(asker, False, bounds), now=now)


def finish(office: World, code: str, upload: Begun, *sizes: int, bounds: Bounds = WIDE, now=NINE) -> None:
    pages = [Page(f"{upload.token}{number}", size=size) for number, size in enumerate(sizes)]
    office.database.run(uploads.finish, code, upload.token, pages, bounds=bounds, now=now)


def give_up(office: World, upload: Begun) -> None:
    office.database.run(open_uploads.refuse, upload.token, why="given_up")


def used(office: World) -> dict[str, int]:
    """All counts that are not nothing."""
    return {row.name: row.used for row in office.rows(FileShare) if row.used}


@pytest.fixture
def code(office: World) -> str:
    return begun(office)


@pytest.fixture
def others(office: World) -> list[str]:
    return [begun(office, code=f"other {number}") for number in range(4)]


@pytest.mark.postgres("statements")
def test_file_counts_as_announced_until_it_is_pages_and_then_as_those(office: World, code: str) -> None:
    upload = begin(office, code)
    day = f"day:{office.office.id}:{MONDAY}"
    assert used(office) == dict.fromkeys((day, f"{day}:a", "now:a", "now"), BIG)

    finish(office, code, upload, 1000, 2000)

    assert used(office) == dict.fromkeys((day, f"{day}:a"), 3000)


def test_file_that_comes_to_nothing_counts_for_nothing(office: World, code: str) -> None:
    for _ in range(2):
        give_up(office, upload := begin(office, code))
        give_up(office, upload)

    assert used(office) == {}


def test_small_file_counts_as_what_it_takes(office: World, code: str) -> None:
    begin(office, code, size=1)

    assert used(office)["now"] == LEAST


def test_no_more_is_on_its_way_than_may_be_from_everywhere(office: World, code: str, others: list[str]) -> None:
    bounds = Bounds(at_once=4 * BIG, a_day=100 * BIG)
    held = [begin(office, each, asker=each, bounds=bounds) for each in others]

    with pytest.raises(UploadsBusy):
        begin(office, code, LEAST, asker="another", bounds=bounds)

    give_up(office, held[0])
    assert begin(office, code, asker="another", bounds=bounds).token


@pytest.mark.parametrize(
    ("bounds", "refusal"),
    [(Bounds(BIG - 1, 100 * BIG), UploadsBusy), (Bounds(100 * BIG, BIG - 1), TooMuchToday)],
)
def test_file_that_is_larger_than_a_bound_is_refused_though_it_is_the_first(
    office: World, code: str, bounds: Bounds, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        begin(office, code, asker=None, bounds=bounds)


def test_no_more_is_on_its_way_than_may_be_from_one_address(office: World, code: str, others: list[str]) -> None:
    bounds = Bounds(at_once=8 * BIG, a_day=100 * BIG)
    begin(office, others[0], asker="b", bounds=bounds)
    for each in others[1:3]:
        begin(office, each, bounds=bounds)

    with pytest.raises(UploadsBusy):
        begin(office, code, LEAST, bounds=bounds)

    assert begin(office, code, asker="b", bounds=bounds).token


def make_room(office: World, *, asker: str | None = "a", draft: str = "", size: int = BIG, now=NINE) -> list[str]:
    with office.database.reading() as session:
        application = application_by_code(session, draft).id if draft else 0
    return office.database.run(open_uploads.make_room, asker, application, size, now=now)


def receive(office: World, upload: Begun, end: int, now=NINE) -> None:
    office.database.run(uploads.note_received, upload.token, start=0, end=end, now=now)


@pytest.mark.postgres("statements")
def test_what_rests_makes_room_for_the_next_of_its_address(office: World, code: str, others: list[str]) -> None:
    bounds = Bounds(at_once=4 * BIG, a_day=100 * BIG)
    resting, later = begin(office, others[0], bounds=bounds), NINE + open_uploads.IDLE

    assert make_room(office, now=later) == []
    assert make_room(office, asker="b", now=later + timedelta(seconds=1)) == []
    assert make_room(office, now=later + timedelta(seconds=1)) == [resting.token]

    assert begin(office, code, bounds=bounds, now=later).token


@pytest.mark.postgres("statements")
def test_address_with_most_on_its_way_makes_room_for_one_with_less(office: World, code: str, others: list[str]) -> None:
    first, second, _ = (begin(office, each, asker="b") for each in others[:3])
    begin(office, others[3], asker="c")

    assert make_room(office, asker="b") == []
    assert make_room(office, asker="new") == [first.token]
    assert make_room(office, asker="c") == []
    assert make_room(office, asker="new") == [second.token]
    assert make_room(office, asker="new") == []

    assert used(office)["now:b"] == BIG


@pytest.mark.postgres("statements")
def test_draft_with_most_of_its_address_makes_room_for_another(office: World, code: str, others: list[str]) -> None:
    """Whoever sends much, a little at a time so that nothing rests, keeps nobody away who shares their address."""
    first, second = (begin(office, others[0]) for _ in range(2))
    begin(office, others[1])

    assert make_room(office, draft=others[0]) == []
    assert make_room(office, draft=code, size=2 * BIG) == []
    assert make_room(office, draft=code) == [first.token]
    assert make_room(office, draft=code) == []
    assert second.token in {row.token for row in office.rows(Upload, col(Upload.state) == "open")}


def test_small_files_make_room_as_what_they_count(office: World, code: str, others: list[str]) -> None:
    small = [begin(office, others[0], 1) for _ in range(3)]

    assert make_room(office, draft=code, size=1) == [small[0].token]


def test_what_has_come_whole_does_not_rest_and_gives_way_last(office: World, code: str, others: list[str]) -> None:
    whole, half = begin(office, others[0]), begin(office, others[0])
    receive(office, whole, BIG)
    receive(office, half, 1)

    assert make_room(office, draft=code) == [half.token]
    assert make_room(office, now=NINE + HOUR) == []
    assert office.database.run(open_uploads.give_up_resting, as_of=NINE + 2 * HOUR) == []
    assert office.database.run(open_uploads.give_up_resting, as_of=NINE + DAY + HOUR) == [whole.token]


@pytest.mark.postgres("statements")
def test_what_came_of_a_file_that_comes_to_nothing_has_come_that_day(office: World, code: str) -> None:
    upload = begin(office, code)
    receive(office, upload, LEAST)

    give_up(office, upload)

    day = f"day:{office.office.id}:{MONDAY}"
    assert used(office) == {day: LEAST, f"{day}:a": LEAST}


def test_no_more_comes_to_an_office_in_a_day_than_may(office: World, elsewhere: World, code: str) -> None:
    bounds = Bounds(at_once=100 * BIG, a_day=4 * BIG)
    for number in range(4):
        each = begun(office, code=f"full {number}")
        finish(office, each, begin(office, each, asker=each, bounds=bounds), BIG, bounds=bounds)

    with pytest.raises(TooMuchToday):
        begin(office, code, LEAST, asker="z", bounds=bounds)

    assert begin(elsewhere, begun(elsewhere), LEAST, asker="z", bounds=bounds).token
    assert begin(office, code, LEAST, asker="z", bounds=bounds, now=NINE + DAY).token


def test_no_more_comes_from_an_address_in_a_day_than_may(office: World, code: str, others: list[str]) -> None:
    bounds = Bounds(at_once=100 * BIG, a_day=8 * BIG)
    for each in others[:2]:
        finish(office, each, begin(office, each, bounds=bounds), BIG, bounds=bounds)

    with pytest.raises(TooMuchFromHere):
        begin(office, code, LEAST, bounds=bounds)

    assert begin(office, code, LEAST, asker="b", bounds=bounds).token


@pytest.mark.parametrize(("asker", "refusal"), [(None, TooMuchToday), ("a", TooMuchFromHere)])
def test_small_file_of_large_pages_is_held_to_the_day(
    office: World, code: str, asker: str | None, refusal: type[Refusal]
) -> None:
    bounds = Bounds(at_once=100 * BIG, a_day=2 * BIG if asker is None else 8 * BIG)
    upload = begin(office, code, LEAST, asker=asker, bounds=bounds)

    with pytest.raises(refusal):
        finish(office, code, upload, BIG, BIG + 1, bounds=bounds)

    assert office.rows(ApplicationPage) == []
    finish(office, code, upload, BIG, BIG, bounds=bounds)


def test_page_that_is_taken_back_has_come_all_the_same(office: World, code: str) -> None:
    finish(office, code, upload := begin(office, code), 3000)

    office.database.run(taking_back.remove_page, code, f"{upload.token}0", now=NINE)

    assert set(used(office).values()) == {3000}


def test_draft_takes_no_more_than_a_draft_needs(office: World, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_OF_DRAFT", 3 * BIG)
    other = begun(office, code="another")
    begin(office, other)
    finish(office, code, begin(office, code), BIG)
    upload = begin(office, code)

    with pytest.raises(FilesTooLarge):
        begin(office, code, BIG + 1)
    with pytest.raises(FilesTooLarge):
        finish(office, code, upload, 2 * BIG + 1)

    assert begin(office, code).token
    assert begin(office, other).token


def test_what_gives_way_makes_room_for_what_it_gives_way_to(
    office: World, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_OF_DRAFT", 3 * BIG)
    bounds = Bounds(at_once=4 * 3 * BIG, a_day=4 * 3 * BIG)
    for _ in range(3):
        begin(office, code, bounds=bounds)

    assert len(begin(office, code, bounds=bounds).given_up) == 1
    assert used(office)["now"] == 3 * BIG


@pytest.mark.postgres("statements")
def test_draft_that_goes_gives_back_what_is_on_its_way(office: World, code: str) -> None:
    begin(office, code)
    later = NINE + timedelta(days=15)

    office.database.run(lambda s: forgetting.forget_drafts(s, s.get_one(Office, office.office.id), as_of=later))

    assert used(office) == {}
    assert office.rows(Upload) == []


@pytest.mark.postgres("statements")
def test_upload_from_before_the_bounds_ends_as_any(office: World, code: str) -> None:
    upload = begin(office, code)
    (row,) = office.rows(Upload)
    office.change(Upload, row.id, day=None)
    before = used(office)

    give_up(office, upload)

    assert used(office) == before


@pytest.mark.postgres("statements")
def test_counts_of_days_that_are_over_are_forgotten(office: World, code: str, others: list[str]) -> None:
    finish(office, code, begin(office, code), BIG)
    begin(office, others[0], asker="b", now=NINE + 2 * DAY)
    office.database.run(shares.forget_old, as_of=NINE + 2 * DAY)
    kept = {row.name for row in office.rows(FileShare)}
    office.database.run(shares.forget_old, as_of=NINE + 3 * DAY)
    new = f"day:{office.office.id}:{MONDAY + 2 * DAY}"

    assert "now:a" not in kept
    assert f"day:{office.office.id}:{MONDAY}" in kept
    assert {row.name for row in office.rows(FileShare)} == {new, f"{new}:b", "now", "now:b"}


@pytest.mark.parametrize("seed", range(3))
def test_counts_are_those_of_the_rows_whatever_happens(office: World, others: list[str], seed: int) -> None:
    """Begun, given way, finished, refused and swept in any order."""
    dice, under_way = random.Random(seed), list[tuple[str, Begun]]()
    for step in range(40):
        now = NINE + step * HOUR / 10
        what = dice.choice(["begin", "begin", "receive", "finish", "refuse", "sweep"])
        if what == "begin":
            code = dice.choice(others)
            made = begin(office, code, dice.randrange(1, BIG), asker=dice.choice(["a", "b", None]), now=now)
            under_way.append((code, made))
        elif what == "sweep":
            office.database.run(open_uploads.give_up_resting, as_of=now)
        elif what == "receive":
            with suppress(Refusal, IndexError):  # it was given up before, or more has come; or there is none
                receive(office, dice.choice(under_way)[1], 1, now)
        elif under_way:
            code, made = under_way.pop(dice.randrange(len(under_way)))
            try_to_end(office, code, made, what, dice.randrange(1, BIG))

    assert used(office) == {name: count for name, count in of_rows(office).items() if count}


def try_to_end(office: World, code: str, upload: Begun, what: str, size: int) -> None:
    try:
        finish(office, code, upload, size) if what == "finish" else give_up(office, upload)
    except Refusal:  # it was given up before, or its item is full
        give_up(office, upload)


def of_rows(office: World) -> "Counter[str]":
    """What the rows say is on its way and has come. Where it came from is forgotten with its end."""
    found: Counter[str] = Counter()
    day = f"day:{office.office.id}:{MONDAY}"
    for row in office.rows(Upload):
        if row.state in open_uploads.UNDER_WAY:
            found.update(dict.fromkeys(("now", day), counted(row.size)))
            if row.asker:
                found[f"now:{row.asker}"] += counted(row.size)
        elif row.state == open_uploads.REFUSED:
            found[day] += row.received
    found[day] += sum(page.size for page in office.rows(ApplicationPage))
    by_address = {row.name: row.used for row in office.rows(FileShare) if row.name.startswith(f"{day}:")}
    assert sum(by_address.values()) <= found[day]
    return found + Counter(by_address)


def test_bounds_are_what_the_settings_say() -> None:
    bounds = bounds_of(2_000, 4_000)

    assert bounds == Bounds()
    assert (bounds.at_once_from, bounds.a_day_from) == (bounds.at_once / 4, bounds.a_day / 4)


# --- applications begun


Begins = Callable[..., str]


@pytest.fixture
def begins(office: World) -> Begins:
    """Begins an application from home, from an address."""

    def begin_one(world: World = office, *, asker: str | None = "a", nonce: str | None = None, now=NINE) -> str:
        facts = {"language": "id", "asker": asker, "nonce": nonce, "now": now}
        return world.database.run(applying.begin, world.office, "ktp-el.lost", **facts)

    return begin_one


@pytest.mark.postgres("statements")
def test_no_more_applications_are_begun_from_an_address_than_may(
    office: World, elsewhere: World, begins: Begins, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shares, "MOST_BEGUN_FROM", 2)
    first = begins(nonce="n")
    begins()

    with pytest.raises(TooManyBegunFromHere):
        begins()

    assert begins(nonce="n") == first
    assert begins(asker="b")
    assert begins(elsewhere)
    assert begins(now=NINE + DAY)


def test_office_that_has_had_a_days_applications_takes_few_from_whoever_has_begun_few(
    office: World, elsewhere: World, begins: Begins, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, most in (("MOST_BEGUN", 3), ("FEW_BEGUN_FROM", 2), ("MOST_BEGUN_AT_ALL", 6)):
        monkeypatch.setattr(shares, name, most)
    for _ in range(3):
        begins()

    for asker in ("a", None):
        with pytest.raises(TooManyBegunToday):
            begins(asker=asker)
    for asker in ("b", "b", "c"):
        assert begins(asker=asker)
    with pytest.raises(TooManyBegunToday):
        begins(asker="d")

    assert begins(elsewhere)
    assert begins(now=NINE + DAY)
