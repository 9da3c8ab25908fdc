"""What a citizen sent along with words, and what it could become: pictures of lines, applications that want them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import Conversation, ConversationLine, LinePicture
from scheduler.domain.text.names import last_digits
from scheduler.flow.talk_applications import Of, applications_of, free_pictures, is_here, openings_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture. is_used: it is a page of an application."""

    id: int
    mark: str
    width: int
    height: int
    hint: str | None
    is_used: bool


@dataclass(frozen=True, slots=True)
class Media:
    """What came with one line. state: wanted, kept, refused or lost; why: a code."""

    state: str
    why: str | None
    pictures: Sequence[Shown] = ()

    @property
    def free(self) -> list[Shown]:
        """The pictures that serve no application yet."""
        return [each for each in self.pictures if not each.is_used]


@dataclass(frozen=True, slots=True)
class Applied:
    """An application of the phone. ref4: of its registration number, None until it is sent."""

    id: int
    title: str
    ref4: str | None
    stage: str | None


@dataclass(frozen=True, slots=True)
class Wants:
    """An item that takes pictures. is_asked: its citizen was asked for it again."""

    item_id: int
    name: str
    of: Applied
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """Of a conversation: what came with which line, what there is to add it to, and how many pictures are free.

    documents: of the applications, by id.
    """

    media: Mapping[int, Media] = field(default_factory=dict)
    applications: Sequence[Applied] = ()
    wants: Sequence[Wants] = ()
    free: int = 0
    documents: frozenset[int] = frozenset()

    @property
    def asked(self) -> list[Wants]:
        """What was asked for again: a picture that comes now is most likely that."""
        return [each for each in self.wants if each.is_asked]


def sent_in(session: Session, conversation: Conversation, rows: Sequence[ConversationLine]) -> Sent:
    """What came with some lines of a conversation, and what it could become."""
    applications = applications_of(session, conversation)
    wants = [
        Wants(each.item.id, each.item.name, _applied(each.of), each.is_asked)
        for each in openings_of(session, applications)
    ]
    free = len(free_pictures(session, conversation.id))
    documents = frozenset(each.document.id for each in applications if each.document)
    return Sent(_media(session, rows), [_applied(each) for each in applications], wants, free, documents)


def _media(session: Session, rows: Sequence[ConversationLine]) -> dict[int, Media]:
    with_some = [row for row in rows if row.media_state]
    pictures: dict[int, list[Shown]] = {row.id: [] for row in with_some}
    kept = select(LinePicture).where(col(LinePicture.line_id).in_([row.id for row in with_some]), is_here())
    for each in session.scalars(kept.order_by(col(LinePicture.line_id), col(LinePicture.position))):
        pictures[each.line_id].append(shown(each))
    return {row.id: Media(row.media_state or "", row.media_why, pictures[row.id]) for row in with_some}


def shown(picture: LinePicture) -> Shown:
    """A picture as pages show it."""
    is_used = picture.page_id is not None
    return Shown(picture.id, picture.mark, picture.width, picture.height, picture.hint, is_used)


def _applied(of: Of) -> Applied:
    document = of.document
    ref4 = last_digits(document.reference, 4) if document else None
    return Applied(of.application.id, of.title, ref4, document.stage if document else None)
