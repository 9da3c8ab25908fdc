"""A leaked database shows nobody: an office is filled through every surface that keeps personal data, then searched.

The search is for every name, NIK, KK number, phone and code in any spelling: in the bytes of the SQLite file with its
log and freed pages, in every column on PostgreSQL, and in the folder of files.
"""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlmodel import Session

from scheduler import keys
from scheduler.db import queries
from scheduler.db.models import (
    Application,
    Authenticator,
    Batch,
    BatchDocument,
    DeliveryRequest,
    Deployment,
    Disclosure,
    Document,
    FileRequest,
    LinePicture,
    Person,
    PhoneCode,
    Place,
    Procedure,
    Requirement,
    metadata,
)
from scheduler.db.secrets.chain import keep_chain
from scheduler.domain.regency import Unwanted
from scheduler.domain.stages import DocumentStage
from scheduler.domain.text import codes
from scheduler.flow import intake, staff
from scheduler.flow.applying import applications
from scheduler.flow.blanks import blanks, printing_stops, supplies
from scheduler.flow.booking import bookings
from scheduler.flow.channels import accounts
from scheduler.flow.contact import wrong_number
from scheduler.flow.counter import counter_problems
from scheduler.flow.counter.handovers import Proof
from scheduler.flow.custody.collectors import Collector
from scheduler.flow.documents import documents, shared_phones
from scheduler.flow.hall import people_count
from scheduler.flow.intake import imports
from scheduler.flow.intake.imports import NewFile
from scheduler.flow.regency.returning import refuse
from scheduler.flow.regency.sending import send
from scheduler.flow.screens import alarm_contacts, pushes
from scheduler.flow.screens.alarm_contacts import NewContact
from scheduler.flow.screens.pushes import Browser
from scheduler.flow.talks import inbox
from scheduler.flow.upkeep.rotation.columns import held
from scheduler.intake import read_export
from scheduler.pictures.vault import Vault
from tests.scenes.blanks import KIA
from tests.scenes.conversations import conversation, written
from tests.scenes.factories import EARLY, MONDAY, NINE, World, at
from tests.support.leaks import folder_bytes, found_in, leaked_bytes
from tests.support.rotation import kept_ring, rotated

pytestmark = pytest.mark.postgres("dialect")

PEOPLE = {
    "holder": "Zulkarnain Siregar",
    "applicant": "Nurhaliza Lubis",
    "proxy": "Budiarto Sitompul",
    "relation": "keponakan jauh",
    "imported": "Kartikasari Widodo",
    "api": "Rahmawati Pangestu",
    "taker": "Hasanuddin Pulungan",
    "email": "zulkarnain.s@contoh.example",
    "told": "Syahrial Manik",
    "refused": "Marlina Tampubolon",
}
NIKS = ["2172014107900001", "2172015508850002", "2172011212120003"]
KKS = ["2172010101010001", "2172010202020002", "2172010303030003"]
PHONES = ["+6281234567890", "+6281398765432", "+6285755512345", "+6282188877766", "+6281366655544"]
WORDS = ["Milik Suhartini", "Rombongan Mansyuruddin", "Cucunya Delimawati", "Halo saya Purnomowati"]
WORDS += ["Kiriman Tambunan", "Titipan Saragih", "Kata Pak Manurung", "Menurut Bu Sinambela"]
LIVES = "Kampung Kelapa Tersembunyi"
LETTERS = ["SKU-778190", "LP-991726"]
ALARMED, KNOWN = "syahrial.m@contoh.example", "Telepon milik Pak RT Hutabarat"
WISHES = ["Gang Kenanga 44, RT 03/RW 08, Bukit Cermin", "Nenek Sutiasih lumpuh", "Kasus Bu Panggabean berbeda"]
PUSH = ["https://fcm.googleapis.com/fcm/send/dQw4w9WgXcQ", "pushpublickeyofaphone", "pushauthsecret"]
ACCOUNT = "token-gateway-rahasia-77"
PICTURE = "https://gateway.example/berkas/ktp-rahasia-4711.jpg"
SEAL_KEY = "5ea1" * 16
TOTP_KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NAMED_ALREADY = {"authenticator.secret", "deployment.push_key", "deployment.seal_key", "urgent_seat.reason"}
"""Columns that tests of their own fill; what is in them is planted here."""


