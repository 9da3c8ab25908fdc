"""A new secret: what the old one made is made anew, and everything stays as it was for those who use it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func
from sqlmodel import col, select

from scheduler import keys
from scheduler.commands.upkeep.rotating import rotate
from scheduler.db import queries
from scheduler.db.models import (
    Application,
    Authenticator,
    Booking,
    Consent,
    Conversation,
    Document,
    DocumentWord,
    Handover,
    Invitation,
    LookUpKey,
    Office,
    Procedure,
    StoppedNumber,
    metadata,
)
from scheduler.db.search.searching import Filters, search
from scheduler.db.secrets.chain import keep_chain
from scheduler.db.secrets.hash_upgrade import TOGETHER
from scheduler.db.types import Keyed, KeyedText, Sealed, SealedText
from scheduler.domain.custody.refusals import ProxyLimit
from scheduler.domain.documents.refusals import DocumentDiffers
from scheduler.domain.text.finding import read_sought
from scheduler.flow.applying import applications
from scheduler.flow.booking import bookings
from scheduler.flow.core import consents, opt_outs
from scheduler.flow.core.replays import once
from scheduler.flow.counter.handovers import Proof
from scheduler.flow.custody.collectors import Collector
from scheduler.flow.documents import documents, shared_phones
from scheduler.flow.documents.documents import NewDocument
from scheduler.flow.documents.finding import words_of
from scheduler.flow.invitations import invitations
from scheduler.flow.staff import authenticators, identities, people, sessions
from scheduler.flow.staff.identities import Account
from scheduler.flow.talks import conversations
from scheduler.flow.upkeep.rotation.columns import PURPOSES, held
from scheduler.flow.upkeep.rotation.renewing import is_behind, key_of, renew, rows_after
from tests.conftest import SECRET
from tests.scenes.factories import EARLY, World
from tests.support.rotation import NEW, NEWER, kept_ring, rotated, under, use

pytestmark = pytest.mark.postgres("dialect")

ROOT = Path(__file__).parents[3]
KK, NIK, PHONE = "2172010101010001", "2172014107900001", "+6281234567890"
BUDI = Collector("proxy", "Budi Santoso", "tetangga")
UNKEYED = {"code_hash", "token_hash", "key_hash", "endpoint_hash", "password_hash", "file_hash"}
"""Hashes of what is random or long anyway, without any secret."""


NOVEMBER = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def ring(database: object) -> Iterator[None]:
    with kept_ring():
        yield


@pytest.fixture
def world(office: World) -> World:
    """The office as it was made under the old secret, its look-up key kept as at every first opening."""
    office.database.run(keep_chain)
    return office


# --- nothing is forgotten


def test_every_column_of_a_hash_says_what_it_is_a_hash_of():
    found = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if (column.name.endswith("_hash") or column.name in ("household", "word"))
        and column.name not in UNKEYED
        and not isinstance(column.type, (Keyed, KeyedText))
    }

    assert found == set()


def test_every_sealed_column_is_sealed_for_its_own_place():
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, (Sealed, SealedText)):
                assert column.type.place == f"{table.name}.{column.name}"


def test_every_table_with_codes_is_known_with_what_they_are_for():
    assert {of.name for of in held() if of.coded} == set(PURPOSES)


def test_codes_are_written_out_again_by_the_keyring_alone():
    """It knows both: a code derived from its salt, and one that is kept sealed in the salt's place."""
    files = [*(ROOT / "scheduler").rglob("*.py")]

    using = {str(file.relative_to(ROOT)) for file in files if "codes.recover(" in file.read_text("utf-8")}

    assert using == {"scheduler/keys/__init__.py", "scheduler/flow/upkeep/rotation/values.py"}


def test_every_hash_that_is_compared_from_row_to_row_rises_in_all_its_tables():
    kinds: dict[str, set[str]] = {}
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Keyed):
                kinds.setdefault(column.type.kind, set()).add(table.name)

    assert {kind: set(tables) for kind, tables in TOGETHER.items()} == {
        kind: tables for kind, tables in kinds.items() if kind not in ("document", "name", "identity")
    }


# --- everything is made anew


def test_after_a_rotation_the_old_secret_is_needed_by_nothing(world: World, tmp_path: Path):
    _fill(world)

    done = rotated(world.database, tmp_path)

    assert done > 10
    assert set(under(world.database, tmp_path)) == {b"newest"}


