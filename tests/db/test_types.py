"""Moments in UTC, and personal data that a leaked file does not show."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from scheduler import keys
from scheduler.db.models import Correction, Document, Move, Office
from scheduler.db.types import Sealed
from scheduler.domain.stages import DocumentStage
from scheduler.flow.counter import counter_problems, parking
from scheduler.flow.documents import documents, readiness
from scheduler.flow.hall import people_count
from scheduler.keys import Keyring, SealBroken
from tests.conftest import SECRET
from tests.scenes.factories import Proof, World, at
from tests.support.databases import ON_SQLITE

pytestmark = pytest.mark.postgres("dialect")

NAME, NIK, PHONE, EMAIL, KK = (
    "Zulkarnain Harahap",
    "2172011203850001",
    "+6281234567890",
    "zul@contoh.id",
    "2172010101010001",
)


@pytest.fixture
def ring():
    """Puts back the keyring that a test exchanges."""
    before = keys._ring
    yield
    keys._ring = before


def test_moments_come_back_aware_in_utc(office: World):
    wit = timezone(timedelta(hours=9))
    office.database.run(_set_created, office.office.id, datetime(2026, 11, 30, 2, 30, 15, 250, tzinfo=wit))

    created = office.rows(Office)[0].created_at

    assert created == datetime(2026, 11, 29, 17, 30, 15, 250, tzinfo=UTC)
    assert created.tzinfo is UTC


def test_moment_without_a_zone_is_refused(office: World):
    with pytest.raises(StatementError, match="a moment without a zone"):
        office.database.run(_set_created, office.office.id, datetime(2026, 11, 30))  # noqa: DTZ001 - what is refused


def test_sealed_columns_come_back_as_they_were(office: World):
    document = office.document(holder=NAME, nik=NIK, applicant="Nur Aini", phone=PHONE, email=EMAIL, note="lihat map")

    row = office.rows(Document)[0]

    assert (row.holder, row.nik, row.applicant, row.phone, row.email, row.note) == (
        NAME,
        NIK,
        "Nur Aini",
        PHONE,
        EMAIL,
        "lihat map",
    )
    assert row.id == document.id


def test_the_same_name_is_sealed_differently_each_time(office: World):
    office.document(holder=NAME)
    office.document(holder=NAME)

    sealed = office.read(lambda s: [bytes(v) for v in s.execute(text("SELECT holder FROM document")).scalars()])

    assert len(set(sealed)) == 2


def test_sealed_value_moved_to_another_column_does_not_open(office: World):
    office.document(holder=NAME, applicant="Nur Aini")
    office.database.run(lambda session: session.execute(text("UPDATE document SET applicant = holder")))

    with pytest.raises(InvalidTag):
        office.rows(Document)


def test_sealed_value_does_not_open_with_another_secret(office: World, ring: None):
    office.document(holder=NAME)

    keys.use(Keyring(["another secret"]))

    with pytest.raises(SealBroken):
        office.rows(Document)


def test_sealed_value_opens_after_a_new_secret_was_put_before_the_old(office: World, ring: None):
    office.document(holder=NAME)

    keys.use(Keyring(["a newer secret", SECRET]))

    assert office.rows(Document)[0].holder == NAME


def test_nothing_is_sealed_where_nothing_is(office: World):
    office.document(nik=None)

    assert office.rows(Document)[0].nik is None
    assert Sealed("document.nik").process_bind_param(None, office.database.engine.dialect) is None


@ON_SQLITE
def test_leaked_file_shows_nobody(sqlite_url: str, office: World):
    facts = {"holder": NAME, "nik": NIK, "applicant": "Nur Aini", "phone": PHONE, "email": EMAIL, "kk": KK}
    document = office.document(**facts)
    invitation = office.code(document)
    booking = office.book(invitation, office.slot(), collector="family")
    number = office.scan(short=str(booking.short), now=at(9)).ticket
    office.call()
    office.hand_over(number, proof=Proof("proxy", "collector_ktp", "Bonar Sitompul", "SK-7781", "lost", "LP-9917"))

    leaked = _file_of(office).lower()

    assert len(leaked) > 100_000
    for secret in (*facts.values(), "Zulkarnain", "6281234567890", "81234567890", "Bonar", "SK-7781", "LP-9917"):
        assert secret.lower().encode() not in leaked
    assert invitation.lower().encode() not in leaked
    assert invitation.replace("-", "").lower().encode() not in leaked


@ON_SQLITE
def test_leaked_file_shows_no_word_that_staff_wrote(sqlite_url: str, office: World):
    reference = office.document(stage="received", holder=NAME).reference
    office.do(documents.set_stage, reference, DocumentStage.INCOMPLETE, note="Berkas Pak Rahmat basah")
    office.do(readiness.mark_ready, office.document(stage="received").reference, note="Titipan Bu Delima")
    office.call(reason="Pak Joko Widodari pingsan", ticket=[office.arrived() for _ in range(2)][1])
    office.do(counter_problems.report_problem, "A-002", reason="misprint", note="Nama Suhartini keliru")
    office.do(parking.park, "A-001", reason="Bu Kartika mencari kacamata")
    office.do(people_count.recount, 2, reason="Rombongan Haji Mansur")

    leaked = _file_of(office).lower()

    for word in ("rahmat", "delima", "widodari", "suhartini", "kartika", "mansur"):
        assert word.encode() not in leaked
    written = [move.note for move in office.rows(Move) if move.note]
    assert written[0] == "Berkas Pak Rahmat basah"
    assert set(written) >= {"Titipan Bu Delima", "Nama Suhartini keliru", "Bu Kartika mencari kacamata"}
    assert [row.reason for row in office.rows(Correction)] == ["Rombongan Haji Mansur"]


def _file_of(office: World) -> bytes:
    """The database file with its log, as somebody would copy them."""
    path = office.database.url.removeprefix("sqlite:///")
    return b"".join(Path(path + end).read_bytes() for end in ("", "-wal"))


def _set_created(session, office_id, moment):
    office = session.get(Office, office_id)
    office.created_at = moment
    session.add(office)
