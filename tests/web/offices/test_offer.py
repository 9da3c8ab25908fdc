"""The pages on which an office says what it offers, and what citizens read of that."""

import re
from typing import Any

import pytest

from scheduler.db.models import DocumentType, Service
from scheduler.domain.offices.called import TypeName
from scheduler.domain.offices.offer import ServiceFacts, TypeFacts
from scheduler.flow.calendar import closures
from scheduler.flow.calendar.closures import NewClosure
from scheduler.flow.offices.offered_types import describe_type
from scheduler.flow.offices.services import edit_service
from scheduler.web.shared.public.live import LASTS
from tests.conftest import Stopwatch
from tests.scenes.applications import begun
from tests.scenes.factories import EARLY, MONDAY, World
from tests.web.staff.members import sign_in, text_of

COUNTERS = "/office/settings/counters"
SERVICES, TYPES = "/office/settings/services", "/office/settings/types"
LEGALISIR = {"letter": "D", "name": " Legalisir ", "name_en": "Certified copies", "counters": ["1", "3"], "units": "4"}
CARD = {
    "code": "nelayan",
    "letter": "B",
    "minutes": "12",
    "name": "Kartu Nelayan",
    "short_name": "kartu nelayan",
    "name_en": "Fisher's card",
    "spellings": "KN\r\n kartu laut ",
}


def kind_of(office: World, code: str) -> DocumentType:
    return office.rows(DocumentType, DocumentType.code == code)[0]


@pytest.mark.parametrize("path", [SERVICES, TYPES])
def test_pages_are_for_those_who_manage_the_office(client: Any, office: World, path: str) -> None:
    sign_in(client, office)
    assert client.get(path).status_code == 403
    assert client.post(path, data=LEGALISIR).status_code == 403
    assert len(office.rows(Service)) == 3


def test_fourth_service_is_read_at_once_by_everybody(client: Any, office: World) -> None:
    sign_in(client, office, role="supervisor manager")
    assert 'name="units"' in client.get(SERVICES, params={"new": "1"}).text

    answer = client.post(SERVICES, data=LEGALISIR)

    assert "D Legalisir tersimpan" in text_of(client.get(answer.headers["location"]))
    public = f"/o/{office.office.code}"
    assert "Legalisir" in text_of(client.get(public))
    english = text_of(client.get(public, params={"lang": "en"}))
    assert "Certified copies" in english
    assert "Legalisir" not in english
    assert 'value="D"' in client.get("/door", params={"lang": "id"}).text


def test_service_is_changed_retired_and_opened_again(client: Any, office: World, clock: Stopwatch) -> None:
    sign_in(client, office, role="supervisor manager")
    client.post(SERVICES, data=LEGALISIR)
    form = client.get(SERVICES, params={"service": "D"}).text
    assert 'value="Legalisir"' in form
    assert re.findall(r'name="counters" value="(\d)" checked', form) == ["1", "3"]
    assert 'name="units"' not in form

    client.post(SERVICES, data={"service": "D", "letter": "L", "name": "Legalisir", "counters": "2"})
    stopped = client.post(f"{SERVICES}/retiring", data={"service": "L"})

    assert "L Legalisir sudah dihentikan." in text_of(client.get(stopped.headers["location"]))
    assert "Legalisir" not in text_of(client.get(f"/o/{office.office.code}"))
    client.post(f"{SERVICES}/resuming", data={"service": "L"})
    clock.now += LASTS
    assert "Legalisir" in text_of(client.get(f"/o/{office.office.code}"))


def test_refused_service_keeps_what_was_typed(client: Any, office: World) -> None:
    sign_in(client, office, role="supervisor manager")

    answer = client.post(SERVICES, data={**LEGALISIR, "name": "Akta cerai", "counters": "2", "units": "0"})

    assert answer.status_code == 422
    assert "Nama ini menyebut akta yang mana." in text_of(answer)
    assert "Satuan per jadwal: 1-1000." in text_of(answer)
    assert 'value="Akta cerai"' in answer.text
    assert re.findall(r'name="counters" value="(\d)" checked', answer.text) == ["2"]
    assert '<option value="D" selected>' in answer.text


