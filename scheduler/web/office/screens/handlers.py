"""The office's screens: paired by their code, looked after, told to reload, to show their name, to play a sentence."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from scheduler.board.screen import LOUDEST, Layout, Theme, Tongue
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.refusals import Refusal
from scheduler.domain.screens import ScreenUnknown
from scheduler.flow.screens import screens
from scheduler.flow.screens.screens import Looks
from scheduler.flow.staff import SignedIn
from scheduler.web.office.screens import devices_view, view
from scheduler.web.office.shared import pairing, screen_words
from scheduler.web.shared.forms import clean, form_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.changing import changed
from scheduler.web.shared.staff.fields import Line, NonceForm, Number
from scheduler.web.shared.staff.pages import in_place, now_of, see_other, staff_at, staff_page
from scheduler.web.shared.told import Told, sentence


class LooksForm(NonceForm):
    """What an office wants of a screen."""

    name: Line = ""
    layout: Layout = "hall"
    language: Tongue = "id"
    theme: Theme = "dark"
    volume: Number = LOUDEST
    counter: Number | None = None

    @property
    def looks(self) -> Looks:
        """The looks as the steps take them."""
        return Looks(self.name, self.layout, self.language, self.theme, self.volume, self.counter)


class PairingForm(LooksForm):
    code: Line = ""


async def page(request: Request) -> Response:
    """All screens. `?code=` is one to confirm, `?done=` says what was done.

    Whoever only tries devices confirms it there: televisions lead everybody here.
    """
    staff = await staff_of(request, "trial")
    code = clean(request.query_params.get("code", ""))[:20]
    if not staff.looks_at("office"):
        query = f"?{urlencode({'code': code})}" if code else ""
        return RedirectResponse(f"{request.url_for('settings_trial').path}{query}#tv", 303)
    return await rendered(request, staff, values={"code": code})


async def change_page(request: Request) -> Response:
    """One screen, to be changed or taken off the list."""
    return await _one(request, await staff_of(request, "office"))


async def pair(request: Request) -> Response:
    """A television that shows a code becomes a screen of this office."""
    staff = await staff_of(request, "office")
    form = await form_of(request, PairingForm)
    await pairing.pair(request, staff, form.code, form.looks, nonce=form.nonce)
    return see_other(request, "screens", done="paired")


async def change(request: Request) -> Response:
    """The screen shows something else at once."""
    form = await form_of(request, LooksForm)
    return await _step(request, "changed", screens.change, _id_of(request), form.looks)


async def reload(request: Request) -> Response:
    """The screen loads itself again."""
    return await _step(request, "reload", screens.order, _id_of(request), "reload")


async def identify(request: Request) -> Response:
    """The screen shows its name."""
    return await _step(request, "identify", screens.order, _id_of(request), "identify")


async def test_sound(request: Request) -> Response:
    """The screen plays a sentence."""
    return await _step(request, "sound_test", screens.order, _id_of(request), "sound_test")


async def test_all(request: Request) -> Response:
    """All screens of the office play a sentence."""
    return await _step(request, "sound_tests", screens.test_sounds)


async def remove(request: Request) -> Response:
    """The television is no screen of this office any more."""
    now = now_of(request)
    return await _step(request, "removed", screens.remove, _id_of(request), now=now)


@in_place(staff_at("office"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the list, or above the screen that was to be changed, with what was typed."""
    typed = {}
    if request.method == "POST" and not request.url.path.endswith("/sound-tests"):
        typed = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    if "screen" in request.path_params and not isinstance(refusal, ScreenUnknown):
        try:
            return await _one(request, staff, refusal, typed)
        except ScreenUnknown as gone:
            refusal = gone
    return await rendered(request, staff, refusal, typed)


async def _step(request: Request, done: str, step: Callable[..., Any], *args: Any, **facts: Any) -> Response:
    staff = await staff_of(request, "office")
    await changed(request, staff, Deed.SCREEN_CHANGED, step, *args, **facts)
    return see_other(request, "screens", done=done)


def _id_of(request: Request) -> int:
    """The screen of the path, which may name more than a database can keep. Raises ScreenUnknown."""
    number: int = request.path_params["screen"]
    if number > 2**31:
        raise ScreenUnknown
    return number


async def rendered(
    request: Request,
    staff: SignedIn,
    refusal: Refusal | None = None,
    values: dict[str, str] | None = None,
    *,
    contact: Mapping[str, str] | None = None,
    told: Told = sentence,
) -> Response:
    """The page of all screens. contact: what was typed of somebody to be told; the refusal is about that then."""
    found = await request.app.state.db.read(view.screens_page, staff, now_of(request))
    of_screen = refusal if contact is None else None
    return _drawn(
        request,
        "office/screens/page.html",
        found,
        refusal,
        values or {},
        told=told,
        contact=contact or {},
        faults=view.faults_of(of_screen),
        wrong=refusal.errors if refusal and contact is not None else {},
    )


async def _one(
    request: Request, staff: SignedIn, refusal: Refusal | None = None, values: dict[str, str] | None = None
) -> Response:
    found = await request.app.state.db.read(view.screens_page, staff, now_of(request))
    row = found.row(_id_of(request))
    kept = {**view.values_of(row.screen), **(values or {})}
    return _drawn(request, "office/screens/screen.html", found, refusal, kept, row=row)


def _drawn(
    request: Request,
    template: str,
    found: view.ScreensPage,
    refusal: Refusal | None,
    values: dict[str, str],
    **context: Any,
) -> Response:
    return staff_page(
        request,
        found.staff,
        template,
        refusal,
        page=found,
        values=values,
        words=view,
        screen_words=screen_words,
        of_devices=devices_view,
        build=request.app.state.asset_mark,
        page_url=f"{request.app.state.settings.base_url}/display",
        done=view.DONE.get(request.query_params.get("done", ""), ""),
        **{"faults": view.faults_of(refusal), **context},
    )


ROUTES: list[BaseRoute] = [
    Route("/office/screens", page, name="screens"),
    Route("/office/screens", pair, methods=["POST"], name="screen_pairings"),
    Route("/office/screens/sound-tests", test_all, methods=["POST"], name="sound_tests"),
    Route("/office/screens/{screen:int}", change_page, name="screen_looks"),
    Route("/office/screens/{screen:int}/looks", change, methods=["POST"], name="screen_changes"),
    Route("/office/screens/{screen:int}/reloads", reload, methods=["POST"], name="screen_reloads"),
    Route("/office/screens/{screen:int}/identifications", identify, methods=["POST"], name="screen_identifications"),
    Route("/office/screens/{screen:int}/sound-tests", test_sound, methods=["POST"], name="screen_sound_tests"),
    Route("/office/screens/{screen:int}/removal", remove, methods=["POST"], name="screen_removal"),
]