def test_account_elsewhere_is_known_and_codes_are_right_after_a_rotation(world: World, tmp_path: Path):
    account = Account("Akun Kota", "https://akun.example", "pegawai-1")
    person = world.database.run(_employ, world, account)
    before = world.rows(Authenticator)[0].secret

    rotated(world.database, tmp_path)

    assert world.read(lambda session: identities.identity_of(session, account)).person_id == person
    assert world.rows(Authenticator)[0].secret == before
    assert set(under(world.database, tmp_path)) == {b"newest"}


def test_a_second_rotation_finds_nothing_to_do(world: World, tmp_path: Path):
    _fill(world)
    rotated(world.database, tmp_path)

    use(world.database, NEW, SECRET)

    assert rotate(world.database, tmp_path, pause=0) == 0


def test_with_one_secret_there_is_nothing_to_do(world: World, tmp_path: Path):
    _fill(world)

    assert rotate(world.database, tmp_path, pause=0) == 0
    assert set(under(world.database, tmp_path)) == {b"newest"}


def test_names_are_read_with_the_new_secret_alone(world: World, tmp_path: Path):
    world.document(holder="Zulkarnain", applicant="Nur Aini", phone=PHONE, nik=NIK)

    rotated(world.database, tmp_path)

    found = world.rows(Document)[0]
    assert (found.holder, found.applicant, found.phone, found.nik) == ("Zulkarnain", "Nur Aini", PHONE, NIK)


def test_links_and_passes_stay_as_they_were(world: World, tmp_path: Path):
    link = world.invitation()
    pass_code = world.booked()
    application = world.database.run(_application, world)
    its_code = applications.application_code(application)

    rotated(world.database, tmp_path)

    invitation = world.read(lambda s: queries.invitation_by_code(s, link))
    assert invitation is not None
    assert invitations.code_of(invitation) == link
    assert invitations.pass_of(world.booking(pass_code)) == pass_code
    again = world.read(lambda s: applications.application_by_code(s, its_code))
    assert applications.application_code(again) == its_code


def test_links_open_after_a_second_change_of_the_secret(world: World, tmp_path: Path):
    link = world.invitation(kk=KK)

    rotated(world.database, tmp_path, NEW, SECRET)
    rotated(world.database, tmp_path, NEWER, NEW)

    found = world.read(lambda s: queries.invitation_by_code(s, link))
    assert found is not None
    assert invitations.code_of(found) == link
    assert found.household in keys.ring().look_ups("kk", KK)


def test_the_very_same_application_is_known_after_a_rotation(world: World, tmp_path: Path):
    new = NewDocument("A/1", "KTP-el", "Siti", nik=NIK, kk=KK)
    world.do(documents.register, new)

    rotated(world.database, tmp_path)

    assert world.do(documents.register, new)[1] is False
    with pytest.raises(DocumentDiffers):
        world.do(documents.register, NewDocument("A/1", "KTP-el", "Siti Aminah"))


def test_the_very_same_request_is_known_after_a_rotation(world: World, tmp_path: Path):
    request = keys.ring().look_up("request", "asked").hex()
    world.database.run(_answered, world, request)

    rotated(world.database, tmp_path)

    request = keys.ring().look_up("request", "asked").hex()
    assert world.database.run(_answered, world, request) == (200, {"said": 1})


def test_words_of_names_are_found_after_a_rotation(world: World, tmp_path: Path):
    document = world.document(holder="Siti Rahmawati")

    rotated(world.database, tmp_path)

    assert sorted(row.word for row in world.rows(DocumentWord)) == sorted(words_of(document))


def test_a_word_that_was_written_anew_meanwhile_is_there_once(world: World, tmp_path: Path):
    document = world.document(holder="Siti Rahmawati")
    use(world.database, NEW, SECRET)
    world.database.run(_index, world, document)

    rotate(world.database, tmp_path, pause=0)

    assert sorted(row.word for row in world.rows(DocumentWord)) == sorted(words_of(document))


def test_hashes_of_before_rotations_were_known_rise_whichever_secret_made_them(office: World, tmp_path: Path):
    """A database in use may have had two secrets already, and hashes that do not say which made them."""
    office.document(kk=KK)
    keys.use(keys.Keyring([NEW]))
    other = office.document(kk="2172010101010002")
    office.database.run(_set_household, other.id, keys.Keyring([NEW]).look_up("kk", "2172010101010002"))

    keys.use(keys.Keyring([NEW, SECRET]))
    rotate(office.database, tmp_path, pause=0)
    use(office.database, NEW)

    first, second = office.rows(Document)
    assert first.household in keys.ring().look_ups("kk", KK)
    assert second.household in keys.ring().look_ups("kk", "2172010101010002")