def test_service_that_is_needed_says_what_to_do(client: Any, office: World) -> None:
    sign_in(client, office, role="supervisor manager")

    answer = client.post(f"{SERVICES}/retiring", data={"service": "A"})

    assert answer.status_code == 409
    assert "masih menangani KTP-el, Kartu Identitas Anak. Pindahkan jenis dokumen itu" in text_of(answer)
    assert client.post(f"{SERVICES}/retiring", data={"service": "Q"}).status_code == 404


def test_type_of_the_catalogue_stands_ready_to_be_added(client: Any, office: World) -> None:
    sign_in(client, office, role="supervisor manager")

    form = client.get(TYPES, params={"add": "SKPWNI"}).text

    assert 'value="Surat Keterangan Pindah"' in form
    assert '<option value="self_print" selected>' in form
    assert '<option value="household" selected>' in form
    assert '<option value="B" selected>' in form
    assert "Jenis dokumen baru" not in text_of(client.get(TYPES, params={"add": "paspor"}))


def test_type_of_the_office_s_own_is_called_so_everywhere(client: Any, office: World) -> None:
    sign_in(client, office, role="supervisor manager")

    answer = client.post(TYPES, data=CARD)

    page = client.get(answer.headers["location"])
    assert "Kartu Nelayan sudah ditambahkan." in text_of(page)
    assert 'name="bring_first"' in page.text
    kind = kind_of(office, "nelayan")
    assert (kind.spellings, kind.units, kind.hands_over) == (["KN", "kartu laut"], 3, True)
    document = office.document(type="Kartu Laut")
    assert document.title == "kartu nelayan"  # what clerks read of it at the counter and on labels
    for lists in ("/office/documents", "/office/documents/new"):
        assert '<option value="nelayan">Kartu Nelayan</option>' in client.get(lists).text
    link = f"/i/{office.code(document)}"
    assert "Kartu Nelayan" in text_of(client.get(link))
    assert "Fisher's card" in text_of(client.get(link, params={"lang": "en"}))


def test_english_of_a_service_is_said_where_no_one_office_is_spoken_of(client: Any, office: World) -> None:
    facts = ServiceFacts("C", "Foto", "Photographs", (3,))
    office.database.run(edit_service, office.office, "C", facts, by="staff:1", now=EARLY)
    service = office.rows(Service, Service.letter == "C")[0]
    office.do(closures.shut, NewClosure(MONDAY, None, "Alat rusak", service.id))
    sign_in(client, office, role="supervisor manager")

    for path in ("/", COUNTERS, f"{COUNTERS}/3"):
        said = text_of(client.get(path, params={"lang": "en"}))
        assert "Photographs" in said
        assert "Foto" not in said


def test_application_and_api_say_a_type_by_its_new_name(client: Any, office: World) -> None:
    facts = TypeFacts(TypeName("Kartu Warga"), material="blangko KTP-el")
    office.database.run(describe_type, office.office, "KTP-el", facts, by="staff:1", now=EARLY)
    new = {"reference": "1", "type": "KTP-el", "holder": {"name": "Siti"}, "channel": "self_print"}

    headline = client.get(f"/a/{begun(office)}").text
    refused = client.post(
        f"/api/v1/offices/{office.office.code}/documents",
        json=new,
        headers={"Authorization": f"Bearer {office.token()}"},
    )

    assert "Permohonan Kartu Warga" in re.findall(r"<h1.*?</h1>", headline, re.DOTALL)[0]
    assert refused.json()["detail"] == "Kartu Warga tidak bisa dicetak sendiri."


