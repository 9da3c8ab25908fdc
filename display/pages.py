"""Boards as pages, fragments and JSON: the page and the fragment that renews it are one template."""

import gettext
import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, select_autoescape

from display.frames import Frame
from display.hub import View, seen_by
from display.scene import scene_of
from scheduler.board import Board, Turn

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"

SOURCE = "id"
"""The language the texts are written in."""


class Pages:
    """Everything the display side says, in every language it has."""

    def __init__(self, translations: Mapping[str, gettext.NullTranslations]) -> None:
        self.languages = frozenset({SOURCE, *translations})
        self.build = _build_of(TEMPLATES, STATIC)
        self._environments = {
            language: self._environment(language, translations.get(language, gettext.NullTranslations()))
            for language in self.languages
        }

    def screen(self, view: View, board: Board, now: datetime) -> str:
        """The whole page of a TV."""
        return self._render("screen.html", view, board=board, now=now, scene=scene_of(board))

    def unknown(self, language: str) -> str:
        """The page of an office that does not exist."""
        return self._environments[language].get_template("unknown.html").render()

    def board(self, view: View, board: Board) -> Frame:
        """What the view shows of the board, as one message."""
        if view.surface == "ticket":
            return Frame(self._ticket(view, board))
        if view.as_json:
            return Frame(_dumps(board.to_json()))
        return Frame(self._render("_board.html", view, board=board, scene=scene_of(board), oob=True))

    def pulse(self, view: View, board: Board, now: datetime) -> Frame:
        """The heartbeat: the office's time, which the clock on the page goes on from."""
        if view.as_json:
            return Frame(_dumps({"heartbeat": _iso(board, now)}))
        return Frame(self._render("_pulse.html", view, board=board, now=now, oob=True))

    def _ticket(self, view: View, board: Board) -> str:
        turn = seen_by(view, board)
        if view.as_json:
            return _dumps(_turn_json(turn, board))
        return self._render("phone/_live.html", view, board=board, turn=turn, number=view.number, oob=True)

    def _render(self, template: str, view: View, **context: Any) -> str:
        return self._environments[view.language].get_template(template).render(view=view, **context)

    def _environment(self, language: str, translation: gettext.NullTranslations) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=select_autoescape(),
            extensions=["jinja2.ext.i18n"],
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.install_gettext_translations(translation, newstyle=True)  # type: ignore[attr-defined]
        environment.globals.update(build=self.build, language=language)
        environment.filters["long_date"] = lambda day: _long_date(day, language)
        return environment


def _long_date(day: date, language: str) -> str:
    return format_date(day, "EEEE, d MMMM y", locale=language)


def _turn_json(turn: Turn, board: Board) -> dict[str, Any]:
    """One ticket's state; `gone` asks the page to load itself again."""
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
    """A mark of the files as they are: a screen that sees another one loads itself again."""
    digest = hashlib.sha256()
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]
