"""An application from home: begun, filled in, sent, sent again, given up."""

from datetime import timedelta

import pytest
from sqlmodel import col

from scheduler.db.models import Application, ApplicationItem, Document, Message, Office, Procedure
from scheduler.domain.applying.applicants import People
from scheduler.domain.applying.refusals import (
    ApplicationSent,
    ApplicationUnknown,
    ApplicationUnready,
    NothingToSend,
    OnlineClosed,
    ProcedureUnknown,
)
from scheduler.domain.documents.refusals import IllegalStep
from scheduler.domain.refusals import Invalid
from scheduler.flow.applying import applying
from scheduler.flow.contact import links
from scheduler.flow.contact.links import Asked
from scheduler.flow.core.outbox import Cause
from scheduler.flow.offices.procedures import procedures_of, seed_procedures
from tests.scenes.applications import (
    KK,
    ME,
    NIK,
    application,
    begun,
    document,
    incomplete,
    move,
    run,
    sent,
    set_items,
    whole,
)
from tests.scenes.factories import NINE, World

SOON = NINE + timedelta(minutes=1)


def lacking(office: World, code: str, *, asks_code: bool = False) -> list[str]:
    return list(office.read(lambda s: applying.lacking_of(s, s.merge(application(office, code)), asks_code=asks_code)))


def test_new_office_has_procedures_under_every_topic(office: World) -> None:
    topics = office.read(lambda s: procedures_of(s, office.office.id))

    assert list(topics) == ["ktp", "kia", "kk", "akta", "moving"]


@pytest.mark.postgres("statements")
def test_seeding_again_adds_only_what_is_gone(office: World, elsewhere: World) -> None:
    lost = next(
        each for each in office.rows(Procedure) if each.code == "kia.lost" and each.office_id == office.office.id
    )
    office.change(Procedure, lost.id, code="own.one")

    added = office.database.run(seed_procedures, office.office)

    assert added == 1
    assert office.database.run(seed_procedures, office.office) == 0


@pytest.mark.postgres("statements")
def test_begun_application_has_the_checklist(office: World) -> None:
    code = begun(office)

    items = office.rows(ApplicationItem, col(ApplicationItem.application_id) == application(office, code).id)
    assert [item.name for item in items] == ["Surat kehilangan dari polisi", "Kartu Keluarga"]


@pytest.mark.postgres("statements")
def test_office_that_takes_none_from_home_begins_none(office: World) -> None:
    office.change(Office, office.office.id, applies_online=False)
    office.office = office.read(lambda s: s.get_one(Office, office.office.id))

    with pytest.raises(OnlineClosed):
        begun(office)


def test_procedure_that_is_not_offered_is_unknown(office: World) -> None:
    row = next(each for each in office.rows(Procedure) if each.code == "ktp-el.lost")
    office.change(Procedure, row.id, offered=False)

    for code in ("ktp-el.lost", "nothing"):
        with pytest.raises(ProcedureUnknown):
            begun(office, code)


def test_people_are_kept_tidy(office: World) -> None:
    code = begun(office)

    run(office, applying.fill_in, code, ME)

    kept = application(office, code)
    assert (kept.holder, kept.nik, kept.kk, kept.applicant) == ("Siti Rahmawati", NIK, KK, None)


def test_number_left_empty_stays_as_it_was(office: World) -> None:
    code = begun(office)
    run(office, applying.fill_in, code, ME)

    run(office, applying.fill_in, code, People("holder", "Siti R"))

    assert application(office, code).nik == NIK


def test_what_is_wrong_is_refused_and_what_was_kept_stays(office: World) -> None:
    code = begun(office)
    run(office, applying.fill_in, code, ME)

    with pytest.raises(Invalid) as refused:
        run(office, applying.fill_in, code, People("holder", "Siti", "12", KK))

    assert refused.value.facts["errors"] == {"nik": "nik"}
    assert application(office, code).nik == NIK


def test_child_is_not_applied_for_by_itself(office: World) -> None:
    with pytest.raises(Invalid):
        run(office, applying.fill_in, begun(office, "kia.first"), ME)


def test_everything_that_lacks_is_named(office: World) -> None:
    code = begun(office)

    assert lacking(office, code) == ["people", "phone", "item-0", "item-1"]


def test_unconfirmed_phone_lacks_where_a_code_is_asked(office: World) -> None:
    code = whole(office)

    assert lacking(office, code, asks_code=True) == ["code"]
    assert lacking(office, code) == []


def test_optional_paper_does_not_lack(office: World) -> None:
    code = begun(office, "kia.first")

    assert "item-3" not in lacking(office, code)


