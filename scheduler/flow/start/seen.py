"""What the program itself knows of the steps that are tried beside it, whatever somebody answers.

That a television is there it says itself; that a test call went to one that is there, and that a page to print was
opened or the printer took what it was sent, the program did. What came out of speaker and printer only people know.
"""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import Intake, Office, Screen
from scheduler.domain.start import Progress
from scheduler.flow.screens.screen_watch import screens_of


def seen_of(session: Session, office: Office) -> frozenset[str]:
    """The steps to be tried of which the program has seen something."""
    screens = screens_of(session, office)
    imported = select(col(Intake.id)).where(col(Intake.office_id) == office.id).limit(1)
    facts = {
        "screen": any(screen.heard_at is not None for screen in screens),
        "print": "print" in Progress.of(office.starting).seen,
        "call": any(map(_took_call, screens)),
        "import": session.scalar(imported) is not None,
    }
    return frozenset(step for step, is_seen in facts.items() if is_seen)


def _took_call(screen: Screen) -> bool:
    """Whether a television was heard after it was told to show a test call."""
    told = datetime.fromtimestamp(screen.test_call, UTC)
    return screen.test_call > 0 and screen.heard_at is not None and screen.heard_at >= told
