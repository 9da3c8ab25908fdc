"""A document is registered, moves on, and becomes ready."""

import json
from dataclasses import asdict, replace

import pytest
from sqlmodel import col

from scheduler import keys
from scheduler.db.models import Document, Invitation, Move
from scheduler.domain.blanks.refusals import NeedsNoBlank
from scheduler.domain.delivery.refusals import DeliveryFixed, NotPrintable, PlaceClosed, PlaceNeeded, PlaceUnknown
from scheduler.domain.documents.refusals import DocumentDiffers, DocumentUnknown, IllegalStep
from scheduler.domain.offices.refusals import TypeUnknown
from scheduler.domain.stages import DocumentStage
from scheduler.flow.applying import withdrawing
from scheduler.flow.delivery import places
from scheduler.flow.documents import documents
from scheduler.flow.documents.documents import NewDocument
from tests.scenes.factories import EARLY, NINE, World
from tests.scenes.places import BUGIS, a_place

NEW = NewDocument(reference="R/1", type="KTP-el", holder="SITI  AMINAH", nik="2172011203850001", kk="2172010101010001")


@pytest.mark.parametrize("stage", ["ready", "at_partner"])
def test_only_a_batch_takes_a_document_to_a_partner(office: World, stage: str):
    office.document("R/1", stage=stage)

    with pytest.raises(IllegalStep):
        office.do(documents.set_stage, "R/1", DocumentStage.AT_PARTNER)
    assert office.stage("R/1") == stage


def test_document_is_given_up_with_a_reason_only(office: World):
    office.document("R/1")

    with pytest.raises(IllegalStep):
        office.do(documents.set_stage, "R/1", DocumentStage.WITHDRAWN)
    assert office.stage("R/1") == "ready"


def test_history_says_why_a_document_went_into_production(office: World):
    office.document("R/1", stage="received")

    office.database.run(
        lambda session: documents.move_on(
            session, session.get_one(Document, 1), DocumentStage.IN_PRODUCTION, by="system", now=NINE, why="again"
        )
    )

    assert office.rows(Move)[-1].why == "again"


def test_registered_document_is_received_and_written_down(office: World):
    document, is_new = office.do(documents.register, NEW)

    assert is_new
    assert (document.stage, document.holder, document.title, document.channel) == (
        "received",
        "Siti Aminah",
        "KTP-el",
        "office",
    )
    assert [(m.before, m.after, m.by) for m in office.rows(Move)] == [(None, "received", "staff:1")]


def test_same_again_changes_nothing(office: World):
    first, _ = office.do(documents.register, NEW)

    again, is_new = office.do(documents.register, replace(NEW, reference=" R/1 ", holder="siti aminah"))

    assert (again.id, is_new) == (first.id, False)
    assert len(office.rows(Document)) == len(office.rows(Move)) == 1


def test_same_number_with_other_content_is_refused_and_the_old_stays(office: World):
    office.do(documents.register, NEW)

    with pytest.raises(DocumentDiffers):
        office.do(documents.register, replace(NEW, holder="Nur Aini"))

    assert [document.holder for document in office.rows(Document)] == ["Siti Aminah"]


def test_same_number_at_another_office_is_another_document(office: World, elsewhere: World):
    office.do(documents.register, NEW)

    _, is_new = elsewhere.do(documents.register, replace(NEW, holder="Nur Aini"))

    assert is_new


def test_type_in_an_offices_spelling_is_known_and_a_passport_is_not(office: World):
    document, _ = office.do(documents.register, replace(NEW, type="Kartu Keluarga"))

    assert (document.title, document.channel) == ("KK", "self_print")
    with pytest.raises(TypeUnknown):
        office.do(documents.register, replace(NEW, reference="R/2", type="Paspor"))


def test_looked_up_values_are_keyed_hashes(office: World):
    document, _ = office.do(documents.register, replace(NEW, phone="+6281234567890"))
    none, _ = office.do(documents.register, NewDocument(reference="R/2", type="KTP", holder="Nur"))

    hashes = [document.nik_hash, document.phone_hash, document.household]
    assert len({*hashes}) == 3
    assert {len(each) for each in hashes if each} == {32}
    assert (none.nik_hash, none.phone_hash, none.household) == (None, None, None)


def test_stage_moves_by_the_table_and_only_ready_invites(office: World):
    office.do(documents.register, NEW)

    given = [
        office.do(documents.set_stage, "R/1", stage)[1] for stage in ("in_production", "waiting_for_blank", "ready")
    ]

    assert given[:2] == [None, None]
    assert isinstance(given[2], Invitation)
    assert [m.after for m in office.rows(Move)] == ["received", "in_production", "waiting_for_blank", "ready"]


