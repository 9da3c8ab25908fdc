"""What an office hands over, seen by clerks and changed by supervisors."""

import re
from typing import Any

from scheduler.db.models import DocumentType
from tests.scenes.factories import World
from tests.web.staff.members import sign_in, text_of

FORM = {
    "type": "KTP-el",
    "minutes": "7",
    "collectors": ["holder", "proxy"],
    "take_back": ["changed"],
    "bring_first": "resi\r\n\r\n pas foto ",
    "with_proxy": "surat kuasa bermeterai",
}


def ktp(office: World) -> DocumentType:
    return office.rows(DocumentType, DocumentType.code == "KTP-el")[0]


def test_clerk_sees_the_rules_and_cannot_change_them(client: Any, office: World) -> None:
    sign_in(client, office)
    before = ktp(office)

    page = client.get("/office/types", params={"type": "KTP-el"})
    sent = client.post("/office/types", data=FORM)

    assert "Kartu Identitas Anak" in text_of(page)
    assert "ayah atau ibu, wali, anggota keluarga satu KK, orang lain dengan surat kuasa" in text_of(page)
    assert "<textarea" not in page.text
    assert sent.status_code == 403
    assert ktp(office) == before


def test_supervisor_changes_a_type(client: Any, office: World) -> None:
    sign_in(client, office, role="supervisor")
    form = client.get("/office/types", params={"type": "KTP-el"}).text

    answer = client.post("/office/types", data=FORM)

    assert 'name="minutes"' in form
    assert re.search(r'<textarea[^>]*name="bring_changed"[^>]*>KTP lama</textarea>', form)
    assert re.search(r'<textarea[^>]*name="with_proxy"[^>]*>KTP asli pengambil\nsurat kuasa</textarea>', form)
    assert "KTP-el sudah diubah." in text_of(client.get(answer.headers["location"]))
    kind = ktp(office)
    assert (kind.minutes, kind.units, kind.collectors, kind.take_back) == (7, 2, ["holder", "proxy"], ["changed"])
    assert kind.bring == {"first": ["resi", "pas foto"], "changed": [], "moved_in": [], "damaged": [], "lost": []}
    assert kind.collector_bring == {"holder": [], "proxy": ["surat kuasa bermeterai"]}


def test_form_sent_back_unchanged_changes_nothing(client: Any, office: World) -> None:
    sign_in(client, office, role="supervisor")
    before = ktp(office)
    form = client.get("/office/types", params={"type": "KTP-el"}).text
    fields = dict(re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>(.*?)</textarea>', form, re.DOTALL))
    ticked = re.findall(r'name="(collectors|take_back)" value="(\w+)" checked', form)

    client.post(
        "/office/types",
        data={
            **fields,
            "type": "KTP-el",
            "minutes": "5",
            "collectors": [value for name, value in ticked if name == "collectors"],
            "take_back": [value for name, value in ticked if name == "take_back"],
        },
    )

    after = ktp(office)
    assert (after.minutes, after.units, after.collectors) == (before.minutes, before.units, before.collectors)
    assert (after.bring, after.collector_bring) == (before.bring, before.collector_bring)
    assert sorted(after.take_back) == sorted(before.take_back)


def test_what_makes_no_sense_is_said_and_what_was_typed_stays(client: Any, office: World) -> None:
    sign_in(client, office, role="supervisor")

    page = client.post("/office/types", data={**FORM, "minutes": "500", "collectors": []})

    assert page.status_code == 422
    assert "Menit: 1-120. Pilih paling sedikit satu pengambil." in text_of(page)
    assert "surat kuasa bermeterai" in page.text
    assert ktp(office).minutes == 5


def test_type_that_is_not_there_is_refused(client: Any, office: World) -> None:
    sign_in(client, office, role="supervisor")

    page = client.post("/office/types", data={**FORM, "type": "SIM"})

    assert page.status_code == 422
    assert "Jenis dokumen itu tidak dilayani kantor ini." in text_of(page)


def test_page_needs_somebody_signed_in(client: Any, office: World) -> None:
    assert client.get("/office/types").headers["location"].startswith("/login")


def test_supervisor_says_where_the_file_is_of_what_prints_itself(client: Any, office: World) -> None:
    sign_in(client, office, role="supervisor")
    form = {**FORM, "type": "KK", "file_page": "https://berkas.example/kk"}

    page = client.get("/office/types", params={"type": "KK"}).text
    saved = client.post("/office/types", data=form)
    refused = client.post("/office/types", data={**form, "file_page": "javascript:alert(1)"})

    assert 'name="file_by_message" value="true" checked' in page
    assert 'name="file_page"' not in client.get("/office/types", params={"type": "KTP-el"}).text
    assert saved.status_code == 303
    assert refused.status_code == 422
    assert "Alamat halaman: mulai dengan https://" in text_of(refused)
    kind = office.rows(DocumentType, DocumentType.code == "KK")[0]
    assert (kind.file_by_message, kind.file_page) == (False, "https://berkas.example/kk")