def test_what_no_secret_opens_stays_as_it_is_and_is_told(world: World, tmp_path: Path):
    keys.use(keys.Keyring(["a secret that is lost"]))
    world.document(holder="Hilang")
    keys.use(keys.Keyring([NEW, SECRET]))

    rotate(world.database, tmp_path, pause=0)

    assert under(world.database, tmp_path)[b"unknown"] > 0
    keys.use(keys.Keyring(["a secret that is lost"]))
    assert world.rows(Document)[0].holder == "Hilang"


def test_only_what_is_asked_for_is_made_anew_so_a_stop_loses_nothing(world: World, tmp_path: Path):
    for _ in range(5):
        world.document()
    use(world.database, NEW, SECRET)
    of = next(each for each in held() if each.name == "document")
    rows = world.read(lambda s: rows_after(s, of, None, 2))

    done = world.database.run(renew, of, [key_of(of, row) for row in rows])

    left = [row for row in world.read(lambda s: rows_after(s, of, None, 9)) if is_behind(of, row)]
    assert (done, len(left)) == (2, 3)
    assert [each.holder for each in world.rows(Document)] == [f"Siti {n}" for n in range(1, 6)]


# --- in the middle of a rotation


def test_document_of_a_known_household_joins_its_invitation_before_the_household_was_reached(world: World):
    first = world.document(kk=KK)

    use(world.database, NEW, SECRET)
    second = world.document(kk=KK)

    assert second.invitation_id == first.invitation_id
    assert len(world.rows(Invitation)) == 1
    assert {d.household for d in world.rows(Document)} == {keys.ring().look_up("kk", KK)}
    assert world.rows(Invitation)[0].household == keys.ring().look_up("kk", KK)


def test_stopped_number_stays_stopped_in_the_middle(world: World):
    world.document(phone=PHONE)
    world.database.run(opt_outs.stop, world.office.id, PHONE, why=opt_outs.STOP, now=EARLY)

    use(world.database, NEW, SECRET)
    world.document(phone=PHONE)
    world.database.run(opt_outs.stop, world.office.id, PHONE, why=opt_outs.STOP, now=EARLY)

    assert len(world.rows(StoppedNumber)) == 1
    joined = (
        select(func.count())
        .select_from(Document)
        .join(StoppedNumber, col(StoppedNumber.phone_hash) == col(Document.phone_hash))
    )
    assert world.read(lambda s: s.scalar(joined)) == 2


def test_phone_stays_known_and_is_counted_once_in_the_middle(world: World):
    world.change(Office, world.office.id, phone_households=1)
    first = world.document(phone=PHONE, kk=KK)
    world.do(shared_phones.know_phone, first.id, "sekolah")

    use(world.database, NEW, SECRET)
    second = world.document(phone=PHONE, kk="2172010101010002")

    found = world.read(lambda s: shared_phones.shared_phones(s, s.get_one(Office, world.office.id), NOVEMBER))
    assert [(each.document_id, each.households) for each in found] == [(second.id, 2)]
    assert found[0].known is not None
    assert found[0].known.reason == "sekolah"


def test_documents_are_found_in_the_middle_whichever_secret_wrote_them(world: World):
    old = world.document("R/1", holder="Siti Rahmawati", nik=NIK, phone=PHONE, kk=KK)
    world.document("R/2", holder="Siti Aminah")

    use(world.database, NEW, SECRET)
    world.document("R/3", holder="Siti Rahmawati", nik=NIK, phone=PHONE, kk=KK)
    world.database.run(_index, world, old)  # so both forms of its words stand side by side

    assert [_found(world, each) for each in ("rahmawati siti", NIK, PHONE, KK)] == [["R/3", "R/1"]] * 4
    assert _found(world, "siti") == ["R/3", "R/2", "R/1"]
    assert _found(world, "siti am") == ["R/2"]


def test_consent_that_was_given_counts_in_the_middle(world: World):
    world.database.run(_consent, world, given=False)

    use(world.database, NEW, SECRET)

    said = world.read(lambda s: consents.last_consent(s, world.office.id, PHONE))
    assert said is not None
    assert said.given is False


def test_phone_goes_on_with_its_conversation_in_the_middle(world: World):
    before = world.database.run(_conversation, world)

    use(world.database, NEW, SECRET)
    after = world.database.run(_conversation, world)

    assert (after.id, len(world.rows(Conversation))) == (before.id, 1)


def test_two_conversations_of_one_phone_become_one_that_has_all_lines(world: World, tmp_path: Path):
    """A process that was not restarted in time does not know the newest secret."""
    use(world.database, NEW, SECRET)
    world.database.run(_line, world, "baru")
    use(world.database, SECRET)
    world.database.run(_line, world, "lama")
    use(world.database, NEW, SECRET)

    rotate(world.database, tmp_path, pause=0)

    assert len(world.rows(Conversation)) == 1
    assert sorted(line.text for line in world.rows(conversations.ConversationLine)) == ["baru", "lama"]


