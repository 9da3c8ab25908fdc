"""The provider by which staff may sign in here, and the way there: a page of ours that leads on by itself."""

from typing import TYPE_CHECKING

from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response

from scheduler.domain.oidc import ProviderOff
from scheduler.web.shared.pages import render
from scheduler.web.shared.staff.sessions import forget, is_secure, remember

if TYPE_CHECKING:
    from scheduler.oidc.provider import Provider

CAME_BY_PATH = "/logout"
"""Where alone the cookie goes that says that a browser came in by the provider: whoever signs out does so there too."""


def provider_of(connection: HTTPConnection) -> "Provider":
    """The provider of this server. Raises ProviderOff."""
    found: Provider | None = connection.app.state.provider
    if found is None:
        raise ProviderOff
    return found


def leading_to(request: Request, address: str, provider: "Provider") -> Response:
    """A page that leads on to the provider by itself. No redirect: browsers follow none to another site after a form,
    where pages may send their forms here alone.
    """
    return render(request, "signin/leaving.html", address=address, provider=provider.label)


def note_came_by(request: Request, response: Response) -> None:
    """Let a browser keep that whoever is signed in came by the provider."""
    remember(request, response, "oidc", name=_came_by(request), path=CAME_BY_PATH)


async def signed_out(request: Request) -> Response:
    """To the sign-in; by the provider, where one came in by it: at a counter that others use nobody stays signed in."""
    login = RedirectResponse(request.url_for("login").path, 303)
    provider: Provider | None = request.app.state.provider
    if provider is None or _came_by(request) not in request.cookies:
        return login
    way = await provider.way_out()
    response = leading_to(request, way, provider) if way else login
    forget(request, response, name=_came_by(request), path=CAME_BY_PATH)
    return response


def _came_by(request: Request) -> str:
    return "__Secure-giliran-came-by" if is_secure(request) else "giliran-came-by"
