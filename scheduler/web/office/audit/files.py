"""The log as a file: a table for a spreadsheet, or a JSON object a line for a machine."""

import json
from collections.abc import Mapping, Sequence

from scheduler.domain.refusals import N_
from scheduler.web.office.audit import saying
from scheduler.web.office.audit.log import Line
from scheduler.web.office.shared import audit_words as words
from scheduler.web.office.shared.spreadsheets import CSV, MARK, csv_rows, defused
from scheduler.web.shared.wording import Wording

FORMATS: Mapping[str, str] = {"csv": CSV, "jsonl": "application/x-ndjson; charset=utf-8"}
"""Endings of files, and what browsers are told of them."""
NAMES: Mapping[str, str] = {"csv": N_("Tabel (CSV)"), "jsonl": N_("Baris JSON")}
HEADINGS = (N_("Kapan"), N_("Siapa"), N_("Jenis"), N_("Apa yang dilakukan"), N_("Alasan"), N_("Perubahan"))


def head(kind: str, say: Wording) -> str:
    """What stands above the first line."""
    return MARK + csv_rows([[say.text(heading) for heading in HEADINGS]]) if kind == "csv" else ""


def written(kind: str, lines: Sequence[Line], say: Wording) -> str:
    """Some lines of the log."""
    if kind == "csv":
        return csv_rows([[defused(value) for value in _values(line, say)] for line in lines])
    return "".join(json.dumps(_object(line, say), ensure_ascii=False) + "\n" for line in lines)


def _values(line: Line, say: Wording) -> list[str]:
    return [
        line.at.astimezone(say.zone).isoformat(sep=" ", timespec="seconds"),
        say.text(line.who),
        say.text(words.KINDS[line.kind]),
        saying.sentence(line, say),
        saying.why(line, say),
        "; ".join(saying.changes(line, say)),
    ]


def _object(line: Line, say: Wording) -> dict[str, object]:
    return {
        "at": line.at.isoformat(),
        "who": say.text(line.who),
        "kind": line.kind,
        "sentence": saying.sentence(line, say),
        "why": line.why,
        "changes": [{"name": name, "was": was, "became": became} for name, was, became in line.changes],
    }
