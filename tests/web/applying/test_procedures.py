"""The supervisor says what may be applied for from home, and with which papers."""

from typing import Any

import pytest
from sqlmodel import col

from scheduler.db.models import Office, Procedure, Requirement
from tests.conftest import Stopwatch
from tests.scenes.applications import begun
from tests.scenes.factories import NINE, World
from tests.web.staff.members import sign_in, text_of

PATH = "/office/procedures"
PLAN = {
    "topic": "ktp",
    "asks": "KTP saya jatuh ke laut",
    "title": "KTP-el Hilang di Laut",
    "steps": "Satu\nDua",
    "working_days": "4",
    "offered": "true",
}
ITEM = {
    "procedure": "ktp-el.lost",
    "do": "keep",
    "name": "Foto laut",
    "explains": "Terang",
    "example": "form",
    "most_pages": "2",
}


@pytest.fixture(autouse=True)
def _leads(client: Any, office: World, clock: Stopwatch) -> None:
    """Sari leads the office."""
    sign_in(client, office, name="Sari", role="supervisor")
    clock.now = NINE


def procedure(office: World, code: str = "ktp-el.lost") -> Procedure:
    where = (col(Procedure.office_id) == office.office.id, col(Procedure.code) == code)
    (found,) = office.rows(Procedure, *where)
    return found


def items(office: World, code: str = "ktp-el.lost") -> list[Requirement]:
    rows = office.rows(Requirement, col(Requirement.procedure_id) == procedure(office, code).id)
    return sorted(rows, key=lambda row: row.position)


def names(office: World) -> list[str]:
    return [item.name for item in items(office)]


def test_all_are_listed_by_topic(client: Any, office: World) -> None:
    said = text_of(client.get(PATH))

    assert "KTP saya hilang" in said
    assert "Akta Kematian" in said, "staff call it by its name"


@pytest.mark.postgres("statements")
def test_procedure_is_changed(client: Any, office: World, elsewhere: World) -> None:
    answer = client.post(PATH, data={"procedure": "ktp-el.lost", **PLAN, "for_child": "true"})

    assert answer.status_code == 303
    changed = procedure(office)
    assert (changed.asks, changed.steps, changed.working_days) == ("KTP saya jatuh ke laut", ["Satu", "Dua"], 4)
    assert changed.for_child
    assert procedure(elsewhere).asks == "KTP saya hilang"
    assert "KTP saya jatuh ke laut" in text_of(client.get("/o/tanjungpinang/permohonan/ktp"))


def test_eight_steps_are_taken_as_the_page_says(client: Any, office: World) -> None:
    lines = [f"Langkah {number}" for number in range(1, 10)]

    taken = client.post(PATH, data={"procedure": "ktp-el.lost", **PLAN, "steps": "\n".join(lines[:8])})
    refused = client.post(PATH, data={"procedure": "ktp-el.lost", **PLAN, "steps": "\n".join(lines)})

    assert (taken.status_code, refused.status_code) == (303, 422)
    assert "paling banyak 8 baris" in text_of(refused)
    assert procedure(office).steps == lines[:8]


def test_procedure_that_is_not_offered_leaves_the_public_page(client: Any, office: World) -> None:
    client.post(PATH, data={"procedure": "ktp-el.lost", **PLAN, "offered": ""})

    assert "laut" not in text_of(client.get("/o/tanjungpinang/permohonan/ktp"))


REFUSED = [
    ("topic", "x"),
    ("asks", ""),
    ("asks", "x" * 121),
    ("asks", "Akta kematian ayah"),
    ("title", ""),
    ("working_days", "0"),
    ("working_days", "121"),
    ("steps", "\n".join("x" * 9)),
    ("steps", "Urus perceraian"),
]


def test_what_cannot_be_is_refused_beside_what_was_typed(client: Any, office: World, subtests: pytest.Subtests) -> None:
    for field, value in REFUSED:
        with subtests.test(field=field, value=value):
            answer = client.post(PATH, data={"procedure": "ktp-el.lost", **PLAN, "title": "Judul saya", field: value})

            assert answer.status_code == 422
            assert "Belum bisa disimpan" in text_of(answer)
            assert field == "title" or "Judul saya" in answer.text
            assert procedure(office).working_days == 3


@pytest.mark.postgres("statements")
def test_own_procedure_gets_a_code_that_is_free(client: Any, office: World) -> None:
    answer = client.post(PATH, data={**PLAN, "type": "KTP-el", "reason": "lost"})

    assert answer.headers["location"] == f"{PATH}?procedure=ktp-el.lost-2&done=1"
    assert begun(office, "ktp-el.lost-2")


@pytest.mark.parametrize("wrong", [{"type": "x"}, {"reason": "x"}, {"reason": ""}])
def test_own_procedure_needs_a_type_and_a_reason(client: Any, office: World, wrong: dict[str, str]) -> None:
    before = len(office.rows(Procedure))

    answer = client.post(PATH, data={**PLAN, "type": "KTP-el", "reason": "lost", **wrong})

    assert answer.status_code == 422
    assert "KTP saya jatuh ke laut" in answer.text
    assert len(office.rows(Procedure)) == before


def test_paper_is_added_at_the_end(client: Any, office: World) -> None:
    client.post(f"{PATH}/items", data={**ITEM, "optional": "true"})

    last = items(office)[-1]
    assert (last.name, last.example, last.optional, last.most_pages) == ("Foto laut", "form", True, 2)


