"""Documents that a partner takes along: listed, signed for, handed over there, and what comes back."""

from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import Session, col

from scheduler.db.models import Batch, Document, Message, Move, Office
from scheduler.domain.custody.refusals import CollectorNotAllowed, OldCardMissing, ProxyLimit
from scheduler.domain.delivery.refusals import (
    BatchEmpty,
    BatchSigned,
    BatchTaken,
    BatchUnknown,
    BatchUnsigned,
    BookedHere,
    BroughtBack,
    CollectorUnnamed,
    ConfirmedAlready,
    LetterMissing,
    ListChanged,
    LossUnexplained,
    LostThere,
    NotForPlace,
    NotInBatch,
    OutWithBatch,
    PlaceClosed,
    TakerNeeded,
)
from scheduler.domain.documents.refusals import DocumentUnknown
from scheduler.domain.door import Elsewhere, NotReady
from scheduler.domain.refusals import HiddenSigns
from scheduler.domain.stages import DocumentStage
from scheduler.flow.core.outbox import Cause
from scheduler.flow.custody.collectors import person_of
from scheduler.flow.custody.handover_proof import Proof
from scheduler.flow.delivery import delivery_method, places
from scheduler.flow.delivery.batches import confirming, linking, losing, making, returning, signing
from scheduler.flow.documents import documents, readiness
from scheduler.web.shared.booking.batch_view import batch_page
from tests.messages.notices.noted import left_to_clerk, letter, true_causes
from tests.scenes.factories import NINE, World, at
from tests.scenes.places import BUGIS, a_batch, a_place, for_place, listed, row, taken

HIMSELF = Proof("holder", "face")
PHONE = "+6281234567890"
BUDI = Proof("proxy", "collector_ktp", "Budi Raharjo", "SK-1")


def confirm(office: World, batch: Batch, reference: str = "R/1", proof: Proof = HIMSELF, **facts: Any) -> Document:
    return office.database.run(
        confirming.confirm,
        office.office.id,
        batch.id,
        reference,
        proof,
        **{"by": f"place:{batch.place_id}", "now": NINE, **facts},
    )


def bring_back(
    office: World, batch: Batch, reference: str = "R/1", *, shelf: str | None = "B-1", again: bool = False
) -> Document:
    return office.do(returning.bring_back, batch.id, reference, shelf=shelf, goes_again=again)


def batch_now(office: World, batch: Batch) -> Batch:
    return office.rows(Batch, col(Batch.id) == batch.id)[0]


def told(office: World) -> list[str]:
    return [message.cause for message in office.rows(Message)]


# --- the list


def test_new_list_has_what_waits_for_its_place(office: World) -> None:
    place, other = a_place(office), a_place(office, "Kecamatan Kota")
    for_place(office, "R/2")
    for_place(office, "R/1")
    for_place(office, "R/3", stage="in_production")
    for_place(office, "R/4", place=other.name)
    office.document("R/5")

    batch = office.do(making.make_batch, place.id)

    assert listed(office, batch) == ["R/1", "R/2"]
    assert office.stage("R/1") == "ready"


def test_place_has_one_list_that_is_open(office: World) -> None:
    place = a_place(office)

    first, second = a_batch(office, place, "R/1"), office.do(making.make_batch, place.id)

    assert first.id == second.id


def test_closed_place_gets_no_new_list(office: World) -> None:
    place = a_place(office)
    office.database.run(places.close_place, office.office, place.id, closed=True)

    with pytest.raises(PlaceClosed):
        office.do(making.make_batch, place.id)


def test_scanned_document_joins_and_goes_to_the_place_from_now_on(office: World) -> None:
    batch = a_batch(office, a_place(office), "R/1")
    office.document("R/2", phone=PHONE)

    for _ in range(2):
        office.do(making.add_document, batch.id, "r/2")

    assert listed(office, batch) == ["R/1", "R/2"]
    (document,) = office.rows(Document, col(Document.reference) == "R/2")
    assert (document.channel, document.place) == ("branch", BUGIS)
    assert Cause.ELSEWHERE not in told(office)


