from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from scheduler.db.models import Booking, KeptAnswer
from scheduler.db.secrets.hash_upgrade import raw
from scheduler.web.shared import throttling
from tests.conftest import Stopwatch
from tests.scenes.factories import World
from tests.web.api.conftest import Api

# --- the same request again


def test_booking_again_under_its_key_gets_the_first_answer(citizen: Api, office: World) -> None:
    path, body = f"/invitations/{office.invitation()}/booking", {"slot": office.slot(9).id}
    first = citizen.post(path, body, Idempotency_Key="k1")

    again = citizen.post(path, body, Idempotency_Key="k1")
    other = citizen.post(path, body, Idempotency_Key="k2")

    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert (other.status_code, other.json()["code"]) == (409, "already_booked")
    assert len(office.rows(Booking)) == 1


def test_same_key_of_two_citizens_is_two_keys(citizen: Api, office: World) -> None:
    body = {"slot": office.slot(9).id}

    answers = [citizen.post(f"/invitations/{office.invitation()}/booking", body, Idempotency_Key="1") for _ in "ab"]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["pass"] != answers[1].json()["pass"]


def test_key_with_another_request_is_refused(citizen: Api, office: World) -> None:
    path = f"/invitations/{office.invitation()}/booking"
    citizen.post(path, {"slot": office.slot(9).id}, Idempotency_Key="k1")

    answer = citizen.post(path, {"slot": office.slot(10).id}, Idempotency_Key="k1")

    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")


def test_refusal_is_kept_under_its_key(api: Api, office: World, nine: Stopwatch) -> None:
    first = api.post("counters/1/calls", Idempotency_Key="k1")
    office.arrived()

    again = api.post("counters/1/calls", Idempotency_Key="k1")

    assert (first.status_code, first.json()["code"]) == (409, "nobody_waiting")
    assert (again.status_code, again.content) == (409, first.content)
    assert again.headers["Content-Type"] == "application/problem+json"
    assert api.post("counters/1/calls", Idempotency_Key="k2").status_code == 201


def test_refused_step_leaves_nothing_but_its_answer(api: Api, office: World, nine: Stopwatch) -> None:
    office.called()
    version = office.board().version

    api.post("counters/1/calls", Idempotency_Key="k1")

    assert office.board().version == version
    assert len(office.rows(KeptAnswer)) == 1


def test_call_again_under_its_key_calls_nobody_else(api: Api, office: World, nine: Stopwatch) -> None:
    office.arrived()
    office.arrived()

    answers = [api.post("counters/1/calls", Idempotency_Key="k1") for _ in range(3)]

    assert [(answer.status_code, answer.json()["ticket"]) for answer in answers] == [(201, "A-001")] * 3
    assert [ticket.ticket for ticket in office.board().inside + office.board().entering] == ["A-002"]


def test_scan_with_its_nonce_again_gets_the_same(api: Api, office: World, nine: Stopwatch) -> None:
    body = {"pass": office.booked(9), "nonce": "door-1-7"}
    first = api.post("arrivals", body)

    again = api.post("arrivals", body)
    without = api.post("arrivals", {"pass": body["pass"]})

    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    assert (without.status_code, without.json()["answer"]) == (200, "welcome_back")


def test_two_machines_may_use_one_key(client: Any, api: Api, office: World, token_of: Any, nine: Stopwatch) -> None:
    office.arrived()
    office.arrived()
    other = Api(client, office, token_of("desk"))

    numbers = [
        api.post("counters/1/calls", Idempotency_Key="1").json()["ticket"],
        other.post("counters/2/calls", Idempotency_Key="1").json()["ticket"],
    ]

    assert numbers == ["A-001", "A-002"]


def test_key_that_is_too_long(api: Api) -> None:
    answer = api.post("counters/1/calls", Idempotency_Key="k" * 201)

    assert (answer.status_code, answer.json()["errors"]) == (422, {"Idempotency-Key": "string_too_long"})


def test_kept_answers_give_no_code_away(citizen: Api, office: World) -> None:
    path = f"/invitations/{office.invitation()}/booking"
    body = citizen.post(path, {"slot": office.slot(9).id}, Idempotency_Key="k1").json()

    kept = office.read(lambda session: session.execute(select(raw("answer"))).mappings().one())

    assert kept["status"] == 201
    assert body["pass"] not in str(kept)
    assert body["pass"] in office.rows(KeptAnswer)[0].body
    if office.database.on_sqlite:
        file = Path(office.database.url.removeprefix("sqlite:///"))
        written = b"".join(part.read_bytes() for part in file.parent.glob(f"{file.name}*"))
        assert body["pass"].encode() not in written


# --- who may


@pytest.mark.parametrize("path", ["documents/x", "counters/1/calls", "tickets/A-001/last", "lobby/changes"])
def test_machine_must_show_a_token(citizen: Api, office: World, path: str) -> None:
    method = "GET" if path == "documents/x" else "DELETE" if path.endswith("last") else "POST"

    answer = citizen.ask(method, path)

    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_needed")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["Bearer nonsense", "Basic dXNlcjpwYXNz", "Bearer"])
def test_token_that_does_not_hold(citizen: Api, header: str) -> None:
    answer = citizen.post("lobby/changes", {"by": 1}, Authorization=header)

    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_needed")


def test_token_holds_for_its_scope_only(client: Any, office: World, token_of: Any) -> None:
    documents, desk = Api(client, office, token_of("documents")), Api(client, office, token_of("desk"))

    answers = [documents.post("counters/1/calls"), documents.post("arrivals", {"short": 1}), desk.get("documents/x")]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(403, "not_allowed")] * 3


