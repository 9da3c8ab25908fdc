"""Rows of an export: new documents, news about known ones, and everything that must not change."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import col, select

from scheduler.db import models
from scheduler.db.models import Document, Move
from scheduler.flow import intake
from scheduler.flow.delivery import places
from scheduler.flow.intake import Taken
from scheduler.intake import row_faults
from scheduler.intake.rows import Row
from tests.scenes import applications
from tests.scenes.factories import EARLY, MORNING, World, at
from tests.scenes.places import BUGIS, a_place, taken

FIELDS = (
    "reference",
    "type",
    "holder",
    "nik",
    "applicant",
    "phone",
    "email",
    "kk",
    "reason",
    "channel",
    "shelf",
    "stage",
    "note",
    "printed_on",
    "place",
)
BASE = {
    "reference": "470/001/XI/2026",
    "type": "KTP-el",
    "holder": "Siti Rahmawati",
    "nik": "2172015203850001",
    "phone": "+6281234567890",
    "kk": "2172010101010001",
    "reason": "changed",
    "shelf": "A-12",
    "stage": "ready",
    "printed_on": date(2026, 11, 27),
}


def row(absent: tuple[str, ...] = (), **facts: Any) -> Row:
    """A row of a file with all columns but those that are absent."""
    values = dict.fromkeys(FIELDS) | BASE | facts
    values |= dict.fromkeys(absent)
    return Row(
        number=5,
        title=facts.pop("title", values["type"]),
        present=frozenset(FIELDS) - set(absent),
        **{name: values[name] for name in FIELDS},
    )


def take(office: World, *rows: Row, now: Any = EARLY) -> list[Taken]:
    return office.database.run(intake.take_rows, office.office, rows, by="command", now=now)


def document(office: World, reference: str = "470/001/XI/2026") -> Document:
    return office.rows(Document, col(Document.reference) == reference)[0]


def history(office: World, reference: str = "470/001/XI/2026") -> list[tuple[str | None, str, str | None]]:
    which = document(office, reference).id
    return [(m.before, m.after, m.why) for m in office.rows(Move, col(Move.document_id) == which)]


def everything(office: World) -> dict[str, list[Any]]:
    """All rows of all tables."""
    tables = models.metadata.sorted_tables
    return {t.name: office.read(lambda s, t=t: [tuple(r) for r in s.execute(select(t)).all()]) for t in tables}


def codes(taken: list[Taken]) -> list[tuple[str, str]]:
    return [(finding.field, finding.fault.code) for each in taken for finding in each.findings]


def test_new_ready_row_is_registered_on_its_way_and_invited(office: World) -> None:
    taken = take(office, row(applicant="Budi Santoso"))

    assert taken == [Taken("taken")]
    assert history(office) == [
        (None, "received", None),
        ("received", "in_production", None),
        ("in_production", "ready", None),
    ]
    found = document(office)
    assert (found.holder, found.applicant, found.phone) == ("Siti Rahmawati", "Budi Santoso", "+6281234567890")
    assert (found.reason, found.shelf, found.printed_on) == ("changed", "A-12", date(2026, 11, 27))
    assert found.invitation_id is not None
    assert office.messages() == ["ready"]


def test_recording_goes_straight_to_ready(office: World) -> None:
    take(office, row(type="Perekaman KTP-el"))

    assert history(office) == [(None, "received", None), ("received", "ready", None)]


def test_row_collected_already_is_registered_without_an_invitation(office: World) -> None:
    take(office, row(stage="collected"))

    assert document(office).stage == "collected"
    assert document(office).invitation_id is None
    assert office.messages() == []


def test_row_withdrawn_already_is_registered_as_such(office: World) -> None:
    take(office, row(stage="withdrawn"))

    assert history(office) == [(None, "received", None), ("received", "withdrawn", None)]


def test_row_without_a_status_column_is_received(office: World) -> None:
    take(office, row(absent=("stage",)))

    assert document(office).stage == "received"


def test_household_shares_an_invitation_and_a_phone_does_not(office: World) -> None:
    take(
        office,
        row(),
        row(reference="470/002", holder="Budi Santoso", nik=None),
        row(reference="470/003", holder="Dewi Lestari", nik=None, kk="2172010101010002"),
    )

    first, second, other = (document(office, r).invitation_id for r in ("470/001/XI/2026", "470/002", "470/003"))
    assert first == second
    assert other != first


def test_same_rows_again_change_nothing(office: World) -> None:
    a_place(office)
    rows = [
        row(applicant="BUDI SANTOSO", note="diantar kelurahan", email="siti@contoh.id"),
        row(reference="470/002", type="akta", title="Akta Kelahiran", holder="Rizky", nik=None, stage="in_production"),
        row(reference="470/003", type="Perekaman KTP-el", kk=None),
        row(reference="470/004", stage="incomplete", place=BUGIS),
        row(reference="470/005", stage="collected"),
        row(reference="470/006", stage="withdrawn"),
    ]
    take(office, *rows)
    before = everything(office)

    taken = take(office, *rows, now=MORNING)

    assert taken == [Taken("known")] * 6
    assert everything(office) == before


def test_status_ahead_moves_the_document_all_the_way(office: World) -> None:
    take(office, row(stage="received"))

    taken = take(office, row(stage="ready"), now=MORNING)

    assert taken == [Taken("moved")]
    assert history(office)[1:] == [("received", "in_production", None), ("in_production", "ready", None)]
    assert document(office).invitation_id is not None


def test_status_behind_is_a_warning_and_moves_nothing(office: World) -> None:
    take(office, row())
    before = everything(office)

    taken = take(office, row(stage="in_production"))

    assert [t.outcome for t in taken] == ["known"]
    assert codes(taken) == [("stage", "stage_behind")]
    assert everything(office) == before


def test_absent_columns_change_nothing(office: World) -> None:
    take(office, row())
    before = everything(office)

    taken = take(office, row(absent=("nik", "phone", "kk", "reason", "shelf", "stage", "printed_on")))

    assert taken == [Taken("known")]
    assert everything(office) == before


def test_empty_cells_change_nothing(office: World) -> None:
    take(office, row())
    before = everything(office)

    taken = take(office, row(nik=None, phone=None, kk=None, reason=None, shelf=None, stage=None, printed_on=None))

    assert taken == [Taken("known")]
    assert everything(office) == before


def test_corrected_fields_are_taken_over_and_written_down_by_name(office: World) -> None:
    take(office, row(nik=None, kk=None))

    taken = take(office, row(shelf="B-03", phone="+6281111111111"))

    found = document(office)
    assert taken == [Taken("changed")]
    assert (found.shelf, found.phone, found.nik) == ("B-03", "+6281111111111", "2172015203850001")
    assert found.household is not None
    assert found.nik_hash is not None
    assert history(office)[-1] == ("ready", "ready", "corrected: household, nik, phone, shelf")


def test_other_person_under_a_known_number_is_refused(office: World) -> None:
    take(office, row())
    before = everything(office)

    taken = take(office, row(holder="Budi Santoso", shelf="C-01"), row(type="KIA", shelf="C-01"))

    assert [t.outcome for t in taken] == ["refused", "refused"]
    assert codes(taken) == [("holder", "document_differs"), ("type", "document_differs")]
    assert everything(office) == before


def test_name_in_other_capitals_is_the_same_person(office: World) -> None:
    take(office, row())

    assert take(office, row(holder="SITI RAHMAWATI")) == [Taken("known")]


def test_other_akta_under_a_known_number_is_refused(office: World) -> None:
    take(office, row(type="akta", title="Akta Kelahiran"))

    taken = take(office, row(type="akta", title="Akta Kematian"))

    assert codes(taken) == [("type", "document_differs")]


def test_other_nik_is_a_warning_and_stays_out(office: World) -> None:
    take(office, row())

    taken = take(office, row(nik="2172015203850002"))

    assert [(t.outcome, f.fault.code) for t in taken for f in t.findings] == [("known", "nik_differs")]
    assert document(office).nik == "2172015203850001"


def test_document_with_a_live_booking_keeps_it(office: World) -> None:
    take(office, row())
    office.book(office.code(document(office)), office.slot(9))

    taken = take(office, row(shelf="B-01"))

    (booking,) = office.rows(models.Booking)
    assert taken == [Taken("changed")]
    assert (booking.stage, booking.invitation_id) == ("booked", document(office).invitation_id)
    assert office.messages() == ["ready", "booked"]


def test_collection_of_a_booked_document_is_warned_about(office: World) -> None:
    take(office, row())
    office.book(office.code(document(office)), office.slot(9))

    taken = take(office, row(stage="collected"))

    assert [(t.outcome, f.fault.code) for t in taken for f in t.findings] == [("moved", "still_booked")]


def test_document_given_up_there_frees_its_visit_and_its_people_are_told(office: World) -> None:
    office.change(models.Office, office.office.id, hold_back_minutes=0)
    office.office = office.rows(models.Office)[0]
    take(office, row(), row(reference="470/002", kk=None))
    for reference in (BASE["reference"], "470/002"):
        office.book(office.code(document(office, str(reference))), office.slot(9))

    (gone,) = take(office, row(stage="withdrawn", note="mohon diralat"))

    assert gone == Taken("moved")
    assert history(office)[-1] == ("ready", "withdrawn", None)
    assert [booking.stage for booking in office.rows(models.Booking)] == ["cancelled", "booked"]
    assert office.rows(models.Slot, models.Slot.id == office.slot(9).id)[0].taken == 1
    (told,) = office.rows(models.Message, col(models.Message.cause) == "withdrawn")
    assert (told.document_id, told.facts) == (document(office).id, {"visit": office.slot(9).starts_at.isoformat()})
    assert office.rows(Move)[-1].note == "dibatalkan di sistem kantor"
    assert take(office, row(stage="withdrawn")) == [Taken("known")]


@pytest.mark.parametrize("stage", ["withdrawn", "collected"])
def test_document_whose_people_are_here_stays_for_them(office: World, stage: str) -> None:
    office.called(reference=str(BASE["reference"]), holder=str(BASE["holder"]))

    (here,) = take(office, row(stage=stage, shelf="B-01"))

    assert (here.outcome, codes([here])) == ("changed", [("stage", "people_here")])
    assert document(office).stage == "ready"
    assert [booking.stage for booking in office.rows(models.Booking)] == ["arrived"]


def test_application_given_up_there_waits_for_no_clerk(office: World) -> None:
    known = applications.document(office, applications.sent(office))
    facts = {"holder": known.holder, "type": "KTP-el", "nik": known.nik, "phone": known.phone, "kk": None}

    (gone,) = take(office, row(reference=known.reference, **facts, stage="withdrawn"))

    assert gone.outcome == "moved"
    assert office.rows(models.Application)[0].waiting_since is None


def test_document_that_a_kelurahan_took_is_still_collected_by_an_export(office: World) -> None:
    office.document("470/001/XI/2026", stage="at_partner", holder="Siti Rahmawati")

    ready, collected = take(office, row(nik=None), row(stage="collected"))

    assert (ready.outcome, codes([ready])) == ("changed", [("stage", "stage_behind")])
    assert collected.outcome == "moved"
    assert document(office).stage == "collected"


def test_document_that_is_out_with_a_batch_is_moved_by_no_export(office: World) -> None:
    taken(office, a_place(office), "470/001/XI/2026", holder="Siti Rahmawati")

    (collected,) = take(office, row(stage="collected", nik=None))

    assert codes([collected]) == [("stage", "out_with_batch")]
    assert document(office).stage == "at_partner"


def test_document_brought_to_the_office_is_invited(office: World) -> None:
    a_place(office)
    take(office, row(place=BUGIS))
    assert document(office).invitation_id is None

    take(office, row(channel="office"))

    assert document(office).invitation_id is not None


def test_type_that_the_office_does_not_hand_over_is_refused(office: World) -> None:
    before = everything(office)

    taken = take(office, row(type="Paspor"))

    assert codes(taken) == [("type", "type_unknown")]
    assert everything(office) == before


def test_each_row_is_a_step_of_its_own(office: World) -> None:
    take(office, row(), row(reference="470/002", kk=None))

    steps = {m.step for m in office.rows(Move)}

    assert len(steps) == 2
    assert {m.at for m in office.rows(Move)} == {at(7)}


# --- where it is handed over


def where(office: World) -> tuple[str, str | None]:
    return document(office).channel, document(office).place


def test_place_says_the_channel_too(office: World) -> None:
    a_place(office)
    a_place(office, "Kantor Pos Besar", kind="post")

    taken = take(office, row(place=" kelurahan  kampung bugis"), row(reference="470/002", place="Kantor Pos Besar"))

    assert codes(taken) == []
    assert where(office) == ("branch", BUGIS)
    assert document(office, "470/002").channel == "post"
    assert office.messages() == []


def test_place_that_is_unknown_or_closed_is_warned_of_and_new_ones_come_to_the_office(office: World) -> None:
    shut = a_place(office)
    office.database.run(places.close_place, office.office, shut.id, closed=True)

    taken = take(office, row(place="Kelurahan Tak Ada"), row(reference="470/002", place=BUGIS, channel="branch"))

    assert codes(taken) == [("place", "place_unknown"), ("place", "place_unknown")]
    assert (where(office), document(office, "470/002").channel) == (("office", None), "office")
    assert [each.outcome for each in taken] == ["taken", "taken"]
    assert document(office).invitation_id is not None


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"channel": "branch"}, "place_needed"),
        ({"channel": "post"}, "place_needed"),
        ({"channel": "self_print"}, "not_printable"),
        ({"type": "Perekaman KTP-el", "channel": "self_print"}, "visit_here"),
    ],
)
def test_channel_that_leads_nowhere_is_warned_of(office: World, facts: dict[str, str], code: str) -> None:
    taken = take(office, row(**facts))

    assert codes(taken) == [("channel", code)]
    assert where(office) == ("office", None)
    assert document(office).invitation_id is not None


def test_paper_is_still_printed_at_home(office: World) -> None:
    assert codes(take(office, row(type="KK", channel="self_print", shelf=None))) == []
    assert where(office) == ("self_print", None)


def test_warnings_of_where_it_goes_speak_of_new_documents() -> None:
    """What is known stays where it goes, see below."""
    about = (row_faults.PLACE_UNKNOWN, row_faults.PLACE_NEEDED, row_faults.NOT_PRINTABLE, row_faults.VISIT_HERE)

    assert all(". Dokumen baru dicatat" in fault.message for fault in about)


def test_known_document_keeps_where_it_goes(office: World) -> None:
    a_place(office)
    take(office, row(place=BUGIS))

    taken = [
        *take(office, row(channel="branch")),
        *take(office, row(channel="post")),
        *take(office, row(place="Kelurahan Tak Ada")),
        *take(office, row(channel="self_print")),
    ]

    assert codes(taken) == [("channel", "place_needed"), ("place", "place_unknown"), ("channel", "not_printable")]
    assert where(office) == ("branch", BUGIS)


def test_brought_to_the_office_it_has_no_place_any_more(office: World) -> None:
    a_place(office)
    take(office, row(place=BUGIS))

    take(office, row(channel="office"))

    assert where(office) == ("office", None)


def test_visit_that_was_promised_stays_here(office: World) -> None:
    a_place(office)
    take(office, row())
    office.book(office.code(document(office)), office.slot(9))

    taken = take(office, row(place=BUGIS))

    assert codes(taken) == [("channel", "still_booked")]
    assert where(office) == ("office", None)