def test_what_is_not_ready_or_booked_here_or_unknown_does_not_join(office: World, elsewhere: World) -> None:
    batch = a_batch(office, a_place(office))
    office.document("R/1", stage="in_production")
    office.booked(9, reference="R/2")
    elsewhere.document("R/3")

    with pytest.raises(NotReady):
        office.do(making.add_document, batch.id, "R/1")
    with pytest.raises(BookedHere):
        office.do(making.add_document, batch.id, "R/2")
    with pytest.raises(DocumentUnknown):
        office.do(making.add_document, batch.id, "R/3")
    assert listed(office, batch) == []


def test_document_stands_on_one_list(office: World) -> None:
    a_batch(office, a_place(office), "R/1")
    other = a_batch(office, a_place(office, "Kecamatan Kota"))

    with pytest.raises(BatchTaken) as refusal:
        office.do(making.add_document, other.id, "R/1")

    assert refusal.value.facts["place"] == BUGIS


def test_what_is_taken_off_a_list_may_join_another(office: World) -> None:
    batch = a_batch(office, a_place(office), "R/1", "R/2")
    other = a_batch(office, a_place(office, "Kecamatan Kota"))
    for _ in range(2):
        office.database.run(making.remove_document, office.office, batch.id, "R/1")

    office.do(making.add_document, other.id, "R/1")

    assert (listed(office, batch), listed(office, other)) == (["R/2"], ["R/1"])


def test_list_of_another_office_is_unknown(office: World, elsewhere: World) -> None:
    foreign = a_batch(elsewhere, a_place(elsewhere))
    office.document("R/1")

    with pytest.raises(BatchUnknown):
        office.do(making.add_document, foreign.id, "R/1")


# --- signed for


def test_whole_list_leaves_in_one_step(office: World) -> None:
    batch = taken(office, a_place(office), "R/1", "R/2")

    assert [office.stage(each) for each in ("R/1", "R/2")] == ["at_partner", "at_partner"]
    assert (batch.taken_by, batch.signed_at, batch.signature) == ("Hasan", NINE, None)
    steps = {move.step for move in office.rows(Move, col(Move.after) == "at_partner")}
    assert len(steps) == 1


def test_people_are_told_where_it_is_once_the_batch_has_left(office: World) -> None:
    batch = a_batch(office, a_place(office), "R/1", phone=PHONE)
    before = told(office)

    for _ in range(2):
        office.do(signing.sign_batch, batch.id, taken_by="Hasan", signature=None)

    assert (before, told(office)) == ([], [Cause.ELSEWHERE])
    assert office.rows(Message)[-1].facts == {
        "address": "Jalan Bugis 5",
        "hours": "Senin-Jumat 08.00-14.00",
        "phone": "0771-111",
        "date": NINE.isoformat(),
    }


def test_signed_again_by_the_same_person_changes_nothing(office: World) -> None:
    batch = taken(office, a_place(office), "R/1")

    office.do(signing.sign_batch, batch.id, taken_by=" Hasan ", signature=None)
    with pytest.raises(BatchSigned):
        office.do(signing.sign_batch, batch.id, taken_by="Wati", signature=None)

    assert len(office.rows(Move, col(Move.after) == "at_partner")) == 1


def test_empty_list_and_nameless_taker_are_refused(office: World) -> None:
    batch = a_batch(office, a_place(office))

    with pytest.raises(BatchEmpty):
        office.do(signing.sign_batch, batch.id, taken_by="Hasan", signature=None)
    with pytest.raises(TakerNeeded):
        office.do(signing.sign_batch, batch.id, taken_by=" ", signature=None)


