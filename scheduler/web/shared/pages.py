"""Jinja: one environment a language, with the office's way of saying things in every page."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse

from scheduler.board import written_waits
from scheduler.db.models import Office
from scheduler.domain.applying.upload_refusals import sentence_of
from scheduler.domain.start import Progress
from scheduler.domain.text import names
from scheduler.domain.text.codes import written_short
from scheduler.domain.text.nik import masked_nik
from scheduler.domain.text.phones import masked
from scheduler.domain.text.residence import on_ktp
from scheduler.translations import LANGUAGES, SOURCE, translations
from scheduler.web.shared.asset_tags import asset, script, style
from scheduler.web.shared.compiled import Compiled
from scheduler.web.shared.dated_fields import kind_of_field, written
from scheduler.web.shared.maps import on_map
from scheduler.web.shared.nearest import above
from scheduler.web.shared.policy import CAMERA_POLICY, permissions
from scheduler.web.shared.wording import Wording

FOLDER = Path(__file__).parents[2] / "templates"
COOKIE, SIZE_COOKIE = "lang", "text"
SIZES = ("normal", "large")
YEAR = 31_536_000


class Pages:
    """Renders templates from the given folders (ours first)."""

    def __init__(self, folders: Sequence[Path] = (), *, version: str = "") -> None:
        compiled = Compiled([Path(__file__)])
        self._environments = {language: _environment([FOLDER, *folders], language, compiled) for language in LANGUAGES}
        self._version = version

    def render(
        self, request: Request, template: str, *, status: int = 200, about: Office | None = None, **context: Any
    ) -> HTMLResponse:
        """A page or fragment in the citizen's or clerk's language. about: the office whose clock and names it has.

        A template that has a camera or a microphone says so (`needs`), and its page alone gets the policies for one.
        """
        needs: set[str] = set()
        html = self.text(request, template, about=about, needs=needs, **context)
        response = HTMLResponse(html, status)
        if needs:
            response.headers["Permissions-Policy"] = permissions(needs)
        if "camera" in needs:
            response.headers["Content-Security-Policy"] = CAMERA_POLICY
        for cookie, known in ((COOKIE, LANGUAGES), (SIZE_COOKIE, SIZES)):
            asked = request.query_params.get(cookie)
            if asked in known:
                response.set_cookie(cookie, asked, max_age=YEAR, samesite="lax", httponly=True)
        return response

    def alone(self, template: str, language: str, **context: Any) -> str:
        """A page that is kept as a file: it is given all that it says, and nothing in it leads to this server."""
        return self._environments[language].get_template(template).render(**context)

    def text(self, connection: HTTPConnection, template: str, *, about: Office | None = None, **context: Any) -> str:
        """A page or fragment as text alone: what a socket sends to a page that is open."""
        language = language_of(connection)
        context = (
            {"needs": set()}
            | context
            | {
                "request": connection,
                "lang": language,
                "say": Wording.of(language, about),
                "large_text": size_of(connection) == "large",
                "training": connection.app.state.training,
                "url_for": connection.url_for,
                "static_folder": f"{connection.base_url.path}static/",
                "above": above,
                "asset_version": self._version,
            }
        )
        return self._environments[language].get_template(template).render(context)


def compile_all() -> None:
    """Compile every template of this half, so that no visitor waits for it: for who installs the program where it may
    not write (see Compiled). The display lends the page of a ticket five more, which are compiled at their first use.
    """
    environment = _environment([FOLDER], SOURCE, Compiled([Path(__file__)]))
    for name in environment.list_templates(["html"]):
        environment.get_template(name)


def render(
    request: Request, template: str, *, status: int = 200, about: Office | None = None, **context: Any
) -> HTMLResponse:
    """A page or fragment as the application draws it (see Pages.render)."""
    pages: Pages = request.app.state.pages
    return pages.render(request, template, status=status, about=about, **context)


def language_of(request: HTTPConnection) -> str:
    """The reader's language: `?lang=`, else what was chosen before, else Indonesian."""
    for wish in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if wish in LANGUAGES:
            return str(wish)
    return SOURCE


def size_of(request: HTTPConnection) -> str:
    """How large text is: `?text=`, else what was chosen before, else normal."""
    for wish in (request.query_params.get(SIZE_COOKIE), request.cookies.get(SIZE_COOKIE)):
        if wish in SIZES:
            return str(wish)
    return SIZES[0]


def is_fragment(request: Request) -> bool:
    """Whether htmx asks, and not for a whole page by hx-boost."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def _environment(folders: Sequence[Path], language: str, compiled: Compiled) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folders),
        bytecode_cache=compiled,
        autoescape=select_autoescape(["html"]),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        auto_reload=False,  # a program is started anew with its templates
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(asset=asset, style=style, script=script, kind=kind_of_field)
    environment.filters["on_map"] = on_map
    environment.filters["share_started"] = lambda kept: Progress.of(kept).share
    environment.filters["initials"] = names.initials
    environment.filters["ref4"] = lambda reference: names.last_digits(reference, 4)
    environment.filters["masked"] = masked
    environment.filters["masked_nik"] = masked_nik
    environment.filters["on_ktp"] = on_ktp
    environment.filters["short"] = written_short
    environment.filters["refused_file"] = sentence_of
    environment.filters["written"] = written
    environment.filters["about"] = lambda wait: written_waits.about(wait, translations(language).gettext)
    environment.filters["nb"] = lambda number: str(number).replace("-", "\u2011")
    return environment
