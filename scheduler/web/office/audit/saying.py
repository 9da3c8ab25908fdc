"""A line of the log in somebody's language, for the page and for a file."""

from scheduler.web.office.audit.log import Line
from scheduler.web.office.shared import audit_words as words
from scheduler.web.office.shared.disclosed_words import FIELDS
from scheduler.web.office.shared.move_words import WHY
from scheduler.web.shared.staff.browsers import ROLES
from scheduler.web.shared.wording import Wording


def sentence(line: Line, say: Wording) -> str:
    """Who did what to what."""
    facts = {**line.facts, "who": say.text(line.who)}
    for name in ("before", "after"):
        if name in facts:
            facts[name] = say.stage(facts[name])
    if line.kind == words.SHOWN:
        facts["about"] = say.text(facts["about"])
        facts["fields"] = ", ".join(say.text(FIELDS.get(each, each)) for each in facts["fields"].split(","))
    facts["about"] = say.text(words.LISTS[facts["about"]]) if facts["about"] in words.LISTS else facts["about"]
    said = say.text(line.sentence).format(**facts)
    return said[:1].upper() + said[1:]


def why(line: Line, say: Wording) -> str:
    """Why, in the words of the history; "" where nothing is said."""
    return say.text(WHY.get(line.why, line.why)) if line.why else ""


def changes(line: Line, say: Wording) -> list[str]:
    """Each setting as it was and as it became."""
    return [_change(say, *change) for change in line.changes]


def _change(say: Wording, name: str, was: str, became: str) -> str:
    column, mark, number = name.partition(" #")
    said = say.text(words.SETTING.get(column, column)) + (f" (no. {number})" if mark else "")
    before, after = _value(say, column, was), _value(say, column, became)
    return f"{said}: {before} → {after}" if was else f"{said}: {after}"


def _value(say: Wording, column: str, value: str) -> str:
    if column == "roles":
        return ", ".join(say.text(ROLES.get(role, role)) for role in value.split()) or "-"
    return (say.text(value) if value in (words.YES, words.NO) else value) or "-"