@pytest.mark.postgres("statements")
def test_paper_is_changed_moved_and_removed(client: Any, office: World) -> None:
    first, second = items(office)

    client.post(f"{PATH}/items", data={**ITEM, "item": first.id})
    assert names(office) == ["Foto laut", "Kartu Keluarga"]
    client.post(f"{PATH}/items", data={**ITEM, "item": first.id, "do": "down"})
    assert names(office) == ["Kartu Keluarga", "Foto laut"]
    client.post(f"{PATH}/items", data={**ITEM, "item": first.id, "do": "up"})
    client.post(f"{PATH}/items", data={**ITEM, "item": second.id, "do": "remove"})
    assert names(office) == ["Foto laut"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 121},
        {"name": "Surat kematian"},
        {"example": "x"},
        {"most_pages": "0"},
        {"most_pages": "99"},
        {"explains": "x" * 201},
    ],
)
def test_paper_that_cannot_be_is_refused(client: Any, office: World, wrong: dict[str, str]) -> None:
    answer = client.post(f"{PATH}/items", data={**ITEM, **wrong})

    assert answer.status_code == 422
    assert names(office) == ["Surat kehilangan dari polisi", "Kartu Keluarga"]


HIDDEN = "Ada tanda yang tidak terlihat di isian ini"


@pytest.mark.parametrize("field", ["asks", "title", "steps"])
def test_procedure_with_signs_that_nobody_sees_is_refused(client: Any, office: World, field: str) -> None:
    before = procedure(office)

    answer = client.post(PATH, data={"procedure": "ktp-el.lost", **PLAN, field: "Mau\u202e apa"})

    assert (answer.status_code, procedure(office)) == (422, before)
    assert HIDDEN in text_of(answer)


@pytest.mark.parametrize("field", ["name", "explains"])
def test_paper_with_signs_that_nobody_sees_is_refused(client: Any, office: World, field: str) -> None:
    answer = client.post(f"{PATH}/items", data={**ITEM, field: "KK\u202e"})

    assert (answer.status_code, HIDDEN in text_of(answer)) == (422, True)


def test_paper_of_another_office_is_not_found(client: Any, office: World, elsewhere: World) -> None:
    theirs = items(elsewhere)[0]

    for do in ("keep", "up", "remove"):
        client.post(f"{PATH}/items", data={**ITEM, "item": theirs.id, "do": do})

    assert items(elsewhere)[0].name == "Surat kehilangan dari polisi"


def test_begun_application_keeps_its_checklist(client: Any, office: World) -> None:
    code = begun(office)

    client.post(f"{PATH}/items", data=ITEM)

    assert "Foto laut" not in text_of(client.get(f"/a/{code}"))


DAYS = {"unanswered_days": "14, 5", "lapse_days": "45"}


def test_switches_are_kept(client: Any, office: World, elsewhere: World) -> None:
    client.post(f"{PATH}/switches", data={**DAYS, "asks_to_wait": "true"})

    here, there = office.rows(Office)
    assert (here.applies_online, here.asks_to_wait) == (False, True)
    assert there.applies_online
    assert (here.unanswered_days, here.lapse_days, there.unanswered_days, there.lapse_days) == (
        [5, 14],
        45,
        [7, 21],
        60,
    )


@pytest.mark.postgres("statements")
def test_office_may_remind_of_no_paper(client: Any, office: World) -> None:
    client.post(f"{PATH}/switches", data={**DAYS, "unanswered_days": ""})

    assert office.rows(Office)[0].unanswered_days == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"unanswered_days": "seminggu"},
        {"unanswered_days": "0"},
        {"unanswered_days": "1,2,3,4,5,6,7"},
        {"lapse_days": "0"},
    ],
)
def test_days_of_unanswered_papers_that_cannot_be_are_shown_again(
    client: Any, office: World, wrong: dict[str, str]
) -> None:
    answer = client.post(f"{PATH}/switches", data={**DAYS, **wrong})

    assert answer.status_code == 422
    assert next(iter(wrong.values())) in answer.text
    assert office.rows(Office)[0].lapse_days == 60


def test_switches_that_cannot_be_are_shown_again(client: Any, office: World) -> None:
    answer = client.post(f"{PATH}/switches", data={**DAYS, "lapse_days": "0"})

    assert answer.status_code == 422
    assert 'value="0"' in answer.text


def test_presets_that_are_gone_come_back(client: Any, office: World) -> None:
    office.change(Procedure, procedure(office).id, code="own.lost")
    assert "Isi dengan susunan bawaan" in text_of(client.get(PATH))

    client.post(f"{PATH}/presets")

    assert procedure(office).asks == "KTP saya hilang"
    assert "Isi dengan susunan bawaan" not in text_of(client.get(PATH))


def test_clerk_sees_and_changes_nothing(client: Any, office: World) -> None:
    sign_in(client, office)

    seen = client.get(f"{PATH}?procedure=ktp-el.lost")
    answers = [client.post(PATH + path, data={**PLAN, **ITEM}) for path in ("", "/items", "/switches", "/presets")]

    assert seen.status_code == 200
    assert "<form class=" not in seen.text
    assert [each.status_code for each in answers] == [403] * 4


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("query", ["", "procedure=ktp-el.lost", "new=1"])
def test_page_answers_in_both_languages(client: Any, office: World, language: str, query: str) -> None:
    assert client.get(f"{PATH}?{query}&lang={language}").status_code == 200