def test_illegal_step_is_refused_and_nothing_moves(office: World):
    office.do(documents.register, NEW)

    with pytest.raises(IllegalStep) as refused:
        office.do(documents.set_stage, "R/1", DocumentStage.READY)

    assert refused.value.facts["stage"] == "received"
    assert office.stage("R/1") == "received"
    assert len(office.rows(Move)) == 1


def test_recording_is_ready_without_production(office: World):
    office.do(documents.register, replace(NEW, type="Perekaman KTP-el"))

    _, invitation = office.do(documents.set_stage, "R/1", DocumentStage.READY)

    assert invitation is not None


def test_note_is_kept_as_the_reason(office: World):
    office.do(documents.register, NEW)

    office.do(documents.set_stage, "R/1", DocumentStage.INCOMPLETE, note="KK lama belum ada")

    assert office.rows(Move)[-1].note == "KK lama belum ada"


def test_unknown_number_or_one_of_another_office_is_refused(office: World, elsewhere: World):
    elsewhere.do(documents.register, NEW)

    with pytest.raises(DocumentUnknown):
        office.do(documents.set_stage, "R/1", DocumentStage.IN_PRODUCTION)


def test_document_to_be_handed_over_elsewhere_gets_no_invitation(office: World):
    document = office.document(channel="post")

    assert (document.stage, document.invitation_id) == ("ready", None)
    assert office.messages() == []


def test_withdrawn_document_stays_withdrawn(office: World):
    document = office.document(stage="received")
    office.do(withdrawing.withdraw, document.reference, reason="ganda")

    with pytest.raises(IllegalStep):
        office.do(documents.set_stage, document.reference, DocumentStage.RECEIVED)


@pytest.mark.postgres("statements")
def test_history_has_exactly_one_subject_a_row(office: World):
    office.called()

    for move in office.rows(Move):
        assert sum(each is not None for each in (move.document_id, move.booking_id, move.ticket_id)) == 1
        assert move.at in (EARLY, NINE)
    assert office.rows(Move, col(Move.ticket_id).is_not(None)) != []


# --- where it is to be handed over


def apply(office: World, **facts: object) -> Document:
    new = replace(NEW, **facts)  # type: ignore[arg-type]
    return office.do(documents.apply_for, new)[0]


def test_new_document_goes_to_a_place_by_the_channel_of_that(office: World):
    a_place(office)
    a_place(office, "Kantor Pos Besar", kind="post")

    there = apply(office, place="kelurahan kampung bugis")
    posted = apply(office, reference="R/2", channel="post", place="Kantor Pos Besar")
    usual = apply(office, reference="R/3", channel="office", place=BUGIS)

    assert (there.channel, there.place) == ("branch", BUGIS)
    assert (posted.channel, posted.place) == ("post", "Kantor Pos Besar")
    assert (usual.channel, usual.place) == ("office", None)


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"channel": "branch"}, PlaceNeeded),
        ({"channel": "post"}, PlaceNeeded),
        ({"channel": "post", "place": BUGIS}, PlaceNeeded),
        ({"channel": "branch", "place": "Tak Ada"}, PlaceUnknown),
        ({"place": "Kelurahan Tutup"}, PlaceClosed),
        ({"channel": "self_print"}, NotPrintable),
        ({"type": "Perekaman KTP-el", "place": BUGIS}, DeliveryFixed),
    ],
)
def test_new_document_that_could_not_get_there_is_refused(
    office: World, facts: dict[str, str], refusal: type[Exception]
):
    a_place(office)
    shut = a_place(office, "Kelurahan Tutup")
    office.database.run(places.close_place, office.office, shut.id, closed=True)

    with pytest.raises(refusal):
        apply(office, **facts)
    assert office.rows(Document) == []


def test_known_document_is_the_same_though_its_place_has_closed(office: World):
    place = a_place(office)
    first = apply(office, place=BUGIS)
    office.database.run(places.close_place, office.office, place.id, closed=True)

    assert apply(office, place=BUGIS).id == first.id


@pytest.mark.postgres("statements")
def test_document_from_before_places_could_be_said_is_the_same(office: World):
    """Its content was hashed without a place, and without where somebody lives."""
    later = {"place", "kelurahan", "rt", "rw"}
    content = json.dumps(
        {name: value for name, value in asdict(replace(NEW, holder="Siti Aminah")).items() if name not in later},
        default=str,
        sort_keys=True,
    )
    first = apply(office)
    office.change(Document, first.id, content_hash=keys.ring().look_up("document", content))

    assert apply(office).id == first.id


@pytest.mark.parametrize("kind", ["KK", "akta"])
def test_paper_never_waits_for_a_blank(office: World, kind: str):
    office.document("R/1", type=kind, stage="in_production")

    with pytest.raises(NeedsNoBlank):
        office.do(documents.set_stage, "R/1", DocumentStage.WAITING_FOR_BLANK)
    assert office.stage("R/1") == "in_production"
