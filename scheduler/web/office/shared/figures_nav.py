"""Where the pages of figures lead to, from each of them to the others."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from starlette.requests import Request

from scheduler.domain.refusals import N_


class Link(NamedTuple):
    """A page, and where it is."""

    route: str
    title: str
    address: str


BY_DAYS: Mapping[str, str] = {
    "figures": N_("Ringkasan"),
    "figures_hall": N_("Ruang tunggu"),
    "figures_waits": N_("Waktu tunggu"),
    "figures_seats": N_("Kursi jadwal"),
    "figures_documents": N_("Dokumen"),
    "figures_applications": N_("Permohonan"),
    "figures_messages": N_("Pesan"),
    "figures_blanks": N_("Blangko"),
}
"""Route -> title of the pages that show the days which an address names."""
BESIDE: Mapping[str, str] = {
    "figures_satisfaction": N_("Kepuasan"),
    "uncollected": N_("Belum diambil"),
    "proxies": N_("Dengan kuasa"),
    "monthly_report": N_("Laporan bulanan"),
}
"""The others."""


def links(request: Request, days: Mapping[str, str] | None = None) -> Iterator[Link]:
    """The pages in their order. days: what names the days that are looked at; pages that show days show the same."""
    query = f"?{urlencode(days)}" if days else ""
    for route, title in BY_DAYS.items():
        yield Link(route, title, request.url_for(route).path + query)
    for route, title in BESIDE.items():
        yield Link(route, title, request.url_for(route).path)
