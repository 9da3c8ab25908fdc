"""A page that a citizen sent, for staff of its office alone: an attachment, never a document of the site's own.

Who looks at an application's pages is written down, once a day: whatever is masked elsewhere stands on them.
"""

from sqlmodel import Session, col, select
from starlette.requests import Request
from starlette.responses import Response

from scheduler.db.models import Application, ApplicationItem, ApplicationPage, Office
from scheduler.domain.applying.upload_refusals import FileGone
from scheduler.pictures.disk import on_disk
from scheduler.web.office.shared.pictures_shown import note_shown
from scheduler.web.shared.attached import attached
from scheduler.web.shared.staff.access import staff_of


async def picture(request: Request) -> Response:
    """A page by its mark, as it was drawn; also of earlier rounds. Raises FileGone."""
    staff = await staff_of(request, "documents", changes=True)
    mark: str = request.path_params["mark"]
    await note_shown(request, staff, await request.app.state.db.read(_whose, staff.office, mark), place="application")
    content = await on_disk(request.app.state.vault.get, mark)
    return attached(content)


def _whose(session: Session, office: Office, mark: str) -> Application:
    """The application of a page whose file is here. Raises FileGone."""
    found = None
    if mark.isascii() and mark.isalnum():
        found = session.scalars(
            select(Application)
            .join(ApplicationItem, col(ApplicationItem.application_id) == col(Application.id))
            .join(ApplicationPage, col(ApplicationPage.item_id) == col(ApplicationItem.id))
            .where(
                col(ApplicationPage.mark) == mark,
                col(ApplicationPage.office_id) == office.id,
                col(ApplicationPage.gone_at).is_(None),
            )
        ).first()
    if found is None:
        raise FileGone
    return found