def test_nothing_leaves_while_one_of_the_list_cannot(office: World) -> None:
    batch = a_batch(office, a_place(office), "R/1", "R/2")
    office.do(documents.set_stage, "R/2", "misplaced")

    with pytest.raises(NotReady) as refusal:
        office.do(signing.sign_batch, batch.id, taken_by="Hasan", signature=None)

    assert refusal.value.facts["reference"] == "R/2"
    assert office.stage("R/1") == "ready"


def test_what_is_rerouted_leaves_the_list_and_stays_here(office: World) -> None:
    other = a_place(office, "Kecamatan Kota")
    batch = a_batch(office, a_place(office), "R/1", "R/2", "R/3", phone=PHONE)
    office.do(delivery_method.set_method, "R/1", "office", None)
    office.do(delivery_method.set_method, "R/2", "branch", other.name)

    office.do(signing.sign_batch, batch.id, taken_by="Hasan", signature=None)

    assert [office.stage(each) for each in ("R/1", "R/2", "R/3")] == ["ready", "ready", "at_partner"]
    assert listed(office, batch) == ["R/3"]
    assert listed(office, office.do(making.make_batch, other.id)) == ["R/2"]
    assert [move.why for move in office.rows(Move, col(Move.why) == "off_list")] == ["off_list"] * 2


@pytest.mark.postgres("statements")
def test_what_is_rerouted_to_the_place_it_is_listed_for_stays_on_the_list(office: World) -> None:
    batch = a_batch(office, a_place(office), "R/1")
    (document,) = office.rows(Document)
    office.change(Document, document.id, channel="office", place=None)

    office.do(delivery_method.set_method, "R/1", "branch", BUGIS)

    assert listed(office, batch) == ["R/1"]


@pytest.mark.parametrize("stands", [{"channel": "office"}, {"channel": "post"}, {"place": "Kecamatan Kota"}])
def test_nothing_leaves_while_one_of_the_list_is_not_for_the_place(office: World, stands: dict[str, str]) -> None:
    batch = a_batch(office, a_place(office), "R/1", "R/2")
    (document,) = office.rows(Document, col(Document.reference) == "R/2")
    office.change(Document, document.id, **stands)

    with pytest.raises(NotForPlace) as refusal:
        office.do(signing.sign_batch, batch.id, taken_by="Hasan", signature=None)

    assert refusal.value.facts == {"reference": "R/2", "place": BUGIS}
    assert office.stage("R/1") == "ready"


def test_list_that_changed_since_it_was_shown_is_not_signed(office: World) -> None:
    batch = a_batch(office, a_place(office), "R/1", "R/2")
    seen = office.read(lambda session: batch_page(session, batch, now=NINE)).mark
    office.do(delivery_method.set_method, "R/1", "office", None)

    with pytest.raises(ListChanged):
        office.do(signing.sign_batch, batch.id, taken_by="Hasan", signature=None, seen=seen)
    now = office.read(lambda session: batch_page(session, batch, now=NINE)).mark
    office.do(signing.sign_batch, batch.id, taken_by="Hasan", signature=None, seen=now)

    assert office.stage("R/2") == "at_partner"


def test_signed_list_does_not_change(office: World) -> None:
    batch = taken(office, a_place(office), "R/1")
    office.document("R/2")

    with pytest.raises(BatchSigned):
        office.do(making.add_document, batch.id, "R/2")
    with pytest.raises(BatchSigned):
        office.database.run(making.remove_document, office.office, batch.id, "R/1")


def test_door_sends_whoever_comes_here_to_the_place(office: World) -> None:
    taken(office, a_place(office), "R/1")

    with pytest.raises(Elsewhere):
        office.scan(reference="R/1")


# --- handed over there


def test_handed_over_at_the_place_is_collected_and_told(office: World) -> None:
    batch = taken(office, a_place(office), "R/1", "R/2", phone=PHONE)

    confirm(office, batch, proof=Proof("family", "kk", collector_name="Dewi"))

    kept = row(office, "R/1")
    assert office.stage("R/1") == "collected"
    assert (kept.outcome, kept.collector, kept.collector_name, kept.identity) == ("handed_over", "family", "Dewi", "kk")
    assert told(office)[-1] == Cause.HANDED_OVER
    assert office.rows(Move, col(Move.after) == "collected")[-1].by == f"place:{batch.place_id}"
    assert batch_now(office, batch).closed_at is None


