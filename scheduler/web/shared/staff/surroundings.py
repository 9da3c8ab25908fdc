"""What the checks of the machine are asked about, as a process that serves an office knows it."""

from starlette.requests import Request

from scheduler.db.engine.migrations import HEAD
from scheduler.domain.refusals import Unavailable
from scheduler.health.around import Around, Process
from scheduler.runtime.rounds import ROUNDS
from scheduler.web.shared.staff.pages import now_of


async def around_of(request: Request, office_id: int) -> Around:
    """What is around this process, for checks of one office."""
    state = request.app.state
    try:
        await state.readiness.prove()
        is_written = True
    except Unavailable:
        is_written = False
    return Around(
        state.settings,
        now_of(request),
        state.db.reading,
        is_written=is_written,
        version=HEAD,
        office_id=office_id,
        process=Process(state.askers.strangers, ROUNDS.all()),
    )
