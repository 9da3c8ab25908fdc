"""A page from its drawing and what is its own; drawn where nobody has asked for one like it."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from scheduler.db.engine.glancing import hold_still
from scheduler.web.shared.askers import asker_of
from scheduler.web.shared.drawings import Drawing, Drawings, Plain
from scheduler.web.shared.pages import is_fragment, language_of, size_of

Page = TypeVar("Page")


async def put_together(
    request: Request,
    look: Callable[..., Plain | None],
    read: Callable[..., Page | None],
    draw: Callable[[Request, Page], str],
    *,
    kept: Drawings,
    status: int = 200,
) -> Response | None:
    """The page of the code in the path; None where it is none of the usual kind, or its address says what to show.

    look: what the page is drawn from, by prepared statements alone; read: the page with its marks, or None
    where it is none for all; draw: as text; kept: where pages of its kind are. Raises TooManyTries.
    """
    if request.method == "HEAD" or request.scope["query_string"] or is_fragment(request):
        return None
    state, code, now = request.app.state, request.path_params["code"], request.app.state.clock()
    await state.throttle.refuse("code", asker_of(request))
    state.db.came()
    plain: Plain | None = await state.db.glance(look, state.standing, code, now=now)
    if plain is None:
        return None
    drawn_from = (plain.drawn_from, language_of(request), size_of(request))
    drawing = kept.get(drawn_from)
    if drawing is None:
        page = await state.db.read(_read_still, plain, partial(read, plain=plain, now=now))
        if page is None:
            return None
        drawing = Drawing.cut(draw(request, page), plain.own)
        kept.keep(drawn_from, drawing)
    return HTMLResponse(drawing.filled(plain.own), status)


def _read_still(session: Session, plain: Plain, read: Callable[[Session], Page | None]) -> Page | None:
    """The page, if what it is drawn from is still what it was, and it is one for all."""
    hold_still(session)
    return read(session) if plain.is_same(session) else None
