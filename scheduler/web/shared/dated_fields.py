"""Fields for dates and hours, in the office's way of writing and not in that of the browser."""

from datetime import date, datetime, time

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from scheduler.domain.refusals import N_
from scheduler.domain.text.dates import written_date, written_hour, written_moment

EXAMPLE = N_("mis. {example}")
KINDS = {"date": ("numeric", "30/11/2026"), "time": ("decimal", "09.43"), "datetime": ("text", "30/11/2026 09.43")}
"""The keys that a telephone shows for a field, and an example of what stands in it."""
ATTRIBUTES = Markup('type="text" inputmode="{}" autocomplete="off" maxlength="50" placeholder="{}"')


@pass_context
def kind_of_field(context: Context, name: str) -> Markup:
    """The attributes of a field for a date, a time, or a datetime.

    A browser's own field for dates is in the browser's language: 11/30/2026, 9:43 AM.
    """
    keys, example = KINDS[name]
    return ATTRIBUTES.format(keys, context["say"].text(EXAMPLE).format(example=example))


def written(value: object) -> str:
    """What stands in such a field: 30/11/2026, 09.43, 30/11/2026 09.43, "" for nothing.

    ISO 8601, as addresses have it, is written so too; what somebody typed otherwise stays as it is.
    """
    match value:
        case datetime():
            return written_moment(value)
        case date():
            return written_date(value)
        case time():
            return written_hour(value)
    text = "" if value is None else str(value)
    for kind in (date, time, datetime):
        try:
            return written(kind.fromisoformat(text)) if text[2:3] == ":" or text[4:5] == "-" else text
        except ValueError:
            continue
    return text
