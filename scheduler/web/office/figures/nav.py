"""Where the pages of figures lead to.

An entry whose route does not exist is left out, so a page may come or go without this one.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.routing import NoMatchFound

from scheduler.domain.refusals import N_
from scheduler.web.office.figures.sections import PAGES


class Beside(NamedTuple):
    """A page that is made elsewhere."""

    route: str
    title: str


class Link(NamedTuple):
    """A page, and where it is."""

    route: str
    title: str
    address: str


BESIDE = (
    Beside("figures_satisfaction", N_("Kepuasan")),
    Beside("uncollected", N_("Belum diambil")),
    Beside("proxies", N_("Dengan kuasa")),
    Beside("monthly_report", N_("Laporan bulanan")),
)


def links(request: Request, days: Mapping[str, str] | None = None) -> Iterator[Link]:
    """The pages in their order. days: what names the days that are looked at; pages of figures show the same."""
    query = f"?{urlencode(days)}" if days else ""
    for page in PAGES.values():
        yield Link(page.route, page.title, request.url_for(page.route).path + query)
    for route, title in BESIDE:
        try:
            yield Link(route, title, request.url_for(route).path)
        except NoMatchFound:
            continue
