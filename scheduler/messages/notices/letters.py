"""A message as it leaves: its words, and the same as a text that WhatsApp has approved with what fills it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from gettext import NullTranslations

from sqlmodel import Session

from scheduler.db.models import Message, Office
from scheduler.domain.refusals import N_
from scheduler.domain.text.patterns import pieces
from scheduler.flow.core.outbox import Cause
from scheduler.messages.channels.base import ApprovedTemplate, PassPicture
from scheduler.messages.notices.frame import framed
from scheduler.messages.notices.known import Known
from scheduler.messages.notices.own import Words, words_of
from scheduler.messages.notices.said import Said, Tongue, language_of, of_office
from scheduler.messages.notices.table import TEMPLATES
from scheduler.messages.notices.template import ABOUT_OFFICE, Template
from scheduler.messages.notices.words import Translate
from scheduler.messages.notices.writing import line_of, said_of, worded

PREFIX = "giliran_"
BEHIND_BUTTON = N_("tombol di bawah")
"""Instead of a link, where WhatsApp shows it as a button."""
BUTTON = N_("Buka halaman")
LONGEST_BODY = 1024
"""Characters of a body that is filled in; WhatsApp refuses a longer one (132005)."""
CUT = " ..."


@dataclass(frozen=True, slots=True)
class Composed:
    """What a channel needs of a message. template: None for free words in a conversation. picture: to be drawn by who
    sends it.
    """

    text: str
    subject: str = ""
    language: str = "id"
    template: ApprovedTemplate | None = None
    picture: PassPicture | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Draft:
    """All that a letter is made of, read while its message was held; to put it into words takes no database.

    own: the office's own words for it; None for the catalogue's. line: an answer in a conversation, all of it; the rest
    is of no use then.
    """

    tongue: Tongue
    said: Said
    own: str | None = None
    line: str | None = field(default=None, repr=False)


def compose(
    session: Session, message: Message, *, base_url: str, translations: Mapping[str, NullTranslations]
) -> Composed:
    """What a message says as things are: drafted and written out at once, for who looks at it."""
    known = Known(session, session.get_one(Office, message.office_id), [message])
    return written_out(drafted(known, message, base_url=base_url, translations=translations))


def drafted(known: Known, message: Message, *, base_url: str, translations: Mapping[str, NullTranslations]) -> Draft:
    """What there is to say of a message in its citizen's language, from the rows as they are.

    translations: language -> catalogue; a language that is not there is told in Indonesian.
    """
    if message.cause == Cause.REPLY:
        return Draft(Tongue(known.office, base_url, "id", str), Said(""), line=line_of(known.session, message))
    wanted = language_of(known, message)
    language = wanted if wanted in translations else "id"
    translate: Translate = translations[language].gettext if language in translations else str
    tongue = Tongue(known.office, base_url, language, translate)
    said = said_of(known, message, tongue)
    return Draft(tongue, said, known.own_text(said.name, language))


def written_out(draft: Draft) -> Composed:
    """The words of a letter, the office's own where it has some. Reads nothing.

    Raises whatever a text may raise that cannot be filled in.
    """
    if draft.line is not None:
        return Composed(draft.line)
    said, tongue = draft.said, draft.tongue
    base_url, language, translate = tongue.base_url, tongue.language, tongue.translate
    letter = worded(draft.own, said, tongue)
    template = letter.template
    if template.code:
        approved = _approved_code(template, language, letter.facts[template.code])
    else:
        handed = _approved(tongue.office, template, letter.words, base_url, translate)
        approved = ApprovedTemplate(
            name=PREFIX + template.name + letter.words.mark,
            language=language,
            values=_fitted(handed.body, [letter.facts[name] for name in handed.places]),
            button=said.path if template.opens else None,
        )
    return Composed(
        text=letter.text,
        subject=f"{tongue.office.name}: {translate(template.title)}",
        language=language,
        template=approved,
        picture=_picture(said) if template.picture else None,
    )


def _picture(said: Said) -> PassPicture | None:
    return PassPicture(said.pass_code, said.pass_words) if said.pass_code and said.pass_words else None


def _fitted(body: str, values: list[str]) -> list[str]:
    """Values that leave the body short enough: the longest is cut, and behind the link stands all of it."""
    length = len(re.sub(r"\{\{\d+\}\}", "", body)) + sum(map(len, values))
    if length <= LONGEST_BODY:
        return values
    longest = max(range(len(values)), key=lambda place: len(values[place]))
    kept = len(values[longest]) - (length - LONGEST_BODY) - len(CUT)
    values[longest] = values[longest][: max(kept, 0)].rpartition(" ")[0].rstrip(" ,(") + CUT
    return values


def _approved_code(template: Template, language: str, code: str) -> ApprovedTemplate:
    """The words are WhatsApp's, whatever the office's are; its button copies the code, as it is typed."""
    bare = "".join(code.split())
    return ApprovedTemplate(PREFIX + template.name, language, [bare], button=bare)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A text as it is handed in for approval. body: with {{1}}, {{2}}, ...; places: what each stands for.

    button: what stands on it and the address it leads to, whose end is given with each message; None without a link.
    picture: a header with a picture. is_code: the body is WhatsApp's own, around a code that a button copies.
    """

    name: str
    language: str
    body: str
    places: tuple[str, ...]
    button: tuple[str, str] | None = None
    picture: bool = False
    is_code: bool = False


def handed_in(
    session: Session | None, office: Office, name: str, language: str, *, base_url: str, translate: Translate
) -> HandedIn:
    """One text of an office as WhatsApp is to approve it. session: None for the catalogue's words."""
    template = TEMPLATES[name]
    if template.code:
        return HandedIn(PREFIX + name, language, body="", places=(), is_code=True)
    words = words_of(session, office.id, template, language, translate)
    approved = _approved(office, template, words, base_url, translate)
    return HandedIn(
        name=PREFIX + name + words.mark,
        language=language,
        body=approved.body,
        places=approved.places,
        button=(translate(BUTTON), f"{base_url}/{{{{1}}}}") if template.opens else None,
        picture=template.picture,
    )


@dataclass(frozen=True, slots=True)
class _Approved:
    body: str
    places: tuple[str, ...]


def _approved(office: Office, template: Template, words: Words, base_url: str, translate: Translate) -> _Approved:
    """What is the same in every message of an office stands in the body: nothing that varies may begin or end one.

    Somebody without a registration number has no phone here either, so the proof always has its place.
    """
    pattern = framed(words.text, template, translate, has_phone=bool(office.phone), has_proof=True)
    fixed = of_office(office, base_url, translate)
    if template.opens:
        fixed["url"] = translate(BEHIND_BUTTON)
    body, places = "", []
    for literal, name in pieces(pattern):
        body += literal
        if name in ABOUT_OFFICE or (name is not None and name in fixed):
            body += fixed[name]
        elif name is not None:
            places.append(name)
            body += f"{{{{{len(places)}}}}}"
    return _Approved(body, tuple(places))
