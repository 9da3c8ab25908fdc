"""A person without a browser: told, booked, changed and cancelled wholly inside WhatsApp, by webhook and Cloud API."""

import itertools
import re
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from starlette.applications import Starlette
from starlette.testclient import TestClient

from scheduler.db.engine.database import Database
from scheduler.db.models import Booking, Message, Office
from scheduler.main import create_app
from scheduler.runtime.config import Settings
from scheduler.web.hooks import calls
from tests.conftest import Stopwatch
from tests.messages.cloud_api import CloudApi
from tests.messages.dialogue.writing import PHONE
from tests.scenes.factories import NINE, World, at
from tests.web.hooked import NUMBER, account, call, message, signed, status

pytestmark = pytest.mark.usefixtures("at_work")

LADDER = [{"channel": "whatsapp", "wait_minutes": 60}]


class Phone:
    """A simple phone: it writes by the webhook and reads what the Cloud API was given for it."""

    def __init__(self, client: TestClient, meta: CloudApi, clock: Stopwatch) -> None:
        self.client, self.meta, self.clock = client, meta, clock
        self.read = 0
        self._ids = itertools.count(1)

    def next(self) -> str:
        """The next message that comes: its words, or the name of its approved text."""
        self.read += 1
        self.meta.wait_for(self.read)
        return self.meta.said()[self.read - 1]

    def write(self, text: str, *, times: int = 1) -> str:
        """Write something, which Meta may deliver several times; what comes back."""
        now = self.clock.forward(seconds=20)
        body = call(messages=[message(f"wamid.in.{next(self._ids)}", text, now, phone=PHONE)])
        for _ in range(times):
            assert (
                self.client.post("/hooks/whatsapp/tanjungpinang", content=body, headers=signed(body)).status_code == 200
            )
        return self.next()

    def report(self, *statuses: dict[str, Any]) -> None:
        body = call(statuses=statuses)
        assert self.client.post("/hooks/whatsapp/tanjungpinang", content=body, headers=signed(body)).status_code == 200


@pytest.fixture
def app(database: Database, clock: Stopwatch, settings: Settings) -> Starlette:
    """With the worker, as `giliran serve` runs it."""
    return create_app(database, clock, settings.model_copy(update={"worker": "on"}))  # type: ignore[arg-type]


@pytest.fixture
def meta(httpserver: HTTPServer, office: World) -> CloudApi:
    """The office sends by WhatsApp, to a fake on this machine."""
    fake = CloudApi(httpserver, NUMBER)
    account(office, "whatsapp", base_url=fake.url)
    office.change(Office, office.office.id, ladder=LADDER, hold_back_minutes=0)
    return fake


@pytest.fixture
def phone(meta: CloudApi, office: World, client: TestClient, clock: Stopwatch) -> Phone:
    clock.now = NINE
    return Phone(client, meta, clock)


def states(office: World) -> list[tuple[str, str]]:
    return [(row.cause, row.state) for row in office.rows(Message)]


def test_everything_is_done_inside_whatsapp(office: World, phone: Phone, clock: Stopwatch):
    office.document("472.11/0412", phone=PHONE, now=at(8, 59))
    assert phone.next() == "giliran_ready"

    assert "siap diambil, pilih jadwalnya" in phone.write("Status saya gimana ya bu, sudah jadi belum", times=2)

    offered = phone.write("jadwal")
    assert len(re.findall(r"^\d\. ", offered, re.MULTILINE)) == 9

    assert phone.write("nomer 2 bu", times=3) == "giliran_booked"
    [booking] = office.rows(Booking)
    assert (booking.stage, phone.meta.pictures) == ("booked", 1)
    assert phone.meta.letters[-1]["template"]["components"][0]["parameters"] == [
        {"type": "image", "image": {"id": "picture-1"}}
    ]

    assert phone.write("ubah").startswith("Jadwal Anda ")
    assert phone.write("9999").startswith("Empat angka terakhir nomor registrasi tidak cocok.")
    assert phone.write("rubah 0412").startswith("Jadwal Anda sekarang ")
    assert phone.write("1") == "giliran_changed"
    assert office.rows(Booking)[0].slot_id != booking.slot_id

    told = phone.write("BATAL 0412")
    assert "dibatalkan. Dokumen tetap kami simpan." in told
    assert office.rows(Booking)[0].stage == "cancelled"

    assert phone.write("UBAH").startswith("Pilih jadwal untuk KTP-el (registrasi ...0412).")
    assert phone.write("STOP") == "Anda tidak akan menerima pesan lagi. Cek sendiri di testserver."
    assert phone.meta.said().count("giliran_booked") == phone.meta.said().count("giliran_changed") == 1
    assert len(phone.meta.letters) == phone.read, phone.meta.said()


@pytest.mark.postgres("statements")
def test_reports_of_answers_arrive_in_any_order(office: World, phone: Phone, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(calls, "AGAIN", (0.05,) * 200)  # a report may overtake the answer to the sending
    phone.write("STATUS")

    phone.report(status("wamid.out.1", "read", at(9, 2)), status("wamid.out.1", "delivered", at(9, 1)))
    phone.report(status("wamid.out.1", "sent", at(9, 1)))

    for _ in range(200):
        if states(office) == [("reply", "read")]:
            break
        phone.client.get("/healthz")
    assert states(office) == [("reply", "read")]
