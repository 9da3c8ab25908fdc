"""Pictures of conversations: one by itself, one at large, and one that is to be fetched again."""

from sqlalchemy import select
from sqlmodel import Session, col
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Conversation, ConversationLine, LinePicture, Office
from scheduler.domain.talks import PictureUnknown
from scheduler.flow.talk_applications import is_here
from scheduler.flow.talks import line_pictures
from scheduler.pictures.disk import on_disk
from scheduler.pictures.vault import MARK
from scheduler.web.office.shared.pictures_shown import note_shown
from scheduler.web.office.talks.media import Shown, shown
from scheduler.web.shared.attached import attached
from scheduler.web.shared.forms import id_in_path
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import actor, now_of, staff_page


async def picture(request: Request) -> Response:
    """A picture of the office's conversations, drawn anew. Raises PictureUnknown, FileGone."""
    staff = await staff_of(request, "documents", changes=True)
    found, talk = await request.app.state.db.read(_picture, staff.office, request.path_params["mark"])
    await note_shown(request, staff, talk, place="conversation")
    return attached(await on_disk(request.app.state.vault.get, found.mark))


async def large(request: Request) -> Response:
    """A picture on a page of its own. Raises PictureUnknown."""
    staff = await staff_of(request, "documents")
    found, talk = await request.app.state.db.read(_picture, staff.office, request.path_params["mark"])
    if talk.id != request.path_params["number"]:
        raise PictureUnknown
    return staff_page(request, staff, "office/talks/picture.html", picture=found, number=talk.id)


async def fetch_again(request: Request) -> Response:
    """Try once more to bring what was refused or lost. Raises ConversationUnknown, NothingToFetch."""
    staff = await staff_of(request, "documents")
    number, line = id_in_path(request, PictureUnknown), id_in_path(request, PictureUnknown, "line")
    facts = {"by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(line_pictures.want_again, staff.office, line, **facts)
    return RedirectResponse(f"{request.url_for('conversation', number=number).path}?done=fetching", 303)


def _picture(session: Session, office: Office, mark: str) -> tuple[Shown, Conversation]:
    """A picture whose file is here, and its conversation. Raises PictureUnknown."""
    if not MARK.fullmatch(mark):
        raise PictureUnknown
    row = session.execute(
        select(LinePicture, Conversation)
        .join(ConversationLine, col(ConversationLine.id) == col(LinePicture.line_id))
        .join(Conversation, col(Conversation.id) == col(ConversationLine.conversation_id))
        .where(col(LinePicture.mark) == mark, col(LinePicture.office_id) == office.id, is_here())
    ).first()
    if row is None:
        raise PictureUnknown
    return shown(row[0]), row[1]


ROUTES: list[BaseRoute] = [
    Route("/office/inbox/pictures/{mark}", picture, name="talk_picture_file"),
    Route("/office/inbox/{number:int}/pictures/{mark}", large, name="talk_picture"),
    Route("/office/inbox/{number:int}/lines/{line:int}/fetching", fetch_again, methods=["POST"], name="fetching"),
]
