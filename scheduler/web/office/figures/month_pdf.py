"""The sheet of a month as a PDF that a screen reader can read (PDF/UA-1), set by Typst from a template of ours.

Typst is an extra and imported at first use. What the sheet says goes in as data, so none of it is taken for markup; the
template sees no file and no network, and its letters are those that Typst brings along (Libertinus, SIL OFL), embedded.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from scheduler.domain.figures.report_refusals import PdfNotInstalled
from scheduler.web.office.figures.month_sheet import MonthSheet
from scheduler.web.shared.pages import FOLDER

TEMPLATE = FOLDER / "office" / "figures" / "month.typ"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: typed for this file, kept nowhere. Empty ones are lines to be filled in by hand."""

    name: str = ""
    nip: str = ""


def pdf_of(sheet: MonthSheet, signer: Signer, language: str, *, training: str = "", now: datetime) -> bytes:
    """The sheet on one page of A4, black and white. training: what stands above it where nothing is real.

    Raises PdfNotInstalled.
    """
    try:
        import typst  # noqa: PLC0415 - see above
    except ImportError:
        raise PdfNotInstalled from None
    said = {**asdict(sheet), "language": language, "signer": asdict(signer), "training": training}
    made: bytes = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        sys_inputs={"sheet": json.dumps(said)},
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        timestamp=int(now.timestamp()),
    )
    return made
