"""Documents are found by names, numbers, phones and shelves: each office its own, the newest first."""

from dataclasses import fields
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db.models import Document, DocumentWord
from scheduler.db.search import searching
from scheduler.db.search.filters import count_on_paper
from scheduler.db.search.searching import LAST_END, End, Filters, Found, search
from scheduler.domain.text.finding import read_sought
from scheduler.flow import intake
from scheduler.flow.applying.checking.correcting import correct_holder
from scheduler.flow.core.opt_outs import STOP, stop
from scheduler.flow.documents import documents, finding
from scheduler.flow.documents.documents import NewDocument
from scheduler.flow.documents.finding import words_of
from scheduler.intake.rows import Row
from tests.conftest import SECRET
from tests.scenes.clerks_desk import applied
from tests.scenes.factories import EARLY, NINE, World, at

pytestmark = pytest.mark.postgres("dialect")

NIK, PHONE = "2172011203850001", "+6281234567890"


@pytest.fixture
def noise(office: World) -> World:
    """Fifty of others, of which none is what a test looks for."""
    for number in range(50):
        office.document(
            f"N/2026/{number:03}9", stage="received", holder=f"Budi Santoso {number}", nik=f"21720112038599{number:02}"
        )
    return office


def look(office: World, text: str, before: int | None = None, **filters: Any) -> Found:
    return office.read(
        lambda session: search(session, office.office.id, read_sought(text), Filters(**filters), before=before)
    )


def found(office: World, text: str, **filters: Any) -> list[str]:
    return [each.reference for each in look(office, text, **filters).documents]


@pytest.mark.parametrize("typed", ["jose", "José", "JOSÉ rahma", "rahmawati jose", "rah jo"])
def test_name_is_found_whatever_accents_and_order(noise: World, typed: str) -> None:
    noise.document("R/1", holder="José Rahmawati")
    noise.document("R/2", holder="Rahmat Budi")

    assert found(noise, typed) == ["R/1"]


@pytest.mark.parametrize(
    "typed", ["noor", "ZULKIFLI darc", "d'Arc ñoor", "rahayu sri", "sri-rah", "M. Noor", "arc zulk"]
)
def test_parts_of_a_name_are_found_however_they_are_joined(noise: World, typed: str) -> None:
    noise.document("R/1", holder="M. Ñoor Zulkíflí d'Arc Sri-Rahayu")
    noise.document("R/2", holder="Noorman Srirahayu Arca")

    assert "R/1" in found(noise, typed)
    assert found(noise, "noor zulk d'arc sri-rahayu") == ["R/1"]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("R.A. Kartini", ["RA Kartini", "r.a. kartini", "R A Kart"]),
        ("RA Kartini", ["R.A. Kartini", "ra kartini"]),
        ("Moh. Yamin", ["Moh Yamin", "moh.yamin"]),
        ("M.Yusuf", ["M. Yusuf", "M Yusuf", "yus"]),
        ("Nur Aini", ["Nuraini", "nur'aini", "nur ain"]),
        ("Nuraini", ["Nur Aini", "Nur'aini", "nur-ain"]),
        ("Nur'aini", ["Nur Aini", "Nuraini", "nurai"]),
    ],
)
def test_name_is_found_by_any_spelling_of_it(noise: World, name: str, typed: list[str]) -> None:
    noise.document("R/1", holder=name)
    noise.document("R/2", holder="Nur Budi Kusuma")

    assert [found(noise, each) for each in typed] == [["R/1"]] * len(typed)


def test_word_is_found_by_its_beginning_and_by_nothing_else(noise: World) -> None:
    noise.document("R/1", holder="Zulkifli")

    assert [found(noise, each) for each in ("zu", "zulkif", "zulkifli")] == [["R/1"]] * 3
    assert [found(noise, each) for each in ("kifli", "zulkiflih", "ulk")] == [[]] * 3


def test_all_words_have_to_match(noise: World) -> None:
    noise.document("R/1", holder="Siti Aminah")

    assert found(noise, "siti aminah") == ["R/1"]
    assert found(noise, "siti budi") == []


def test_applicant_is_found_as_well(noise: World) -> None:
    noise.document("R/1", holder="Anak Kecil", applicant="Ratna Dewi")

    assert found(noise, "ratna") == ["R/1"]


KNOWN_OF_IT = [
    "R/2026/0412",
    "r/2026/0412",
    "0412",
    "26/0412",
    "20260412",
    NIK,
    "2172 0112 0385 0001",
    PHONE,
    "0812-3456-7890",
    "rak c-14",
    "C-14",
]


def test_document_is_found_by_whatever_is_known_of_it(noise: World, subtests: pytest.Subtests) -> None:
    noise.document("R/2026/0412", nik=NIK, phone=PHONE, shelf="C-14")

    for typed in KNOWN_OF_IT:
        with subtests.test(typed=typed):
            assert found(noise, typed) == ["R/2026/0412"]


def test_last_digits_that_only_begin_alike_are_not_found(noise: World) -> None:
    noise.document("R/99990412")

    assert found(noise, "1230412") == []
    assert found(noise, "9990412") == ["R/99990412"]


