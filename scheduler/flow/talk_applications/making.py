"""A clerk makes an application of what a citizen wrote: registered where nothing lacks, else the citizen goes on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db.models import (
    Application,
    ApplicationItem,
    Conversation,
    ConversationLine,
    Document,
    DocumentType,
    Office,
    Procedure,
)
from scheduler.domain.talks import LinkCannotGo, NothingChosen, PictureUnknown
from scheduler.domain.text import names
from scheduler.domain.text.plain_text import refuse_hidden
from scheduler.domain.text.residence import UNKNOWN, Residence
from scheduler.flow.applying.applications import application_path, begin_application, expected_of, hand_in, items_of
from scheduler.flow.core.opt_outs import stopped_among
from scheduler.flow.offices.procedures import procedure_by_code
from scheduler.flow.talk_applications.pictures import give_pages, pictures_by_id
from scheduler.flow.talks.conversations import answerable_until, hold_conversation, note_step, say, settle

CHANNEL = "whatsapp"
APPLIED = "applied"
RELATIONS = ("holder", "parent", "guardian", "family", "proxy")
OF_CHILD = ("parent", "guardian")
"""Who may apply for a child."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a clerk made of a conversation. pages: picture -> position of its item; what is empty is not known yet."""

    procedure: str
    pages: Mapping[int, int]
    holder: str = ""
    relation: str = "holder"
    applicant: str = ""
    nik: str = ""
    kk: str = ""
    lives: Residence = UNKNOWN


@dataclass(frozen=True, slots=True)
class Words:
    """What the citizen is told, in their language. registered: with {type} and {reference}; link: with {url}.

    type_of: the name of a document type, by its code, as citizens read it: never which akta it is.
    """

    registered: str
    link: str
    base_url: str
    type_of: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Made:
    """An application, and its document once it is registered."""

    application: Application
    document: Document | None


def make_application(
    session: Session,
    office: Office,
    conversation_id: int,
    wish: Wish,
    words: Words,
    *,
    seen: int,
    by: str,
    now: datetime,
) -> Made:
    """Begin an application with pictures of a conversation as its pages, and hand it in where nothing lacks.

    The citizen is told the registration number, or sent the link to complete it. The conversation waits no more, unless
    lines came after `seen`. Raises HiddenSigns, ConversationUnknown, ProcedureUnknown, NothingChosen,
    PictureUnknown, PicturesUsed, ItemFull, LinkCannotGo.
    """
    refuse_hidden(wish.holder, wish.applicant)
    if not wish.pages:
        raise NothingChosen
    conversation = hold_conversation(session, office, conversation_id)
    procedure = procedure_by_code(session, office.id, wish.procedure, offered=False)
    application = begin_application(
        session, office, procedure, channel=CHANNEL, language=conversation.language, conversation=conversation, now=now
    )
    _fill(application, conversation, wish, now)
    session.add(application)
    items = items_of(session, application.id)
    _give(session, conversation, items, wish, now)
    document = None
    if is_whole(procedure, wish, items):
        expected = expected_of(session, application, now)
        document = hand_in(session, office, application, by=by, now=now, expected=expected)
    _tell(session, conversation, application, document, words, by=by, now=now)
    note_step(session, conversation, APPLIED, by=by, now=now)
    conversation.assigned_to = conversation.assigned_to or by
    if not _has_newer(session, conversation, seen):
        settle(session, conversation)
    session.add(conversation)
    session.flush()
    return Made(application, document)


def is_whole(procedure: Procedure, wish: Wish, items: Sequence[ApplicationItem]) -> bool:
    """Whether nothing lacks: whose it is, who applies, and a page for all that is needed."""
    applies = bool(wish.applicant.strip()) if wish.relation != "holder" else True
    may = wish.relation in (OF_CHILD if procedure.for_child else RELATIONS)
    return (
        bool(wish.holder.strip()) and applies and may and all(item.optional or item.state == "sent" for item in items)
    )


def _fill(application: Application, conversation: Conversation, wish: Wish, now: datetime) -> None:
    """The phone is that of the conversation for certain: its owner wrote from it."""
    application.phone, application.phone_confirmed_at = conversation.phone, now
    application.phone_hash = keys.ring().look_up("phone", conversation.phone)
    application.relation = wish.relation
    application.holder = names.tidy_name(wish.holder) or None
    application.applicant = (names.tidy_name(wish.applicant) or None) if wish.relation != "holder" else None
    application.nik, application.kk = wish.nik or None, wish.kk or None
    application.kelurahan, application.rt, application.rw = wish.lives.kelurahan, wish.lives.rt, wish.lives.rw


def _give(
    session: Session, conversation: Conversation, items: Sequence[ApplicationItem], wish: Wish, now: datetime
) -> None:
    pictures = pictures_by_id(session, conversation, list(wish.pages))
    by_position = {item.position: item for item in items}
    if not set(wish.pages.values()) <= by_position.keys():
        raise PictureUnknown
    for position, item in by_position.items():
        given = [pictures[picture] for picture, place in wish.pages.items() if place == position]
        if given:
            give_pages(session, item, given, now=now)


def _tell(
    session: Session,
    conversation: Conversation,
    application: Application,
    document: Document | None,
    words: Words,
    *,
    by: str,
    now: datetime,
) -> None:
    """Of a registration the citizen is told by its own message too; without the link nobody could go on."""
    if not _is_open(session, conversation, now):
        if document is None:
            raise LinkCannotGo
        return
    if document is not None:
        text = words.registered.format(
            type=words.type_of(session.get_one(DocumentType, document.type_id).code), reference=document.reference
        )
    else:
        text = words.link.format(url=f"{words.base_url}/{application_path(application)}")
    say(session, conversation, text, by=by, now=now)


def _is_open(session: Session, conversation: Conversation, now: datetime) -> bool:
    """Whether free words reach the citizen of a conversation."""
    until = answerable_until(conversation)
    is_late = until is not None and until <= now
    return not is_late and not stopped_among(session, conversation.office_id, [conversation.phone])


def _has_newer(session: Session, conversation: Conversation, seen: int) -> bool:
    newer = select(col(ConversationLine.id)).where(
        col(ConversationLine.conversation_id) == conversation.id,
        col(ConversationLine.direction) == "in",
        col(ConversationLine.id) > seen,
    )
    return session.scalar(newer.limit(1)) is not None