def test_same_press_twice_is_one_handover(office: World) -> None:
    batch = taken(office, a_place(office), "R/1", "R/2")
    for _ in range(2):
        confirm(office, batch)

    assert len(office.rows(Move, col(Move.after) == "collected")) == 1


def test_handover_is_not_told_otherwise_afterwards(office: World) -> None:
    batch = taken(office, a_place(office), "R/1", "R/2")
    confirm(office, batch)

    with pytest.raises(ConfirmedAlready):
        confirm(office, batch, proof=Proof("family", "kk", collector_name="Dewi"))


def test_rules_of_the_counter_hold_there(office: World) -> None:
    batch = taken(office, a_place(office), "R/1", reason="changed")
    kia = taken(office, a_place(office, "Kecamatan Kota"), "R/2", type="KIA")

    with pytest.raises(OldCardMissing):
        confirm(office, batch)
    with pytest.raises(OldCardMissing):
        confirm(office, batch, proof=Proof("holder", "face", old_card="not_brought"))
    with pytest.raises(CollectorNotAllowed):
        confirm(office, kia, "R/2")
    with pytest.raises(CollectorUnnamed):
        confirm(office, kia, "R/2", proof=Proof("parent", "face"))
    assert office.stage("R/1") == office.stage("R/2") == "at_partner"


def test_somebody_else_brings_a_letter(office: World) -> None:
    batch = taken(office, a_place(office), "R/1")

    for paper in (None, " "):
        with pytest.raises(LetterMissing):
            confirm(office, batch, proof=Proof("proxy", "collector_ktp", "Budi", paper))
    confirm(office, batch, proof=BUDI)

    kept = row(office, "R/1")
    assert (kept.collector, kept.collector_name, kept.collector_letter) == ("proxy", "Budi Raharjo", "SK-1")
    assert kept.collector_hash == person_of("BUDI RAHARJO")


def test_letter_of_whoever_needs_none_is_not_kept(office: World) -> None:
    batch = taken(office, a_place(office), "R/1")

    confirm(office, batch, proof=Proof("family", "kk", "Dewi", "SK-1"))

    assert (row(office, "R/1").collector_letter, row(office, "R/1").collector_hash) == (None, None)


def test_cap_counts_what_is_taken_at_places_and_at_the_office(office: World, elsewhere: World) -> None:
    elsewhere_batch = taken(elsewhere, a_place(elsewhere), "R/9")
    confirm(elsewhere, elsewhere_batch, "R/9", BUDI)
    office.change(Office, office.office.id, proxy_cap=2)
    office.edit()
    batch = taken(office, a_place(office), "R/1", "R/2", "R/3")
    confirm(office, batch, "R/1", BUDI)
    confirm(office, batch, "R/1", BUDI)
    office.hand_over(office.called(), proof=BUDI)

    with pytest.raises(ProxyLimit) as refusal:
        confirm(office, batch, "R/2", BUDI)
    with pytest.raises(ProxyLimit):
        office.hand_over(office.called(), proof=BUDI)
    confirm(office, batch, "R/2", Proof("family", "kk", "Budi Raharjo"))
    confirm(office, batch, "R/3", BUDI, now=at(9, day=2))

    assert refusal.value.facts == {"cap": 2}
    assert office.stage("R/3") == "collected"


def test_one_household_out_of_one_batch_is_one_visit_for_the_cap(office: World) -> None:
    office.change(Office, office.office.id, proxy_cap=1)
    batch = a_batch(office, a_place(office), "R/1", "R/2", kk="2172010101010001")
    for_place(office, "R/3")
    office.do(making.add_document, batch.id, "R/3")
    office.do(signing.sign_batch, batch.id, taken_by="Hasan", signature=None)
    confirm(office, batch, "R/1", BUDI)

    confirm(office, batch, "R/2", BUDI)
    with pytest.raises(ProxyLimit):
        confirm(office, batch, "R/3", BUDI)


