"""The body of a request to a gateway, from an office's template: {to}, {text} and {key} in a form or in JSON.

The template is read first and filled then, so that no text of a citizen can be anything but the value it fills.
"""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

PLACEHOLDER = re.compile(r"\{(to|text|key)\}")
NEEDED = ("{to}", "{text}")


def template_fault(template: str, form: str) -> str | None:
    """Why a template cannot be used: "template", it is no form or JSON; "placeholder", {to} or {text} is not there."""
    try:
        parts = list(_strings(_parsed(template, form)))
    except ValueError:
        return "template"
    return None if all(any(needed in part for part in parts) for needed in NEEDED) else "placeholder"


def form_of(template: str, facts: Mapping[str, str]) -> list[tuple[str, str]]:
    """A filled form: names and values."""
    return [(name, _fill(value, facts)) for name, value in _parsed(template, "form")]


def json_of(template: str, facts: Mapping[str, str]) -> Any:
    """Filled JSON, as Python sees it."""
    return _filled(_parsed(template, "json"), facts)


def _parsed(template: str, form: str) -> Any:
    """A template as names and values, or as what its JSON holds. Raises ValueError."""
    if form == "json":
        return json.loads(template)
    return parse_qsl(template.strip(), keep_blank_values=True, strict_parsing=True)


def _strings(thing: Any) -> list[str]:
    """All values that are texts, however deep."""
    if isinstance(thing, str):
        return [thing]
    if isinstance(thing, Mapping):
        return [text for value in thing.values() for text in _strings(value)]
    if isinstance(thing, (list, tuple)):
        return [text for value in thing for text in _strings(value)]
    return []


def _filled(thing: Any, facts: Mapping[str, str]) -> Any:
    if isinstance(thing, str):
        return _fill(thing, facts)
    if isinstance(thing, dict):
        return {name: _filled(value, facts) for name, value in thing.items()}
    return [_filled(value, facts) for value in thing] if isinstance(thing, list) else thing


def _fill(value: str, facts: Mapping[str, str]) -> str:
    """Everything at once: what a text says in braces is not filled again."""
    return PLACEHOLDER.sub(lambda hit: facts[hit[1]], value)
