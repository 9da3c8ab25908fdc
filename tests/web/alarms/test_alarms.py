"""The page of alarms: switched on and set, those that ring on every page, and somebody who sees to one."""

import re
from typing import Any

import pytest
from sqlmodel import col

from scheduler.db.models import AlarmRule, DeedRow
from scheduler.domain.alarms.kinds import KINDS, Alarm
from scheduler.domain.audit.deeds import Deed
from scheduler.flow.screens import alarm_contacts
from scheduler.flow.screens.alarm_contacts import NewContact
from tests.conftest import Stopwatch
from tests.scenes.alarms import failed_backup, looked, rings, switched_on
from tests.scenes.factories import NINE, World, at
from tests.web.staff.members import sign_in, text_of

PAGE = "/office/settings/alarms"
RINGS = "pembuatan cadangan data gagal, sejak 08.50."


@pytest.fixture
def leads(client: Any, office: World, clock: Stopwatch) -> Any:
    sign_in(client, office, name="Sari", role="supervisor")
    clock.now = at(9, 1)
    return client


def ringing(office: World) -> int:
    switched_on(office, Alarm.BACKUP_OLD)
    failed_backup(office, at(8, 50))
    looked(office, NINE, at(9, 1))
    return rings(office)[0].id


def form_of(page: Any, alarm: str) -> str:
    found = re.search(rf'<form[^>]*data-alarm="{alarm}".*?</form>', page.text, re.DOTALL)
    assert found
    return found[0]


def test_all_are_off_and_nothing_goes_out(leads: Any) -> None:
    page = leads.get(PAGE)

    assert "Semuanya mati: tidak ada kabar yang keluar." in text_of(page)
    assert page.text.count("data-alarm=") == len(KINDS)
    assert " checked" not in page.text


@pytest.mark.postgres("statements")
def test_supervisor_switches_one_on_and_it_is_written_down(leads: Any, office: World) -> None:
    answer = leads.post(f"{PAGE}/hall_full", data={"is_on": "1", "threshold": "15", "hours": "open"})

    page = leads.get(answer.headers["location"])
    assert "Alarm dinyalakan." in text_of(page)
    assert 'value="15"' in form_of(page, "hall_full")
    (deed,) = office.rows(DeedRow, col(DeedRow.deed) == Deed.ALARM_CHANGED)
    assert deed.about == "hall_full"


def test_manager_who_leads_no_day_may_too(client: Any, office: World) -> None:
    sign_in(client, office, name="Mira", role="manager")

    assert client.get(PAGE).status_code == 200
    assert client.post(f"{PAGE}/hall_full", data={"hours": "open"}).status_code == 303


@pytest.mark.parametrize("role", ["clerk", "guard"])
def test_others_see_neither_page_nor_alarm(client: Any, office: World, clock: Stopwatch, role: str) -> None:
    sign_in(client, office, name="Rudi", role=role)
    clock.now = at(9, 1)
    ringing(office)

    assert client.get(PAGE).status_code == 403
    assert RINGS not in text_of(client.get("/office/documents" if role == "clerk" else "/door"))


def test_what_is_wrong_is_said_and_stays_as_it_was_typed(leads: Any, office: World) -> None:
    budi = office.do(alarm_contacts.add_contact, NewContact("Budi", "0812-3456-7890"))

    answer = leads.post(f"{PAGE}/hall_full", data={"is_on": "1", "threshold": "0", "hours": "always"})

    assert answer.status_code == 422
    assert "Tulis angka dari 1 sampai 480. Pilih paling sedikit satu orang yang dikabari." in text_of(answer)
    form = form_of(answer, "hall_full")
    assert 'value="0"' in form
    assert '<option value="always" selected>' in form
    assert f'name="told" value="{budi.id}">' in form
    assert f'name="told" value="{budi.id}" checked>' in form_of(answer, "long_wait")
    assert office.rows(AlarmRule) == []


@pytest.mark.parametrize("typed", ["sepuluh", "9" * 30])
def test_what_is_no_number_is_said_too(leads: Any, typed: str) -> None:
    answer = leads.post(f"{PAGE}/hall_full", data={"is_on": "1", "threshold": typed, "hours": "open"})

    assert answer.status_code == 422
    assert "Tulis angka dari 1 sampai 480." in text_of(answer)
    assert f'value="{typed}"' in form_of(answer, "hall_full")


@pytest.mark.parametrize("told", ["9" * 5000, "Budi", "-1"])
def test_receiver_that_nobody_can_be_is_refused(leads: Any, told: str) -> None:
    answer = leads.post(f"{PAGE}/hall_full", data={"is_on": "1", "threshold": "15", "hours": "open", "told": told})

    assert answer.status_code == 422


def test_unknown_alarm_is_refused_on_the_page(leads: Any) -> None:
    answer = leads.post(f"{PAGE}/fire", data={"is_on": "1", "hours": "open"})

    assert answer.status_code == 404
    assert "Alarm itu tidak ada." in text_of(answer)


def test_server_is_not_set_by_one_of_several_offices(leads: Any, elsewhere: World) -> None:
    page = leads.get(PAGE)

    assert page.text.count("data-alarm=") == sum(not kind.of_server for kind in KINDS.values())
    assert "diatur oleh kantor yang ditunjuk pengelola server" in text_of(page)
    assert leads.post(f"{PAGE}/disk_low", data={"is_on": "1", "threshold": "5", "hours": "open"}).status_code == 403


@pytest.mark.postgres("statements")
def test_alarm_rings_on_every_page_until_it_is_over(leads: Any, office: World) -> None:
    ringing(office)

    for path in ("/office/documents", "/office/hall", PAGE):
        assert RINGS in text_of(leads.get(path))


def test_whoever_sees_to_it_is_named_and_may_say_so_twice(leads: Any, office: World) -> None:
    number = ringing(office)

    for _ in range(2):
        answer = leads.post(f"{PAGE}/rings/{number}/taking")
        assert answer.status_code == 303
    page = leads.get(answer.headers["location"])

    assert "Tercatat: Anda yang mengurus." in text_of(page)
    assert "Diurus Sari sejak 09.01." in text_of(page)
    assert "sedang diurus" in text_of(page)
    assert "Saya urus" not in text_of(page)


def test_alarm_that_is_over_is_in_nobodys_hand(leads: Any) -> None:
    answer = leads.post(f"{PAGE}/rings/7/taking")

    assert answer.status_code == 404
    assert "Alarm itu sudah selesai." in text_of(answer)


def test_auditor_looks_and_changes_nothing(client: Any, office: World, clock: Stopwatch) -> None:
    sign_in(client, office, name="Tari", role="auditor")
    clock.now = at(9, 1)
    number = ringing(office)

    page = client.get(PAGE)
    assert RINGS in text_of(page)
    assert "Saya urus" not in text_of(page)
    assert 'data-shows><fieldset class="read" disabled>' in form_of(page, "backup_old")
    assert 'name="is_on" value="1" checked' in form_of(page, "backup_old")
    assert "Simpan" not in text_of(page)
    assert client.post(f"{PAGE}/rings/{number}/taking").status_code == 403
    assert client.post(f"{PAGE}/hall_full", data={"hours": "open"}).status_code == 403


def test_those_that_rang_are_kept(leads: Any, office: World) -> None:
    ringing(office)
    switched_on(office, Alarm.BACKUP_OLD, is_on=False, now=at(9, 30))

    page = text_of(leads.get(PAGE))
    assert "08.50-09.30 Pembuatan cadangan data gagal. Dikabarkan 1 kali." in page
