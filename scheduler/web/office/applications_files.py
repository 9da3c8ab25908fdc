"""A page that a citizen sent, for staff of its office alone: an attachment, never a document of the site's own."""

import asyncio

from sqlmodel import Session, col, select
from starlette.requests import Request
from starlette.responses import Response

from scheduler.db.models import ApplicationPage, Office
from scheduler.domain.upload_errors import FileGone
from scheduler.web.access import staff_of
from scheduler.web.attached import attached


async def picture(request: Request) -> Response:
    """By its mark; also of earlier rounds. Raises FileGone."""
    staff = await staff_of(request, "documents")
    mark: str = request.path_params["mark"]
    if not await request.app.state.db.read(_is_here, staff.office, mark):
        raise FileGone
    content = await asyncio.to_thread(request.app.state.vault.get, mark)
    return attached(content)


def _is_here(session: Session, office: Office, mark: str) -> bool:
    if not (mark.isascii() and mark.isalnum()):
        return False
    page = col(ApplicationPage.mark) == mark, col(ApplicationPage.gone_at).is_(None)
    found = select(col(ApplicationPage.id)).where(col(ApplicationPage.office_id) == office.id, *page)
    return session.scalars(found).first() is not None
