"""One person's data is given and erased, and nobody else's with it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select as select_rows
from sqlmodel import Session, col

from scheduler.db.models import (
    Application,
    Booking,
    Consent,
    Conversation,
    ConversationLine,
    DeedRow,
    DeliveryRequest,
    Document,
    DocumentWord,
    FileRequest,
    Handover,
    KnownPhone,
    Message,
    Move,
    PushSubscription,
    StockEntry,
    StoppedNumber,
    SurveyMark,
    Ticket,
    Transfer,
    UrgentSeat,
    metadata,
)
from scheduler.db.types import Keyed, KeyedText, Sealed, SealedText
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.documents.refusals import DocumentNameless
from scheduler.domain.privacy.keeping import GONE
from scheduler.domain.privacy.refusals import (
    DocumentOnItsWay,
    DocumentUnderWay,
    PersonUnknown,
    RequestUnderWay,
    SeveralPeople,
    TalkUnderWay,
    VisitUnderWay,
)
from scheduler.domain.regency import Unwanted
from scheduler.flow.applying import applications
from scheduler.flow.counter.handovers import Proof
from scheduler.flow.counter.undo import undo_last
from scheduler.flow.documents.documents import set_stage
from scheduler.flow.privacy.answers import ANSWERS
from scheduler.flow.privacy.erasing import erase
from scheduler.flow.privacy.exporting import SOMEBODY, Export, export
from scheduler.flow.regency.arriving import receive
from scheduler.flow.regency.returning import refuse, take_in
from scheduler.flow.regency.sending import send
from tests.scenes.audited import seal, verified
from tests.scenes.clerks_desk import procedure
from tests.scenes.factories import NINE, World, at

NIK, OTHER = "2172011203850001", "2172014101900001"
PHONE, SHARED = "081234567890", "081234567899"
PROXY = Proof("proxy", "ktp", collector_name="Budi Kuasa", collector_letter="12/2026")


def fetched(office: World, **facts: Any) -> Document:
    """A document that somebody else fetched for its holder."""
    usual = {"nik": NIK, "phone": PHONE, "holder": "Siti Rahmawati", "applicant": "Budi Kuasa", "email": "siti@x.id"}
    pass_code = office.booked(9, **{**usual, **facts})
    number = office.scan(pass_code, now=NINE).ticket
    office.call(now=NINE)
    reference = office.reference_of(pass_code)
    office.hand_over(number, [reference], proof=PROXY, now=at(9, 10))
    return next(each for each in office.rows(Document) if each.reference == reference)


def surrounded(office: World) -> Document:
    """A document of which there is everything that can be kept of one."""
    document = fetched(office)

    def add(session: Session) -> None:
        own = session.get_one(Document, document.id)
        facts = {"office_id": office.office.id}
        own.note, own.kelurahan, own.rt, own.rw = "catatan dokumen", "Kampung Bugis", "071", "082"
        session.add(own)
        booking = session.scalars(select_rows(Booking).order_by(col(Booking.id))).first()
        assert booking is not None
        booking.collector_name, booking.collector_relation, booking.collector_hash = "Budi Kuasa", "paman", b"k" * 32
        session.add(booking)
        made = applications.begin_application(
            session,
            office.office,
            procedure(session, office, "KIA", ["Akta"]),
            channel="online",
            language="id",
            now=NINE,
        )
        made.holder, made.nik, made.phone, made.kk = "Siti Rahmawati", NIK, own.phone, "2172011203850009"
        made.applicant, made.phone_hash = "Budi Kuasa", own.phone_hash
        made.kelurahan, made.rt, made.rw = "Senggarang", "073", "084"
        session.add(made)
        session.flush()
        item = applications.items_of(session, made.id)[0]
        item.words = "kata petugas"
        session.add(item)
        talk = Conversation(
            **facts, phone=own.phone, phone_hash=own.phone_hash, channel="whatsapp", created_at=NINE, heard_at=NINE
        )
        session.add(talk)
        session.flush()
        rows: list[Any] = [
            ConversationLine(
                **facts, conversation_id=talk.id, direction="in", text="isi percakapan", media="wa:1", at=NINE, by="c"
            ),
            Consent(**facts, phone_hash=own.phone_hash, given=True, source="page", at=NINE, by="citizen"),
            KnownPhone(**facts, phone_hash=own.phone_hash, known=True, reason="ketua RT", at=NINE, by="staff:1"),
            StoppedNumber(**facts, phone_hash=own.phone_hash, why="stop", at=NINE),
            UrgentSeat(
                **facts,
                service_id=booking.service_id,
                day=NINE.date(),
                booking_id=booking.id,
                reason="sakit keras",
                by="staff:1",
                at=NINE,
            ),
            PushSubscription(
                **facts,
                booking_id=booking.id,
                endpoint="https://push",
                endpoint_hash=b"e",
                p256dh="p",
                auth="a",
                language="id",
                created_at=NINE,
            ),
            StockEntry(
                **facts,
                material="KTP",
                kind="damaged",
                pieces=1,
                note="catatan blanko",
                document_id=own.id,
                at=NINE,
                by="staff:1",
                step="x",
            ),
            FileRequest(
                **facts,
                document_id=own.id,
                way="other_email",
                state="sent",
                email="lain@x.id",
                answer="jawab berkas",
                asked_at=NINE,
            ),
            DeliveryRequest(
                **facts,
                invitation_id=own.invitation_id,
                documents=[own.id],
                way="post",
                state="refused",
                address="Jalan Mawar 1",
                reason="sedang sakit",
                answer="jawab kirim",
                asked_at=NINE,
            ),
        ]
        session.add_all(rows)
        handover = session.scalars(select_rows(Handover)).one()
        handover.old_card_letter, handover.signature = "LP/12", "[[[0.1,0.2]]]"
        session.add(handover)
        move = Move(
            **facts,
            document_id=own.id,
            before="collected",
            after="collected",
            at=NINE,
            by="staff:1",
            note="catatan langkah",
            step="y",
        )
        of_visit = Move(
            **facts,
            booking_id=booking.id,
            before="fulfilled",
            after="fulfilled",
            at=NINE,
            by="staff:1",
            note="catatan kunjungan",
            step="z",
        )
        session.add_all([move, of_visit, SurveyMark(booking_id=booking.id, office_id=office.office.id)])

    office.database.run(add)
    for row in office.rows(Message):
        office.change(Message, row.id, state="sent")
    return office.rows(Document, Document.id == document.id)[0]


def given(office: World, typed: str = NIK) -> Export:
    return office.do(export, typed)


def text_of(made: Export) -> str:
    return json.dumps([section.rows for section in made.sections], default=str, ensure_ascii=False)


def test_every_personal_column_is_answered_for() -> None:
    kinds = (Sealed, SealedText, Keyed, KeyedText)
    columns = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, kinds)
    }

    assert columns == set(ANSWERS)


@pytest.mark.postgres("statements")
def test_an_export_has_all_that_is_the_persons_own(office: World) -> None:
    surrounded(office)

    made = given(office)

    text = text_of(made)
    for value in (
        "Siti Rahmawati",
        NIK,
        PHONE,
        "siti@x.id",
        "catatan dokumen",
        "paman",
        "sakit keras",
        "2172011203850009",
        "kata petugas",
        "isi percakapan",
        "ketua RT",
        "lain@x.id",
        "jawab berkas",
        "Jalan Mawar 1",
        "sedang sakit",
        "jawab kirim",
        "LP/12",
        "catatan langkah",
        "catatan kunjungan",
        "catatan blanko",
        "Kampung Bugis",
        "071",
        "082",
        "Senggarang",
        "073",
        "084",
        '"survey_answered": true',
    ):
        assert value in text, value
    assert "Budi Kuasa" not in text
    assert SOMEBODY in text
    assert [deed.became for deed in office.rows(DeedRow, DeedRow.deed == Deed.PERSON_EXPORTED)] == [
        {"rows": sum(len(section.rows) for section in made.sections)}
    ]


@pytest.mark.postgres("statements", "constraints")
def test_an_erasure_takes_what_may_go_and_lists_what_stays(office: World) -> None:
    document = surrounded(office)
    seal(office.database)
    before = office.rows(DocumentWord, DocumentWord.document_id == document.id)

    erased = office.do(erase, NIK)

    (row,) = office.rows(Document, Document.id == document.id)
    assert (row.holder, row.nik, row.nik_hash, row.phone, row.phone_hash, row.household) == (GONE, *(None,) * 5)
    assert (row.applicant, row.email, row.note, row.content_hash) == (None,) * 4
    assert (row.reference, row.erased_at, row.forgotten_at) == (document.reference, NINE, None)
    after = {each.word for each in office.rows(DocumentWord, DocumentWord.document_id == document.id)}
    assert after < {each.word for each in before} | after
    assert office.rows(Application) == office.rows(Conversation) == office.rows(ConversationLine) == []
    assert (
        office.rows(Consent) == office.rows(KnownPhone) == office.rows(PushSubscription) == office.rows(Message) == []
    )
    assert len(office.rows(StoppedNumber)) == 1
    assert [each.reason for each in office.rows(UrgentSeat)] == [GONE]
    assert [each.note for each in office.rows(StockEntry, StockEntry.document_id == document.id)] == [None]
    assert [(each.address, each.reason, each.answer) for each in office.rows(DeliveryRequest)] == [(None, None, None)]
    assert [(each.email, each.answer) for each in office.rows(FileRequest)] == [(None, None)]
    assert {each.note for each in office.rows(Move)} == {None}
    assert [each.collector_name for each in office.rows(Handover)] == ["Budi Kuasa"]
    assert [(each.collector_name, each.collector_hash) for each in office.rows(Booking)] == [(None, None)]
    assert {each.until is None for each in erased.kept} == {True, False}
    assert erased.rows["documents"] == erased.rows["applications"] == erased.rows["lines"] == 1
    (deed,) = office.rows(DeedRow, DeedRow.deed == Deed.PERSON_ERASED)
    assert deed.became["rows"] == sum(erased.rows.values())
    assert NIK not in str(deed.became)
    assert verified(office.database) == []


def everything(office: World) -> dict[str, str]:
    """All that stands in any table of a database, opened, by column."""

    def read(session: Session) -> dict[str, str]:
        return {
            f"{table.name}.{column.name}": repr(session.execute(select_rows(column)).scalars().all())
            for table in metadata.sorted_tables
            for column in table.columns
        }

    return office.read(read)


def test_of_who_was_erased_nothing_is_left_in_any_table(office: World) -> None:
    """But who took the document, and the letters by which they did, as the page says."""
    document = surrounded(office)
    own = (
        "Siti",
        NIK,
        PHONE[1:],
        "siti@",
        "Kampung Bugis",
        "'071'",
        "'082'",
        "Senggarang",
        "'073'",
        "'084'",
        "paman",
        "Mawar",
        "LP/12",
    )
    notes = ("catatan dokumen", "catatan langkah", "catatan kunjungan", "catatan blanko", "sakit keras", "sedang sakit")
    other = (
        "lain@",
        "jawab kirim",
        "jawab berkas",
        "isi percakapan",
        "kata petugas",
        "ketua RT",
        "2172011203850009",
        "https://push",
    )
    hashes = tuple(repr(each) for each in (document.nik_hash, document.household) if each)
    sought = (*own, *notes, *other, *hashes, "Budi")
    before = everything(office)
    assert {each for each in sought if any(each in text for text in before.values())} == set(sought)

    office.do(erase, NIK)

    left = {column: [each for each in sought if each in text] for column, text in everything(office).items()}
    assert {column: found for column, found in left.items() if found} == {
        "handover.collector_name": ["Budi"],
        "handover.old_card_letter": ["LP/12"],
    }


def test_what_another_office_refused_is_erased_once_it_is_here_with_the_words(office: World, elsewhere: World) -> None:
    office.document("R/1", nik=NIK, phone=PHONE, holder="Siti Rahmawati")
    office.do(send, "R/1", elsewhere.office.code)
    elsewhere.do(refuse, "R/1", Unwanted.DAMAGED, "kartu Siti retak")

    with pytest.raises(DocumentOnItsWay):
        office.do(erase, NIK)
    (moved,) = next(section.rows for section in given(office).sections if section.word == "transfers")
    assert (moved["state"], moved["why"], moved["note"]) == ("refused", "damaged", "kartu Siti retak")
    document = office.do(take_in, "R/1")
    office.change(Document, document.id, stage="withdrawn")
    office.do(erase, NIK)

    assert office.rows(Transfer)[0].note is None


def test_what_is_on_its_way_to_another_office_is_not_erased(office: World, elsewhere: World) -> None:
    document = office.document("R/1", nik=NIK, phone=PHONE, holder="Siti Rahmawati")
    transfer = office.do(send, document.reference, elsewhere.office.code)

    with pytest.raises(DocumentOnItsWay) as refused:
        office.do(erase, NIK)

    assert refused.value.facts == {"reference": "R/1"}
    there = elsewhere.do(receive, document.reference)
    assert there.holder == "Siti Rahmawati"
    made = given(office)
    (moved,) = next(section.rows for section in made.sections if section.word == "transfers")
    assert (moved["to_office"], moved["state"]) == (elsewhere.office.name, "arrived")
    erased = office.do(erase, NIK)
    assert [each.rows for each in erased.kept if each.elsewhere] == [1]
    assert elsewhere.rows(Document, Document.id == there.id)[0].nik == NIK
    assert office.rows(Transfer)[0].id == transfer.id


def test_what_is_gone_is_found_by_nobody(office: World) -> None:
    surrounded(office)
    office.do(erase, NIK)

    with pytest.raises(PersonUnknown):
        given(office)


@pytest.mark.postgres("statements")
def test_a_phone_of_a_household_tells_nothing_of_the_others(office: World) -> None:
    surrounded(office)
    office.document(nik=OTHER, phone=PHONE, holder="Tono Wijaya", stage="received")

    made = given(office)

    assert "isi percakapan" not in text_of(made)
    assert "Tono" not in text_of(made)
    office.do(erase, NIK)
    assert len(office.rows(ConversationLine)) == len(office.rows(Consent)) == 1
    assert [each.holder for each in office.rows(Document, Document.nik_hash != None)] == ["Tono Wijaya"]  # noqa: E711


def test_other_offices_keep_their_own(office: World, elsewhere: World) -> None:
    surrounded(office)
    there = elsewhere.document(nik=NIK, phone=PHONE, holder="Siti Rahmawati", stage="received")

    assert there.reference not in text_of(given(office))
    office.do(erase, NIK)

    assert elsewhere.rows(Document, Document.id == there.id)[0].nik == NIK
    with pytest.raises(PersonUnknown):
        elsewhere.do(export, "tanjungpinang/0001")


@pytest.mark.postgres("statements")
def test_a_person_is_found_by_any_of_their_codes(office: World) -> None:
    pass_code = office.booked(9, nik=NIK, phone=PHONE)
    document = office.rows(Document)[0]

    texts = [text_of(given(office, typed)) for typed in (NIK, document.reference, pass_code, office.code(document))]

    assert all(document.reference in text for text in texts)


def test_a_registration_number_of_sixteen_digits_is_no_nik(office: World) -> None:
    document = office.document("2172/10112026/0117", stage="received")

    assert document.reference in text_of(given(office, document.reference))


def test_nobody_is_found_by_what_is_no_code(office: World) -> None:
    fetched(office)

    for typed in ("", "x", OTHER, "Siti", "ABCD-EFGH"):
        with pytest.raises(PersonUnknown):
            given(office, typed)


def test_a_link_of_two_people_names_neither(office: World) -> None:
    first = office.document(nik=NIK, phone=SHARED)
    second = office.document(nik=OTHER, phone=SHARED)
    office.change(Document, second.id, invitation_id=first.invitation_id)

    assert first.reference in text_of(given(office, first.reference))
    with pytest.raises(SeveralPeople):
        given(office, office.code(first))


@pytest.mark.postgres("statements")
def test_nothing_under_way_is_erased(office: World) -> None:
    document = fetched(office, nik=NIK)
    for row in office.rows(Message):
        office.change(Message, row.id, state="sent")
    office.change(Document, document.id, stage="returned")
    with pytest.raises(DocumentUnderWay):
        office.do(erase, NIK)
    office.change(Document, document.id, stage="collected")
    booking = office.rows(Booking)[0]
    office.change(Booking, booking.id, stage="booked")
    with pytest.raises(VisitUnderWay):
        office.do(erase, NIK)
    office.change(Booking, booking.id, stage="fulfilled")
    asked = FileRequest(office_id=office.office.id, document_id=document.id, way="email", asked_at=NINE)
    office.database.run(lambda session: session.add(asked))
    with pytest.raises(RequestUnderWay):
        office.do(erase, NIK)
    office.change(FileRequest, office.rows(FileRequest)[0].id, state="refused")
    talk = Conversation(
        office_id=office.office.id,
        phone="+62",
        phone_hash=office.rows(Document)[0].phone_hash,
        channel="whatsapp",
        created_at=NINE,
        waiting_since=NINE,
    )
    office.database.run(lambda session: session.add(talk))
    with pytest.raises(TalkUnderWay):
        office.do(erase, NIK)

    assert office.rows(Document)[0].nik == NIK
    office.change(Conversation, office.rows(Conversation)[0].id, waiting_since=None)
    assert office.do(erase, NIK, now=NINE + timedelta(days=1)).rows["documents"] == 1


@pytest.mark.postgres("statements")
def test_a_handover_is_not_taken_back_once_nobody_knows_for_whom_it_was(office: World) -> None:
    document = fetched(office)
    office.do(erase, NIK, now=at(9, 12))

    with pytest.raises(DocumentNameless) as refused:
        office.do(undo_last, "A-001", now=at(9, 13))

    assert refused.value.facts == {"reference": document.reference}
    (left,) = office.rows(Document)
    assert (left.stage, left.holder) == ("collected", GONE)
    assert office.rows(Ticket)[0].stage == "served"


def test_what_was_erased_is_not_brought_back_to_the_office(office: World) -> None:
    document = fetched(office)
    office.do(erase, NIK)

    with pytest.raises(DocumentNameless):
        office.do(set_stage, document.reference, "returned")