def test_household_is_found_by_its_number(noise: World) -> None:
    noise.document("R/1", kk="2172010101010001")

    assert found(noise, "2172010101010001") == ["R/1"]


def test_other_offices_documents_are_never_found(office: World, elsewhere: World) -> None:
    elsewhere.document("R/0412", holder="Siti Aminah", nik=NIK, phone=PHONE, shelf="C-14")

    assert [found(office, each) for each in ("siti", "R/0412", "0412", NIK, PHONE, "C-14", "")] == [[]] * 7
    assert not look(office, "", before=End(elsewhere.rows(Document)[0].id).number).documents


@pytest.mark.postgres("statements")
def test_behind_the_last_end_there_can_be_all_begins_anew(office: World) -> None:
    office.document("R/1", holder="Siti")

    assert [each.reference for each in look(office, "", before=LAST_END).documents] == []
    assert [each.reference for each in look(office, "siti", before=End(4_711).number).documents] == ["R/1"]


def test_newest_first_page_by_page_each_once(office: World) -> None:
    references = [office.document(f"R/{number}", stage="received", holder="Siti").reference for number in range(60)]

    seen, before, pages = [], None, 0
    while True:
        page = look(office, "siti", before)
        seen += [each.reference for each in page.documents]
        pages, before = pages + 1, page.before
        if before is None:
            break

    assert seen == references[::-1]
    assert pages == 3


