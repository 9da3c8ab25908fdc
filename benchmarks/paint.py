"""From the click of a clerk to the paint of a call on a television, both in Chromium, over loopback.

Both pages read the clock of the same machine: the click when the button hears it, the paint in the second frame after
the call has come into the page. Once while nobody else is there, and once while two thousand citizens book.
"""

import importlib.util
import os
import random
import shutil
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

from pwdlib import PasswordHash
from sqlmodel import Session, select

from benchmarks.report import Table
from benchmarks.support import load, seeding, servers
from benchmarks.support.seeding import OFFICE, Seeded, every_slot
from scheduler.db.engine.database import Database
from scheduler.db.models import Counter, Office, Ticket
from scheduler.flow import staff

CLICKS, WARM_UP = 120, 10
CITIZENS, AT_ONCE, EVERY = 2_000, 100, 0.5
"""Who books meanwhile: so many in all, so many at the same moment, and the seconds from one moment to the next."""
PASSWORD = "rahasia123"  # noqa: S105 - of a database that is thrown away
QUIET = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-sync"
NOTE_CLICKS = """
addEventListener("click", () => { sessionStorage.clicked = Date.now(); }, true);
"""
NONCE = "#recall [name=nonce]"
CHANGED = "([nonce, before]) => (document.querySelector(nonce) || { value: before }).value !== before"
NOTE_PAINTS = """
window.painted = {};
function look() {
  for (const call of document.querySelectorAll(".stage .call[data-repeat]")) {
    const repeat = call.dataset.repeat;
    if (repeat in window.painted) continue;
    window.painted[repeat] = null;
    requestAnimationFrame(() => requestAnimationFrame(() => { window.painted[repeat] = Date.now(); }));
  }
}
addEventListener("DOMContentLoaded", () => {
  look();
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true });
});
"""


def tables(seeded: Seeded, _rounds: int) -> list[Table]:
    """Nothing where there is no Chromium."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if program is None or importlib.util.find_spec("playwright") is None:
        return []
    found = measured(seeded, program)
    names = ("nobody", f"{CITIZENS:,} citizens, {AT_ONCE} at once every {EVERY} s")
    rows = []
    for name, took in zip(names, (load.Load(1.0, each) for each in found), strict=True):
        shares = (f"{took.percentile(share):.0f}" for share in (0.5, 0.9, 0.99, 1.0))
        rows.append([name, f"{len(took.latencies):,}", *shares])
    aim = "A number called again and again at one counter, seen on one hall screen. Aim: 99 of 100 within 250 ms."
    columns = ["who books meanwhile", "clicks", "p50 ms", "p90 ms", "p99 ms", "longest"]
    return [Table("From a click at a counter to the paint on a television", aim, columns, rows)]


def measured(seeded: Seeded, program: str) -> tuple[list[float], list[float]]:
    """Milliseconds of each click: while nobody books, and while many do."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where it is installed

    with tempfile.TemporaryDirectory() as folder:
        own = seeded.copy_to(Path(folder))
        counter = _hire(own)
        every_slot(own.path, CITIZENS)
        with servers.serving(servers.giliran(), own.path) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=QUIET.split())
            url = f"http://127.0.0.1:{server.port}"
            television = _page(browser, NOTE_PAINTS, width=1920, height=1080)
            television.goto(f"{url}/display/{OFFICE}")
            television.wait_for_selector("body.live")
            desk = _page(browser, NOTE_CLICKS, width=1366, height=768)
            _sign_in(desk, url, counter)
            alone = [_click(desk, television, repeat) for repeat in range(1, WARM_UP + CLICKS + 1)]
            repeats = count(WARM_UP + CLICKS + 1)
            with ThreadPoolExecutor(1) as crowd:
                booking = crowd.submit(_book, server.port, own)
                beside = []
                while not booking.done():
                    beside.append(_click(desk, television, next(repeats)))
                booking.result()
            browser.close()
    return alone[WARM_UP:], beside


def _book(port: int, own: Seeded) -> None:
    """All citizens, some of them at the same moment, until each has a visit."""
    chance, began = random.Random(7), time.perf_counter()
    for n in range(0, CITIZENS, AT_ONCE):
        time.sleep(max(0.0, began + n / AT_ONCE * EVERY - time.perf_counter()))
        bodies = (b'{"slot": %d, "party": 1}' % chance.choice(own.slots) for _ in range(AT_ONCE))
        asked = zip(own.codes[n : n + AT_ONCE], bodies, strict=True)
        done = load.fire(
            port, [load.post(f"/api/v1/invitations/{code}/booking", body) for code, body in asked], AT_ONCE
        )
        if set(done.statuses) != {201}:
            raise RuntimeError(f"bookings were answered {done.statuses}")


def _page(browser: Any, script: str, **size: int) -> Any:
    context = browser.new_context(viewport=size, locale="id-ID", timezone_id="Asia/Jakarta")
    context.add_init_script(script)
    return context.new_page()


def _sign_in(desk: Any, url: str, counter: int) -> None:
    desk.goto(f"{url}/login")
    desk.fill("#name", "Rina")
    desk.fill("#password", PASSWORD)
    desk.check(f"input[name=place][value=counter-{counter}]")
    desk.click("form.card button")
    desk.wait_for_selector("button[form=recall]")


def _click(desk: Any, television: Any, repeat: int) -> float:
    pressed = desk.input_value(NONCE)
    desk.click("button[form=recall]:enabled")
    television.wait_for_function("(repeat) => window.painted[repeat]", arg=str(repeat))
    painted: int = television.evaluate("(repeat) => window.painted[repeat]", str(repeat))
    clicked = int(desk.evaluate("sessionStorage.clicked"))
    # A press of the same card again would be the same request, and get the same answer.
    desk.wait_for_function(CHANGED, arg=[NONCE, pressed])
    return float(painted - clicked)


def _hire(own: Seeded) -> int:
    """A clerk, for the counter where the number is called."""
    password = PasswordHash.recommended().hash(PASSWORD)

    def step(session: Session) -> int:
        office = session.scalars(select(Office)).one()
        staff.add_staff(session, office, "Rina", "clerk", password, now=seeding.CLOCK)
        ticket = session.scalars(select(Ticket).where(Ticket.number == own.called)).one()
        found = session.get(Counter, ticket.counter_id)
        assert found is not None
        return found.number

    with closing(Database(seeding.settings_of(own.path))) as database:
        return database.run(step)
