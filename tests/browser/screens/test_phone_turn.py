"""A phone that waits: it buzzes and tells of the turn once, keeps its screen on, and needs no scripts."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from scheduler.flow.counter import calls
from tests.browser.conftest import NewContext
from tests.browser.kept import keep
from tests.browser.serving import LiveServer
from tests.browser.waiting import until

STUBS = """
window.buzzed = []; window.shown = []; window.locks = [];
navigator.vibrate = (pattern) => window.buzzed.push(pattern);
Object.defineProperty(document, "hidden", { configurable: true, get: () => window.away === true });
window.Notification = class {
  static permission = "default";
  static requestPermission() { this.permission = "granted"; return Promise.resolve("granted"); }
  constructor(title, options) { window.shown.push({ title, ...options }); }
};
if (window.ServiceWorkerContainer) ServiceWorkerContainer.prototype.getRegistration = () => Promise.resolve(null);
Object.defineProperty(navigator, "wakeLock", { value: { request: (kind) => {
  const lock = { kind, released: false, release() { this.released = true; return Promise.resolve(); } };
  window.locks.push(lock);
  return Promise.resolve(lock);
} } });
"""


NOTE_SHOWN = """() => {
  self.shown = [];
  const show = self.registration.showNotification.bind(self.registration);
  self.registration.showNotification = async (title, options) => {
    await show(title, options);
    self.shown.push([title, options.body, options.tag]);
  };
}"""
"""Put into the service worker. Asking Chromium what it shows takes back what it is about to show."""
VISIT_OF_PATH = """() => document.querySelector(".tell").dataset.visit"""


@pytest.fixture
def handset(new_context: NewContext) -> Page:
    """A phone that can buzz, show notices and keep its screen on, and writes down that it did."""
    context = new_context(viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True)
    context.add_init_script(STUBS)
    return context.new_page()


def waiting(server: LiveServer, ahead: int) -> str:
    """The pass of somebody outside with so many before them; the lobby is full."""
    office = server.office
    for letter in ("A" * 6 + "B" * 6)[: 4 + ahead]:
        office.scan(office.booked(9, service=letter), now=server.now)
    code = office.booked(9, service="B")
    office.scan(code, now=server.now)
    return code


def serve_next(server: LiveServer) -> None:
    """One goes out of the hall, so that the next may come in."""
    number = server.office.call(1, now=server.now)
    server.office.do(calls.serve, number, now=server.now)
    server.office.hand_over(number, now=server.now)


def opened(phone: Page, path: str) -> None:
    phone.goto(path)
    expect(phone.locator("body")).to_have_class("phone pass live")


def told(phone: Page) -> list[Any]:
    shown: list[Any] = json.loads(phone.evaluate("JSON.stringify(window.shown)"))
    return shown


def test_phone_buzzes_at_three_before_and_to_come_in_once_each(live_server: LiveServer, handset: Page) -> None:
    opened(handset, f"/t/{waiting(live_server, 4)}")
    expect(handset.locator(".place")).to_have_text("4 nomor lagi sebelum Anda.")

    serve_next(live_server)
    expect(handset.locator(".place")).to_have_text("3 nomor lagi sebelum Anda.")
    assert handset.evaluate("window.buzzed") == [[200]]
    handset.reload()
    expect(handset.locator("body")).to_have_class("phone pass live")
    expect(handset.locator(".place")).to_have_text("3 nomor lagi sebelum Anda.")
    assert handset.evaluate("window.buzzed") == []


def test_come_in_and_counter_are_told_while_nobody_looks(live_server: LiveServer, handset: Page) -> None:
    path = f"/t/{waiting(live_server, 0)}"
    opened(handset, path)
    expect(handset.locator(".place")).to_have_text("Anda berikutnya.")
    number = handset.locator(".number b").inner_text()
    handset.get_by_role("button", name="Beri tahu saya").tap()
    expect(handset.get_by_text("Anda dikabari selama halaman ini terbuka.")).to_be_visible()
    handset.evaluate("window.away = true")

    serve_next(live_server)

    expect(handset.locator(".now")).to_contain_text("Silakan masuk sekarang")
    handset.wait_for_function("window.shown.length === 1")
    assert told(handset)[0]["title"] == f"{number}: Silakan masuk sekarang"
    assert told(handset)[0]["body"].startswith(f"Tunjukkan nomor {number} di pintu, paling lambat 09.0")
    assert len(handset.evaluate("window.buzzed")) == 1


def test_phone_buzzes_again_when_its_number_is_called_again(live_server: LiveServer, handset: Page) -> None:
    office = live_server.office
    office.office.recall_seconds = 0
    code = office.booked(9)
    number = office.scan(code, now=live_server.now).ticket
    opened(handset, f"/t/{code}")
    handset.locator(".number").tap()
    office.call(2, now=live_server.now)
    expect(handset.locator(".now b")).to_have_text("Silakan ke loket 2")

    office.do(calls.recall, number, now=live_server.now)

    expect(handset.locator(".now p")).to_have_text("Panggilan kedua")
    assert len(handset.evaluate("window.buzzed")) == 2
    expect(handset.locator("[aria-live]")).to_have_text("Silakan ke loket 2 Panggilan kedua")


def test_title_follows_the_turn_and_a_missed_call_buzzes_too(live_server: LiveServer, handset: Page) -> None:
    office = live_server.office
    code = office.booked(9)
    number = office.scan(code, now=live_server.now).ticket
    opened(handset, f"/t/{code}")
    expect(handset).to_have_title(f"Duduk dulu · {number}")
    handset.locator(".number").tap()
    office.call(2, now=live_server.now)
    expect(handset).to_have_title(f"Silakan ke loket 2 · {number}")

    office.do(calls.miss, number, now=live_server.now)

    expect(handset).to_have_title(f"Sudah dipanggil · {number}")
    expect(handset.locator("[aria-live]")).to_contain_text("Nomor Anda sudah dipanggil pukul 09.0")
    assert len(handset.evaluate("window.buzzed")) == 2


def test_wait_that_lasts_longer_than_told_is_read_aloud(live_server: LiveServer, handset: Page) -> None:
    opened(handset, f"/t/{waiting(live_server, 0)}")

    live_server.office.tick(now=live_server.clock.forward(hours=1))

    expect(handset.locator(".now b")).to_contain_text("Lebih lama dari perkiraan, maaf.")
    expect(handset.locator("[aria-live]")).to_contain_text("Lebih lama dari perkiraan, maaf.")
    assert handset.evaluate("window.buzzed") == []


def test_nothing_is_shown_to_who_looks_or_did_not_ask(live_server: LiveServer, handset: Page) -> None:
    opened(handset, f"/t/{waiting(live_server, 0)}")
    handset.evaluate("window.away = true")

    serve_next(live_server)
    expect(handset.locator(".now")).to_contain_text("Silakan masuk sekarang")

    assert told(handset) == []


def test_asking_is_taken_back_by_the_same_button(live_server: LiveServer, handset: Page) -> None:
    opened(handset, f"/t/{waiting(live_server, 0)}")
    button = handset.get_by_role("button", name="Beri tahu saya")

    button.tap()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.tap()

    expect(button).to_have_attribute("aria-pressed", "false")
    expect(handset.get_by_text("Anda dikabari")).to_be_hidden()


def test_screen_stays_on_when_asked_and_again_after_a_look_elsewhere(live_server: LiveServer, handset: Page) -> None:
    opened(handset, f"/t/{waiting(live_server, 0)}")
    button = handset.get_by_role("button", name="Biarkan layar menyala")

    button.focus()
    handset.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    handset.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    handset.wait_for_function("window.locks.length === 2")
    handset.keyboard.press("Enter")

    expect(button).to_have_attribute("aria-pressed", "false")
    assert handset.evaluate("window.locks[1].released")


@pytest.mark.gate
def test_notice_of_the_push_service_is_shown_with_the_page_closed(
    live_server: LiveServer, whole_context: NewContext
) -> None:
    context = whole_context(permissions=["notifications"])
    phone, code = context.new_page(), waiting(live_server, 0)
    wire = context.new_cdp_session(phone)
    registrations: list[str] = []
    wire.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registrations.extend(each["registrationId"] for each in event["registrations"]),
    )
    wire.send("ServiceWorker.enable")
    keep(phone, f"/t/{code}")
    visit = live_server.office.booking(code).code_hash.hex()[:16]
    (worker,) = context.service_workers
    worker.evaluate(NOTE_SHOWN)
    titles = ("A-005: Anda berikutnya.", "A-005: Silakan masuk sekarang")

    for count, title in enumerate(titles, 1):
        told = {"title": title, "text": "Tunjukkan nomor A-005 di pintu.", "visit": visit, "lang": "id"}
        message = {"origin": live_server.url, "registrationId": registrations[-1], "data": json.dumps(told)}
        wire.send("ServiceWorker.deliverPushMessage", message)
        until(phone, lambda count=count: worker.evaluate("self.shown.length") == count)

    # The second takes the place of the first, since they have one tag.
    assert worker.evaluate("self.shown") == [[title, "Tunjukkan nomor A-005 di pintu.", visit] for title in titles]
    assert phone.evaluate(VISIT_OF_PATH) == visit


def test_phone_that_can_neither_shows_no_button(live_server: LiveServer, phone: Page) -> None:
    phone.add_init_script("delete window.Notification; delete Navigator.prototype.wakeLock")
    opened(phone, f"/t/{waiting(live_server, 0)}")

    for name in ("Beri tahu saya", "Biarkan layar menyala"):
        expect(phone.get_by_text(name)).to_be_hidden()


@pytest.mark.parametrize("vibrates", [True, False])
def test_only_a_phone_that_can_promises_to_vibrate(live_server: LiveServer, phone: Page, *, vibrates: bool) -> None:
    if not vibrates:
        phone.add_init_script("delete Navigator.prototype.vibrate")
    phone.goto(f"/t/{waiting(live_server, 0)}")

    expect(phone.get_by_text("Halaman ini bergetar")).to_be_visible(visible=vibrates)
    expect(phone.get_by_text("warnanya berubah")).to_be_visible(visible=not vibrates)


def test_page_without_scripts_asks_again_by_itself(live_server: LiveServer, plain_phone: Page) -> None:
    code = waiting(live_server, 0)
    plain_phone.goto(f"/t/{code}")

    expect(plain_phone.get_by_text("Halaman ini bergetar")).to_be_hidden()
    expect(plain_phone.get_by_text("warnanya berubah")).to_be_visible()
    assert plain_phone.locator("meta[http-equiv=refresh]").get_attribute("content") == "15"
    expect(plain_phone.get_by_text("Beri tahu saya")).to_be_hidden()
    serve_next(live_server)
    plain_phone.reload()

    expect(plain_phone.locator(".now")).to_contain_text("Silakan masuk sekarang")