def test_look_that_ends_early_says_how_far_it_got_and_goes_on(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    office.document("R/1", stage="received", holder="Siti", channel="post")
    for _ in range(10):
        office.document(stage="received", holder="Siti")
    monkeypatch.setattr(searching, "LOOKS", (3, 5))

    first = look(office, "siti", channel="post")

    assert not first.documents
    assert first.looked_to == EARLY
    assert [each.reference for each in look(office, "siti", first.before, channel="post").documents] == ["R/1"]


def test_next_reading_of_a_name_is_looked_through_from_its_beginning(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first reading ends without finding any, on a page of its own: the newest of the second is newer than that."""
    monkeypatch.setattr(searching, "LOOKS", (3, 5))
    for _ in range(10):
        office.document(stage="received", holder="Nur Aini")
    office.document("R/1", stage="received", holder="Nuraini", channel="post")

    pages = turned(office, "nur aini", channel="post")

    assert pages == [[], ["R/1"], []]


def test_pages_of_one_reading_of_a_name_do_not_end_in_another(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "LOOKS", (3, 5))
    office.document("R/1", stage="received", holder="Nuraini", channel="post")
    for _ in range(10):
        office.document(stage="received", holder="Nur Aini")
    office.document("R/2", stage="received", holder="Nur Aini", channel="post")

    pages = turned(office, "nur aini", channel="post")

    assert pages == [["R/2"], []]


def turned(office: World, text: str, **filters: Any) -> list[list[str]]:
    """The documents of each page, to the last."""
    page = look(office, text, **filters)
    pages = [page]
    while page.before is not None and len(pages) < 9:  # no test here has so many
        page = look(office, text, page.before, **filters)
        pages.append(page)
    return [[each.reference for each in page.documents] for page in pages]


@pytest.mark.parametrize("end", [End(1), End(7, 3), End(4_000_000, 7, has_found=True)])
def test_end_of_a_page_is_a_number_and_back(end: End) -> None:
    assert End.of(end.number) == end


def test_filters_narrow_what_is_found(noise: World) -> None:
    noise.document("R/1", shelf="A-1")
    noise.document("R/2", channel="post", stage="received", now=at(9))
    noise.document("R/3", type="KIA", phone=PHONE)
    kia = noise.rows(Document, col(Document.reference) == "R/3")[0].type_id
    noise.database.run(stop, noise.office.id, PHONE, why=STOP, now=NINE)

    assert found(noise, "", shelved=True) == ["R/1"]
    assert found(noise, "", channel="post") == ["R/2"]
    assert found(noise, "", type_id=kia) == ["R/3"]
    assert found(noise, "", stopped=True) == ["R/3"]
    assert set(found(noise, "", stage="ready")) == {"R/1", "R/3"}
    assert found(noise, "", since=NINE) == ["R/2"]
    assert "R/2" not in found(noise, "", until=NINE)
    assert set(found(noise, "siti", stage="ready", shelved=False)) == {"R/3"}


def test_what_is_wanted_on_paper_is_found_until_it_was_handed_over(noise: World) -> None:
    for reference, channel in (("R/1", "self_print"), ("R/2", "self_print"), ("R/3", "self_print"), ("R/4", "post")):
        document = noise.document(reference, type="KK", channel=channel, holder="Siti")
        if reference != "R/3":
            noise.change(Document, document.id, paper_asked_at=NINE)
    noise.change(Document, noise.rows(Document, col(Document.reference) == "R/1")[0].id, stage="collected")

    assert found(noise, "", paper=True) == ["R/4", "R/2"]
    assert found(noise, "siti", paper=True, channel="post") == ["R/4"]
    assert noise.read(lambda session: count_on_paper(session, noise.office.id)) == 2


def test_what_another_office_has_on_paper_is_not_counted(office: World, elsewhere: World) -> None:
    elsewhere.change(Document, elsewhere.document("R/1", type="KK", channel="self_print").id, paper_asked_at=NINE)

    assert office.read(lambda session: count_on_paper(session, office.office.id)) == 0


def test_nothing_sought_is_all_the_newest_first(office: World) -> None:
    for number in range(30):
        office.document(f"R/{number}", stage="received", now=at(8, number))

    page = look(office, "")
    rest = look(office, "", page.before)

    assert [each.reference for each in (*page.documents, *rest.documents)] == [f"R/{n}" for n in range(29, -1, -1)]
    assert rest.before is None


def row(reference: str, holder: str, **facts: Any) -> Row:
    nothing = dict.fromkeys(field.name for field in fields(Row))
    said = {"number": 1, "reference": reference, "type": "KTP-el", "title": "KTP-el", "holder": holder}
    return Row(**{**nothing, **said, "present": frozenset(facts), **facts})


def test_name_that_an_export_changes_is_found_by_the_new_one_alone(noise: World) -> None:
    noise.document("R/1", holder="Anak Kecil", applicant="Ratna Dewi")

    noise.do(intake.take_row, row("R/1", "Anak Kecil", applicant="Joko Susilo"))

    assert found(noise, "joko") == ["R/1"]
    assert found(noise, "anak") == ["R/1"]
    assert found(noise, "ratna") == []


def test_name_that_a_clerk_puts_right_is_found_by_the_new_one_alone(office: World) -> None:
    sent = applied(office)
    assert found(office, "siti rahma") == [sent.document.reference]

    office.do(correct_holder, sent.id, "Siti Zulaikha")

    assert found(office, "siti zulai") == [sent.document.reference]
    assert found(office, "rahma") == []
    assert {each.word for each in office.rows(DocumentWord)} == words_of(sent.document)


@pytest.mark.parametrize(
    ("filters", "first"), [({"stage": "misplaced"}, True), ({"since": at(9)}, True), ({"until": at(8)}, False)]
)
def test_filter_that_leaves_fewer_than_a_name_is_looked_through_to_its_end(
    office: World, monkeypatch: pytest.MonkeyPatch, filters: dict[str, Any], *, first: bool
) -> None:
    """By the name alone the look would end long before."""
    monkeypatch.setattr(searching, "LOOKS", (2, 3))
    for number in range(12):
        office.document(f"R/{number}", stage="received", holder="Siti Budi", now=at(8 if number else 7))
    wanted = "R/0"
    if first:
        wanted = office.document("N/1", stage="received", holder="Siti", now=at(9)).reference
        office.document("N/2", stage="received", holder="Budi", now=at(9))
        office.database.run(_misplace, ["N/1", "N/2"])
        for number in range(12):
            office.document(f"L/{number}", stage="received", holder="Siti", now=at(8))

    page = look(office, "siti", **filters)

    assert [each.reference for each in page.documents] == [wanted]
    assert page.looked_to is page.before is None


def _misplace(session: Session, references: list[str]) -> None:
    session.execute(update(Document).where(col(Document.reference).in_(references)).values(stage="misplaced"))


def test_names_stand_nowhere_in_the_index(office: World) -> None:
    office.document("R/1", holder="Siti Rahmawati")

    words = office.rows(DocumentWord)

    assert {len(each.word) for each in words} == {16}
    assert not [each for each in words if b"si" in each.word and b"siti" in each.word]


def test_same_name_is_another_word_at_another_office(office: World, elsewhere: World) -> None:
    office.document("R/1", holder="Siti")
    elsewhere.document("R/1", holder="Siti")
    words = office.rows(DocumentWord)

    assert len({each.word for each in words}) == len(words)


def test_document_of_an_older_secret_is_found_under_a_newer_one(office: World) -> None:
    office.document("R/1", holder="Siti", nik=NIK)
    keys.use(keys.Keyring(["a newer secret", SECRET]))

    try:
        assert found(office, "siti") == found(office, NIK) == ["R/1"]
        document = office.rows(Document)[0]
        office.database.run(lambda session: finding.index_again(session, session.get_one(Document, document.id)))
        assert found(office, "siti") == ["R/1"]
    finally:
        keys.use(keys.Keyring([SECRET]))


def test_index_is_whole_while_its_oldest_document_is_in_it(office: World) -> None:
    oldest = office.document("R/1")
    office.document("R/2")
    whole = office.read(lambda session: finding.is_whole(session, office.office.id))

    office.database.run(
        lambda session: session.execute(delete(DocumentWord).where(col(DocumentWord.document_id) == oldest.id))
    )

    assert whole
    assert not office.read(lambda session: finding.is_whole(session, office.office.id))


def test_document_that_no_word_finds_is_known_to_be_indexed(office: World) -> None:
    office.do(documents.register, NewDocument(reference="X", type="KTP-el", holder="A"))

    assert len(office.rows(DocumentWord)) == 1
    assert office.read(lambda session: finding.is_whole(session, office.office.id))