def test_the_second_of_two_who_change_the_same_sees_what_the_first_did(client: Any, office: World) -> None:
    sign_in(client, office, role="supervisor manager")
    service = {**_hidden(client.get(SERVICES, params={"service": "C"})), "letter": "C", "counters": "3"}
    kind = {**_hidden(client.get(TYPES, params={"type": "KK"})), "channel": "self_print", "whose": "household"}
    client.post(SERVICES, data={**service, "name": "Perekaman dan IKD"})
    client.post(TYPES, data={**kind, "name": "Kartu Rumah Tangga"})

    late = [client.post(SERVICES, data={**service, "name": "Foto"}), client.post(TYPES, data={**kind, "name": "KK"})]

    for answer, now in zip(late, ("C · Perekaman dan IKD · loket 3", "Kartu Rumah Tangga · "), strict=True):
        assert answer.status_code == 409
        assert "baru saja diubah orang lain" in text_of(answer)
        assert f"Sekarang berlaku: {now}" in text_of(answer)
    assert 'value="Foto"' in late[0].text
    assert kind_of(office, "KK").name == "Kartu Rumah Tangga"
    again = client.post(SERVICES, data={**service, **_hidden(late[0]), "name": "Foto"})
    assert again.status_code == 303


def _hidden(page: Any) -> dict[str, str]:
    """What the form of one service or type carries along; it stands before those that retire one of a list."""
    fields = re.findall(r'<input type="hidden" name="(service|type|seen)" value="([^"]+)">', page.text)
    return dict(reversed(fields))


def test_manager_who_does_not_lead_is_led_to_no_page_of_others(client: Any, office: World) -> None:
    sign_in(client, office, role="manager")

    answer = client.post(TYPES, data=CARD)

    page = client.get(answer.headers["location"])
    assert "Kartu Nelayan tersimpan, dilayani di antrean B." in text_of(page)
    assert "/office/types" not in page.text
    assert client.get(SERVICES, params={"service": "A"}).status_code == 200


def test_refused_type_keeps_what_was_typed(client: Any, office: World) -> None:
    sign_in(client, office, role="supervisor manager")

    answer = client.post(TYPES, data={**CARD, "code": "KIA", "spellings": "kartu keluarga", "material": "emas"})

    told = text_of(answer)
    assert answer.status_code == 422
    assert "Kode itu sudah dipakai" in told
    assert "Salah satu tulisan itu sudah berarti jenis dokumen lain." in told
    assert "Pilih blangko dari daftar." in told
    assert 'value="Kartu Nelayan"' in answer.text
    assert "kartu keluarga</textarea>" in answer.text
    assert len(office.rows(DocumentType)) == 5


def test_type_is_renamed_moved_and_retired(client: Any, office: World) -> None:
    office.booked(type="KIA")
    sign_in(client, office, role="supervisor manager")
    form = client.get(TYPES, params={"type": "KIA"})
    assert "Ada 1 jadwal warga untuk jenis ini di antrean A." in text_of(form)

    renamed = {"type": "KIA", "name": "Kartu Anak", "material": "blangko KIA", "whose": "child"}
    assert client.post(TYPES, data=renamed).status_code == 303
    moved = client.post(f"{TYPES}/moving", data={"type": "KIA", "letter": "C"})
    refused = client.post(f"{TYPES}/retiring", data={"type": "KIA"})

    assert "Kartu Anak tersimpan, dilayani di antrean C." in text_of(client.get(moved.headers["location"]))
    assert "Kartu Anak belum bisa dihentikan: dokumen yang belum selesai: 1," in text_of(refused)
    client.post(f"{TYPES}/retiring", data={"type": "akta"})
    assert "akta pencatatan sipil sudah dihentikan." in text_of(client.get(TYPES, params={"done": "akta"}))
    client.post(f"{TYPES}/resuming", data={"type": "akta"})
    assert kind_of(office, "akta").retired_at is None


def test_form_of_a_type_sent_back_unchanged_changes_nothing(client: Any, office: World) -> None:
    sign_in(client, office, role="supervisor manager")
    before = kind_of(office, "KK")
    form = client.get(TYPES, params={"type": "KK"}).text
    fields = dict(re.findall(r'<input id="[\w-]+" name="(\w+)" value="([^"]*)"', form))
    chosen = dict(
        re.findall(
            r'<select id="(channel|material|whose)"(?:(?!</select>).)*<option value="(\w*)" selected', form, re.DOTALL
        )
    )

    assert client.post(TYPES, data={"type": "KK", **fields, **chosen}).status_code == 303

    assert kind_of(office, "KK") == before
