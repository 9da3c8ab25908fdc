"""What to bring for a visit: each paper once, and whose it is."""

import pytest

from scheduler.domain.custody.collecting import usual_bring
from scheduler.domain.offices.bringing import Fetched, to_bring
from scheduler.domain.offices.presets import TYPE_BY_CODE

MOTHER = "Siti Rahmawati"
PARENT_BRINGS, FAMILY_BRINGS = usual_bring("parent", holder_may_come=False), usual_bring("family", holder_may_come=True)
PROXY_BRINGS = usual_bring("proxy", holder_may_come=False)


def fetched(kind: str, holder: str, reason: str = "changed", *, applicant: str = MOTHER) -> Fetched:
    return Fetched(kind, holder, applicant, reason, TYPE_BY_CODE[kind].need(reason).bring)


def said(*documents: Fetched, who: str | None = None, brings: tuple[str, ...] = (), person: str = "") -> list[str]:
    return [thing.said(str) for thing in to_bring(documents, who, brings, person=person)]


def test_cards_of_several_documents_are_counted_and_say_which() -> None:
    children = [
        fetched("KIA", "Indah Wati", "first"),
        *(fetched("KIA", each, "damaged") for each in ("Rani", "Lukman")),
    ]

    lines = to_bring(children, "parent", PARENT_BRINGS)

    assert [(line.said(str), line.documents) for line in lines] == [
        ("akta kelahiran anak", (("KIA", "I.W."),)),
        ("KTP asli Anda", ()),
        ("2 KIA yang rusak", (("KIA", "R."), ("KIA", "L."))),
    ]


def test_one_card_is_asked_for_once() -> None:
    own = (fetched("KK", MOTHER), fetched("akta", "Lukman"))

    assert said(own[0], who="holder") == ["KTP asli Anda"]
    assert said(fetched("KK", MOTHER, applicant="Budi"), who="holder") == ["KTP pemohon, jika bukan Anda"]
    assert said(*own, who="family", brings=FAMILY_BRINGS) == [
        "KTP pemohon, jika bukan Anda",
        "resi",
        "KTP asli Anda",
        "KK lama",
    ]


def test_who_fetches_the_own_card_has_no_other() -> None:
    assert said(fetched("KTP-el", MOTHER), fetched("KK", MOTHER), who="holder") == ["KTP lama"]
    assert said(fetched("KTP-el", "Budi"), fetched("KK", MOTHER), who="holder") == ["KTP lama", "KTP asli Anda"]


def test_cards_of_three_people_say_whose_they_are() -> None:
    documents = (fetched("KTP-el", MOTHER), fetched("akta", "Lukman"))

    lines = to_bring(documents, "proxy", PROXY_BRINGS, person="Budi Santoso")

    assert [(line.name, line.whose) for line in lines] == [
        ("KTP lama", ""),
        ("KTP pemohon", "S.R."),
        ("resi", ""),
        ("KTP asli pengambil", "B.S."),
        ("surat kuasa", ""),
        ("fotokopi KTP pemberi kuasa", "S.R."),
    ]


@pytest.mark.parametrize(
    ("reason", "line"),
    [("changed", "KK lama"), ("first", "KK lama, bila masih ada"), ("lost", "KK lama, bila masih ada")],
)
def test_family_card_that_is_brought_for_a_new_one_is_the_old_one(reason: str, line: str) -> None:
    assert said(fetched("KK", MOTHER, reason), who="family", brings=FAMILY_BRINGS)[-1] == line
    assert said(fetched("KTP-el", MOTHER), who="family", brings=FAMILY_BRINGS)[-1] == "Kartu Keluarga"


def test_own_words_of_an_office_are_one_line_wherever_they_are_the_same() -> None:
    twice = [Fetched("KIA", each, each, None, ("map biru",)) for each in ("Rani", "Lukman")]

    assert said(*twice) == ["map biru"]


def test_one_document_fetched_by_its_holder_needs_no_names() -> None:
    assert to_bring([fetched("KTP-el", MOTHER)], "holder")[0].documents == ()
    assert to_bring([fetched("KTP-el", MOTHER)], "family")[0].documents == (("KTP-el", "S.R."),)
