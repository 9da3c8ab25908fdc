"""Forms and bodies as typed values; what cannot be understood is refused by name."""

import json
import re
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from scheduler.domain.refusals import Invalid, WrongMediaType

Model = TypeVar("Model", bound=BaseModel)

DAYS = re.compile(r"\s*(\d{1,4}\s*([,;\s]\s*\d{1,4}\s*)*)?", re.ASCII)
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


async def form_of(request: Request, model: type[Model]) -> Model:
    """The form that was sent, as a model; a field sent several times is a list. Raises Invalid, WrongMediaType."""
    if _media_type(request) not in ("", *FORMS):
        raise WrongMediaType
    async with request.form() as form:
        values: dict[str, Any] = {}
        for name, value in form.multi_items():
            if isinstance(value, str) and value != "":
                values.setdefault(name, []).append(value)
    flat = {name: value if _is_list(model, name) else value[-1] for name, value in values.items()}
    return parsed(model, flat)


async def body_of(request: Request, model: type[Model]) -> Model:
    """The JSON body that was sent, as a model; no body is an empty object. Raises Invalid, WrongMediaType."""
    body = await request.body()
    if body and _media_type(request) not in ("", "application/json"):
        raise WrongMediaType
    try:
        value = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        raise Invalid(errors={"body": "not JSON"}) from None
    return parsed(model, value)


def parsed(model: type[Model], value: Any) -> Model:
    """A value as a model. Raises Invalid with the names of the fields, never with what was in them."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise Invalid(errors={_place(each["loc"]): each["type"] for each in error.errors()}) from None


def days_in(text: str) -> list[int] | None:
    """Numbers of days, parted by commas; None where that is something else."""
    return [int(day) for day in re.findall(r"\d+", text, re.ASCII)] if DAYS.fullmatch(text) else None


def _place(path: tuple[int | str, ...]) -> str:
    """Where a fault is. An unknown field is named by whoever sent it: cut short, and nothing that is no text."""
    return ".".join(str(part) for part in path)[:100].encode("utf-8", "replace").decode() or "body"


def _media_type(request: Request) -> str:
    return request.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _is_list(model: type[BaseModel], name: str) -> bool:
    field = model.model_fields.get(name)
    return field is not None and "list" in str(field.annotation)
