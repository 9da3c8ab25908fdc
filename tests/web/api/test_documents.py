from typing import Any

import pytest

from scheduler.db.models import Document
from scheduler.domain.text.residence import Residence
from scheduler.flow.core.outbox import Cause
from scheduler.flow.documents.residence import residence_of
from tests.conftest import Stopwatch
from tests.scenes.factories import World
from tests.scenes.places import BUGIS, a_place, taken
from tests.web.api.conftest import Api

REFERENCE = "2172/30112026/0412"
IN_PATH = "documents/2172%2F30112026%2F0412"
SITI: dict[str, Any] = {
    "reference": REFERENCE,
    "type": "KTP-el",
    "holder": {"name": "SITI RAHMAWATI"},
    "applicant": {"phone": "0812-3456-7890"},
    "reason": "changed",
}


def ready(api: Api, **facts: Any) -> Any:
    """Registers a document and takes it to ready; the answer of the last step."""
    api.post("documents", {**SITI, **facts})
    api.post(f"{IN_PATH}/stage", {"stage": "in_production"})
    return api.post(f"{IN_PATH}/stage", {"stage": "ready"})


def test_document_is_registered(api: Api, office: World) -> None:
    answer = api.post("documents", SITI)

    assert answer.status_code == 201
    assert answer.json() == {"reference": REFERENCE, "type": "KTP-el", "stage": "received", "channel": "office"}


def test_same_document_again_is_known(api: Api) -> None:
    api.post("documents", SITI)

    again = api.post("documents", {**SITI, "applicant": {"phone": "+62 812 3456 7890"}})

    assert again.status_code == 200
    assert again.json()["reference"] == REFERENCE


def test_other_content_under_the_same_number_is_refused(api: Api) -> None:
    api.post("documents", SITI)

    other = api.post("documents", {**SITI, "holder": {"name": "Budi"}})

    assert (other.status_code, other.json()["code"]) == (409, "document_differs")


def test_type_that_the_office_does_not_hand_over(api: Api) -> None:
    answer = api.post("documents", {**SITI, "type": "Paspor"})

    assert (answer.status_code, answer.json()["code"]) == (422, "type_unknown")
    assert (answer.json()["type"], answer.json()["document_type"]) == ("about:blank", "Paspor")


def test_everything_that_may_be_sent_is_taken(api: Api, office: World) -> None:
    full = {
        **SITI,
        "type": "Akta Kelahiran",
        "holder": {"name": "Siti", "nik": "2172010101900001"},
        "applicant": {"name": "Budi", "phone": "081234567890", "email": "budi@contoh.id"},
        "kk": "2172010101100001",
        "channel": "office",
        "shelf": "c-14",
        "language": "en",
    }

    answer = api.post("documents", full)

    assert answer.status_code == 201
    assert answer.json() == {"reference": REFERENCE, "type": "akta", "stage": "received", "channel": "office"}
    assert api.get(IN_PATH).json()["shelf"] == "C-14"


@pytest.mark.postgres("statements")
@pytest.mark.parametrize(("rt", "rw"), [("RT 03", "005"), (3, 5), ("3/5", None)])
def test_where_the_holder_lives_is_kept_in_one_way(api: Api, office: World, rt: Any, rw: Any) -> None:
    lives = {"kelurahan": "KEL. KAMPUNG BUGIS", "rt": rt, "rw": rw}

    answers = [api.post("documents", {**SITI, "holder": {"name": "Siti", **lives}}) for _ in range(2)]

    assert [each.status_code for each in answers] == [201, 200]
    (document,) = office.rows(Document)
    assert residence_of(document) == Residence("Kampung Bugis", "03", "05")


def test_nonsense_of_where_somebody_lives_is_named_and_left_out(api: Api, office: World) -> None:
    lives = {"kelurahan": "2172010101900001", "rt": "tiga", "rw": "5"}

    answer = api.post("documents", {**SITI, "holder": {"name": "Siti", **lives}})

    assert (answer.status_code, answer.json()["warnings"]) == (201, ["holder.kelurahan", "holder.rt"])
    assert residence_of(office.rows(Document)[0]) == Residence(rw="05")


@pytest.mark.postgres("statements")
def test_machine_says_where_the_holder_lives(api: Api, office: World) -> None:
    office.document("R/1", kelurahan="Senggarang", rt="01")

    said = api.put("documents/R%2F1/residence", {"kelurahan": "kampung bugis", "rt": "3", "rw": "005"})
    document = office.rows(Document)[0]
    emptied = api.put("documents/R%2F1/residence", {"kelurahan": None})

    assert (said.status_code, said.json()) == (200, {"reference": "R/1", "kelurahan": "Kampung Bugis"})
    assert residence_of(document) == Residence("Kampung Bugis", "03", "05")
    assert (emptied.status_code, residence_of(office.rows(Document)[0])) == (200, Residence())


