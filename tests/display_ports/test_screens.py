"""Paired screens as the display half gets them: at once after a change, and not written down more often than needed."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import exc
from sqlmodel import col, update
from starlette.requests import HTTPConnection

from scheduler.board.screen import Medium, Report, ScreenFace
from scheduler.db.models import MediaFile, Pairing, Screen
from scheduler.display_ports import screens as port
from scheduler.display_ports.screens import Screening
from scheduler.domain.refusals import Unavailable
from scheduler.flow.screens import screens
from scheduler.flow.screens.screens import VALID, Looks
from scheduler.flow.trials import test_calls
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, TELEVISION, World
from tests.support.patience import within

PATIENCE = 20
CALM = Report(day=None, version=1, sound="on", width=1920, height=1080, build="abc")
BY = HTTPConnection({"type": "http"})


def _from_there(_connection: HTTPConnection) -> str:
    return TELEVISION


@pytest.fixture(autouse=True)
def _at_nine(clock: Stopwatch) -> None:
    clock.now = NINE


@pytest.fixture
def screening(office: World, clock: Stopwatch) -> Screening:
    return Screening(office.database, clock, "http://testserver", _from_there)  # type: ignore[arg-type]


def paired(office: World, name: str = "Pintu", now: Any = NINE, **looks: Any) -> tuple[str, int]:
    """The token and id of a new screen."""
    token, pairing = office.database.run(screens.ask, TELEVISION, now=now)  # type: ignore[misc]
    screen = office.do(screens.confirm, pairing.code, Looks(name, **looks), by="staff:3", now=now)
    return token, screen.id


def watched(screening: Screening, watch: Callable[[asyncio.Queue[ScreenFace]], Awaitable[Any]]) -> Any:
    """What a coroutine returns that is given the changes as they come."""

    async def follow(found: asyncio.Queue[ScreenFace]) -> None:
        async for face in screening.changes():
            found.put_nowait(face)

    async def run() -> Any:
        found: asyncio.Queue[ScreenFace] = asyncio.Queue()
        following = asyncio.create_task(follow(found))
        try:
            return await within(PATIENCE, watch(found))
        finally:
            following.cancel()

    return asyncio.run(run())


async def until(found: asyncio.Queue[ScreenFace], wanted: Callable[[ScreenFace], bool]) -> ScreenFace:
    while not wanted(face := await found.get()):
        pass
    return face


# --- faces


def test_face_is_what_the_office_wants(office: World, screening: Screening) -> None:
    token, screen = paired(office, "Loket 2", layout="counter", counter=2, volume=40, theme="light", language="both")

    face = asyncio.run(screening.face(token))

    assert face == ScreenFace(
        id=screen,
        office="tanjungpinang",
        name="Loket 2",
        layout="counter",
        language="both",
        theme="light",
        volume=40,
        counter=2,
    )


@pytest.mark.parametrize("token", ["", "planted"])
def test_token_that_nobody_was_given_has_no_face(office: World, screening: Screening, token: str) -> None:
    paired(office)

    assert asyncio.run(screening.face(token)) is None


def test_removed_screen_has_no_face(office: World, screening: Screening) -> None:
    token, screen = paired(office)
    office.at_time(screens.remove, screen)

    assert asyncio.run(screening.face(token)) is None


@pytest.mark.postgres("statements")
def test_call_of_one_office_makes_no_face_of_any(
    office: World, elsewhere: World, screening: Screening, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    make = port._paired
    monkeypatch.setattr(port, "_paired", lambda screen, *facts: made.append(screen.id) or make(screen, *facts))
    ids = [paired(each)[1] for each in (office, elsewhere)]
    assert {face.id for face in asyncio.run(screening._look())} == {0, *ids}

    office.called()
    assert asyncio.run(screening._look()) == []
    assert made == ids

    office.at_time(screens.remove, ids[0])
    assert [(face.id, face.removed) for face in asyncio.run(screening._look())] == [(ids[0], True)]


def test_screens_that_are_not_paired_hear_what_all_hear(office: World, elsewhere: World, screening: Screening) -> None:
    office.database.run(screens.test_sounds, office.office)
    office.database.run(_add_picture, elsewhere.office.id)

    face, other = asyncio.run(screening.common("tanjungpinang")), asyncio.run(screening.common("bintan"))

    assert face == ScreenFace(id=0, office="tanjungpinang", sound_tests=1)
    assert other == ScreenFace(id=0, office="bintan", media=(Medium(1, "picture", "m1", "Peta", 9),))
    assert asyncio.run(screening.common("nowhere")) is None


@pytest.mark.postgres("statements")
def test_test_call_reaches_the_chosen_screen_alone(office: World, screening: Screening) -> None:
    (token, chosen), (other, _) = paired(office, "Satu"), paired(office, "Dua")
    asyncio.run(screening._look())
    office.do(test_calls.show, [chosen], now=NINE)

    changed = [(face.id, face.test_call) for face in asyncio.run(screening._look())]

    assert changed == [(chosen, int(NINE.timestamp()))]
    assert [asyncio.run(screening.face(each)).test_call > 0 for each in (token, other)] == [True, False]  # type: ignore[union-attr]


@pytest.mark.postgres("statements")
def test_test_of_all_screens_reaches_the_paired_ones(office: World, screening: Screening) -> None:
    token, screen = paired(office)
    office.database.run(screens.order, office.office, screen, "sound_test")
    office.database.run(screens.test_sounds, office.office)

    face = asyncio.run(screening.face(token))

    assert face is not None
    assert face.sound_tests == 2


# --- codes


def test_television_keeps_its_code_until_it_expires(screening: Screening, clock: Stopwatch) -> None:
    async def ask() -> None:
        token, first = await screening.ask(None, BY)  # type: ignore[misc]
        assert first.link == f"http://testserver/office/screens?code={first.code}"
        assert await screening.ask(token, BY) == (token, first)
        assert await screening.asking(token) == first
        assert await screening.waits(token)

        clock.now += VALID
        assert not await screening.waits(token)
        assert await screening.asking(token) is None
        renewed, second = await screening.ask(token, BY)  # type: ignore[misc]

        assert renewed != token
        assert second.code != first.code

    asyncio.run(ask())


def test_token_of_another_hand_gets_a_code_of_its_own(office: World, screening: Screening) -> None:
    token, _ = asyncio.run(screening.ask("planted", BY))  # type: ignore[misc]

    assert token != "planted"
    assert len(office.rows(Pairing)) == 1


def test_too_many_televisions_wait(screening: Screening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens, "MOST_PENDING", 1)

    assert asyncio.run(screening.ask(None, BY)) is not None
    assert asyncio.run(screening.ask(None, BY)) is None


@pytest.mark.parametrize(("url", "secure"), [("https://antre.example", True), ("http://10.0.0.5:8000", False)])
def test_cookie_goes_by_https_where_the_office_has_it(
    office: World, clock: Stopwatch, url: str, *, secure: bool
) -> None:
    assert Screening(office.database, clock, url, _from_there).secure is secure  # type: ignore[arg-type]


# --- changes


def test_change_is_told_at_once(office: World, screening: Screening) -> None:
    _, screen = paired(office)

    async def watch(found: asyncio.Queue[ScreenFace]) -> ScreenFace:
        assert (await until(found, lambda face: face.id == screen)).layout == "hall"
        await office.database.write(screens.change, office.office, screen, Looks("Pintu", "door"))
        return await until(found, lambda face: face.id == screen)

    assert watched(screening, watch).layout == "door"


@pytest.mark.parametrize("is_woken", [True, False])
def test_change_by_another_process_is_told(
    office: World, screening: Screening, open_database: Any, monkeypatch: pytest.MonkeyPatch, *, is_woken: bool
) -> None:
    monkeypatch.setattr(port, "POLL", 60.0 if is_woken else 0.2)
    _, screen = paired(office)
    another = open_database()

    async def watch(found: asyncio.Queue[ScreenFace]) -> ScreenFace:
        await until(found, lambda face: face.id == screen)
        await asyncio.to_thread(another.run, screens.order, office.office, screen, "reload")
        if is_woken:
            screening.wake()
        return await until(found, lambda face: face.id == screen)

    assert watched(screening, watch).reloads == 1


def test_removed_screen_is_told_once_more(office: World, screening: Screening) -> None:
    _, screen = paired(office)

    async def watch(found: asyncio.Queue[ScreenFace]) -> ScreenFace:
        await until(found, lambda face: face.id == screen)
        await office.database.write(screens.remove, office.office, screen, now=NINE)
        return await until(found, lambda face: face.id == screen)

    assert watched(screening, watch).removed


def test_test_of_all_is_told_to_those_not_paired(office: World, elsewhere: World, screening: Screening) -> None:
    async def watch(found: asyncio.Queue[ScreenFace]) -> ScreenFace:
        await until(found, lambda face: face.office == "tanjungpinang")
        await office.database.write(screens.test_sounds, office.office)
        return await until(found, lambda face: face.sound_tests == 1)

    assert watched(screening, watch) == ScreenFace(id=0, office="tanjungpinang", sound_tests=1)


@pytest.mark.parametrize(
    "error", [exc.OperationalError("SELECT 1", {}, OSError("away")), exc.TimeoutError("no connection is free")]
)
def test_database_that_is_away_is_asked_again(
    office: World, screening: Screening, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(port, "POLL", 0.05)
    _, screen = paired(office)
    read, failed = office.database.read, []

    async def away(*args: Any, **kwargs: Any) -> Any:
        if len(failed) < 2:
            failed.append(1)
            raise error
        return await read(*args, **kwargs)

    monkeypatch.setattr(office.database, "read", away)

    assert watched(screening, lambda found: until(found, lambda face: face.id == screen)).name == "Pintu"


# --- reports


def test_report_is_written_when_it_says_something_new_or_after_a_while(
    office: World, screening: Screening, clock: Stopwatch
) -> None:
    _, screen = paired(office)

    async def hear(**facts: Any) -> int | None:
        await screening.heard(screen, replace(CALM, **facts))
        await asyncio.gather(*screening._writes)
        return office.rows(Screen)[0].version

    async def run() -> list[int | None]:
        seen = [await hear(version=1)]
        clock.forward(seconds=5)
        seen.append(await hear(version=2))  # a newer board alone waits
        seen.append(await hear(version=3, sound="off"))
        clock.forward(seconds=15)
        seen.append(await hear(version=4, sound="off"))
        return seen

    assert asyncio.run(run()) == [1, 1, 3, 4]
    assert office.rows(Screen)[0].heard_at == clock.now


def test_many_reports_at_once_are_one_write(office: World, screening: Screening, monkeypatch) -> None:
    _, screen = paired(office)
    writes = []
    write = office.database.write

    async def counted(*args: Any, **kwargs: Any) -> Any:
        writes.append(args)
        return await write(*args, **kwargs)

    monkeypatch.setattr(office.database, "write", counted)

    async def run() -> None:
        for version in range(1000):
            await screening.heard(screen, replace(CALM, version=version))
        await asyncio.gather(*screening._writes)

    asyncio.run(run())

    assert len(writes) == 1


@pytest.mark.parametrize("error", [Unavailable(), exc.OperationalError("UPDATE", {}, OSError("away"))])
def test_report_that_could_not_be_written_is_tried_with_the_next(
    office: World, screening: Screening, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    _, screen = paired(office)
    write, faults = office.database.write, [error]

    async def failing(*args: Any, **kwargs: Any) -> Any:
        if faults:
            raise faults.pop()
        return await write(*args, **kwargs)

    monkeypatch.setattr(office.database, "write", failing)

    async def run() -> None:
        for _ in range(2):
            await screening.heard(screen, CALM)
            await asyncio.gather(*screening._writes)

    asyncio.run(run())

    assert office.rows(Screen)[0].heard_at == NINE + timedelta(0)


@pytest.mark.postgres("statements")
def test_report_of_a_screen_that_is_gone_changes_nothing(office: World, screening: Screening) -> None:
    _, screen = paired(office)
    office.database.run(lambda s: s.execute(update(Screen).where(col(Screen.id) == screen).values(removed_at=NINE)))

    async def run() -> None:
        await screening.heard(screen, CALM)
        await asyncio.gather(*screening._writes)

    asyncio.run(run())

    assert office.rows(Screen)[0].heard_at is None


def _add_picture(session: Any, office_id: int) -> None:
    session.add(
        MediaFile(
            office_id=office_id,
            kind="picture",
            mark="m1",
            media_type="image/png",
            title="Peta",
            seconds=9,
            size=1,
            position=1,
            created_at=NINE,
            by="staff:3",
        )
    )
    session.flush()
