"""The page asks whether messages may be sent, where the office wants to know."""

import pytest
from starlette.testclient import TestClient

from scheduler.db.models import Consent, Office
from scheduler.flow.core.consents import may_be_told
from tests.scenes.factories import World
from tests.web.booking.test_invitation import choices

PHONE = "+6281234567890"
ASKED = "Kirimi saya kabar lewat WhatsApp atau SMS"


@pytest.fixture
def code(office: World) -> str:
    office.change(Office, office.office.id, asks_consent=True)
    return office.invitation(phone=PHONE)


def told(office: World) -> bool:
    return office.read(lambda session: may_be_told(session, session.get_one(Office, office.office.id), PHONE))


def test_page_asks_only_where_the_office_does(client: TestClient, office: World):
    code = office.invitation(phone=PHONE)

    assert ASKED not in client.get(f"/i/{code}").text
    office.change(Office, office.office.id, asks_consent=True)
    page = client.get(f"/i/{code}").text
    assert ASKED in page
    assert 'name="tell_me" value="true" checked' not in page


def test_tick_is_a_consent_of_the_phone_that_is_told(client: TestClient, office: World, code: str):
    answer = client.post(f"/i/{code}/booking", data=choices(office, tell_me="true"))

    assert answer.status_code == 303
    assert [(row.given, row.source, row.by) for row in office.rows(Consent)] == [(True, "page", "citizen")]
    assert told(office)


def test_without_the_tick_nothing_is_agreed(client: TestClient, office: World, code: str):
    client.post(f"/i/{code}/booking", data=choices(office))

    assert office.rows(Consent) == []
    assert not told(office)


def test_refused_booking_agrees_to_nothing_and_keeps_the_tick(client: TestClient, office: World, code: str):
    slot = office.slot()
    office.change(type(slot), slot.id, taken=slot.capacity)

    page = client.post(f"/i/{code}/booking", data=choices(office, tell_me="true"))

    assert office.rows(Consent) == []
    assert 'name="tell_me" value="true"' in page.text


def test_household_without_a_phone_has_nothing_to_agree_for(client: TestClient, office: World):
    office.change(Office, office.office.id, asks_consent=True)

    client.post(f"/i/{office.invitation()}/booking", data=choices(office, tell_me="true"))

    assert office.rows(Consent) == []
