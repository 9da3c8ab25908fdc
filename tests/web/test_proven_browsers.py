"""A browser that has proven something is known by a signed cookie: for what it proved alone, and not for ever."""

from types import SimpleNamespace
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from scheduler import keys
from scheduler.keys import Keyring
from scheduler.web.shared.staff import proven_browsers
from scheduler.web.shared.staff.proven_browsers import MOST, drop_code, forget_browser, is_known, let_know
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE

ONE, OTHER = b"1" * 32, b"2" * 32
MARK = "313131313131"
"""Of the first in a cookie."""


class Browser:
    """Keeps cookies, as one does."""

    def __init__(self, *, base_url: str = "http://testserver") -> None:
        self.clock = Stopwatch(NINE)
        self.cookies: dict[str, str] = {}
        self.told: list[str] = []
        settings = SimpleNamespace(base_url=base_url, on_tls=base_url.startswith("https://"))
        self.app = SimpleNamespace(state=SimpleNamespace(clock=self.clock, settings=settings))

    @property
    def request(self) -> Request:
        told = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = [(b"cookie", told.encode())]
        return Request({"type": "http", "method": "GET", "path": "/", "headers": headers, "app": self.app})

    def keep(self, response: Response) -> None:
        for name, value in response.raw_headers:
            if name == b"set-cookie":
                self.told.append(value.decode())
                kept, _, rest = value.decode().partition("=")
                self.cookies[kept] = rest.partition(";")[0]

    def proves(self, code_hash: bytes, *facts: str, pages: str = "a") -> None:
        response = Response()
        let_know(self.request, response, pages, code_hash, *facts)
        self.keep(response)

    def known(self, code_hash: bytes, *facts: str, pages: str = "a") -> bool:
        return is_known(self.request, pages, code_hash, *facts)


@pytest.fixture(autouse=True)
def _ring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_ring", Keyring(["a secret for tests"]))


def test_browser_is_known_for_what_it_proved_and_nothing_else() -> None:
    browser = Browser()
    assert not browser.known(ONE, "+62812")

    browser.proves(ONE, "+62812")

    assert browser.known(ONE, "+62812")
    assert not browser.known(ONE, "+62813")
    assert not browser.known(OTHER, "+62812")
    assert not browser.known(ONE, "+62812", pages="t")


def test_several_are_kept_until_there_are_too_many() -> None:
    browser = Browser()
    hashes = [bytes([number]) * 32 for number in range(MOST + 1)]

    for each in [*hashes, hashes[1]]:
        browser.proves(each)

    assert [browser.known(each) for each in hashes] == [False, *[True] * MOST]
    assert len(browser.cookies["giliran-a"]) < 1000


def test_one_of_several_is_dropped_and_the_others_stay() -> None:
    browser = Browser()
    for each in (ONE, OTHER):
        browser.proves(each)

    response = Response()
    drop_code(browser.request, response, "a", ONE)
    browser.keep(response)

    assert [browser.known(each) for each in (ONE, OTHER)] == [False, True]


def test_half_a_year_later_it_has_to_be_proven_again() -> None:
    browser = Browser()
    browser.proves(ONE)

    browser.clock.forward(days=180)
    assert browser.known(ONE)
    browser.clock.forward(days=1)
    assert not browser.known(ONE)


@pytest.mark.parametrize(
    "told",
    ["", "~", ".", "..", "a.b", f"{MARK}.x.y", f"{MARK}.²2.y", f"{MARK}.9999999.y", f"{MARK}.2525.y", "a.1.b~" * 40],
)
def test_what_was_not_written_here_proves_nothing(told: str) -> None:
    browser = Browser()
    browser.cookies["giliran-a"] = told

    assert not browser.known(ONE)


def test_day_cannot_be_put_on_by_hand() -> None:
    browser = Browser()
    browser.proves(ONE)
    mark, day, signature = browser.cookies["giliran-a"].split(".")

    browser.cookies["giliran-a"] = f"{mark}.{int(day) - 1}.{signature}"

    assert not browser.known(ONE)


def test_new_secret_beside_the_old_one_keeps_everybody_known(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser()
    browser.proves(ONE)

    monkeypatch.setattr(keys, "_ring", Keyring(["newer", "a secret for tests"]))
    assert browser.known(ONE)
    monkeypatch.setattr(keys, "_ring", Keyring(["newer"]))
    assert not browser.known(ONE)


@pytest.mark.parametrize(("base_url", "name"), [("http://x.id", "giliran-a"), ("https://x.id", "__Secure-giliran-a")])
def test_cookie_is_for_its_pages_alone_and_for_no_script(base_url: str, name: str) -> None:
    browser = Browser(base_url=base_url)

    browser.proves(ONE)

    (told,) = browser.told
    assert told.startswith(f"{name}=")
    assert {"HttpOnly", "Path=/a/", "SameSite=lax", f"Max-Age={180 * 86400}"} <= set(told.split("; "))
    assert ("Secure" in told.split("; ")) == base_url.startswith("https")


def test_visits_are_known_wherever_one_is_booked() -> None:
    browser = Browser()

    browser.proves(ONE, pages="t")

    assert "Path=/" in browser.told[0].split("; ")


def test_browser_is_forgotten_for_all_pages() -> None:
    browser = Browser()
    browser.proves(ONE)
    browser.proves(ONE, pages="t")
    response: Any = Response()

    forget_browser(browser.request, response)
    browser.told.clear()
    browser.keep(response)

    assert not browser.known(ONE)
    assert not browser.known(ONE, pages="t")
    assert all("Max-Age=0" in each for each in browser.told)
    assert proven_browsers.LASTS.days == 180
