"""Boards as pages, fragments and JSON: the page and the fragment that renews it are one template."""

import gettext
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup

from display.frames import Frame
from display.hub import View, seen_by
from display.scene import scene_of
from scheduler.board import written_waits
from scheduler.board.model import Board, Turn
from scheduler.board.screen import LAYOUTS, TONGUES, ScreenFace

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"

SOURCE = "id"
"""The language the texts are written in."""

SPOKEN = ("id", "en")
"""What a screen of both languages shows and says, in this order."""
BOTH = "both"


class Flat(FileSystemLoader):
    """Templates without their indentation: it is for who reads them, and every screen would get it with every board."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, path, is_current = super().get_source(environment, template)
        return re.sub("^[ \t]+", "", source, flags=re.MULTILINE), path, is_current


class Pages:
    """Everything the display side says, in every language it has."""

    def __init__(self, translations: Mapping[str, gettext.NullTranslations]) -> None:
        self.languages = frozenset({SOURCE, *translations, BOTH})
        self.build = _build_of(TEMPLATES, STATIC)
        self._environments = {
            language: self._environment(language, translations.get(language, gettext.NullTranslations()))
            for language in self.languages - {BOTH}
        }
        self._environments[BOTH] = self._environments[SOURCE]

    def screen(self, view: View, board: Board, now: datetime, face: ScreenFace | None = None) -> str:
        """The whole page of a TV. Without a face the TV is not paired, and looks as its view says."""
        face = face or _unpaired(view)
        return self._render(
            "screen.html", view, now=now, face=face, both=view.language == BOTH, **self._drawn(view, board)
        )

    def tongues(self, language: str) -> tuple[str, ...]:
        """The languages a screen alternates: one, or both."""
        if language != BOTH:
            return (language,)
        return tuple(each for each in SPOKEN if each in self._environments)

    def orders(self, face: ScreenFace) -> Frame:
        """What the office wants of a screen, for its script."""
        return Frame(self._draw(SOURCE, "_orders.html", face=face))

    def plain(self, template: str, language: str, **context: Any) -> str:
        """A page that shows no board."""
        return self._environments[language].get_template(template).render(**context)

    def unknown(self, language: str) -> str:
        """The page of an office that does not exist."""
        return self._environments[language].get_template("start/unknown.html").render()

    def board(self, view: View, board: Board) -> Frame:
        """What the view shows of the board, as one message."""
        if view.surface == "ticket":
            return Frame(self._ticket(view, board))
        if view.as_json:
            return Frame(_dumps(board.to_json()))
        return Frame(self._render("_board.html", view, **self._drawn(view, board)))

    def pulse(self, view: View, board: Board, now: datetime) -> Frame:
        """The heartbeat: the office's time, which the clock on the page goes on from."""
        if view.as_json:
            return Frame(_dumps({"heartbeat": _iso(board, now)}))
        return Frame(self._render("_pulse.html", view, board=board, now=now))

    def _drawn(self, view: View, board: Board) -> dict[str, Any]:
        """The board in every language of the view, and each call in words."""
        scene = scene_of(board, surface=view.surface, counter=view.counter)
        tongues = self.tongues(view.language)
        faces = {
            each: self._draw(each, "_face.html", view=view, board=board, scene=scene, tongue=each) for each in tongues
        }
        said = [
            (asked, {each: self._draw(each, "_said.html", asked=asked) for each in tongues}) for asked in scene.asked
        ]
        return {"board": board, "scene": scene, "faces": faces, "said": said}

    def _draw(self, language: str, template: str, **context: Any) -> Markup:
        return Markup(self._environments[language].get_template(template).render(**context))  # noqa: S704 - ours

    def _ticket(self, view: View, board: Board) -> str:
        turn = seen_by(view, board)
        if view.as_json:
            return _dumps(_turn_json(turn, board))
        parts = ("phone/_away.html",) if view.visit is not None else ("phone/_live.html", "phone/_told.html")
        return "\n".join(self._render(part, view, board=board, turn=turn, number=view.number) for part in parts)

    def _render(self, template: str, view: View, **context: Any) -> str:
        return self._environments[view.language].get_template(template).render(view=view, **context)

    def _environment(self, language: str, translation: gettext.NullTranslations) -> Environment:
        environment = Environment(
            loader=Flat(TEMPLATES),
            autoescape=select_autoescape(),
            extensions=["jinja2.ext.i18n"],
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.install_gettext_translations(translation, newstyle=True)  # type: ignore[attr-defined]
        environment.globals.update(build=self.build, language=language)
        environment.filters["spans"] = _spans
        environment.filters["in_minutes"] = lambda wait: written_waits.in_minutes(wait, translation.gettext)
        environment.filters["about"] = lambda wait: written_waits.about(wait, translation.gettext)
        environment.filters["long_date"] = lambda day: _long_date(day, language)
        return environment


def _unpaired(view: View) -> ScreenFace:
    layout = next((each for each in LAYOUTS if each == view.surface), LAYOUTS[0])
    language = next((each for each in TONGUES if each == view.language), TONGUES[0])
    return ScreenFace(0, view.office, layout=layout, language=language, counter=view.counter)


def _spans(board: Board) -> str:
    """The quiet spans as the page's script reads them."""
    return " ".join(f"{_iso(board, start)}/{_iso(board, end)}" for start, end in board.quiet)


def _long_date(day: date, language: str) -> str:
    return format_date(day, "EEEE, d MMMM y", locale=language)


def _turn_json(turn: Turn, board: Board) -> dict[str, Any]:
    """The state of one ticket; once that is gone, the page is asked to load itself again."""
    return {
        "ticket": turn.number,
        "day": board.day.isoformat(),
        "version": board.version,
        "at": _iso(board, board.at),
        "state": turn.state,
        "counter": turn.counter,
        "minutes": list(turn.minutes) if turn.minutes else None,
        "until": _iso(board, turn.until) if turn.until else None,
        "reload": turn.state == "gone",
    }


def _iso(board: Board, moment: datetime) -> str:
    return board.local(moment).isoformat(timespec="seconds")


def _dumps(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _build_of(*folders: Path) -> str:
    """A mark of the files as they are: a screen that sees another one loads itself again. What is made of templates and
    kept beside them, by whom and whenever, is no other program.
    """
    digest = hashlib.sha256()
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        if path.parent.name != "__pycache__":
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]
