from collections.abc import Callable
from typing import Any

import hypothesis
import pytest
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from scheduler.db.engine.database import Database
from scheduler.domain.refusals import Refusal
from scheduler.runtime.config import Settings
from scheduler.web.api import OPERATIONS
from scheduler.web.api.openapi import document_of, problems_of
from scheduler.web.app import create_app
from tests.scenes.factories import World
from tests.web.api.conftest import Api

# Every call of docs/api.md.
CALLS = {
    "GET /offices/{office}",
    "GET /offices/{office}/slots",
    "GET /offices/{office}/board",
    "GET /offices/{office}/live",
    "POST /offices/{office}/documents",
    "GET /offices/{office}/documents/{reference}",
    "POST /offices/{office}/documents/search",
    "PUT /offices/{office}/documents/{reference}/shelf",
    "PUT /offices/{office}/documents/{reference}/residence",
    "POST /offices/{office}/documents/{reference}/stage",
    "POST /offices/{office}/documents/{reference}/channel",
    "POST /offices/{office}/documents/{reference}/returns",
    "GET /offices/{office}/documents/{reference}/transfer",
    "POST /offices/{office}/documents/{reference}/transfer",
    "DELETE /offices/{office}/documents/{reference}/transfer",
    "GET /offices/{office}/transfers",
    "POST /offices/{office}/transfers/arrivals",
    "POST /offices/{office}/transfers/refusals",
    "POST /offices/{office}/transfers/returns",
    "GET /offices/{office}/forecast",
    "GET /offices/{office}/materials",
    "POST /offices/{office}/materials/{material}/entries",
    "GET /invitations/{code}",
    "POST /invitations/{code}/paper",
    "POST /invitations/{code}/booking",
    "GET /invitations/{code}/waiting",
    "POST /invitations/{code}/waiting",
    "DELETE /invitations/{code}/waiting",
    "POST /invitations/{code}/joining",
    "GET /passes/{code}",
    "PUT /passes/{code}/slot",
    "DELETE /passes/{code}",
    "POST /offices/{office}/arrivals",
    "POST /offices/{office}/counters/{n}/calls",
    "POST /offices/{office}/counters/{n}/opening",
    "POST /offices/{office}/counters/{n}/break",
    "POST /offices/{office}/counters/{n}/closing",
    "POST /offices/{office}/tickets/{number}/handovers",
    "POST /offices/{office}/tickets/{number}/recalls",
    "POST /offices/{office}/tickets/{number}/service",
    "POST /offices/{office}/tickets/{number}/absence",
    "POST /offices/{office}/tickets/{number}/pause",
    "POST /offices/{office}/tickets/{number}/transfer",
    "POST /offices/{office}/tickets/{number}/departure",
    "POST /offices/{office}/tickets/{number}/problem",
    "DELETE /offices/{office}/tickets/{number}/last",
    "POST /offices/{office}/lobby/counts",
    "POST /offices/{office}/lobby/changes",
    "POST /offices/{office}/lobby/emptying",
    "POST /offices/{office}/lobby/opening",
    "POST /offices/{office}/lobby/reservations",
}


def test_document_is_served_and_names_every_call(citizen: Api, office: World) -> None:
    answer = citizen.get("/openapi.json")

    document = answer.json()
    assert (answer.status_code, document["openapi"]) == (200, "3.1.0")
    assert {f"{method.upper()} {path}" for path, item in document["paths"].items() for method in item} == CALLS


def test_document_shows_codes_by_status() -> None:
    booking = document_of(OPERATIONS)["paths"]["/invitations/{code}/booking"]["post"]

    examples = booking["responses"]["409"]["content"]["application/problem+json"]["examples"]
    assert {"slot_full", "already_booked"} <= set(examples)
    assert booking["responses"]["410"]["description"] == "invitation_expired"


def test_document_has_each_refusal_once() -> None:
    for operation in OPERATIONS:
        problems: list[type[Refusal]] = problems_of(operation)

        assert len(problems) == len(set(problems)), operation.path


@pytest.fixture
def fuzz(
    database: Database, clock: Any, settings: Settings, office: World, token_of: Callable[..., str]
) -> Callable[..., None]:
    """Sends generated requests for an operation and holds every answer against the document."""
    app = create_app(database, clock, settings)
    config = SchemathesisConfig.from_dict({"checks": {"unsupported_method": {"enabled": False}}})
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, config=config)
    token = {"Authorization": f"Bearer {token_of('documents', 'desk')}"}
    checks = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

    def run(method: str, path: str, known: dict[str, Any], *, examples: int) -> None:
        operation = schema[path][method]

        @hypothesis.settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(hypothesis.HealthCheck),
            phases=[hypothesis.Phase.generate],
        )
        @hypothesis.given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
        def send(case: Any) -> None:
            case.path_parameters |= {name: known[name] for name in case.path_parameters if name in known}
            case.headers = {**(case.headers or {}), **token}
            case.call_and_validate(checks=checks)

        send()

    return run


@pytest.mark.parametrize("call", sorted(CALLS))
def test_no_request_gets_an_answer_that_is_not_in_the_document(
    fuzz: Callable[..., None], office: World, call: str
) -> None:
    method, path = call.split(" ")
    document = office.document(reference="2172/30112026/0412")
    code = office.booked(9) if "passes" in path else office.code(document)
    number = office.called()
    known = {"office": "tanjungpinang", "n": 1, "number": number, "reference": document.reference, "code": code}
    known["material"] = "blangko KTP-el"

    fuzz(method, path, known, examples=8)
    fuzz(method, path, {}, examples=3)
