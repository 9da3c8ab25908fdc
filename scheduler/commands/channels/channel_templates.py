"""`giliran channel templates`."""

from collections.abc import Iterator

from sqlmodel import Session

from scheduler.commands.options import WhichOffice
from scheduler.commands.session import Opened, opened
from scheduler.db.models import Office
from scheduler.flow.applying.phone_codes import LASTS
from scheduler.messages.notices.letters import HandedIn, handed_in
from scheduler.messages.notices.table import TEMPLATES
from scheduler.translations import all_translations


def list_templates(office: WhichOffice = None) -> None:
    """Print the texts that WhatsApp is asked to approve: name, language, body, and where the button leads."""
    with opened() as at:
        where = at.office(office)
        with at.database.reading() as session:
            texts = [_said(text) for text in _handed_in(session, at, where)]
    print("\n\n".join(texts))  # noqa: T201 - the command's answer


def _handed_in(session: Session, at: Opened, office: Office) -> Iterator[HandedIn]:
    """Those that are sent at any time; answers in a conversation need no approval."""
    base_url = at.settings.base_url
    for name in (name for name, template in TEMPLATES.items() if not template.is_answer):
        for language, catalogue in all_translations().items():
            yield handed_in(session, office, name, language, base_url=base_url, translate=catalogue.gettext)


def _said(text: HandedIn) -> str:
    return "\n".join(_code(text) if text.is_code else _words(text))


def _code(text: HandedIn) -> list[str]:
    """Meta writes the body itself, in the template's language."""
    return [
        f"name: {text.name}",
        f"language: {text.language}",
        "category: AUTHENTICATION",
        f"body: Meta's own, with the security recommendation; the code expires in {LASTS.seconds // 60} minutes",
        "button: copy code",
    ]


def _words(text: HandedIn) -> list[str]:
    said = [
        f"name: {text.name}",
        f"language: {text.language}",
        "category: UTILITY",
        *(["header: image"] if text.picture else []),
        f"body: {text.body}",
        *(f"{{{{{place}}}}}: {name}" for place, name in enumerate(text.places, 1)),
    ]
    if text.button:
        said.append(f"button: {text.button[0]}, {text.button[1]}")
    return said
