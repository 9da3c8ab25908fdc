"""What came of trying a device: the newest answer of each is kept, with when and by whom."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import DeviceTrial, Office, Screen
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.screens import ScreenUnknown
from scheduler.domain.trials import Device, OutcomeUnknown, Reading, may_end
from scheduler.flow.core.audit import note_deed
from scheduler.flow.screens.screen_watch import screens_of

Trials = Mapping[tuple[Device, int | None], DeviceTrial]
"""By device, and by screen where it is one, the newest trial."""


def answer(
    session: Session,
    office: Office,
    device: Device,
    outcome: str,
    *,
    screen_id: int | None = None,
    by: str,
    now: datetime,
) -> None:
    """Keep what somebody saw or heard of a device. Raises OutcomeUnknown, ScreenUnknown."""
    if not may_end(device, outcome):
        raise OutcomeUnknown
    if (device is Device.SCREEN) != (screen_id is not None) or not _is_there(session, office, screen_id):
        raise ScreenUnknown
    _keep(session, office, device, outcome, screen_id=screen_id, by=by, now=now)


def note_reading(session: Session, office: Office, device: Device, reading: Reading, *, by: str, now: datetime) -> None:
    """Keep what a scanner or a camera made of the test paper."""
    _keep(session, office, device, reading.outcome, screen_id=None, by=by, now=now)


def trials_of(session: Session, office_id: int) -> Trials:
    """What was tried of an office's devices."""
    rows = session.scalars(
        select(DeviceTrial).where(col(DeviceTrial.office_id) == office_id).order_by(col(DeviceTrial.id))
    )
    return {(Device(row.device), row.screen_id): row for row in rows}


def untried_screens(session: Session, office: Office) -> Sequence[Screen]:
    """The screens of an office of which nobody ever said that a test call was seen and heard, or was not."""
    known = trials_of(session, office.id)
    return [screen for screen in screens_of(session, office) if (Device.SCREEN, screen.id) not in known]


def _keep(
    session: Session, office: Office, device: Device, outcome: str, *, screen_id: int | None, by: str, now: datetime
) -> None:
    same = delete(DeviceTrial).where(
        col(DeviceTrial.office_id) == office.id,
        col(DeviceTrial.device) == device,
        col(DeviceTrial.screen_id).is_not_distinct_from(screen_id),
    )
    change_rows(session, same)
    session.add(
        DeviceTrial(office_id=office.id, device=device, screen_id=screen_id, outcome=outcome, tried_at=now, by=by)
    )
    note_deed(session, office.id, Deed.DEVICE_TRIED, by=by, now=now, about=device, became={"outcome": outcome})
    session.flush()


def _is_there(session: Session, office: Office, screen_id: int | None) -> bool:
    if screen_id is None:
        return True
    screen = session.get(Screen, screen_id)
    return screen is not None and screen.office_id == office.id and screen.removed_at is None
