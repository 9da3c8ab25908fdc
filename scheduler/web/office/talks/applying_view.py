"""The page on which a conversation becomes an application: its pictures, what there is to ask for, who it is for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import func, select
from sqlmodel import Session, col

from scheduler.db.models import (
    Conversation,
    ConversationLine,
    LinePicture,
    Office,
    Procedure,
    Requirement,
)
from scheduler.domain.applying.procedures import TOPICS
from scheduler.domain.applying.proposing import proposed
from scheduler.domain.text.phones import masked
from scheduler.flow.applying.applications import requirements_of
from scheduler.flow.offices.kelurahan import Offered, offered_kelurahan
from scheduler.flow.offices.procedures import procedures_of
from scheduler.flow.talk_applications import free_pictures
from scheduler.web.office.talks.media import Shown, shown
from scheduler.web.office.talks.view import conversation_of, documents_of_phones

UNUSED = "-"
"""The place of a picture that serves nothing."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture and where it is put: an item's position, or UNUSED."""

    picture: Shown
    place: str


@dataclass(frozen=True, slots=True)
class Page:
    """A conversation as the form shows it. procedure: what was chosen, None before.

    choices: by topic, also what citizens are not offered at home.
    names: holders of the phone's documents; holder: the one there is no doubt about, or "". newest: the last line,
    which the form names as seen. kelurahan: those that it offers.
    """

    number: int
    masked: str
    procedure: Procedure | None
    choices: Sequence[tuple[str, Sequence[Procedure]]]
    items: Sequence[Requirement]
    pictures: Sequence[Placed]
    names: Sequence[str]
    holder: str
    newest: int
    kelurahan: Offered


def page_of_talk(session: Session, office: Office, number: int, code: str, placed: Mapping[int, str]) -> Page:
    """A conversation as the form shows it. placed: where its clerk put pictures. Raises ConversationUnknown."""
    conversation = conversation_of(session, office, number)
    offered = procedures_of(session, office.id, all_of_them=True)
    procedure = next((each for rows in offered.values() for each in rows if each.code == code), None)
    items = requirements_of(session, procedure.id) if procedure else []
    free = free_pictures(session, number)
    names = _names(session, office, conversation)
    return Page(
        number=number,
        masked=masked(conversation.phone),
        procedure=procedure,
        choices=[(TOPICS.get(topic, topic), rows) for topic, rows in offered.items()],
        items=items,
        pictures=_placed(free, items, placed),
        names=names,
        holder=names[0] if len(names) == 1 else "",
        newest=_newest(session, number),
        kelurahan=offered_kelurahan(session, office),
    )


def language_of_talk(session: Session, office: Office, number: int) -> str:
    """The language in which a conversation's citizen is written to. Raises ConversationUnknown."""
    return conversation_of(session, office, number).language


def _placed(free: Sequence[LinePicture], items: Sequence[Requirement], placed: Mapping[int, str]) -> list[Placed]:
    """Every free picture where it was put, or where it is proposed."""
    lines = [list(rows) for _, rows in groupby(free, key=lambda picture: picture.line_id)]
    for_lines = proposed([len(rows) for rows in lines], [item.most_pages for item in items])
    usual = {
        picture.id: UNUSED if item is None else str(item)
        for rows, item in zip(lines, for_lines, strict=True)
        for picture in rows
    }
    return [Placed(shown(each), placed.get(each.id, usual[each.id])) for each in free]


def _names(session: Session, office: Office, conversation: Conversation) -> list[str]:
    """Holders of what was left with the phone, each once."""
    documents = documents_of_phones(session, office, [conversation.phone]).get(conversation.phone, [])
    return list(dict.fromkeys(each.holder for each in documents if each.holder))


def _newest(session: Session, number: int) -> int:
    newest = select(func.max(col(ConversationLine.id))).where(col(ConversationLine.conversation_id) == number)
    return session.scalar(newest) or 0
