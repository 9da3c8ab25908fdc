"""The OpenAPI 3.1 document, built from the operations and their Pydantic models."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from starlette.requests import Request
from starlette.responses import JSONResponse

from scheduler import __version__
from scheduler.domain import refusals as errors
from scheduler.domain.refusals import Refusal
from scheduler.domain.staff.refusals import TokenExpired
from scheduler.web.api.answers import Answer, Problem
from scheduler.web.api.operations import Handler, Operation, Query
from scheduler.web.api.parts import UNKNOWN
from scheduler.web.api.requests import Body

REF = "#/components/schemas/{model}"
ABOUT = """Appointments, the queue and handovers of an office. Errors are problems (RFC 9457) with a `code`.
Times are ISO 8601 with the office's offset. A POST with an `Idempotency-Key` may be sent again: the same request gets
the same answer. Machines act with a bearer token of their office, citizens by their codes, which are secrets."""
PARTS = {
    "office": "Code of an office",
    "code": "Code of an invitation or a pass, in any spelling",
    "reference": "Registration number; its slashes are sent as %2F",
    "material": "Name of a material, as document types name it",
    "n": "Number of a counter",
    "number": "Number of a ticket of today",
}
WITH_TOKEN: tuple[type[Refusal], ...] = (errors.SignInNeeded, TokenExpired, errors.NotAllowed)
WITH_BODY: tuple[type[Refusal], ...] = (errors.Invalid, errors.WrongMediaType, errors.BodyTooLarge)
WITH_KEY: tuple[type[Refusal], ...] = (errors.KeyReused,)
ALWAYS: tuple[type[Refusal], ...] = (errors.Unavailable, errors.Crowded)


def reader_of(operations: Sequence[Operation]) -> Handler:
    """A handler that answers with the document of the operations, made at the first request."""
    document = cache(lambda: document_of(operations))

    async def read(request: Request) -> JSONResponse:
        return JSONResponse(document())

    return read


def document_of(operations: Sequence[Operation]) -> dict[str, Any]:
    """The document of a list of operations."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(path_of(operation), {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Giliran", "version": __version__, "description": ABOUT},
        "servers": [{"url": "/api/v1"}],
        "paths": paths,
        "components": {
            "schemas": _schemas(operations),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def path_of(operation: Operation) -> str:
    """The path as OpenAPI writes it."""
    return re.sub(r":\w+}", "}", operation.path)


def problems_of(operation: Operation) -> list[type[Refusal]]:
    """Every refusal an operation may answer with."""
    general = [*ALWAYS]
    if operation.scope:
        general += WITH_TOKEN
    if operation.method != "GET":
        general += WITH_BODY
    if operation.method == "POST":
        general += WITH_KEY
    named = [UNKNOWN[name] for name in re.findall(r"{(\w+)", operation.path) if name in UNKNOWN]
    return list(dict.fromkeys([*named, *operation.refusals, *general]))


def _operation(operation: Operation) -> dict[str, Any]:
    made: dict[str, Any] = {
        "summary": operation.summary,
        "operationId": _slug(operation),
        "parameters": [*_path_parameters(operation), *map(_query, operation.query), *_key(operation)],
        "responses": {**_answers(operation), **_problems(problems_of(operation))},
    }
    if operation.body:
        schema = {"$ref": REF.format(model=operation.body.__name__)}
        required = any(field.is_required() for field in operation.body.model_fields.values())
        made["requestBody"] = {"required": required, "content": {"application/json": {"schema": schema}}}
    if operation.scope:
        made["security"] = [{"token": []}]
        made["description"] = f"Needs a token of the office with the scope `{operation.scope}`."
    elif operation.path.startswith("/passes/") and operation.method != "GET":
        made["security"] = [{}, {"token": []}]
    return made


def _slug(operation: Operation) -> str:
    return re.sub(r"\W+", "_", f"{operation.method.lower()} {path_of(operation)}").strip("_")


def _path_parameters(operation: Operation) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "description": PARTS[name], "schema": _part_schema(name)}
        for name in re.findall(r"{(\w+)", operation.path)
    ]


def _part_schema(name: str) -> dict[str, Any]:
    return {"type": "integer", "minimum": 1} if name == "n" else {"type": "string", "minLength": 1}


def _query(query: Query) -> dict[str, Any]:
    return {
        "name": query.name,
        "in": "query",
        "required": query.required,
        "description": query.about,
        "schema": query.schema,
    }


def _key(operation: Operation) -> list[dict[str, Any]]:
    if operation.method != "POST":
        return []
    about = "The same request under the same key gets the first answer again, for three days"
    schema = {"type": "string", "maxLength": 200}
    return [{"name": "Idempotency-Key", "in": "header", "required": False, "description": about, "schema": schema}]


def _answers(operation: Operation) -> dict[str, Any]:
    return {str(status): _answer(status, model) for status, model in operation.answers.items()}


def _answer(status: int, model: type[Answer]) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": {"$ref": REF.format(model=model.__name__)}}
    extra = model.model_config.get("json_schema_extra")
    if isinstance(extra, dict):
        content["examples"] = {"usual": {"value": extra["examples"][0]}}  # type: ignore[index]
    return {"description": HTTPStatus(status).phrase, "content": {"application/json": content}}


def _problems(refusals: Iterable[type[Refusal]]) -> dict[str, Any]:
    by_status: dict[int, list[type[Refusal]]] = {}
    for refusal in refusals:
        by_status.setdefault(refusal.status, []).append(refusal)
    return {str(status): _problem(by_status[status]) for status in sorted(by_status)}


def _problem(refusals: Sequence[type[Refusal]]) -> dict[str, Any]:
    examples = {
        refusal.code: {
            "value": {
                "type": "about:blank",
                "title": refusal.code.replace("_", " "),
                "status": refusal.status,
                "code": refusal.code,
                "detail": refusal.sentence,
            }
        }
        for refusal in refusals
    }
    content = {"schema": {"$ref": REF.format(model="Problem")}, "examples": examples}
    return {"description": ", ".join(examples), "content": {"application/problem+json": content}}


def _schemas(operations: Sequence[Operation]) -> dict[str, Any]:
    bodies: list[type[Body]] = [operation.body for operation in operations if operation.body]
    answers: list[type[Answer]] = [model for operation in operations for model in operation.answers.values()]
    models: list[type[BaseModel]] = list(dict.fromkeys([*bodies, *answers, Problem]))
    _, schemas = models_json_schema([(model, "validation") for model in models], ref_template=REF)
    found: dict[str, Any] = schemas["$defs"]
    return found
