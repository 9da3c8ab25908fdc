"""Forms and bodies as typed values; what cannot be understood is refused by name."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import cache
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request

from scheduler.domain.refusals import Invalid, Refusal, WrongMediaType
from scheduler.domain.text.dates import read_date, read_hour, read_moment

Model = TypeVar("Model", bound=BaseModel)

DAYS = re.compile(r"\s*(\d{1,4}\s*([,;\s]\s*\d{1,4}\s*)*)?", re.ASCII)
LARGEST_ID = 2_147_483_647
"""What a database can keep as the number of a row."""
LONGEST = 200
"""Letters of what is looked for, or shown again as it was typed, unless a form says more."""
READERS: Mapping[type, Callable[[str], Any]] = {datetime: read_moment, date: read_date, time: read_hour}
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class Form(BaseModel):
    """What a page sends. How it is read is built at its first use: there are forty, and a start waits for all."""

    model_config = ConfigDict(defer_build=True)


async def form_of(request: Request, model: type[Model]) -> Model:
    """The form that was sent, as a model; a field sent several times is a list. Raises Invalid, WrongMediaType."""
    if _media_type(request) not in ("", *FORMS):
        raise WrongMediaType
    async with request.form() as form:
        values: dict[str, Any] = {}
        for name, value in form.multi_items():
            if isinstance(value, str) and value != "":
                values.setdefault(name, []).append(value)
    lists = _lists_of(model)
    flat = {name: value if name in lists else value[-1] for name, value in values.items()}
    return parsed_form(model, flat)


def parsed_form(model: type[Model], values: Mapping[str, Any]) -> Model:
    """What people typed, as a model: dates and hours in their own way of writing. Raises Invalid as `parsed` does."""
    readers = _readers_of(model)
    try:
        return parsed(model, {name: _dated(value, readers.get(name)) for name, value in values.items()})
    except Invalid as refusal:
        raise Invalid(errors=refusal.errors, typed=True) from None


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


def id_in_path(request: Request, unknown: type[Refusal], name: str = "number") -> int:
    """The number of a row that a path names. Raises `unknown` for one that no database can keep."""
    number: int = request.path_params[name]
    if number > LARGEST_ID:
        raise unknown
    return number


def asked_for(request: Request, name: str = "q") -> str:
    """What an address asks for, as far as a row could bear it."""
    return clean(request.query_params.get(name, "")).strip()[:LONGEST]


async def typed_in(request: Request, *, most: int | None = LONGEST) -> dict[str, str]:
    """The form that was sent as it was typed, to be shown again; without one nothing. most: letters of each field."""
    return as_typed(await request.form() if request.method == "POST" else {}, most=most)


def as_typed(sent: Mapping[str, object], *, most: int | None = LONGEST) -> dict[str, str]:
    """What was sent, or stands in an address, as a page may show it again. most: letters of each field."""
    return {name: clean(str(value))[:most] for name, value in sent.items()}


def clean(text: str) -> str:
    """A text without the sign that no database keeps."""
    return text.replace("\0", "")


def days_in(text: str) -> list[int] | None:
    """Numbers of days, parted by commas; None where that is something else."""
    return [int(day) for day in re.findall(r"\d+", text, re.ASCII)] if DAYS.fullmatch(text) else None


def _place(path: tuple[int | str, ...]) -> str:
    """Where a fault is. An unknown field is named by whoever sent it: cut short, and nothing that is no text."""
    return ".".join(str(part) for part in path)[:100].encode("utf-8", "replace").decode() or "body"


@cache
def _readers_of(model: type[BaseModel]) -> dict[str, Callable[[str], Any]]:
    """What reads the text of those of a model's fields that are dates or hours."""
    found = {name: _reader_of(field.annotation) for name, field in model.model_fields.items()}
    return {name: reader for name, reader in found.items() if reader is not None}


def _reader_of(annotation: Any) -> Callable[[str], Any] | None:
    """What reads the text of a field, if that is a date, an hour or both."""
    if annotation in READERS:
        return READERS[annotation]
    return next((reader for part in get_args(annotation) if (reader := _reader_of(part))), None)


def _dated(value: Any, read: Callable[[str], Any] | None) -> Any:
    found = read(value) if read is not None and isinstance(value, str) else None
    return value if found is None else found.isoformat()


def _media_type(request: Request) -> str:
    return request.headers.get("Content-Type", "").partition(";")[0].strip().lower()


@cache
def _lists_of(model: type[BaseModel]) -> frozenset[str]:
    """The fields of a model that take several values."""
    return frozenset(name for name, field in model.model_fields.items() if "list" in str(field.annotation))
