"""The files of open data: a table of a month, and a description of all of them that machines read."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from scheduler.domain.figures.kinds import Figure
from scheduler.domain.public.open_data import LEAST, LEAST_FOR_P95, Published, Row
from scheduler.domain.refusals import N_
from scheduler.domain.text.cells import defused
from scheduler.flow.figures.counting import definition_of

LICENCE = ("CC-BY-4.0", "Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/")

COLUMNS: Mapping[str, tuple[str, str]] = {
    "day": ("date", N_("Tanggal menurut kalender kantor.")),
    "service": ("string", N_("Huruf layanan. Kosong untuk angka seluruh kantor.")),
    "figure": ("string", N_("Angka apa ini; lihat daftar di bawah.")),
    "part": (
        "string",
        N_("Alasan atau jenis dokumen, bila angkanya dirinci. other: yang terlalu sedikit untuk dirinci."),
    ),
    "value": ("integer", N_("Angkanya. Kosong bila kelompoknya terlalu kecil.")),
    "withheld": ("string", N_("yes bila angkanya tidak disebut karena kelompoknya terlalu kecil.")),
}
"""By name: the type of Frictionless Data, and what it means."""
MEANT: Mapping[Published, tuple[Figure, str]] = {
    **{each: (Figure(each.value), "") for each in Published if each.value in set(Figure)},
    Published.WAIT_MEDIAN: (Figure.WAITS, N_("Di tengah: separuh menunggu paling lama sekian.")),
    Published.WAIT_P95: (
        Figure.WAITS,
        N_("95 dari 100 menunggu paling lama sekian. Hanya bila sedikitnya 20 yang menunggu."),
    ),
}
"""Which figure of the office each is, by whose definition, and what is made of it here."""


class Meaning(NamedTuple):
    """What a figure of the table means, in sentences of the catalogue."""

    title: str
    sentences: tuple[str, ...]


def meanings() -> dict[Published, Meaning]:
    """By figure: what the office means by it, and what is left out."""
    found = {}
    for each in Published:
        figure, made = MEANT[each]
        meaning = definition_of(figure)
        sentences = (made, meaning.what, meaning.left_out)
        found[each] = Meaning(meaning.title, tuple(sentence for sentence in sentences if sentence))
    return found


def table(rows: Iterable[Row]) -> str:
    """Rows as CSV (RFC 4180)."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        is_withheld = row.value is None
        cells = row.day.isoformat(), row.service, row.figure.value, row.part
        writer.writerow([*map(defused, cells), "" if is_withheld else row.value, "yes" if is_withheld else ""])
    return file.getvalue()


def name_of(month: date) -> str:
    """2020-04.csv"""
    return f"{month:%Y-%m}.csv"


def month_named(file: str) -> date | None:
    """The first day of the month whose table has a name; None for any other name."""
    try:
        month = date.fromisoformat(f"{file.removesuffix('.csv')}-01")
    except ValueError:
        return None
    return month if name_of(month) == file else None


def package(code: str, name: str, months: Sequence[date], home: str) -> bytes:
    """The description of an office's tables as a Data Package (Frictionless). home: the address of its page."""
    short, title, path = LICENCE
    fields = [{"name": column, "type": kind, "description": said} for column, (kind, said) in COLUMNS.items()]
    fields[2]["constraints"] = {"enum": [each.value for each in Published]}  # type: ignore[assignment]
    return json.dumps(
        {
            "name": f"giliran-{code}",
            "title": name,
            "homepage": home,
            "licenses": [{"name": short, "title": title, "path": path}],
            "resources": [
                {
                    "name": f"{month:%Y-%m}",
                    "path": name_of(month),
                    "format": "csv",
                    "mediatype": "text/csv",
                    "encoding": "utf-8",
                    "profile": "tabular-data-resource",
                    "schema": {"fields": fields, "primaryKey": ["day", "service", "figure", "part"]},
                }
                for month in months
            ],
            "figures": {each.value: " ".join(meaning.sentences) for each, meaning in meanings().items()},
            "least": {"group": LEAST, "p95": LEAST_FOR_P95},
        },
        ensure_ascii=False,
        indent=1,
    ).encode()