def _everything(office: World) -> list[str]:
    """Fill an office through all its surfaces; every secret thing that went in or came out."""
    given = [
        *PEOPLE.values(),
        *NIKS,
        *KKS,
        *PHONES,
        *WORDS,
        *WISHES,
        *LETTERS,
        *PUSH,
        ACCOUNT,
        PICTURE,
        ALARMED,
        KNOWN,
        LIVES,
    ]
    office.database.run(keep_chain)
    link, pass_code = _registered_and_booked(office)
    _imported(office)
    _written_to(office)
    _applied(office)
    _elsewhere(office)
    _noted_with_blanks(office)
    _refused_by_another_office(office)
    _in_the_hall(office, pass_code)
    token = office.database.run(staff.create_token, office.office, "mesin", ["documents"], now=EARLY)
    return [*given, token, *(spelled for code in (link, pass_code) for spelled in (code, code.replace("-", "")))]


def _registered_and_booked(office: World) -> tuple[str, str]:
    document = office.document(
        holder=PEOPLE["holder"],
        applicant=PEOPLE["applicant"],
        nik=NIKS[0],
        kk=KKS[0],
        phone=PHONES[0],
        email=PEOPLE["email"],
        note=WORDS[0],
        rt="07",
        rw="05",
    )
    link = office.code(document)
    collector = Collector("proxy", PEOPLE["proxy"], PEOPLE["relation"], "0001")
    made = office.database.run(
        bookings.book, link, office.slot().id, party=1, collector=collector, by="citizen", now=EARLY
    )
    office.database.run(pushes.subscribe, made.code, Browser(*PUSH, "id"), now=EARLY)
    return link, made.code


def _imported(office: World) -> None:
    header = "Nomor Registrasi,Jenis Dokumen,Nama,NIK,No HP,No KK,Status"
    row = f"IMP/1,KTP-el,{PEOPLE['imported']},{NIKS[1]},0813-9876-5432,{KKS[1]},SIAP DIAMBIL"
    export = read_export(f"{header}\n{row}\n".encode(), today=MONDAY)
    office.database.run(intake.take_rows, office.office, export.rows, by="command", now=EARLY)
    office.do(imports.begin, NewFile(f"Berkas {PEOPLE['imported']}.csv", b"digest", 100, "0" * 32))


def _written_to(office: World) -> None:
    number = written(office, WORDS[3], phone=PHONES[2], channel="fonnte", kind="image", media=PICTURE)
    seen = office.read(lambda s: s.scalar(select(func.max(metadata.tables["conversation_line"].c.id))))
    office.do(inbox.reply, number, f"Baik, {PEOPLE['applicant']}", seen=seen)
    office.database.run(wrong_number.not_mine_by_phone, office.office, PHONES[1], now=NINE)
    office.do(accounts.set_account, "fonnte", {"token": ACCOUNT}, per_minute=20)
    assert conversation(office, number).phone == PHONES[2]


def _applied(office: World) -> None:
    office.database.run(_application, office)


def _application(session: Session, office: World) -> None:
    kind = queries.types_of(session, office.office.id)[0]
    mine = {"office_id": office.office.id}
    procedure = Procedure(**mine, code="x", type_id=kind.id, topic="ktp", asks="Hilang?", title="KTP hilang")
    session.add(procedure)
    session.flush()
    session.add(Requirement(**mine, procedure_id=procedure.id, name="Surat kehilangan"))
    session.flush()
    application = applications.begin_application(
        session, office.office, procedure, channel="online", language="id", now=EARLY
    )
    application.holder, application.nik, application.kk = PEOPLE["holder"], NIKS[2], KKS[2]
    application.applicant, application.phone = PEOPLE["applicant"], PHONES[3]
    application.kelurahan, application.rt, application.rw = LIVES, "07", "05"
    application.phone_hash = keys.ring().look_up("phone", PHONES[3])
    session.add(application)
    for item in applications.items_of(session, application.id):
        item.words = WORDS[2]
        session.add(item)
    session.add(
        PhoneCode(
            **mine,
            application_id=application.id,
            phone_hash=application.phone_hash,
            salt=codes.new_salt(),
            made_at=EARLY,
            expires_at=NINE,
        )
    )
    session.add(Disclosure(**mine, application_id=application.id, fields="nik", place="/office", at=NINE, by="staff:1"))


def _elsewhere(office: World) -> None:
    document = office.document(holder=PEOPLE["holder"], channel="branch", stage="received")
    office.database.run(_batch, office, document)
    ready = office.document(holder=PEOPLE["holder"])
    office.database.run(_asked, office, ready)
    office.do(alarm_contacts.add_contact, NewContact(PEOPLE["told"], PHONES[4], ALARMED))
    rt = office.document(holder=PEOPLE["holder"], phone=PHONES[0])
    office.do(shared_phones.know_phone, rt.id, KNOWN)


