"""A day told in lines: what was asked and what came of it, without anything that is drawn anew on every run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import is_dataclass
from typing import Any

from scheduler.domain.refusals import Refusal


def line(step: Callable[..., Any], args: Sequence[Any], facts: Mapping[str, Any]) -> str:
    """What is asked."""
    told = [shown(arg) for arg in args] + [f"{name}={shown(value)}" for name, value in facts.items()]
    return " ".join([step.__name__.strip("_"), *filter(None, told)])


def shown(value: Any) -> str:
    """A value or an answer in a word or two."""
    if value is None or isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, Refusal):
        return value.code
    if isinstance(value, list | tuple):
        return ", ".join(map(shown, value))
    if is_dataclass(value) and not hasattr(value, "ticket"):
        return type(value).__name__.lower()
    named = getattr(value, "ticket", None) or getattr(value, "number", None)
    told = [getattr(value, name, None) for name in ("answer", "stage", "state")]
    return " ".join(str(each) for each in (named, *told) if each) or type(value).__name__.lower()
