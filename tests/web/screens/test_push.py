"""A phone asks to be told of its turn: who may be named as its push service, and what is written down of it."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from scheduler.db.models import Booking, PushSubscription
from scheduler.flow.booking import bookings
from scheduler.flow.counter import calls
from scheduler.flow.invitations.invitations import pass_of
from scheduler.runtime.config import Settings
from scheduler.web.citizen.contact.push import is_known_service
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World, at
from tests.support.push_service import Device, PushService

KNOWN = Settings.model_fields["push_hosts"].default
FCM = "https://fcm.googleapis.com/fcm/send/abc"


@pytest.fixture
def device() -> Device:
    return Device(PushService("https://fcm.googleapis.com/fcm/send"))


@pytest.fixture
def turned_off(settings: Settings) -> None:
    settings.push = "off"


def test_page_in_the_queue_offers_to_tell(client: TestClient, app: Any, office: World, clock: Stopwatch) -> None:
    pass_code = office.booked(9)
    before = client.get(f"/t/{pass_code}").text
    office.scan(pass_code)
    clock.now = NINE

    text = client.get(f"/t/{pass_code}").text

    assert "data-notify" not in before
    assert "data-notify" in text
    assert f'data-push="/t/{pass_code}/push" data-key="{app.state.push_key}"' in text
    assert "/static/waiting.js" in text
    assert f'data-visit="{office.booking(pass_code).code_hash.hex()[:16]}"' in text
    assert '<noscript><meta http-equiv="refresh" content="15"></noscript>' in text


def test_asking_and_taking_back(client: TestClient, office: World, device: Device) -> None:
    path = f"/t/{office.booked(9)}/push"

    asked = client.post(path, json=device.subscription, headers={"Cookie": "lang=en"})
    kept = [(row.endpoint, row.p256dh, row.language, row.ended_at) for row in office.rows(PushSubscription)]
    taken_back = client.request("DELETE", path, json={"endpoint": device.browser.endpoint})

    assert (asked.status_code, taken_back.status_code) == (204, 204)
    assert kept == [(device.browser.endpoint, device.browser.p256dh, "en", None)]
    assert [row.ended_at is None for row in office.rows(PushSubscription)] == [False]


USUAL = (
    FCM,
    "https://updates.push.services.mozilla.com/wpush/v2/abc",
    "https://web.push.apple.com/abc",
    "https://sg2p.notify.windows.com:443/w/?token=abc",
)
FOREIGN = (
    "http://fcm.googleapis.com/x",
    "https://fcm.googleapis.com:8443/x",
    "https://fcm.googleapis.com.example.org/x",
    "https://evilfcm.googleapis.com.example/x",
    "https://notfcm.googleapis.com/x",
    "https://fcm.googleapis.com@127.0.0.1/x",
    "https://127.0.0.1/x",
    "https://[::1]/x",
    "https://169.254.169.254/latest",
    "https://10.0.0.1\\@fcm.googleapis.com/x",
    "https://fcm.googleapis.com\r\n.example/x",
    "https://localhost/x",
    "https://[/x",
    "https://push.apple.com:x/",
    "https://push.apple.com:/",
    "https://a..push.apple.com/x",
    "https://" + "a" * 64 + ".push.apple.com/x",
    "https://.push.apple.com/x",
    "https://10.0.0.1;.push.apple.com/x",
    "file:///etc/passwd",
    "x",
)


def test_services_of_the_usual_browsers_are_known() -> None:
    assert [endpoint for endpoint in USUAL if not is_known_service(endpoint, KNOWN)] == []


def test_any_other_address_is_foreign() -> None:
    assert [endpoint for endpoint in FOREIGN if is_known_service(endpoint, KNOWN)] == []


def test_foreign_address_is_refused(client: TestClient, office: World, device: Device) -> None:
    path = f"/t/{office.booked(9)}/push"

    answers = [client.post(path, json=device.subscription | {"endpoint": endpoint}) for endpoint in FOREIGN]

    assert [answer.status_code for answer in answers] == [422] * len(FOREIGN)
    assert office.rows(PushSubscription) == []


def test_an_origin_may_be_named_whole() -> None:
    assert is_known_service("http://127.0.0.1:9000/x", "push.apple.com, http://127.0.0.1:9000")
    assert not is_known_service("http://127.0.0.1:9001/x", "push.apple.com, http://127.0.0.1:9000")
    assert not is_known_service("https://anything.example/x", "")


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "https://fcm.googleapis.com/" + "x" * 1000},
        {"endpoint": ""},
        {"keys": {}},
        {"keys": {"p256dh": "AAAA", "auth": "AAAAAAAAAAAAAAAAAAAAAA"}},
        {"keys": {"p256dh": "B" + "A" * 86, "auth": "AAAAAAAAAAAAAAAAAAAAAA"}},
        {"keys": {"p256dh": "?", "auth": "?"}},
    ],
)
def test_subscription_that_cannot_be_one_is_refused(
    client: TestClient, office: World, device: Device, wrong: dict[str, Any]
) -> None:
    answer = client.post(f"/t/{office.booked(9)}/push", json=device.subscription | wrong)

    assert (answer.status_code, office.rows(PushSubscription)) == (422, [])


def test_secret_of_another_length_is_refused(client: TestClient, office: World, device: Device) -> None:
    keys = device.subscription["keys"] | {"auth": "AAAA"}

    assert client.post(f"/t/{office.booked(9)}/push", json=device.subscription | {"keys": keys}).status_code == 422


def test_other_sites_and_unknown_passes_and_old_visits_are_refused(
    client: TestClient, office: World, device: Device
) -> None:
    pass_code, over = office.booked(9), office.booked(9)
    office.database.run(bookings.cancel, over, ref4=None, by="citizen", now=NINE)

    foreign = client.post(f"/t/{pass_code}/push", json=device.subscription, headers={"Sec-Fetch-Site": "cross-site"})
    unknown = client.post("/t/0000-0000-0000-0000/push", json=device.subscription)
    late = client.post(f"/t/{over}/push", json=device.subscription)

    assert (foreign.status_code, unknown.status_code, late.status_code) == (403, 404, 409)
    assert office.rows(PushSubscription) == []


@pytest.mark.usefixtures("turned_off")
def test_nothing_is_kept_where_nothing_is_sent(
    client: TestClient, office: World, device: Device, clock: Stopwatch
) -> None:
    pass_code = office.booked(9)
    office.scan(pass_code)
    clock.now = NINE

    text = client.get(f"/t/{pass_code}").text

    assert "data-notify" in text
    assert "data-key" not in text
    assert client.post(f"/t/{pass_code}/push", json=device.subscription).status_code == 404


# --- words of a visit that is over


def test_number_of_a_walk_in_is_told_to_be_over_not_an_appointment(
    client: TestClient, office: World, clock: Stopwatch
) -> None:
    arrival = office.walk_in()
    pass_code = office.read(lambda s: pass_of(s.get_one(Booking, arrival.booking_id)))
    office.call(1)
    office.do(calls.miss, arrival.ticket)
    clock.now = at(8, day=1)
    office.tick(now=clock.now)

    text = client.get(f"/t/{pass_code}").text

    assert f"Nomor antrean {arrival.ticket} sudah tidak berlaku" in text
    assert "Tidak apa-apa, dokumen tetap kami simpan." in text
    assert "Jadwal sudah lewat" not in text