def _asked(session: Session, office: World, document: Document) -> None:
    """Somebody who cannot come, and why they were refused."""
    address, reason, answer = WISHES
    invitation = session.get_one(Document, document.id).invitation_id
    mine = {"office_id": office.office.id, "invitation_id": invitation, "documents": [document.id]}
    said = {"address": address, "reason": reason, "answer": answer}
    session.add(DeliveryRequest(**mine, **said, way="visit", state="refused", asked_at=NINE))
    told = {"email": PEOPLE["email"], "answer": answer, "way": "other_email", "state": "refused", "asked_at": NINE}
    session.add(FileRequest(office_id=office.office.id, document_id=document.id, **told))


def _batch(session: Session, office: World, document: Document) -> None:
    mine = {"office_id": office.office.id}
    place = Place(**mine, name="Kelurahan Senggarang")
    session.add(place)
    session.flush()
    salt = codes.new_salt()
    code = codes.derive(keys.ring().codes[0], "batch", salt)
    batch = Batch(
        **mine,
        place_id=place.id,
        salt=salt,
        code_hash=codes.hash_of(code),
        taken_by=PEOPLE["taker"],
        signature="[[[0.1234567, 0.7654321]]]",
        made_at=NINE,
        made_by="staff:1",
    )
    session.add(batch)
    session.flush()
    session.add(
        BatchDocument(
            **mine,
            batch_id=batch.id,
            document_id=document.id,
            position=1,
            collector_name=PEOPLE["proxy"],
            collector_letter=LETTERS[0],
            old_card_letter=LETTERS[1],
        )
    )
    line = session.scalar(select(func.max(metadata.tables["conversation_line"].c.id)))
    session.add(LinePicture(**mine, line_id=line, mark="a" * 32, position=1, width=1, height=1, size=1, kept_at=NINE))


def _refused_by_another_office(office: World) -> None:
    elsewhere = World(office.database, "bintan")
    office.document("R/BETWEEN", kk=None, phone=None, stage="received")
    office.do(send, "R/BETWEEN", "bintan")
    elsewhere.do(refuse, "R/BETWEEN", Unwanted.OTHER, PEOPLE["refused"])


def _noted_with_blanks(office: World) -> None:
    """What people write beside a blank may name somebody; nobody counts those for cards, which have theirs."""
    office.do(blanks.count_blanks, KIA, 5, note=WORDS[4])
    asked = office.do(supplies.ask_centre, KIA, 100, note=WORDS[5])
    office.do(supplies.give_up_rest, asked.id, why=WORDS[7])
    office.do(printing_stops.stop_printing, KIA, why="ribbon", note=WORDS[6])


def _in_the_hall(office: World, pass_code: str) -> None:
    incomplete = office.document(stage="received", holder=PEOPLE["holder"]).reference
    office.do(documents.set_stage, incomplete, DocumentStage.INCOMPLETE, note=WORDS[0])
    number = office.scan(pass_code, now=at(9)).ticket
    office.call()
    proof = Proof("proxy", "collector_ktp", PEOPLE["proxy"], LETTERS[0], "lost", LETTERS[1], signature="[[[0.1, 0.2]]]")
    office.hand_over(number, proof=proof)
    waiting = office.arrived(9, 30, now=at(9, 30))
    office.call(now=at(9, 30))
    office.do(counter_problems.report_problem, waiting, reason="misprint", note=WORDS[0], now=at(9, 30))
    office.do(people_count.recount, 2, reason=WORDS[1], now=at(9, 31))


def _plant_what_tests_of_their_own_fill(office: World) -> list[str]:
    kept = Deployment(id=1, push_key="-----BEGIN PRIVATE KEY-----rahasia", seal_key=SEAL_KEY)
    office.database.run(lambda s: s.merge(kept))
    office.database.run(_with_application)
    return ["BEGIN PRIVATE KEY", SEAL_KEY, TOTP_KEY]


def _with_application(session: Session) -> None:
    person = Person(created_at=NINE)
    session.add(person)
    session.flush()
    session.add(Authenticator(person_id=person.id, secret=TOTP_KEY, begun_at=NINE, begun_in=1))


def _empty_columns(office: World) -> set[str]:
    """Sealed columns in which nothing was put."""
    return {
        f"{of.name}.{name}"
        for of in held()
        for name in of.sealed
        if not office.read(lambda s, of=of, name=name: s.scalar(_filled(of.name, name)))
    }