def test_supervisor_lets_pass_beyond_the_cap_with_a_reason(office: World) -> None:
    office.change(Office, office.office.id, proxy_cap=0)
    batch = taken(office, a_place(office), "R/1")

    confirm(office, batch, proof=replace(BUDI, beyond_cap="satu RT, banjir"))

    (move,) = office.rows(Move, col(Move.after) == "collected")
    assert (move.why, move.note) == ("beyond_cap", "satu RT, banjir")


def test_old_card_that_nobody_asks_for_is_not_kept(office: World) -> None:
    batch = taken(office, a_place(office), "R/1")

    confirm(office, batch, proof=Proof("holder", "face", old_card="withdrawn"))

    assert row(office, "R/1").old_card is None


def test_list_that_is_not_signed_hands_nothing_over(office: World) -> None:
    batch = a_batch(office, a_place(office), "R/1")

    with pytest.raises(BatchUnsigned):
        confirm(office, batch)


def test_number_of_another_list_is_not_in_this_one(office: World) -> None:
    batch = taken(office, a_place(office), "R/1")
    office.document("R/9")

    with pytest.raises(NotInBatch):
        confirm(office, batch, "R/9")


def test_what_the_office_has_back_already_is_not_handed_over_there(office: World) -> None:
    batch = taken(office, a_place(office), "R/1", "R/2")
    bring_back(office, batch, "R/2")

    with pytest.raises(BroughtBack):
        confirm(office, batch, "R/2")


def test_no_button_and_no_machine_moves_what_is_out_with_a_batch(office: World) -> None:
    batch = taken(office, a_place(office), "R/1", "R/2")

    for stage in ("ready", "collected", "misplaced", "in_production"):
        with pytest.raises(OutWithBatch) as refusal:
            office.do(documents.set_stage, "R/1", stage)
    with pytest.raises(OutWithBatch):
        office.do(readiness.mark_ready, "R/1", shelf="B-1")

    assert refusal.value.facts == {
        "stage": "at_partner",
        "reference": "R/1",
        "place": BUGIS,
        "batch": batch.id,
        "signed_at": NINE,
    }
    assert office.stage("R/1") == "at_partner"
    confirm(office, batch, "R/1")


def test_what_is_with_a_partner_without_a_batch_is_moved_by_hand(office: World) -> None:
    office.document("R/1", stage="at_partner")

    office.do(readiness.mark_ready, "R/1")

    assert office.stage("R/1") == "ready"


# --- what comes back


def test_leftover_is_ready_on_its_shelf_and_its_people_are_invited(office: World) -> None:
    batch = taken(office, a_place(office), "R/1", phone=PHONE)

    for _ in range(2):
        document = bring_back(office, batch)

    assert (document.stage, document.shelf, document.channel, document.place) == ("ready", "B-1", "office", None)
    assert document.invitation_id is not None
    assert told(office)[-1] == Cause.READY
    assert row(office, "R/1").outcome == "brought_back"


def test_leftover_that_goes_again_is_told_to_nobody(office: World) -> None:
    place = a_place(office)
    batch = taken(office, place, "R/1", phone=PHONE)
    before = told(office)

    document = bring_back(office, batch, shelf=None, again=True)

    assert (document.stage, document.place) == ("ready", BUGIS)
    assert told(office) == before
    assert listed(office, office.do(making.make_batch, place.id)) == ["R/1"]


def test_what_was_handed_over_does_not_come_back(office: World) -> None:
    batch = taken(office, a_place(office), "R/1")
    confirm(office, batch)

    with pytest.raises(ConfirmedAlready):
        bring_back(office, batch)


