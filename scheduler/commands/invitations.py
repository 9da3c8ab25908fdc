"""`giliran invitations`: the links that nobody has booked with yet, to be sent by hand."""

import sys

from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlmodel import Session

from scheduler.commands.session import opened
from scheduler.domain.text import names
from scheduler.messages.notices.links import Ready, invitation_url, ready_invitations, wa_me
from scheduler.messages.notices.writing import ready_text
from scheduler.translations import translations

HEADINGS = ("registration", "for", "link", "whatsapp")


def show(office: str | None) -> None:
    """A table on a terminal; elsewhere a line each, parted by tabs: registration ending, initials, link, wa.me link."""
    with opened() as at:
        where = at.office(office)
        with at.database.reading() as session:
            found = ready_invitations(session, where, at.now)
            rows = [line_of(session, ready, at.settings.base_url) for ready in found]
        at.note_export(where, "invitations", rows=len(rows))
    if sys.stdout.isatty():
        Console().print(_table(rows))
    else:
        for row in rows:
            print("\t".join(row))  # noqa: T201 - the command's answer


def line_of(session: Session, ready: Ready, base_url: str) -> tuple[str, str, str, str]:
    """An invitation as it may be shown to staff: no full name, no phone but in the link that is pressed."""
    language = ready.invitation.language
    say = translations(language).gettext
    text = ready_text(ready, base_url=base_url, translate=say, language=language, session=session)
    return (
        ", ".join(names.last_digits(document.reference, 4) for document in ready.documents),
        ", ".join(dict.fromkeys(names.initials(document.holder) for document in ready.documents)),
        invitation_url(base_url, ready.invitation),
        wa_me(ready.phone, text) if ready.phone else "",
    )


def _table(rows: list[tuple[str, str, str, str]]) -> Table:
    table = Table(*HEADINGS, caption=f"{len(rows)} not booked yet")
    for registration, who, link, whatsapp in rows:
        table.add_row(registration, who, link, Text("open", style=f"link {whatsapp}") if whatsapp else "no phone")
    return table
