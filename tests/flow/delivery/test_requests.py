"""People who cannot come ask to have what is ready another way, and the office answers."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import col

from scheduler.db.models import DeliveryRequest, Disclosure, Document, DocumentType, Message
from scheduler.domain.delivery.refusals import (
    AddressNeeded,
    AnswerUnexplained,
    BookedHere,
    ParcelUnnamed,
    PlaceClosed,
    PlaceUnknown,
    RequestAnswered,
    RequestOpen,
    RequestOver,
    RequestUnknown,
    VisitDayNeeded,
    WayNotOffered,
    WishUnexplained,
)
from scheduler.domain.door import Elsewhere
from scheduler.domain.invitations.refusals import InvitationExpired, InvitationUnknown
from scheduler.domain.proofs import PhoneDigitsWrong
from scheduler.domain.refusals import HiddenSigns, Refusal
from scheduler.flow.booking import uncollected
from scheduler.flow.core.disclosing import note_address
from scheduler.flow.core.outbox import Cause
from scheduler.flow.delivery import answering, asking, delivery_method, places
from scheduler.flow.delivery.asking import Wish
from scheduler.flow.delivery.batches import making, returning, signing
from scheduler.flow.destinations.requests import last_request
from scheduler.flow.destinations.whereabouts import elsewhere
from scheduler.flow.documents import documents
from scheduler.flow.upkeep import forgetting
from tests.messages.notices.noted import letter, true_causes
from tests.scenes.factories import NINE, World
from tests.scenes.places import a_place, listed

PHONE = "+6281234567890"
HOME = "Jalan Merpati 7, RT 02/RW 05, Kelurahan Bukit Cermin"
BY_POST = Wish("post", address=HOME, phone4="7890")
BY_VISIT = Wish("visit", address=HOME, reason="ibu lansia", phone4="7890")
TUESDAY = date(2026, 12, 1)


@pytest.fixture
def code(office: World) -> str:
    """The link of a ready document of an office that offers every way."""
    a_place(office)
    a_place(office, "Kantor Pos", kind="post")
    a_place(office, "Kunjungan petugas", kind="visit")
    return office.code(office.document("R/1", phone=PHONE))


def place_id(office: World) -> int:
    return a_place(office).id


def ask(office: World, code: str, wish: Wish, **facts: Any) -> DeliveryRequest:
    made = office.database.run(asking.ask, code, wish, now=facts.get("now", NINE))
    return office.read(lambda session: session.get_one(DeliveryRequest, made.id))


def asked(office: World, request: DeliveryRequest) -> DeliveryRequest:
    return office.read(lambda session: session.get_one(DeliveryRequest, request.id))


def document(office: World, reference: str = "R/1") -> Document:
    (found,) = office.rows(Document, col(Document.reference) == reference)
    return found


def told(office: World, *causes: Cause) -> list[str]:
    return [message.cause for message in office.rows(Message) if message.cause in causes]


@pytest.mark.postgres("statements")
def test_what_is_granted_to_a_place_goes_with_the_next_batch_there(office: World, code: str) -> None:
    request = ask(office, code, Wish("place", place_id(office)))

    office.do(answering.grant, request.id)

    batch = office.do(making.make_batch, place_id(office))
    assert (document(office).channel, document(office).place) == ("branch", "Kelurahan Kampung Bugis")
    assert listed(office, batch) == ["R/1"]
    assert "kami kirim ke Kelurahan Kampung Bugis, seperti yang Anda minta" in letter(office, Cause.DELIVERY).text


@pytest.mark.postgres("statements")
def test_parcel_is_told_with_its_number_and_nobody_is_sent_to_fetch_it(office: World, code: str) -> None:
    request = ask(office, code, BY_POST)
    office.do(answering.grant, request.id)
    batch = office.do(making.make_batch, a_place(office, "Kantor Pos", kind="post").id)
    office.do(signing.sign_batch, batch.id, taken_by="Kurir", signature=None)

    answering_ = {"courier": "Pos Indonesia", "number": " P26 113 "}
    office.database.run(answering.note_parcel, office.office, request.id, now=NINE, **answering_)
    office.database.run(answering.note_parcel, office.office, request.id, now=NINE, **answering_)

    assert document(office).stage == "at_partner"
    assert told(office, Cause.DELIVERY, Cause.PARCEL, Cause.ELSEWHERE) == [Cause.DELIVERY, Cause.PARCEL]
    assert "serahkan kepada Pos Indonesia, nomor kiriman P26113." in letter(office, Cause.PARCEL).text
    said = office.read(lambda s: elsewhere(s, s.get_one(Document, document(office).id), place="-"))
    assert said.fitting == Elsewhere.parcel_sentence


def test_number_that_was_wrong_is_told_anew_and_the_old_one_no_more(office: World, code: str) -> None:
    request = ask(office, code, BY_POST)
    office.do(answering.grant, request.id)
    for number in ("P1", "P2"):
        parcel = {"courier": "Pos Indonesia", "number": number}
        office.database.run(answering.note_parcel, office.office, request.id, now=NINE, **parcel)

    assert told(office, Cause.PARCEL) == [Cause.PARCEL, Cause.PARCEL]
    assert true_causes(office).count(Cause.PARCEL) == 1
    assert "nomor kiriman P2." in letter(office, Cause.PARCEL).text


@pytest.mark.postgres("statements")
def test_visit_is_told_with_its_day_and_what_to_have_ready(office: World, code: str) -> None:
    request = ask(office, code, BY_VISIT)

    office.do(answering.grant, request.id, visit_on=TUESDAY)

    assert document(office).place == "Kunjungan petugas"
    text = letter(office, Cause.DELIVERY).text
    assert "ke alamat yang Anda tulis pada Selasa, 1 Desember 2026. Siapkan: " in text
    assert "Merpati" not in text


@pytest.mark.postgres("statements")
def test_refusal_is_told_with_its_reason_and_another_way_may_be_asked_for(office: World, code: str) -> None:
    request = ask(office, code, BY_VISIT)

    office.do(answering.refuse, request.id, reason="kunjungan hanya untuk yang sakit.")

    assert (
        "belum bisa kami penuhi karena kunjungan hanya untuk yang sakit. Pilih" in letter(office, Cause.DELIVERY).text
    )
    assert document(office).channel == "office"
    assert ask(office, code, Wish("place", place_id(office))).state == "asked"


def test_same_wish_again_is_the_one_that_waits(office: World, code: str) -> None:
    first = ask(office, code, BY_POST)

    assert ask(office, code, BY_POST).id == first.id
    with pytest.raises(RequestOpen):
        ask(office, code, Wish("place", place_id(office)))


def test_what_is_taken_back_leaves_no_address(office: World, code: str) -> None:
    request = ask(office, code, BY_VISIT)

    office.database.run(asking.take_back, code, now=NINE)

    stands = asked(office, request)
    assert (stands.state, stands.address, stands.reason) == ("taken_back", None, None)
    with pytest.raises(RequestAnswered):
        office.do(answering.grant, request.id, visit_on=TUESDAY)


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        (Wish("post", address=HOME, phone4="0000"), PhoneDigitsWrong),
        (Wish("visit", address=HOME, reason="sakit"), PhoneDigitsWrong),
        (Wish("post", address="Merpati 7", phone4="7890"), AddressNeeded),
        (Wish("post", address="x" * 301, phone4="7890"), AddressNeeded),
        (Wish("post", address=f"{HOME}\u202e", phone4="7890"), HiddenSigns),
        (Wish("visit", address=HOME, phone4="7890"), WishUnexplained),
        (Wish("place", 99), PlaceUnknown),
        (Wish("place"), PlaceUnknown),
        (Wish("drone"), WayNotOffered),
    ],
)
def test_what_cannot_be_asked_for_is_refused(office: World, code: str, wish: Wish, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        ask(office, code, wish)

    assert office.rows(DeliveryRequest) == []


def test_only_what_the_office_has_open_may_be_asked_for(office: World, code: str) -> None:
    request = ask(office, code, BY_POST)
    post = a_place(office, "Kantor Pos", kind="post")
    office.database.run(places.close_place, office.office, post.id, closed=True)

    with pytest.raises(WayNotOffered):
        office.do(answering.grant, request.id)
    office.database.run(asking.take_back, code, now=NINE)
    with pytest.raises(WayNotOffered):
        ask(office, code, BY_POST)


def test_place_that_was_closed_meanwhile_is_not_granted(office: World, code: str) -> None:
    request = ask(office, code, Wish("place", place_id(office)))
    office.database.run(places.close_place, office.office, place_id(office), closed=True)

    with pytest.raises(PlaceClosed):
        office.do(answering.grant, request.id)


def test_what_has_a_visit_is_neither_asked_for_nor_granted(office: World, code: str) -> None:
    request = ask(office, code, BY_POST)
    office.book(code, office.slot(10))

    with pytest.raises(BookedHere):
        office.do(answering.grant, request.id)
    with pytest.raises(BookedHere):
        ask(office, code, BY_POST)


def test_recording_goes_nowhere(office: World, code: str) -> None:
    recording = office.code(office.document("R/2", type="Perekaman KTP-el", phone=PHONE))

    with pytest.raises(WayNotOffered):
        ask(office, recording, BY_POST)


def test_what_prints_itself_goes_only_on_paper(office: World, code: str) -> None:
    paper = office.code(office.document("R/2", type="KK", channel="self_print", phone=PHONE))

    with pytest.raises(WayNotOffered):
        ask(office, paper, BY_POST)
    office.database.run(delivery_method.want_paper, paper, now=NINE)
    assert ask(office, paper, BY_POST).state == "asked"


def test_link_that_is_over_or_unknown_asks_for_nothing(office: World, code: str) -> None:
    with pytest.raises(InvitationExpired):
        ask(office, code, BY_POST, now=NINE + timedelta(days=100))
    with pytest.raises(InvitationUnknown):
        ask(office, "7K4M-P2QX-9RD3-FHNT", BY_POST)


@pytest.mark.parametrize("day", [None, date(2026, 11, 29)])
def test_visit_needs_a_day_that_is_to_come(office: World, code: str, day: date | None) -> None:
    request = ask(office, code, BY_VISIT)

    with pytest.raises(VisitDayNeeded):
        office.do(answering.grant, request.id, visit_on=day)


def test_answer_is_given_once(office: World, code: str) -> None:
    request = ask(office, code, BY_POST)
    with pytest.raises(AnswerUnexplained):
        office.do(answering.refuse, request.id, reason="  ")
    office.do(answering.grant, request.id)

    office.do(answering.grant, request.id)
    with pytest.raises(RequestAnswered):
        office.do(answering.refuse, request.id, reason="tidak jadi")
    assert told(office, Cause.DELIVERY) == [Cause.DELIVERY]


@pytest.mark.postgres("statements")
def test_what_was_fetched_meanwhile_is_not_granted(office: World, code: str) -> None:
    request = ask(office, code, BY_POST)
    office.do(documents.set_stage, "R/1", "collected")

    with pytest.raises(RequestOver):
        office.do(answering.grant, request.id)


def test_request_of_another_office_is_unknown(office: World, code: str) -> None:
    with pytest.raises(RequestUnknown):
        office.do(answering.grant, 999)


@pytest.mark.parametrize("parcel", [{"courier": "", "number": "P1"}, {"courier": "Pos", "number": " "}])
def test_parcel_needs_courier_and_number(office: World, code: str, parcel: dict[str, str]) -> None:
    request = ask(office, code, BY_POST)
    with pytest.raises(RequestAnswered):
        office.database.run(answering.note_parcel, office.office, request.id, now=NINE, courier="Pos", number="P1")
    office.do(answering.grant, request.id)

    with pytest.raises(ParcelUnnamed):
        office.database.run(answering.note_parcel, office.office, request.id, now=NINE, **parcel)


@pytest.mark.postgres("statements")
def test_what_came_back_may_be_asked_for_again(office: World, code: str) -> None:
    request = ask(office, code, BY_VISIT)
    office.do(answering.grant, request.id, visit_on=TUESDAY)
    batch = office.do(making.make_batch, a_place(office, "Kunjungan petugas", kind="visit").id)
    office.do(signing.sign_batch, batch.id, taken_by="Hasan", signature=None)

    office.do(returning.bring_back, batch.id, "R/1", shelf=None, goes_again=False)

    assert office.read(lambda s: last_request(s, request.invitation_id)) is None
    assert ask(office, office.code(document(office)), BY_VISIT).id != request.id


@pytest.mark.postgres("statements")
def test_household_that_waits_for_an_answer_is_not_reminded(office: World, code: str) -> None:
    later = NINE + timedelta(days=15)
    assert office.read(lambda s: uncollected.is_due(s, office.office, later))

    ask(office, code, BY_POST)

    assert not office.read(lambda s: uncollected.is_due(s, office.office, later))


@pytest.mark.parametrize(
    ("kinds", "ways"),
    [
        (["kelurahan", "visit"], "cara lain: diwakilkan, diambil di kecamatan atau kelurahan, diantar petugas."),
        (["post"], "cara lain: diwakilkan, dikirim lewat pos."),
        ([], "cara lain: diwakilkan."),
    ],
)
def test_reminder_names_only_ways_that_there_are(office: World, kinds: list[str], ways: str) -> None:
    for kind in kinds:
        a_place(office, f"Tempat {kind}", kind=kind)
    office.document("R/1", phone=PHONE)

    office.database.run(uncollected.tell, office.office, now=NINE + timedelta(days=15))

    assert ways in letter(office, Cause.UNCOLLECTED).text


def test_reminder_of_who_has_to_come_alone_names_no_way(office: World) -> None:
    kind = office.rows(DocumentType, col(DocumentType.code) == "KTP-el")[0]
    office.change(DocumentType, kind.id, collectors=["holder"])
    office.document("R/1", phone=PHONE)

    office.database.run(uncollected.tell, office.office, now=NINE + timedelta(days=15))

    text = letter(office, Cause.UNCOLLECTED).text
    assert "siap diambil sejak" in text
    assert "cara lain" not in text


@pytest.mark.postgres("statements")
def test_address_goes_some_days_after_the_end_of_it(office: World, code: str) -> None:
    request = ask(office, code, BY_VISIT)
    office.do(answering.grant, request.id, visit_on=TUESDAY)
    later = NINE + timedelta(days=office.office.keep_files_days + 1)

    office.database.run(forgetting.forget, office.office, now=later)
    under_way = asked(office, request).address
    office.change(Document, document(office).id, stage="collected")
    assert office.read(lambda s: forgetting.is_due(s, office.office, later))
    office.database.run(forgetting.forget, office.office, now=later)

    stands = asked(office, request)
    assert (under_way, stands.address, stands.reason, stands.forgotten_at) == (HOME, None, None, later)
    assert not office.read(lambda s: forgetting.is_due(s, office.office, later))


def test_address_of_what_was_refused_goes_though_the_document_lies_here(office: World, code: str) -> None:
    request = ask(office, code, BY_VISIT)
    office.do(answering.refuse, request.id, reason="tidak ada petugas")
    later = NINE + timedelta(days=office.office.keep_files_days)

    office.database.run(forgetting.forget, office.office, now=later)

    assert (asked(office, request).address, asked(office, request).answer) == (None, None)


@pytest.mark.postgres("statements")
def test_who_saw_an_address_is_written_down_once_a_day(office: World, code: str) -> None:
    for _ in range(2):
        office.database.run(
            lambda s: note_address(
                s, s.get_one(Document, document(office).id), place="delivery_request", by="staff:1", now=NINE
            )
        )

    assert [(each.fields, each.by) for each in office.rows(Disclosure)] == [("address", "staff:1")]


def test_of_two_who_looked_at_the_same_moment_one_answer_is_written(
    office: World, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = ask(office, code, BY_POST)
    office.do(answering.grant, request.id)
    monkeypatch.setattr(answering, "_refuse_answered", lambda _: None)

    with pytest.raises(RequestAnswered):
        office.do(answering.refuse, request.id, reason="penuh")

    assert asked(office, request).state == "granted"