@pytest.mark.parametrize(
    ("asked", "code", "fields"),
    [
        ({"rt": "tiga", "rw": "1234"}, "invalid", {"rt", "rw"}),
        ({"rt": 1000}, "invalid", {"rt"}),
        ({"rt": -1, "rw": True}, "invalid", {"rw"}),
        ({"rw": ""}, "invalid", {"rw"}),
        ({"kelurahan": "<b>"}, "invalid", {"kelurahan"}),
        ({"kelurahan": "Bu\u200bgis"}, "hidden_signs", set()),
    ],
)
def test_machine_is_told_what_cannot_be_right(
    api: Api, office: World, asked: dict[str, Any], code: str, fields: set[str]
) -> None:
    office.document("R/1", rt="01")

    answer = api.put("documents/R%2F1/residence", asked)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert set(answer.json().get("errors", {})) == fields
    assert office.rows(Document)[0].rt == "01"
    assert api.put("documents/R%2F9/residence", {"rt": "1"}).status_code == 404


def test_what_cannot_be_right_is_named_and_left_out(api: Api) -> None:
    answer = api.post(
        "documents",
        {**SITI, "holder": {"name": "Siti", "nik": "123"}, "applicant": {"phone": "112", "email": "x"}, "kk": "9"},
    )

    assert answer.status_code == 201
    assert answer.json()["warnings"] == ["holder.nik", "applicant.phone", "applicant.email", "kk"]


NONSENSE = [
    ({"holder": None}, "holder"),
    ({"holder": {}}, "holder.name"),
    ({"holder": {"name": " "}}, "holder.name"),
    ({"reference": "a\x00b"}, "reference"),
    ({"reference": "9" * 65}, "reference"),
    ({"channel": "pigeon"}, "channel"),
    ({"sheLf": "C-14"}, "sheLf"),
]


def test_document_that_cannot_be_understood(api: Api, subtests: pytest.Subtests) -> None:
    for change, field in NONSENSE:
        with subtests.test(change=change, field=field):
            answer = api.post("documents", {**SITI, **change})

            assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
            assert field in answer.json()["errors"]


@pytest.mark.parametrize(
    "change",
    [
        {"holder": {"name": "Si\u200bti"}},
        {"holder": {"name": "Siti", "kelurahan": "Bu\u200bgis"}},
        {"applicant": {"name": "\u202eBudi"}},
        {"shelf": "B\u2066-1"},
        {"reference": "R/\u200e1"},
    ],
)
def test_signs_that_nobody_sees_are_refused(api: Api, office: World, change: dict[str, Any]) -> None:
    answer = api.post("documents", {**SITI, **change})

    assert (answer.status_code, answer.json()["code"]) == (422, "hidden_signs")
    assert office.rows(Document) == []


def test_ready_gives_an_invitation(api: Api) -> None:
    answer = ready(api)

    assert answer.status_code == 200
    assert list(answer.json()) == ["reference", "stage", "invitation"]
    assert (answer.json()["reference"], answer.json()["stage"]) == (REFERENCE, "ready")
    invitation = answer.json()["invitation"]
    assert invitation["url"] == f"http://testserver/i/{invitation['code']}"
    assert invitation["expires_at"] == "2026-12-30T08:00:00+07:00"


def test_stage_before_ready_gives_none(api: Api) -> None:
    api.post("documents", SITI)

    answer = api.post(f"{IN_PATH}/stage", {"stage": "in_production", "note": "cetak ulang"})

    assert answer.json() == {"reference": REFERENCE, "stage": "in_production", "invitation": None}


def test_household_shares_an_invitation(api: Api) -> None:
    one = ready(api, kk="2172010101100001").json()["invitation"]
    api.post("documents", {**SITI, "reference": "B 2", "kk": "2172010101100001", "type": "KIA"})
    api.post("documents/B%202/stage", {"stage": "in_production"})

    two = api.post("documents/B%202/stage", {"stage": "ready"}).json()["invitation"]

    assert two["code"] == one["code"]


@pytest.mark.parametrize("stage", ["ready", "collected"])
def test_what_is_out_with_a_batch_names_the_batch(api: Api, office: World, stage: str) -> None:
    batch = taken(office, a_place(office), REFERENCE)

    answer = api.post(f"{IN_PATH}/stage", {"stage": stage})

    assert (answer.status_code, answer.json()["code"]) == (409, "out_with_batch")
    assert (answer.json()["place"], answer.json()["batch"]) == (BUGIS, batch.id)
    assert office.stage(REFERENCE) == "at_partner"


