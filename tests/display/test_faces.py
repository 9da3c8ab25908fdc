"""The faces of screens as they were told last."""

import asyncio

from display.faces import Faces
from scheduler.board.screen import ScreenFace
from tests.display.conftest import FakeScreens

FIVE = ScreenFace(5, "tpi")
LOUDER = ScreenFace(5, "tpi", volume=40)


async def test_face_is_read_once_and_then_what_was_told():
    screens = FakeScreens(TOKEN=FIVE)
    faces = Faces(screens)

    first = await faces.paired("TOKEN")
    faces.tell(LOUDER)
    then = await faces.paired("TOKEN")

    assert (first, then, screens.reads) == (FIVE, LOUDER, 1)


async def test_screen_that_was_removed_is_asked_for_again():
    screens = FakeScreens(TOKEN=FIVE)
    faces = Faces(screens)
    await faces.paired("TOKEN")

    screens.faces["TOKEN"] = None
    faces.tell(ScreenFace(5, "tpi", removed=True))

    assert await faces.paired("TOKEN") is None


async def test_face_that_changes_while_it_is_read_is_read_again():
    """Else the older one, which was on its way, would stay for good."""
    screens = FakeScreens(TOKEN=FIVE)
    faces, going = Faces(screens), asyncio.Event()
    read = screens.face

    async def slowly(token):
        face = await read(token)
        await going.wait()
        return face

    screens.face = slowly
    asking = asyncio.create_task(faces.paired("TOKEN"))
    await asyncio.sleep(0)
    screens.faces["TOKEN"] = LOUDER
    faces.tell(LOUDER)
    going.set()

    assert await asking == LOUDER


async def test_office_without_screens_of_its_own_is_asked_for_once():
    screens = FakeScreens()
    faces = Faces(screens)

    found = [await faces.common("tpi"), await faces.common("tpi"), await faces.common("tidak-ada")]

    assert found == [ScreenFace(0, "tpi"), ScreenFace(0, "tpi"), None]
    assert screens.reads == 2
