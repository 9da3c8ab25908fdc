"""What goes with a request: the form of its route, with ids in it."""

import re
from typing import Any

from tests.web.sweep.fields import Field
from tests.web.sweep.filled import Ids
from tests.web.sweep.forms import BESIDE, EXAMPLES, FORMS, RAW
from tests.web.sweep.routes import Way

NAME = re.compile(r"\$(\w+)")


def sent(way: Way, own: Ids) -> dict[str, Any]:
    """What goes with a request, with an office's own ids in it."""
    return packed(way, filled_in(form_of(way), own))


def form_of(way: Way) -> dict[str, Any]:
    """The fields of a route, with names of ids in it."""
    return FORMS.get(str(way), EXAMPLES.get(str(way), {}))


def forms_with(way: Way, field: Field) -> list[dict[str, Any]]:
    """The forms in which a route is sent a field: its own, with the usual id if it does not say the field."""
    usual = {} if field.path in form_of(way) else {field.path: f"${field.id}"}
    return BESIDE.get((str(way), field.path), [{**form_of(way), **usual}])


def packed(way: Way, form: dict[str, Any]) -> dict[str, Any]:
    """A form as it is sent: as a query, as JSON to the API, else as a form."""
    if str(way) in RAW:
        return RAW[str(way)]
    if not way.changes:
        return {"params": form}
    return {"json": form} if way.path.startswith("/api/") else {"data": form}


def filled_in(form: dict[str, Any], own: Ids, theirs: Ids | None = None, field: str = "") -> dict[str, Any]:
    """A form with an office's own ids in it; that of one field ("walk_in.reference") is the other office's."""
    first, _, rest = field.partition(".")
    return {
        name: filled_in(value, own, theirs if name == first else None, rest)
        if isinstance(value, dict)
        else _value(value, theirs if theirs and name == first else own)
        for name, value in form.items()
    }


def _value(value: Any, ids: Ids) -> Any:
    if isinstance(value, list):
        return [_value(each, ids) for each in value]
    if not isinstance(value, str):
        return value
    if NAME.fullmatch(value):
        return ids[value[1:]]
    return NAME.sub(lambda found: str(ids[found[1]]), value)
