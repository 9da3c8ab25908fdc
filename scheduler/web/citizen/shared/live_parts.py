"""How an office is now, drawn once for all who look in the same seconds: parts of its page, and the frame."""

from typing import NamedTuple
from zoneinfo import ZoneInfo

from markupsafe import Markup
from starlette.requests import Request

from scheduler.db.models import Office
from scheduler.domain.public.live import Glance, Live, Seats
from scheduler.domain.refusals import N_, Refusal
from scheduler.web.shared.pages import language_of
from scheduler.web.shared.public.kept import Reading
from scheduler.web.shared.public.live import LiveFigures
from scheduler.web.shared.wording import Wording

SEATS = {
    Seats.NONE: N_("penuh"),
    Seats.FEW: N_("sedikit"),
    Seats.SOME: N_("ada"),
    Seats.MANY: N_("banyak"),
}


class Parts(NamedTuple):
    """What changes on the page of an office: at its top, and further down."""

    now: Markup
    services: Markup


async def figures_of(request: Request) -> Reading[Live]:
    """Those of the office in the path. Raises OfficeUnknown, NotPublished, Unavailable."""
    figures: LiveFigures = request.app.state.live_figures
    return await figures.of_path(request)


async def parts_of_page(request: Request, office: Office) -> Parts | None:
    """What the page of an office shows of it; None where it shows nothing, or where nothing can be read now."""
    if not office.public_figures or office.starting is not None:
        return None
    try:
        reading = await figures_of(request)
    except Refusal:
        return None
    texts = (drawn(request, reading, f"citizen/public/_{name}.html").decode() for name in Parts._fields)
    return Parts(*(Markup(text) for text in texts))  # noqa: S704 - drawn by templates of ours


async def glances_of(request: Request) -> dict[int, Glance]:
    """How the offices are now, by their ids; nothing where nothing can be read."""
    figures: LiveFigures = request.app.state.live_figures
    try:
        return await figures.glances(request)
    except Refusal:
        return {}


def drawn(request: Request, reading: Reading[Live], template: str) -> bytes:
    """What a template makes of a reading in the reader's language; drawn once for a reading."""
    language = language_of(request)
    key = template, language
    if key not in reading.drawn:
        words = Wording(language, ZoneInfo(reading.value.timezone))
        facts = {"live": reading.value, "is_old": reading.is_old, "words": words, "seat_words": SEATS}
        reading.drawn[key] = request.app.state.pages.text(request, template, **facts).encode()
    return reading.drawn[key]
