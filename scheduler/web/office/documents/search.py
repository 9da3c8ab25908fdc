"""Documents are searched by one field and a few filters; the list is turned over page by page."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from scheduler.db.search.searching import LAST_END
from scheduler.domain.stages import DocumentStage
from scheduler.web.office.documents.remembered_search import METHODS, Search, new_mark, remember_search, remembered
from scheduler.web.office.documents.search_view import found_page, only_one
from scheduler.web.shared.forms import form_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import see_other, staff_page


async def search(request: Request) -> Response:
    """To the list of what was found, or at once to the document where there is but one."""
    staff = await staff_of(request, "documents", changes=False)
    asked = await form_of(request, Search)
    reference = await request.app.state.db.read(only_one, staff, asked)
    if reference is not None:
        return see_other(request, "documents", q=reference)
    mark = new_mark()
    response = see_other(request, "documents_found", s=mark)
    remember_search(request, response, staff, asked, mark)
    return response


async def page(request: Request) -> Response:
    """`?s=` is the search's mark, `?before=` where the last page ended."""
    staff = await staff_of(request, "documents")
    if "s" not in request.query_params:
        return RedirectResponse(request.url_for("documents").path, 303)
    mark, asked = remembered(request, staff)
    before = _number(request.query_params.get("before", ""))
    found = await request.app.state.db.read(found_page, staff, asked, before)
    return staff_page(
        request,
        staff,
        "office/documents/search.html",
        found=found,
        asked=asked,
        mark=mark,
        choices=found.choices,
        before=before,
        stages=list(DocumentStage),
        channels=METHODS,
    )


def _number(text: str) -> int | None:
    is_one = text.isascii() and text.isdigit() and len(text) <= len(str(LAST_END)) and int(text) <= LAST_END
    return int(text) if is_one else None


ROUTES: list[BaseRoute] = [
    Route("/office/documents/search", page, name="documents_found"),
    Route("/office/documents/search", search, methods=["POST"], name="documents_search"),
]