def test_nothing_is_collected_while_its_people_wait_for_it(api: Api, office: World) -> None:
    office.arrived(9, reference=REFERENCE)

    answer = api.post(f"{IN_PATH}/stage", {"stage": "collected"})

    assert (answer.status_code, answer.json()["code"]) == (409, "booked_here")
    assert office.stage(REFERENCE) == "ready"


def test_stage_that_cannot_follow_is_refused(api: Api) -> None:
    api.post("documents", SITI)

    answer = api.post(f"{IN_PATH}/stage", {"stage": "ready"})

    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_step")
    assert (answer.json()["stage"], answer.json()["to"]) == ("received", "ready")


def test_stage_that_does_not_exist(api: Api) -> None:
    api.post("documents", SITI)

    answer = api.post(f"{IN_PATH}/stage", {"stage": "eaten"})

    assert (answer.status_code, answer.json()["errors"]) == (422, {"stage": "enum"})


@pytest.mark.parametrize("path", [IN_PATH, f"documents/{REFERENCE}"])
def test_slashes_of_a_reference_may_be_sent_either_way(api: Api, path: str) -> None:
    ready(api)

    assert api.get(path).json()["stage"] == "ready"
    assert api.post(f"{path}/stage", {"stage": "in_production"}).status_code == 200


@pytest.mark.parametrize("path", ["documents/none", "documents/a%00b", "documents/%20", f"documents/{'9' * 300}"])
def test_document_that_nobody_knows(api: Api, path: str) -> None:
    answers = [api.get(path), api.post(f"{path}/stage", {"stage": "ready"})]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "document_unknown")] * 2


def test_state_shows_invitation_and_booking_but_no_name(api: Api, citizen: Api, office: World) -> None:
    code = ready(api, shelf="C-14").json()["invitation"]["code"]
    booked = citizen.post(f"/invitations/{code}/booking", {"slot": office.slot(9).id}).json()

    answer = api.get(IN_PATH)

    state = answer.json()
    assert "rahma" not in answer.text.lower()
    assert (state["stage"], state["holder"], state["shelf"], state["reason"]) == ("ready", "S.R.", "C-14", "changed")
    assert state["invitation"]["code"] == code
    assert state["booking"]["pass"] == booked["pass"]
    assert (state["booking"]["stage"], state["booking"]["starts_at"]) == ("booked", "2026-11-30T09:00:00+07:00")


def test_state_before_ready_has_neither(api: Api) -> None:
    api.post("documents", SITI)

    state = api.get(IN_PATH).json()

    assert (state["invitation"], state["booking"]) == (None, None)


def test_cancelled_booking_is_not_shown(api: Api, office: World, clock: Stopwatch) -> None:
    code = office.booked(9)
    reference = office.reference_of(code).replace("/", "%2F")
    api.delete(f"/passes/{code}")

    assert api.get(f"documents/{reference}").json()["booking"] is None


def test_withdrawal_needs_a_reason(api: Api, office: World) -> None:
    ready(api)

    without = api.post(f"{IN_PATH}/stage", {"stage": "withdrawn"})
    assert (without.status_code, without.json()["code"]) == (422, "reason_required")

    answer = api.post(f"{IN_PATH}/stage", {"stage": "withdrawn", "note": "permohonan ganda"})

    assert answer.json() == {"reference": REFERENCE, "stage": "withdrawn", "invitation": None}
    assert Cause.WITHDRAWN in office.messages()


def test_paper_does_not_wait_for_a_blank(api: Api, office: World) -> None:
    api.post("documents", {**SITI, "type": "KK"})
    api.post(f"{IN_PATH}/stage", {"stage": "in_production"})

    answer = api.post(f"{IN_PATH}/stage", {"stage": "waiting_for_blank"})

    assert (answer.status_code, answer.json()["code"]) == (422, "needs_no_blank")
    assert office.stage(REFERENCE) == "in_production"


def test_document_for_a_place_is_registered_with_it(api: Api, office: World) -> None:
    a_place(office)

    answer = api.post("documents", {**SITI, "channel": "branch", "place": BUGIS.upper()})

    assert (answer.status_code, answer.json()["place"]) == (201, BUGIS)
    assert (api.get(IN_PATH).json()["channel"], api.get(IN_PATH).json()["place"]) == ("branch", BUGIS)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"channel": "post"}, (422, "place_needed")),
        ({"place": "Tak Ada"}, (404, "place_unknown")),
        ({"channel": "self_print"}, (422, "not_printable")),
    ],
)
def test_document_that_could_not_get_there_is_refused(
    api: Api, office: World, facts: dict[str, str], expected: tuple[int, str]
) -> None:
    answer = api.post("documents", {**SITI, **facts})

    assert (answer.status_code, answer.json()["code"]) == expected
    assert office.rows(Document) == []