def test_cap_of_who_collects_for_others_counts_visits_of_before(world: World):
    world.edit()
    world.change(type(world.office), world.office.id, proxy_cap=1)
    _book_by_proxy(world)

    use(world.database, NEW, SECRET)

    with pytest.raises(ProxyLimit):
        _book_by_proxy(world)


def test_other_offices_are_not_touched_by_a_row_that_is_brought_along(world: World, elsewhere: World):
    elsewhere.document(kk=KK)
    old = keys.ring().look_up("kk", KK)

    use(world.database, NEW, SECRET)
    world.document(kk=KK)

    assert [d.household for d in world.rows(Document, Document.office_id == elsewhere.office.id)] == [old]


def test_look_up_keys_are_kept_sealed_and_only_once(world: World, tmp_path: Path):
    rotated(world.database, tmp_path)
    world.database.run(keep_chain)

    kept = world.rows(LookUpKey)

    assert [(row.position, row.is_root, row.is_settled) for row in kept] == [(0, True, False), (1, False, True)]


def _fill(world: World) -> None:
    """Something of everything that a step makes."""
    for _ in range(3):
        world.document(kk=KK, nik=NIK, phone=PHONE, applicant="Nur Aini", note="di laci")
    world.booked(phone="+6281200000001", kk="2172010101010002")
    _book_by_proxy(world)
    world.hand_over(world.called(), proof=_proof())
    world.database.run(_line, world, "halo")
    world.database.run(opt_outs.stop, world.office.id, "+6281299999999", why=opt_outs.STOP, now=EARLY)
    world.database.run(_application, world)
    world.database.run(_answered, world, keys.ring().look_up("request", "x").hex())
    assert all(world.rows(kind) for kind in (Application, Booking, Consent, Conversation, Handover, StoppedNumber))


def _proof() -> Proof:

    return Proof("proxy", "collector_ktp", "Bonar Sitompul", "SK-1", "none")


def _book_by_proxy(world: World) -> None:
    world.database.run(
        bookings.book, world.invitation(), world.slot().id, party=1, collector=BUDI, by="citizen", now=EARLY
    )


def _application(session, world):
    kind = queries.types_of(session, world.office.id)[0]
    procedure = Procedure(
        office_id=world.office.id, code="uji.hilang", type_id=kind.id, topic="ktp", asks="Hilang?", title="KTP hilang"
    )
    session.add(procedure)
    session.flush()
    made = applications.begin_application(session, world.office, procedure, channel="online", language="id", now=EARLY)
    made.holder, made.kk, made.phone = "Siti", KK, PHONE
    made.phone_hash = keys.ring().look_up("phone", PHONE)
    session.add(made)
    session.flush()
    return made


def _answered(session, world, request):
    return once(session, world.office.id, "key-1", request, work=lambda _: (200, {"said": 1}), refused=None, now=EARLY)


def _employ(session, world, account):
    """Somebody who signs in by an account elsewhere, with a code of an application; returns the person's id."""
    staff = people.add_staff(session, world.office, "Gani", "guard", None, now=EARLY)
    identities.add_identity(session, account, staff.person_id, now=EARLY)
    within = sessions.signed_in(session, sessions.sign_in(session, staff.id, None, now=EARLY), EARLY).session_id
    authenticators.begin(session, staff.person_id, within, now=EARLY)
    return staff.person_id


def _index(session, world, document):
    """Beside the words from before, the same under the newest secret."""
    for word in words_of(document):
        session.add(DocumentWord(document_id=document.id, word=word, office_id=world.office.id))


def _set_household(session, document_id, household):
    document = session.get_one(Document, document_id)
    document.household = household
    session.add(document)


def _consent(session, world, *, given):
    consents.consent(session, world.office.id, PHONE, given=given, source=consents.STOP, by="citizen", now=EARLY)


def _conversation(session, world):
    return conversations.conversation_with(session, world.office.id, PHONE, channel="fonnte", now=EARLY)


def _line(session, world, text):
    conversation = _conversation(session, world)
    conversations.write_out(session, conversation, text, by="staff:1", now=EARLY)
    consents.consent(session, world.office.id, PHONE, given=True, source=consents.PAGE, by="citizen", now=EARLY)


def _found(world: World, typed: str) -> list[str]:
    found = world.read(lambda session: search(session, world.office.id, read_sought(typed), Filters()))
    return [each.reference for each in found.documents]
