"""Where a holder lives: from an application to its document, put right by a clerk, said by a machine or an export."""

from dataclasses import replace
from typing import Any

import pytest

from scheduler.db.models import Application, Document, Move, Office
from scheduler.domain.documents.refusals import DocumentUnknown
from scheduler.domain.offices.settings import Revision
from scheduler.domain.refusals import Invalid, ReasonRequired
from scheduler.domain.text.residence import Residence
from scheduler.flow.applying import applying, checking, giving_up
from scheduler.flow.documents import residence
from scheduler.flow.documents.residence import residence_of
from scheduler.flow.offices.kelurahan import FEWEST, offered_kelurahan
from scheduler.flow.offices.settings import change_settings
from scheduler.intake.rows import Row
from tests.flow.test_intake import codes, row, take
from tests.scenes.applications import KK, NIK, People, application, begun, document, run, sent
from tests.scenes.clerks_desk import applied
from tests.scenes.factories import NINE, World
from tests.support.plans import sending

BUGIS = Residence("Kampung Bugis", "03", "05")
LIVES = {"kelurahan": "kel. kampung bugis", "rt": "RT 3", "rw": "005"}


def me(**lives: str) -> People:
    return People("holder", "siti rahmawati", NIK, KK, **{**LIVES, **lives})


def listed(office: World, *names: str) -> None:
    office.change(Office, office.office.id, kelurahan="\n".join(names))
    office.office = office.rows(Office)[0]


def exported(kelurahan: str, **facts: Any) -> Row:
    """A line of an export that says where somebody lives."""
    lives = {"kelurahan": kelurahan, **facts}
    return replace(row(), **lives, present=row().present | lives.keys())


def row_of(office: World, reference: str = "R/1") -> Document:
    return next(each for each in office.rows(Document) if each.reference == reference)


# --- an application


@pytest.mark.postgres("statements")
def test_what_was_typed_goes_onto_the_document_and_leaves_the_application(office: World) -> None:
    code = sent(office, people=me())

    kept = application(office, code)
    assert residence_of(document(office, code)) == BUGIS
    assert (kept.kelurahan, kept.rt, kept.rw) == (None, None, None)


def test_nobody_has_to_say_where_they_live(office: World) -> None:
    code = sent(office)

    assert residence_of(document(office, code)) == Residence()


def test_what_is_emptied_is_gone_again(office: World) -> None:
    code = begun(office)
    run(office, applying.fill_in, code, me())
    run(office, applying.fill_in, code, me(kelurahan="", rt="", rw=""))

    kept = application(office, code)
    assert (kept.kelurahan, kept.rt, kept.rw) == (None, None, None)


def test_nonsense_is_refused_by_field_and_nothing_is_kept(office: World) -> None:
    code = begun(office)

    with pytest.raises(Invalid) as refusal:
        run(office, applying.fill_in, code, me(kelurahan=NIK, rt="tiga"))

    assert refusal.value.errors == {"kelurahan": "kelurahan", "rt": "rt"}
    assert application(office, code).holder is None


def test_of_a_list_one_is_chosen_and_what_was_kept_before_it_stays(office: World) -> None:
    code = begun(office)
    run(office, applying.fill_in, code, me())
    listed(office, "Senggarang")

    run(office, applying.fill_in, code, me(rt="4"))
    with pytest.raises(Invalid) as refusal:
        run(office, applying.fill_in, code, me(kelurahan="Dompak"))

    assert refusal.value.errors == {"kelurahan": "unlisted"}
    assert (application(office, code).kelurahan, application(office, code).rt) == ("Kampung Bugis", "04")


def test_what_is_given_up_before_it_was_sent_says_it_no_more(office: World) -> None:
    code = begun(office)
    run(office, applying.fill_in, code, me())

    run(office, giving_up.withdraw, code)

    kept = application(office, code)
    assert (kept.kelurahan, kept.rt, kept.rw) == (None, None, None)


@pytest.mark.postgres("statements")
def test_clerk_writes_it_on_an_application(office: World) -> None:
    some = applied(office)

    office.do(checking.correct_residence, some.id, BUGIS)
    office.do(checking.correct_residence, some.id, BUGIS)

    assert residence_of(some.document) == BUGIS
    assert [move.why for move in office.rows(Move)].count("residence_corrected") == 1


# --- a document


@pytest.mark.postgres("statements")
def test_clerk_puts_it_right_with_a_reason(office: World) -> None:
    office.document("R/1", kelurahan="Senggarang")

    with pytest.raises(ReasonRequired):
        office.do(residence.correct_residence, "R/1", BUGIS, reason=" ")
    office.do(residence.correct_residence, "R/1", BUGIS, reason="kata pemohon")
    office.do(residence.correct_residence, "R/1", BUGIS, reason="")

    last = office.rows(Move)[-1]
    assert residence_of(row_of(office)) == BUGIS
    assert (last.why, last.note, last.was) == ("residence_corrected", "kata pemohon", {})