def test_token_holds_for_its_office_only(client: Any, office: World, elsewhere: World, token_of: Any) -> None:
    stranger = Api(client, office, token_of("desk", "documents", world=elsewhere))

    answers = [stranger.post("counters/1/calls"), stranger.get("documents/x")]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(403, "not_allowed")] * 2


# --- guessing


@pytest.fixture
def two_may_err(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("code", "short"):
        monkeypatch.setitem(throttling.MOST, kind, 2)


@pytest.mark.usefixtures("two_may_err")
def test_guessing_codes_is_slowed_down(citizen: Api, office: World) -> None:
    good = office.invitation()
    citizen.get("/passes/0000-0000-0000-0000")
    citizen.get("/invitations/0000-0000-0000-0000")

    answer = citizen.get(f"/invitations/{good}")

    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_tries")
    assert answer.headers["Retry-After"] == "900"


@pytest.mark.usefixtures("two_may_err")
def test_looking_again_at_what_one_has_is_never_too_often(citizen: Api, office: World) -> None:
    good = office.invitation()

    assert {citizen.get(f"/invitations/{good}").status_code for _ in range(5)} == {200}


@pytest.mark.usefixtures("two_may_err")
@pytest.mark.parametrize("nonce", [False, True])
def test_guessing_at_the_door_is_slowed_down(api: Api, citizen: Api, office: World, *, nonce: bool) -> None:
    for count in range(2):
        api.post("arrivals", {"short": count, **({"nonce": str(count)} if nonce else {})})

    assert api.post("arrivals", {"short": 1}).status_code == 429
    assert citizen.get(f"/invitations/{office.invitation()}").status_code == 200


# --- what cannot be understood


BODIES = [
    (b"{", "application/json", 422, "invalid"),
    (b"\xff\xfe\x00", "application/json", 422, "invalid"),
    (b"[" * 5000, "application/json", 422, "invalid"),
    (b'{"short": ' + b"9" * 5000 + b"}", "application/json", 422, "invalid"),
    (b'{"\\ud800": 1}', "application/json", 422, "invalid"),
    (b'{"pass": "\\ud800"}', "application/json", 422, "invalid"),
    (b'{"pass": NaN}', "application/json", 422, "invalid"),
    (b"pass=1", "application/x-www-form-urlencoded", 415, "wrong_media_type"),
    (b"<pass/>", "text/xml", 415, "wrong_media_type"),
    (b'{"pass": "' + b"x" * 70_000 + b'"}', "application/json", 413, "body_too_large"),
]


def test_body_that_is_none(api: Api) -> None:
    for content, kind, status, code in BODIES:
        answer = api.client.post(
            "/api/v1/offices/tanjungpinang/arrivals", content=content, headers={**api.headers, "Content-Type": kind}
        )

        assert (answer.status_code, answer.json()["code"]) == (status, code), content[:20]
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_body_that_grows_too_large_as_it_comes(api: Api) -> None:
    parts = (b" " * 1000 for _ in range(100))

    answer = api.client.post(
        "/api/v1/offices/tanjungpinang/arrivals",
        content=parts,
        headers={**api.headers, "Content-Type": "application/json"},
    )

    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_address_or_method_that_is_none(citizen: Api, office: World) -> None:
    asked = [
        ("GET", "/nothing"),
        ("GET", "/"),
        ("POST", "/offices/tanjungpinang"),
        ("PATCH", "/passes/x"),
        ("OPTIONS", "/offices/tanjungpinang"),
    ]

    answers = [citizen.ask(method, path) for method, path in asked]

    assert [answer.json()["code"] for answer in answers] == ["unknown"] * 2 + ["method_not_allowed"] * 3
    assert [answer.status_code for answer in answers] == [404, 404, 405, 405, 405]
    assert {answer.headers["Content-Type"] for answer in answers} == {"application/problem+json"}


def test_refused_method_says_which_are_taken(citizen: Api, office: World) -> None:
    allowed = citizen.ask("PATCH", "/passes/x").headers["Allow"]

    assert set(allowed.split(", ")) == {"GET", "HEAD", "DELETE"}


def test_head_is_answered_like_get(citizen: Api, office: World) -> None:
    answer = citizen.ask("HEAD", "/offices/tanjungpinang")

    assert (answer.status_code, answer.content) == (200, b"")


def test_scan_with_a_key_and_a_nonce_is_known_again_by_either(api: Api, office: World, nine: Stopwatch) -> None:
    body = {"pass": office.booked(9), "nonce": "n1"}
    first = api.post("arrivals", body, Idempotency_Key="k1")

    both = api.post("arrivals", body, Idempotency_Key="k1")
    nonce = api.post("arrivals", body)
    other_key = api.post("arrivals", body, Idempotency_Key="k2")
    key_again = api.post("arrivals", body, Idempotency_Key="k2")

    assert (first.status_code, first.json()["answer"]) == (201, "come_in")
    for again in (both, nonce, other_key, key_again):
        assert (again.status_code, again.json()) == (201, first.json())


def test_key_that_is_also_the_nonce_is_kept_once(api: Api, office: World, nine: Stopwatch) -> None:
    body = {"pass": office.booked(9), "nonce": "same"}

    answers = [api.post("arrivals", body, Idempotency_Key="same") for _ in "ab"]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert len(office.rows(KeptAnswer)) == 1


def test_refused_scan_is_kept_under_key_and_nonce(api: Api, office: World, nine: Stopwatch) -> None:
    body = {"pass": office.booked(11), "nonce": "n1"}
    first = api.post("arrivals", body, Idempotency_Key="k1")

    nine.forward(hours=2)
    again = api.post("arrivals", body)

    assert (first.status_code, first.json()["code"]) == (409, "too_early")
    assert (again.status_code, again.content) == (409, first.content)
