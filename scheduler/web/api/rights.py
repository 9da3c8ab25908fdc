"""Who may change a visit by its pass: whoever knows four digits of a registration number, or the office's own desk."""

from dataclasses import dataclass

from starlette.requests import Request

from scheduler.db.models import Booking
from scheduler.domain.proofs import DigitsTooFew
from scheduler.domain.refusals import NotAllowed
from scheduler.web.shared.staff.access import token_of_request


@dataclass(frozen=True, slots=True)
class Right:
    """What lets somebody change a visit: four digits, or (None) the desk of an office."""

    by: str
    ref4: str | None
    office_id: int | None = None

    def refuse_foreign(self, booking: Booking) -> None:
        """A desk may change the visits of its own office. Raises NotAllowed."""
        if self.office_id is not None and self.office_id != booking.office_id:
            raise NotAllowed


async def right_of(request: Request, ref4: str | None) -> Right:
    """The right of a request; digits hold for themselves. Raises DigitsTooFew without any, SignInNeeded, NotAllowed."""
    token = await token_of_request(request)
    if ref4:
        return Right("citizen", ref4)
    if token is None:
        raise DigitsTooFew
    if "desk" not in token.scopes.split():
        raise NotAllowed
    return Right(f"token:{token.id}", None, token.office_id)