def test_history_keeps_no_rt_beside_what_was(office: World) -> None:
    """RT and RW are sealed; what a move says of columns as they were is not."""
    office.document("R/1", rt="071")

    office.do(residence.say_residence, "R/1", BUGIS)

    assert "071" not in str([move.was for move in office.rows(Move)])


@pytest.mark.postgres("statements")
def test_of_somebody_who_was_erased_nothing_is_written_again(office: World) -> None:
    office.document("R/1")
    office.change(Document, 1, erased_at=NINE)

    with pytest.raises(DocumentUnknown):
        office.do(residence.say_residence, "R/1", BUGIS)


@pytest.mark.parametrize(
    ("step", "facts", "kept"),
    [
        (residence.correct_residence, {"reason": "kata pemohon"}, BUGIS),
        (residence.say_residence, {}, Residence("Senggarang", "01", "02")),
    ],
)
def test_an_export_changes_what_a_machine_said_and_not_what_a_clerk_did(
    office: World, step: Any, facts: dict[str, str], kept: Residence
) -> None:
    take(office, row())
    reference = office.rows(Document)[0].reference
    office.do(step, reference, BUGIS, **facts)

    again = take(office, exported("Senggarang", rt="01", rw="02"))

    assert residence_of(office.rows(Document)[0]) == kept
    assert codes(again) == ([("kelurahan", "residence_kept")] if kept == BUGIS else [])


# --- the office's kelurahan


@pytest.mark.postgres("statements")
def test_every_way_in_spells_as_the_list_does(office: World) -> None:
    listed(office, "Kampung Bugis", "Tanjungpinang Kota")

    office.document("R/1", kelurahan="Kampungbugis")
    office.document("R/2")
    office.do(residence.say_residence, "R/2", Residence("Tanjung Pinang Kota"))
    take(office, exported("Tanjung Pinang-Kota"))

    assert [each.kelurahan for each in office.rows(Document)] == [
        "Kampung Bugis",
        "Tanjungpinang Kota",
        "Tanjungpinang Kota",
    ]


def test_same_document_again_is_the_same_though_the_list_has_changed(office: World) -> None:
    first = office.document("R/1", holder="Siti", kelurahan="Kampungbugis", stage="received")
    listed(office, "Kampung Bugis")

    assert office.document("R/1", holder="Siti", kelurahan="Kampungbugis", stage="received").id == first.id


@pytest.mark.postgres("statements")
def test_a_new_list_spells_what_lies_here_anew_and_what_will(office: World, elsewhere: World) -> None:
    office.document("R/1", kelurahan="Kampungbugis")
    office.document("R/4", kelurahan="Kampung-bugis", stage="received")
    office.document("R/5", kelurahan="Kampungbugis", stage="collected")
    office.document("R/2", kelurahan="Dompak")
    elsewhere.document("R/3", kelurahan="Kampungbugis")

    office.do(change_settings, Revision({"kelurahan": "kampung bugis\r\nSENGGARANG\nKampung Bugis"}))

    assert office.rows(Office)[0].kelurahan == "Kampung Bugis\nSenggarang"
    assert {each.reference: each.kelurahan for each in office.rows(Document)} == {
        "R/1": "Kampung Bugis",
        "R/2": "Dompak",
        "R/3": "Kampungbugis",
        "R/4": "Kampung Bugis",
        "R/5": "Kampungbugis",
    }


def test_documents_that_are_spelt_anew_are_not_named_one_by_one(office: World) -> None:
    """A statement has room for some ten thousands of values; a city has more documents under way."""

    def most_values(name: str) -> int:
        with sending() as sent:
            office.do(change_settings, Revision({"kelurahan": name}))
        return max(len(values) for statement, values in sent if statement.startswith(("SELECT", "UPDATE document")))

    office.document(kelurahan="Kampungbugis")
    few = most_values("Kampung Bugis")
    for _ in range(most := few + 1):
        office.document(kelurahan="Senggarang")

    assert most_values("Sengga Rang") < most


@pytest.mark.postgres("statements")
def test_without_a_list_names_are_offered_that_documents_have(office: World, elsewhere: World) -> None:
    for _ in range(FEWEST):
        office.document(kelurahan="Senggarang")
    office.document(kelurahan="Rumah Pak Budi")
    elsewhere.document(kelurahan="Dompak")

    def of(**facts: Any) -> Any:
        return office.read(lambda session: offered_kelurahan(session, office.rows(Office)[0], **facts))

    assert of().used == ["Rumah Pak Budi", "Senggarang"]
    assert of(to_citizens=True).used == ["Senggarang"]
    listed(office, "Kampung Bugis")
    assert (of().listed, of().used) == (["Kampung Bugis"], ())


@pytest.mark.postgres("statements")
def test_unsent_application_keeps_it_sealed(office: World) -> None:
    code = begun(office)
    run(office, applying.fill_in, code, me())

    raw = office.database.engine.connect().exec_driver_sql("SELECT kelurahan, rt, rw FROM application").one()

    assert all(isinstance(each, bytes) and b"Bugis" not in each for each in raw)
    assert office.rows(Application)[0].kelurahan == "Kampung Bugis"
