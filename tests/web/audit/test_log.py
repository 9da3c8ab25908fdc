"""The log is one list of what was done, which is looked through and taken along; who may not manage does not see it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from scheduler.db.models import Document, Seal
from scheduler.domain.audit.deeds import Deed
from scheduler.flow.core.audit import note_deed
from scheduler.flow.core.disclosing import disclose
from scheduler.web.office.audit import log
from scheduler.web.office.shared import audit_words as words
from tests.conftest import Stopwatch
from tests.scenes.audited import seal
from tests.scenes.factories import NINE, World
from tests.web.staff.members import sign_in, text_of

NIK = "2172015203850001"


@pytest.fixture(autouse=True)
def _at_work(client: Any, office: World, clock: Stopwatch) -> None:
    """Sari manages the office."""
    sign_in(client, office, name="Sari", role="manager")
    clock.now = NINE


def noted(office: World, deed: Deed = Deed.TEXT_CHANGED, *, by: str = "staff:1", now=NINE, **facts: Any) -> None:
    office.database.run(note_deed, office.office.id, deed, by=by, now=now, **facts)


def shown(office: World, document: Document) -> None:
    def step(session: Session) -> None:
        row = session.get_one(Document, document.id)
        disclose(session, office.office, row, fields=["nik"], place="documents", by="staff:1", now=NINE)

    office.database.run(step)


def found(client: Any, **query: str) -> str:
    return text_of(client.get("/office/audit", params=query))


@pytest.mark.postgres("statements")
def test_moves_disclosures_and_deeds_are_one_list(client: Any, office: World):
    document = office.document("R/1", nik=NIK, holder="Siti Aminah")
    shown(office, document)
    noted(office, about="ready", was={"text": "a"}, became={"text": "b"})

    text = found(client)

    assert "Sari mengubah teks pesan ready." in text
    assert "teks: a → b" in text
    assert "Sari melihat NIK milik R/1." in text
    assert "mengubah dokumen R/1 dari" in text


def test_switches_roles_and_colleagues_elsewhere_are_said_in_words(client: Any, office: World, elsewhere: World):
    noted(office, Deed.ROLES_CHANGED, was={"roles": "clerk"}, became={"roles": "supervisor manager"})
    noted(office, became={"guarded": True, "with_secret": False})
    there = sign_in(client, elsewhere, name="Petrus", role="manager")
    elsewhere.database.run(note_deed, None, Deed.BACKUP_MADE, by=f"staff:{there}", now=NINE, about="x.tar")
    sign_in(client, office, name="Sari", role="manager")

    text = found(client)

    assert "peran: Petugas loket → Pengawas, Pengelola" in text
    assert "Petugas pintu memindai yang masuk: ya" in text
    assert "kunci rahasia ikut: tidak" in text
    assert "Petugas kantor lain membuat cadangan x.tar." in text


def test_nobody_of_the_citizens_is_named(client: Any, office: World):
    shown(office, office.document("R/1", nik=NIK, holder="Siti Aminah", applicant="Budi"))

    text = found(client)

    assert [each for each in ("Siti", "Budi", NIK) if each in text] == []


def test_visit_and_number_are_named_as_staff_know_them(client: Any, office: World):
    number = office.called()

    text = found(client)

    assert f"nomor antrean {number}" in text
    assert "membuat jadwal " in text


@pytest.mark.postgres("statements")
def test_what_is_looked_for_by_number_is_found_with_what_belongs_to_it(client: Any, office: World):
    code = office.booked()
    reference = office.reference_of(code)
    number = office.scan(code).ticket
    office.document("R/other")

    text = found(client, about=reference.lower())

    assert f"nomor antrean {number}" in text
    assert f"dokumen {reference}" in text
    assert "R/other" not in text
    assert f"nomor antrean {number}" in found(client, about=number)
    assert "R/other" not in found(client, about=number)


@pytest.mark.postgres("statements")
def test_kind_person_and_period_leave_others_out(client: Any, office: World):
    noted(office, about="ready")
    noted(office, Deed.TOKEN_MADE, by="command", now=NINE + timedelta(days=2))

    assert "teks pesan" in found(client, kind="settings")
    assert "token" not in found(client, kind="settings").partition("Apa yang dilakukan")[2]
    assert "Pengelola membuat token" in found(client, by="command")
    assert "teks pesan ready" not in found(client, by="command")
    assert "membuat token" in found(client, first="02-12-2026", last="02-12-2026")
    assert "teks pesan ready" not in found(client, first="02-12-2026")
    assert "membuat token" not in found(client, last="30-11-2026")


@pytest.mark.postgres("statements")
def test_first_day_leaves_out_nothing_that_was_sealed_before_it_by_another_clock(client: Any, office: World):
    noted(office, about="early", now=NINE - timedelta(days=3))
    seal(office.database)
    noted(office, about="today")

    text = found(client, first="30-11-2026", kind="settings")

    assert "today" in text
    assert "early" not in text


@pytest.mark.postgres("statements")
def test_pages_follow_each_other_without_gap_or_double(client: Any, office: World, monkeypatch: pytest.MonkeyPatch):
    for place in range(7):
        noted(office, about=f"n{place}", now=NINE + timedelta(minutes=place))
        office.document()
    every = office.read(lambda s: log.log_page(s, office.office, log.Asked(), most=1000)).lines
    asked, pages = log.Asked(), []

    while asked is not None:
        page = office.read(lambda s, asked=asked: log.log_page(s, office.office, asked, most=4))
        pages += page.lines
        asked = log.Asked(before=page.before) if page.before else None

    assert pages == list(every)


def test_other_offices_log_is_not_shown(client: Any, office: World, elsewhere: World):
    elsewhere.document("R/there")
    noted(elsewhere, about="theirs")

    text = found(client)

    assert "R/there" not in text
    assert "theirs" not in text


def test_what_is_about_the_whole_installation_is_shown(client: Any, office: World):
    office.database.run(note_deed, None, Deed.KEYS_ROTATED, by="command", now=NINE)

    assert "Pengelola mengganti kunci rahasia." in found(client)


def test_who_is_meant_is_named(client: Any, office: World):
    someone = sign_in(client, office, name="Rudi", role="guard")
    sign_in(client, office, name="Sari")
    noted(office, Deed.ROLES_CHANGED, about=f"staff:{someone}")

    assert "Sari mengubah peran Rudi." in found(client)


def test_newest_seal_is_shown_to_be_kept(client: Any, office: World):
    office.document()
    assert "Belum ada yang disegel." in found(client)

    seal(office.database)

    end = office.rows(Seal)[-1]
    assert f"Segel terbaru: nomor {end.number}," in found(client)
    assert f"{end.number}:{end.hash.hex()}" in found(client)


@pytest.mark.postgres("dialect")
@pytest.mark.parametrize(
    ("name", "text"),
    [("before", "x"), ("before", "9999999999.1.1"), ("first", "x"), ("by", "'"), ("kind", "x"), ("about", "\x00")],
)
def test_address_that_nobody_can_read_shows_everything(client: Any, office: World, name: str, text: str):
    noted(office, about="ready")

    assert client.get("/office/audit", params={name: text}).status_code == 200


@pytest.mark.parametrize("role", ["guard", "clerk", "supervisor"])
def test_who_does_not_manage_sees_nothing(client: Any, office: World, role: str):
    sign_in(client, office, name="Ani", role=role, counter=None if role == "guard" else 2)

    assert client.get("/office/audit").status_code == 403
    assert client.post("/office/audit/files").status_code == 403


def test_every_deed_has_its_sentence():
    assert words.SAID.keys() == set(Deed)
    assert {said.kind for said in words.SAID.values()} <= words.KINDS.keys()
