"""The live figures of an office, as this process last read them."""

from datetime import timedelta
from functools import partial

from starlette.requests import Request

from scheduler.domain.public.live import Glance, Live
from scheduler.flow.public import live
from scheduler.runtime.clock import Clock
from scheduler.web.shared.public.kept import Kept, Reading

LASTS = timedelta(seconds=15)
"""So old the figures may be that anybody reads."""
MOST_OFFICES = 1_000


class LiveFigures:
    """What this process knows of its offices; `app.state.live_figures`."""

    def __init__(self, clock: Clock) -> None:
        self._offices: Kept[Live] = Kept(clock, lasts=LASTS, most=MOST_OFFICES)
        self._glances: Kept[dict[int, Glance]] = Kept(clock, lasts=LASTS, most=1)

    async def of_path(self, request: Request) -> Reading[Live]:
        """Those of the office in the path. Raises OfficeUnknown, NotPublished, Unavailable."""
        code, app = request.path_params["office"], request.app.state
        read = partial(app.db.read_at_length, live.live_of, code, now=app.clock())
        return await self._offices.get(code, read)

    async def glances(self, request: Request) -> dict[int, Glance]:
        """Those of the list of offices, by the offices' ids. Raises Unavailable."""
        app = request.app.state
        read = partial(app.db.read_at_length, live.glances, now=app.clock())
        return (await self._glances.get("glances", read)).value
