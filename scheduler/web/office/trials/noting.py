"""What the first start is to know of trials that leave no trace of their own."""

from starlette.requests import Request

from scheduler.flow.staff import SignedIn
from scheduler.flow.start import steps


async def note_print(request: Request, staff: SignedIn) -> None:
    """A test print was opened, or sent to the printer: kept while the office is being set up, once."""
    starting = staff.office.starting
    if starting is not None and "print" not in starting.get("seen", ()) and staff.acts_at("trial"):
        await request.app.state.db.write(steps.note_seen, staff.office, "print")
