"""How the machine and what stands around it are: what is wrong first, with what to do."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.refusals import N_
from scheduler.health.finding import Verdict
from scheduler.health.looking import Looks, Seen
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import now_of, staff_page
from scheduler.web.shared.staff.surroundings import around_of

PATIENCE = 3.0
"""Seconds for which the page waits; what has not been found by then is said to be looked at still."""
WORDS = {
    Verdict.BROKEN: N_("Rusak"),
    Verdict.LOOK: N_("Perlu dilihat"),
    None: N_("Sedang diperiksa"),
    Verdict.GOOD: N_("Baik"),
}


async def page(request: Request) -> Response:
    """All that was found lately; looks begin for what is older, however often somebody asks."""
    staff = await staff_of(request, "manage")
    looks: Looks = request.app.state.looks
    around = await around_of(request, staff.office.id)
    await asyncio.wait([asyncio.wrap_future(each) for each in looks.begin(around)], timeout=PATIENCE)
    seen = looks.seen(around)
    return staff_page(
        request,
        staff,
        "office/health.html",
        bad=[each for each in seen if not _is_good(each)],
        good=[each for each in seen if _is_good(each)],
        words=WORDS,
        counted={verdict: sum(_verdict(each) == verdict for each in seen) for verdict in WORDS},
        now=now_of(request),
    )


def _verdict(seen: Seen) -> Verdict | None:
    return seen.finding.verdict if seen.finding else None


def _is_good(seen: Seen) -> bool:
    return _verdict(seen) is Verdict.GOOD


ROUTES: list[BaseRoute] = [Route("/office/settings/health", page, name="settings_health")]