def _filled(table: str, column: str) -> Any:
    return select(func.count()).where(metadata.tables[table].columns[column].is_not(None))


def test_leaked_database_shows_nobody(office: World, client: Any):
    secrets = [*_everything(office), *_plant_what_tests_of_their_own_fill(office)]
    secrets += _by_the_api(office, client)

    leaked = leaked_bytes(office.database)

    assert found_in(leaked, secrets) == []
    assert _empty_columns(office) <= NAMED_ALREADY
    assert b"kelurahan senggarang" in leaked


def _by_the_api(office: World, client: Any) -> list[str]:
    """An answer that is kept for a repeated request has a code in it."""
    headers = {"Authorization": f"Bearer {office.token('documents')}", "Idempotency-Key": "k-1"}
    path = f"/api/v1/offices/{office.office.code}/documents"
    body = {"reference": "API/1", "type": "KTP-el", "holder": {"name": PEOPLE["api"], "nik": NIKS[1]}, "kk": KKS[1]}
    assert client.post(path, json=body, headers=headers).status_code == 201
    answers = [
        client.post(f"{path}/API%2F1/stage", json={"stage": to}, headers={**headers, "Idempotency-Key": to}).json()
        for to in ("in_production", "ready")
    ]
    invited = answers[-1].get("invitation")
    return [invited["code"]] if invited else []


def test_database_that_leaks_after_a_rotation_shows_nobody(office: World, tmp_path: Path):
    with kept_ring():
        secrets = _everything(office)

        rotated(office.database, tmp_path / "files")

        assert found_in(leaked_bytes(office.database), secrets) == []


def test_old_secret_finds_nothing_of_its_own_in_what_leaks_after_a_rotation(office: World, tmp_path: Path):
    """Whoever has the old secret cannot look for a NIK, and finds no salt of a code."""
    with kept_ring():
        _everything(office)
        old = keys.ring()
        hashes = [old.look_up("nik", nik) for nik in NIKS] + [old.look_up("kk", kk) for kk in KKS]
        hashes += [old.look_up("phone", phone) for phone in PHONES]
        salts = [row.salt for row in office.rows(Application)]
        before = leaked_bytes(office.database)

        rotated(office.database, tmp_path / "files")
        after = leaked_bytes(office.database)

    assert all(any(each.lower() in before for each in group) for group in (hashes, salts))
    assert [each for each in (*hashes, *salts) if each.lower() in after] == []


def test_leaked_folder_shows_nobody(office: World, tmp_path: Path):
    vault = Vault(tmp_path / "files")
    vault.put(f"KTP {PEOPLE['holder']} {NIKS[0]}".encode())

    leaked = folder_bytes(vault.folder)

    assert len(leaked) > 50
    assert found_in(leaked, [PEOPLE["holder"], NIKS[0]]) == []


# --- the search itself finds what is there to be found


@pytest.mark.parametrize("column", ["title", "place", "shelf"])
def test_name_in_a_column_that_is_not_sealed_is_found(office: World, column: str):
    document = office.document()
    office.change(Document, document.id, **{column: "milik ZULKARNAIN"})

    assert found_in(leaked_bytes(office.database), ["Zulkarnain Siregar"]) == ["Zulkarnain Siregar"]


def test_column_that_was_left_unsealed_is_found(office: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(keys.Keyring, "seal", lambda _self, text, _context: text.encode())
    monkeypatch.setattr(keys.Keyring, "open", lambda _self, sealed, _context: sealed.decode())

    office.document(holder=PEOPLE["holder"], nik=NIKS[0])

    assert found_in(leaked_bytes(office.database), [PEOPLE["holder"], NIKS[0], KKS[0]]) == [PEOPLE["holder"], NIKS[0]]


@pytest.mark.parametrize("spelled", ["0812-3456-7890", "+62 812 3456 7890", "81234567890", "(0812) 34567890"])
def test_phone_is_found_however_it_is_spelled(office: World, spelled: str):
    document = office.document()
    office.change(Document, document.id, shelf=spelled)

    assert found_in(leaked_bytes(office.database), [PHONES[0]]) == [PHONES[0]]


def test_deleted_row_is_searched_too(office: World):
    """A row that is gone was seen by the log, and so by whoever copies it."""
    office.database.run(lambda s: s.execute(update(Document).values(shelf="rak Zulkarnain")))
    document = office.document()
    office.change(Document, document.id, shelf="rak Zulkarnain")
    office.change(Document, document.id, shelf=None)

    leaked = leaked_bytes(office.database)

    assert bool(found_in(leaked, ["Zulkarnain"])) is office.database.on_sqlite