def test_signs_that_nobody_sees_are_refused(office: World) -> None:
    batch = a_batch(office, a_place(office), "R/1")
    hidden = "Has\u202ean"

    with pytest.raises(HiddenSigns):
        office.do(signing.sign_batch, batch.id, taken_by=hidden, signature=None)
    office.do(signing.sign_batch, batch.id, taken_by="Hasan", signature=None)
    with pytest.raises(HiddenSigns):
        confirm(office, batch, proof=Proof("family", "kk", hidden))
    with pytest.raises(HiddenSigns):
        bring_back(office, batch, shelf=hidden)
    with pytest.raises(HiddenSigns):
        lose(office, batch, reason=hidden)
    assert office.stage("R/1") == "at_partner"


# --- lost


def lose(office: World, batch: Batch, reference: str = "R/1", **said: str) -> Document:
    return office.do(
        losing.report_lost, batch.id, reference, **{"told_by": "Hasan", "reason": "jatuh di jalan", **said}
    )


def test_lost_document_is_looked_for_and_its_batch_has_an_end(office: World) -> None:
    batch = taken(office, a_place(office), "R/1", "R/2", phone=PHONE)
    confirm(office, batch, "R/2")
    before = told(office)

    for _ in range(2):
        lose(office, batch)

    assert (office.stage("R/1"), row(office, "R/1").outcome, row(office, "R/1").by) == ("misplaced", "lost", "staff:1")
    (move,) = office.rows(Move, col(Move.after) == "misplaced")
    assert (move.why, move.note) == ("lost_there", "Hasan: jatuh di jalan")
    assert batch_now(office, batch).closed_at == NINE
    assert told(office) == [*before, Cause.SOUGHT]


def test_who_was_to_fetch_what_is_lost_is_told_not_to_go_there(office: World) -> None:
    office.edit(phone="0771-111")
    batch = taken(office, a_place(office), "R/1", phone=PHONE)
    lose(office, batch)

    text = letter(office, Cause.SOUGHT).text
    causes = [true_causes(office)]
    office.do(readiness.mark_ready, "R/1", shelf="B-1")
    causes.append(true_causes(office))

    assert f"KTP-el (registrasi ...1) belum bisa diambil di {BUGIS} karena sedang kami cari. Mohon tidak" in text
    assert "Perlu segera? Hubungi 0771-111." in text
    assert causes == [[Cause.SOUGHT], []], "and no more that it is there, nor that it is lost once it is found"


@pytest.mark.postgres("statements")
def test_lost_document_that_is_made_anew_comes_first_and_its_people_are_told(office: World) -> None:
    batch = taken(office, a_place(office), "R/1", phone=PHONE)
    lose(office, batch)

    office.do(documents.set_stage, "R/1", DocumentStage.IN_PRODUCTION)
    causes = [true_causes(office)]
    office.do(documents.set_stage, "R/1", DocumentStage.READY)
    causes.append(true_causes(office))

    assert office.rows(Document)[0].priority
    assert "KTP-el Anda harus dicetak ulang karena kesalahan kami. Gratis." in letter(office, Cause.REPRINT).text
    assert causes == [[Cause.REPRINT], []]
    assert left_to_clerk(office) == []


def test_what_is_lost_without_a_phone_is_told_to_nobody(office: World) -> None:
    batch = taken(office, a_place(office), "R/1")
    lose(office, batch)
    office.do(documents.set_stage, "R/1", DocumentStage.IN_PRODUCTION)

    assert told(office) == []


def test_loss_says_who_told_it_and_how(office: World) -> None:
    batch = taken(office, a_place(office), "R/1")

    for said in ({"told_by": " "}, {"reason": ""}):
        with pytest.raises(LossUnexplained):
            lose(office, batch, **said)
    assert office.stage("R/1") == "at_partner"


