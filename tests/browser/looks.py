"""Screens drawn without an office behind them: a page of any board, and what can be measured on it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route

from display.hub import View
from display.pages import Pages
from scheduler.board.model import Board, Call, CounterFace, Entering, Lobby, Missed, OfficeFace, Opening, Wait
from scheduler.board.screen import ScreenFace, Theme
from scheduler.flow.calendar.closures import LONGEST_REASON
from scheduler.translations import all_translations

ROOT = Path(__file__).parents[2]
STYLES = {"/display/static/": ROOT / "display/static", "/static/": ROOT / "scheduler/static"}
TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
NOW = datetime(2026, 11, 30, 2, 42, tzinfo=UTC)
TODAY = date(2026, 11, 30)
ONE, WEDNESDAY = datetime(2026, 11, 30, 6, tzinfo=UTC), datetime(2026, 12, 2, 1, tzinfo=UTC)

USUAL: dict[str, Any] = {
    "office": OfficeFace("tpi", "Disdukcapil Kota Tanjungpinang", "Asia/Jakarta"),
    "day": TODAY,
    "version": 7,
    "at": NOW,
    "training": False,
    "open": Opening("open"),
    "lobby": Lobby(people=16, entering=4, limit=20),
    "calls": (Call(5, "A-012", 2, 0, NOW),),
    "entering": (Entering("A-015", NOW), Entering("B-006", NOW)),
    "inside": (Wait("A-013", (2, 4)), Wait("A-014", (4, 7))),
    "waiting": tuple(Wait(f"A-{number:03}", (number, number + 6)) for number in range(16, 20)),
    "counters": (
        CounterFace(1, "open", "B-004"),
        CounterFace(2, "open", "A-012"),
        CounterFace(3, "open", "A-011"),
        CounterFace(4, "break", None),
        CounterFace(5, "closed", None),
    ),
    "serving": ("B-004", "A-011"),
}
LONG_NAME = "Dinas Kependudukan dan Pencatatan Sipil Kabupaten Penajam Paser Utara"
SENTENCE = "Layanan perekaman KTP-el tutup sampai Rabu, 2 Desember 2026: pemeliharaan jaringan. "
FULL: dict[str, Any] = {
    "office": OfficeFace("ppu", LONG_NAME, "Asia/Makassar"),
    "training": True,
    "calls": (Call(9, "W-888", 12, 1, NOW),),
    "counters": (
        *(CounterFace(n, "open", f"W-{880 + n}") for n in range(1, 10)),
        CounterFace(10, "break", None),
        CounterFace(11, "closed", None),
        CounterFace(12, "open", "W-888"),
    ),
    "serving": tuple(f"W-{880 + n}" for n in range(3, 8)),
    "entering": tuple(Entering(f"W-{888 - n}", NOW) for n in range(23)),
    "inside": (Wait("W-878", (2, 4)), Wait("M-868", (4, 7))),
    "waiting": tuple(Wait(f"W-{800 + n}", (90 + n, 120 + n)) for n in range(30)),
    "missed": tuple(Missed(ticket, NOW) for ticket in ("W-809", "M-802", "W-808")),
    "notices": ({"id": (SENTENCE * 2).strip(), "en": (SENTENCE * 2).strip()},),
}
NINE = FULL["entering"][:9]
EMPTY: dict[str, Any] = {"calls": (), "entering": (), "inside": (), "waiting": (), "serving": ()}
SHUT: dict[str, Any] = {**EMPTY, "counters": (CounterFace(2, "closed", None),)}
BOARDS: dict[str, dict[str, Any]] = {
    "usual": {},
    "full": FULL,
    "seven counters": {
        **FULL,
        "counters": FULL["counters"][:6] + FULL["counters"][11:],
        "entering": FULL["entering"][:9],
    },
    "three come in": {**FULL, "entering": FULL["entering"][:3], "counters": (*USUAL["counters"], FULL["counters"][-1])},
    "two come in": {**FULL, "entering": FULL["entering"][:2]},
    "break": {"calls": (), "serving": (), "entering": (), "open": Opening("break", "Istirahat", ONE)},
    "prayer": {"calls": (), "entering": (), "open": Opening("break", "Istirahat salat Jumat", ONE, NOW, "prayer")},
    "emptied": {"calls": (), "entering": (), "open": Opening("break", "Ruangan dikosongkan", None, cause="emptied")},
    "last": {"calls": (), "entering": (), "open": Opening("closed", None, WEDNESDAY)},
    "idle": {**EMPTY, "counters": (CounterFace(2, "open", None),)},
    "ready": {"calls": (), "entering": (), "counters": (CounterFace(2, "open", None),)},
    "before": {**EMPTY, "counters": (CounterFace(2, "open", None),), "open": Opening("closed", None, ONE)},
    "closed": {**SHUT, "open": Opening("closed", None, WEDNESDAY)},
    "postponed": {**SHUT, "open": Opening("closed", "blangko KTP-el habis, jadwal diundur", None)},
}


def hall_of(called: int, numbers: tuple[str, ...], *, over: int = 0) -> dict[str, Any]:
    """A hall whose counters have these numbers, of which so many are called and the others served; over its limit."""
    at = dict(enumerate(numbers, 13 - len(numbers) if numbers[0][0] in "MW" else 1))
    calls = [(number, counter) for counter, number in at.items()][:called]
    coming = [f"{ticket[0]}-{number}" for number, ticket in enumerate(numbers[:called], 815)]
    return {
        "calls": tuple(Call(50 - n, *each, int(n == 0), NOW - timedelta(seconds=n)) for n, each in enumerate(calls)),
        "counters": tuple(CounterFace(counter, "open", number) for counter, number in at.items()),
        "serving": numbers[called:],
        "lobby": Lobby(20 + over, 2, 20) if over else Lobby(20 - called, called, 20),
        "entering": tuple(Entering(ticket, NOW, at_door=over > 0) for ticket in coming),
        "inside": tuple(Wait(f"{letter}-01{n}", None) for letter in "CAB" for n in range(3)),
    }


FIVE, WIDE = ("A-012", "B-007", "C-002", "A-011", "B-006"), ("W-888", "M-808", "W-880", "M-880", "W-800")
"""Numbers of five counters, and such that take the most room, at counters of two digits."""
STATES = {
    **{f"{called} called": hall_of(called, FIVE) for called in range(6)},
    **{f"{called} called, wide": hall_of(called, WIDE) for called in range(1, 6)},
    "over": hall_of(0, FIVE, over=3),
    "over, called in": hall_of(2, FIVE, over=3),
    **{
        f"{coming} come in, some wait at the door": {
            **FULL,
            "entering": (*FULL["entering"][:coming], *(Entering(f"M-80{n}", None, at_door=True) for n in range(kept))),
        }
        for coming, kept in ((1, 1), (2, 1), (3, 2), (5, 5), (9, 2), (17, 9))
    },
    "missed": {**hall_of(3, FIVE), "missed": FULL["missed"]},
    "five, missed": {**hall_of(5, WIDE), "missed": FULL["missed"]},
    "room": {**EMPTY, "counters": (CounterFace(2, "open", None),), "lobby": Lobby(9, 0, 20)},
    "full, nobody called in": {**hall_of(0, FIVE), "lobby": Lobby(20, 0, 20)},
    "nine served": hall_of(0, tuple(f"W-{n:03}" for n in range(1, 10))),
    "seventeen counters": hall_of(5, tuple(f"A-{n:03}" for n in range(1, 18))),
}
BOARDS |= STATES

REASON = ("pemeliharaan jaringan dan pemindahan server data kependudukan " * 4)[:LONGEST_REASON].strip()
"""As long as one may be."""
SAID = f"Layanan C (Perekaman KTP-el) tutup Senin, 7 Desember 2026 sampai Rabu, 9 Desember 2026: {REASON}."
BOARDS |= {
    "long notice": {"notices": ({"id": f"{SAID}\n{SAID}"},)},
    "long, last": {"calls": (), "entering": (), "open": Opening("closed", REASON, WEDNESDAY)},
    "long, before": {**EMPTY, "counters": (CounterFace(2, "open", None),), "open": Opening("closed", REASON, ONE)},
    "long, closed": {**SHUT, "open": Opening("closed", REASON, WEDNESDAY)},
}


@dataclass(frozen=True)
class Look:
    """A screen as it may stand somewhere."""

    layout: Any = "hall"
    language: str = "id"
    board: str = "usual"
    size: tuple[int, int] = (1920, 1080)
    theme: Theme = "dark"


def opener(page: Page, pages: Pages) -> Callable[[Look], Page]:
    """Shows looks on one page, whose own scripts do not run."""
    html = ""
    page.route("**/*", lambda route: _answer(route, html))

    def show(look: Look) -> Page:
        nonlocal html
        view = View("tpi", look.layout, look.language, counter=12 if look.board == "full" else 2)
        face = ScreenFace(1, "tpi", layout=look.layout, theme=look.theme)
        drawn = pages.screen(view, Board(**{**USUAL, **BOARDS[look.board]}), NOW, face)
        html = re.sub(r"<script.*?</script>|<section id=.start.*?</section>", "", drawn, flags=re.DOTALL)
        width, height = look.size
        page.set_viewport_size({"width": width, "height": height})
        page.goto("http://screen.test/display")
        page.evaluate("document.fonts.ready.then(() => null)")
        return page

    return show


def all_pages() -> Pages:
    return Pages(all_translations())


def _answer(route: Route, html: str) -> None:
    path = route.request.url.removeprefix("http://screen.test").split("?")[0]
    file = next((STYLES[prefix] / path.removeprefix(prefix) for prefix in STYLES if path.startswith(prefix)), None)
    if file is None:
        route.fulfill(body=html, content_type="text/html")
        return
    route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])


OVERFLOWING = """() => {
  const out = [];
  const seen = (e) => e.offsetWidth && getComputedStyle(e).visibility === "visible" && !e.closest("svg, .away");
  const line = (e) => e.closest(".next ul, .missed ul, .kept ul");
  const left_out = (e) => line(e) && e !== line(e) && e.offsetTop - line(e).offsetTop >= line(e).clientHeight - 1;
  const name = (e) => `${e.tagName}.${e.className}: ${e.textContent.trim().slice(0, 30)}`;
  for (const e of [...document.querySelectorAll(".picture *")].filter((e) => seen(e) && !left_out(e))) {
    const style = getComputedStyle(e);
    const em = parseFloat(style.fontSize);
    const box = e.getBoundingClientRect();
    if (style.display !== "inline" && e.scrollWidth > e.clientWidth + 1) out.push("wide " + name(e));
    const cut = style.overflowY === "hidden" && e !== line(e) && e.scrollHeight - e.clientHeight;
    if (cut > 8 && cut > 0.2 * em) out.push("cut " + name(e));
    const shift = 4;
    if (box.left < -shift || box.top < -shift || box.right > innerWidth + shift || box.bottom > innerHeight + shift) {
      out.push("outside " + name(e));
    }
    const panel = e.parentElement.closest("header, footer, main, section, li");
    const inside = panel && style.display !== "inline" && !e.matches(".new, .media, header *");
    if (inside && box.bottom > panel.getBoundingClientRect().bottom + 2) {
      out.push("below its panel " + name(e));
    }
  }
  return out;
}"""

HIGHEST = """() => {
  const pen = document.createElement("canvas").getContext("2d");
  const heights = [...document.querySelectorAll(".n")].filter((n) => n.offsetWidth).map((n) => {
    const style = getComputedStyle(n);
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    return pen.measureText("0").actualBoundingBoxAscent;
  });
  return Math.max(0, ...heights) / Math.min(innerHeight, innerWidth);
}"""
"""How high the digits of the largest number are drawn, as a share of the picture's shorter side."""

