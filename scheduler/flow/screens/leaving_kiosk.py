"""A kiosk becomes the guard's tablet for whoever has proven all that is asked of them, and not before.

Strangers stand at a kiosk, and a password alone may have been read over a shoulder: where a code is asked besides, the
kiosk stays one until that was right. The proof, the session and the tablet's key are one step, so that of a failure on
the way nothing is left: neither somebody who is signed in at a kiosk, nor a tablet that nobody has a key of.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from scheduler.db.models import Office
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.screens import SetUpElsewhere
from scheduler.flow.audit.settings import Doing, noted
from scheduler.flow.screens import devices
from scheduler.flow.staff import SignedIn, entering
from scheduler.flow.staff.entering import SETTING_UP, Entered, First, Wish


@dataclass(frozen=True, slots=True)
class Left:
    """How far a proof led. key: of the tablet that the kiosk has become; None while a code is still asked."""

    entered: Entered
    key: str | None = None


def leave(
    session: Session, office: Office, device_id: int, staff_id: int, first: First, wish: Wish, *, now: datetime
) -> Left:
    """Go as far as a password leads: out of the kiosk, or to the code that is asked besides.

    Raises SignInWrong; SetUpElsewhere where what proves it besides has to be set up first; DeviceUnknown.
    """
    found = entering.enter(session, staff_id, first, wish, now=now)
    if found.step == SETTING_UP:
        raise SetUpElsewhere
    return Left(found) if found.step else Left(found, _end(session, office, device_id, staff_id, now))


def leave_by_code(
    session: Session, office: Office, device_id: int, member: SignedIn, typed: str, wish: Wish, *, now: datetime
) -> Left:
    """The code that was asked is right: out of the kiosk. member: who has come as far as that step, which ends.

    Raises CodeWrong, CodeUsed, DeviceUnknown; SignInNeeded where the step is over.
    """
    found = entering.prove_second(session, member.session_id, typed, wish, now=now)
    return Left(found, _end(session, office, device_id, member.staff_id, now))


def _end(session: Session, office: Office, device_id: int, staff_id: int, now: datetime) -> str:
    doing = Doing(Deed.DEVICE_CHANGED, f"staff:{staff_id}", now)
    return noted(session, doing, devices.leave_kiosk, office, device_id, staff_id, now=now)