def test_unready_application_is_refused_with_what_lacks(office: World) -> None:
    code = begun(office)

    with pytest.raises(ApplicationUnready) as refused:
        run(office, applying.send, code, asks_code=False)

    assert refused.value.facts["lacking"] == ["people", "phone", "item-0", "item-1"]
    assert office.rows(Document) == []


def test_sent_application_is_registered_and_waits_for_a_clerk(office: World) -> None:
    code = sent(office)

    row, made = application(office, code), document(office, code)
    assert (made.stage, made.holder, made.reason, made.nik) == ("received", "Siti Rahmawati", "lost", NIK)
    assert (row.waiting_since, row.sent_at) == (NINE, NINE)
    assert (row.holder, row.nik, row.kk) == (None, None, None)


def test_its_people_are_told_by_when_it_is_done(office: World) -> None:
    sent(office)

    (told,) = office.rows(Message, col(Message.cause) == Cause.RECEIVED)
    assert told.facts["expected"].startswith("2026-12-03")


def test_visit_promises_no_day(office: World) -> None:
    sent(office, "ktp-el.recording")

    (told,) = office.rows(Message, col(Message.cause) == Cause.RECEIVED)
    assert "expected" not in told.facts


def test_sending_twice_registers_once(office: World) -> None:
    code = sent(office)

    again = run(office, applying.send, code, asks_code=False, now=SOON)

    assert again.id == document(office, code).id
    assert len(office.rows(Document)) == 1
    assert application(office, code).sent_at == NINE


def test_sent_form_does_not_change(office: World) -> None:
    code = sent(office)

    with pytest.raises(ApplicationSent):
        run(office, applying.fill_in, code, ME)


def test_unknown_code_is_refused(office: World) -> None:
    for code in ("7K4M-P2QX-9RD3-FHNT", "x", "\x00"):
        with pytest.raises(ApplicationUnknown):
            run(office, applying.send, code, asks_code=False)


def test_what_is_asked_again_and_not_there_is_named(office: World) -> None:
    code = incomplete(office)

    with pytest.raises(NothingToSend) as refused:
        run(office, applying.send_again, code)

    assert refused.value.facts["names"] == "Surat kehilangan dari polisi"
    assert document(office, code).stage == "incomplete"


def test_sent_again_goes_back_to_the_clerks(office: World) -> None:
    code = incomplete(office)
    set_items(office, code, "sent", position=0)

    run(office, applying.send_again, code, now=SOON)
    run(office, applying.send_again, code, now=SOON + timedelta(hours=1))

    assert document(office, code).stage == "received"
    assert application(office, code).waiting_since == SOON


def test_sending_again_changes_nothing_once_it_is_in_work(office: World) -> None:
    code = sent(office)
    office.change(Application, application(office, code).id, waiting_since=None)
    move(office, code, "in_production")

    run(office, applying.send_again, code)

    assert document(office, code).stage == "in_production"
    assert application(office, code).waiting_since is None


@pytest.mark.parametrize("asked_again", [0, 1])
def test_what_waits_for_the_clerks_already_is_sent_again_at_its_place(office: World, asked_again: int) -> None:
    code = incomplete(office)
    set_items(office, code, "sent", position=0)
    office.change(Application, application(office, code).id, waiting_since=NINE, asked_again=asked_again)

    run(office, applying.send_again, code, now=SOON)

    assert document(office, code).stage == "received"
    assert application(office, code).waiting_since == NINE


def test_draft_is_not_sent_again(office: World) -> None:
    with pytest.raises(IllegalStep):
        run(office, applying.send_again, whole(office))


def test_lost_link_leads_to_the_application_while_nothing_is_ready(office: World) -> None:
    code = sent(office)
    asked = Asked(document(office, code).reference, phone4="7890")

    office.at_time(links.send_again, asked)
    office.at_time(links.send_again, asked)

    told = office.rows(Message, col(Message.cause) == Cause.LINK)
    assert [(each.application_id, each.booking_id) for each in told] == [(application(office, code).id, None)]


def test_lost_link_of_a_document_without_application_sends_nothing(office: World) -> None:
    office.document("R/1", stage="received", phone="+6281234567890")

    office.at_time(links.send_again, Asked("R/1", phone4="7890"))

    assert office.rows(Message, col(Message.cause) == Cause.LINK) == []


def test_lost_link_without_proof_sends_nothing(office: World) -> None:
    code = sent(office)

    office.at_time(links.send_again, Asked(document(office, code).reference, phone4="0000"))

    assert office.rows(Message, col(Message.cause) == Cause.LINK) == []
