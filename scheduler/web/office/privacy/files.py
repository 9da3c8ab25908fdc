"""One person's data as a file: JSON for a machine, a page to read and print, and the pictures beside them."""

import io
import json
from dataclasses import asdict
from datetime import date, datetime
from functools import partial
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile
from zoneinfo import ZoneInfo

from scheduler.db.models import Office
from scheduler.domain.applying.upload_refusals import FileGone
from scheduler.flow.privacy.exporting import LEFT_OUT, Export, Section
from scheduler.pictures.vault import Vault
from scheduler.web.office.privacy.column_words import COLUMNS
from scheduler.web.office.privacy.person_view import SECTIONS
from scheduler.web.office.privacy.values import written
from scheduler.web.shared.pages import Pages
from scheduler.web.shared.wording import Wording

MADE_FOR = "UU 27/2022 Pasal 7, Pasal 13"
"""The articles that the copy answers."""
NARROW = 7
"""So many columns of a few words stand beside each other on a sheet of paper."""


def zipped(made: Export, office: Office, vault: Vault, pages: Pages) -> bytes:
    """The file. A picture that is not in the folder is left out: its rows say that it was sent."""
    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        archive.writestr("data.json", as_json(made, office))
        archive.writestr("data.html", as_page(made, office, pages))
        for picture in made.pictures:
            try:
                archive.writestr(picture.name, vault.get(picture.mark))
            except FileGone:
                continue
    return content.getvalue()


def as_json(made: Export, office: Office) -> str:
    """Sections by their words, each a list of rows."""
    return json.dumps(
        {
            "office": office.name,
            "made_at": made.made_at.isoformat(),
            "made_for": MADE_FOR,
            "left_out": list(LEFT_OUT),
            "kept_after_erasure": [asdict(each) for each in made.kept],
            **{section.word: section.rows for section in made.sections},
        },
        default=_plain,
        ensure_ascii=False,
        indent=1,
    )


def as_page(made: Export, office: Office, pages: Pages) -> str:
    """The same in the person's language, with nothing that has to be loaded from anywhere."""
    say = Wording(made.language, ZoneInfo(office.timezone))
    return pages.alone(
        "office/privacy/export.html",
        made.language,
        made=made,
        office=office,
        say=say,
        titles=SECTIONS,
        columns=COLUMNS,
        left_out=LEFT_OUT,
        written=partial(written, say=say),
        narrow=narrow,
        made_for=MADE_FOR,
    )


def narrow(section: Section) -> list[str]:
    """The columns of a section that is a table: those in which anything stands; empty where they are too many."""
    told = [name for name in section.rows[0] if any(row[name] is not None for row in section.rows)]
    return told if len(told) <= NARROW else []


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