def test_of_a_lost_document_nothing_else_is_said(office: World) -> None:
    batch = taken(office, a_place(office), "R/1", "R/2", "R/3")
    lose(office, batch)
    confirm(office, batch, "R/2")
    bring_back(office, batch, "R/3")

    with pytest.raises(LostThere):
        confirm(office, batch)
    with pytest.raises(LostThere):
        bring_back(office, batch)
    with pytest.raises(ConfirmedAlready):
        lose(office, batch, "R/2")
    with pytest.raises(BroughtBack):
        lose(office, batch, "R/3")


def test_lost_document_that_is_found_keeps_its_place_in_line(office: World) -> None:
    batch = taken(office, a_place(office), "R/1")
    since = office.rows(Document)[0].ready_at
    lose(office, batch)

    document = office.do(readiness.mark_ready, "R/1", shelf="B-1", now=at(10))

    assert (document.stage, document.ready_at, document.shelf) == ("ready", since, "B-1")
    assert listed(office, office.do(making.make_batch, batch.place_id)) == ["R/1"]


def test_lost_document_is_made_anew(office: World) -> None:
    batch = taken(office, a_place(office), "R/1")
    lose(office, batch)

    office.do(documents.set_stage, "R/1", "in_production")

    assert office.stage("R/1") == "in_production"


def test_batch_closes_when_every_document_is_accounted_for(office: World) -> None:
    batch = taken(office, a_place(office), "R/1", "R/2")
    confirm(office, batch)
    assert batch_now(office, batch).closed_at is None

    bring_back(office, batch, "R/2")

    assert batch_now(office, batch).closed_at == NINE


def test_old_cards_are_missed_until_they_come_back(office: World) -> None:
    batch = taken(office, a_place(office), "R/1", "R/2", reason="changed")
    confirm(office, batch, proof=Proof("holder", "face", old_card="withdrawn"))
    confirm(office, batch, "R/2", proof=Proof("holder", "face", old_card="lost", old_card_letter="SKTLK/1"))

    def out(session: Session) -> list[str]:
        return [document.reference for document, _, _ in returning.cards_out(session, office.office)]

    assert office.read(out) == ["R/1"]
    office.at_time(returning.take_card, batch.id, "R/1")
    assert office.read(out) == []
    with pytest.raises(NotInBatch):
        office.at_time(returning.take_card, batch.id, "R/2")


# --- the link


@pytest.mark.postgres("statements")
def test_link_holds_from_signing_until_the_office_closes_it(office: World) -> None:
    batch = a_batch(office, a_place(office), "R/1")
    code = linking.code_of(batch)
    assert code is not None

    def found() -> int:
        return office.read(lambda session: linking.batch_by_code(session, code, now=NINE)).id

    with pytest.raises(BatchUnknown):
        found()
    office.do(signing.sign_batch, batch.id, taken_by="Hasan", signature=None)
    assert found() == batch.id
    office.at_time(linking.close_link, batch.id)
    with pytest.raises(BatchUnknown):
        found()
    assert linking.code_of(batch_now(office, batch)) is None


def test_link_ends_thirty_days_after_the_batch_is_done(office: World) -> None:
    batch = taken(office, a_place(office), "R/1")
    code = linking.code_of(batch)
    assert code is not None
    confirm(office, batch)

    office.read(lambda session: linking.batch_by_code(session, code, now=at(8, day=30)))
    with pytest.raises(BatchUnknown):
        office.read(lambda session: linking.batch_by_code(session, code, now=at(9, day=30)))


def test_new_link_ends_the_old_one(office: World) -> None:
    batch = taken(office, a_place(office), "R/1")
    old = linking.code_of(batch)

    office.database.run(linking.renew_link, office.office, batch.id)

    new = linking.code_of(batch_now(office, batch))
    assert old
    assert new
    assert old != new
    with pytest.raises(BatchUnknown):
        office.read(lambda session: linking.batch_by_code(session, old, now=NINE))
    assert office.read(lambda session: linking.batch_by_code(session, new, now=NINE)).id == batch.id
