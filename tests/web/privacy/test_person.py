"""The page by which an office answers one person who asks what it keeps of them, or that it be erased."""

import html
import io
import json
import re
from typing import Any
from zipfile import ZipFile

import pytest

from scheduler.db.models import Document
from scheduler.domain.applying import checking
from scheduler.domain.applying.procedures import RELATIONS
from scheduler.domain.delivery import requests
from scheduler.flow.core import consents
from scheduler.flow.invitations import waiters
from scheduler.flow.regency import transfers
from scheduler.web.office.privacy import values
from tests.conftest import Stopwatch
from tests.flow.privacy.test_person import NIK, surrounded
from tests.scenes.factories import NINE, World
from tests.web.staff.members import sign_in, text_of

PATH = "/office/settings/person"


@pytest.fixture(autouse=True)
def _in_the_office(client: Any, office: World, clock: Stopwatch) -> None:
    clock.now = NINE
    sign_in(client, office, name="Sari", role="manager")


def test_page_says_how_much_there_is_and_nothing_of_it(client: Any, office: World) -> None:
    surrounded(office)

    page = client.post(PATH, data={"person": NIK})

    assert "Dokumen: 1" in text_of(page)
    assert "Catatan penyerahan" in text_of(page)
    assert "Siti" not in page.text


@pytest.mark.postgres("statements")
def test_file_has_a_page_to_read_and_data_for_a_machine(client: Any, office: World) -> None:
    surrounded(office)

    answer = client.post(f"{PATH}/file", data={"person": NIK, "proved": "true"})

    archive = ZipFile(io.BytesIO(answer.content))
    assert archive.namelist() == ["data.json", "data.html"]
    data = json.loads(archive.read("data.json"))
    assert data["documents"][0]["nik"] == NIK
    assert data["kept_after_erasure"][0]["rows"] == 1
    page = archive.read("data.html").decode()
    assert "Siti Rahmawati" in page
    assert "Budi Kuasa" not in page
    assert "src=" not in page


def test_page_to_read_says_no_codes(client: Any, office: World) -> None:
    surrounded(office)

    answer = client.post(f"{PATH}/file", data={"person": NIK, "proved": "true"})

    page = ZipFile(io.BytesIO(answer.content)).read("data.html").decode()
    read = dict.fromkeys(html.unescape(each) for each in re.findall("<(?:dd|td)>(.*?)</", page, re.DOTALL))
    assert "Yang tetap disimpan bila Anda meminta penghapusan" in page
    for said in (
        "petugas no. 1",
        "warga",
        "sesuai urutan",
        "orang lain dengan surat kuasa",
        "Dokumen diserahkan",
        "Pos",
    ):
        assert said in read, said
    assert not [each for each in read if re.fullmatch(r"[a-z]+(_[a-z]+)+|(staff|place|token):.*", each)]


def test_every_code_of_a_column_has_its_words() -> None:
    assert set(values.WAYS) == {*requests.WAYS, requests.TO_EMAIL, requests.TO_PHONE, requests.TO_OTHER_EMAIL}
    assert set(values.REQUEST_STATES) == {requests.ASKED, *requests.ANSWERED, requests.TAKEN_BACK, requests.SENT}
    assert set(values.TRANSFER_STATES) == {transfers.SENT, transfers.ARRIVED, transfers.REFUSED, transfers.TAKEN_BACK}
    assert set(values.ITEM_STATES) == {checking.EMPTY, checking.SENT, checking.ACCEPTED, *checking.ASKED}
    assert set(values.RELATIONS) == set(RELATIONS)
    assert set(values.WAITING_LIST) == {waiters.WAITING, waiters.OFFERED, waiters.TAKEN, waiters.LAPSED, waiters.LEFT}
    said = {consents.PAGE, consents.MESSAGE, consents.STOP, consents.NOT_MINE, consents.CONFIRMED}
    assert set(values.SAID["consents", "how"]) == said


def test_nothing_is_given_or_erased_before_somebody_looked_who_asks(client: Any, office: World) -> None:
    surrounded(office)

    for what in ("file", "erasure"):
        answer = client.post(f"{PATH}/{what}", data={"person": NIK})
        assert answer.status_code == 422
        assert "Belum dicentang" in text_of(answer)
        assert f'value="{NIK}"' in answer.text
    assert office.rows(Document)[0].nik == NIK


def test_erasure_lists_what_stays(client: Any, office: World) -> None:
    surrounded(office)

    page = text_of(client.post(f"{PATH}/erasure", data={"person": NIK, "proved": "true"}))

    assert "Data sudah dihapus" in page
    assert "Catatan penyerahan" in page
    assert office.rows(Document)[0].nik is None


def test_what_is_under_way_is_refused_with_what_to_do(client: Any, office: World) -> None:
    document = office.document(nik=NIK)

    answer = client.post(f"{PATH}/erasure", data={"person": NIK, "proved": "true"})

    assert answer.status_code == 409
    assert f"Dokumen {document.reference} belum selesai" in text_of(answer)


def test_unknown_stays_typed(client: Any, office: World) -> None:
    answer = client.post(PATH, data={"person": "tidak ada"})

    assert answer.status_code == 404
    assert 'value="tidak ada"' in answer.text


def test_others_than_managers_may_not(client: Any, office: World) -> None:
    surrounded(office)
    for role in ("supervisor", "clerk", "auditor"):
        sign_in(client, office, name=f"X {role}", role=role)
        assert client.post(f"{PATH}/file", data={"person": NIK, "proved": "true"}).status_code == 403
        assert client.post(f"{PATH}/erasure", data={"person": NIK, "proved": "true"}).status_code == 403