CAPITALS = """(wanted) => [...document.querySelectorAll(wanted)].filter((e) => e.offsetWidth).map((e) => {
  const pen = document.createElement("canvas").getContext("2d");
  const style = getComputedStyle(e);
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const millimetres = 952 / Math.max(innerHeight, innerWidth);
  return [e.textContent.trim(), pen.measureText("H").actualBoundingBoxAscent * millimetres];
})"""
"""The height of capitals in millimetres, on a television of 43 inches, whose longer side is 952 mm."""

LINES = """(wanted) => [...document.querySelectorAll(wanted)].filter((e) => e.offsetWidth).map((e) => {
  const words = document.createRange();
  words.selectNodeContents(e.lastChild);
  const tops = new Set([...words.getClientRects()].map((box) => Math.round(box.top)));
  return [e.textContent.trim(), tops.size];
})"""
"""In how many lines the last words of each element stand."""

PLACES = """(lang) => [
  ...document.querySelectorAll(`.face[lang=${lang}] :is(.n, main b, .next li, .missed li)`),
].map((e) => {
  const box = e.getBoundingClientRect();
  return [e.textContent, Math.round(box.left), Math.round(box.top)];
})"""

AT = """(ms) => document.querySelector(".picture").getAnimations().forEach((animation) => {
  animation.pause();
  animation.currentTime = ms;
})"""
"""Puts the turns of the languages, and the shift of the picture, to a moment after the page was opened."""

SEEN = """() => [...document.querySelectorAll(".face")]
  .filter((face) => getComputedStyle(face.querySelector("main")).visibility === "visible").map((face) => face.lang)"""
