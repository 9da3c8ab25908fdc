"""What is written into the log of who comes in and goes, and of what is changed of staff and tokens.

A line has the id of the member of staff, the code of the office and the network of the address: nobody's name, no
password, no token, and nothing that was typed.
"""

import structlog
from starlette.requests import HTTPConnection

from scheduler.domain.addresses import shortened
from scheduler.web.shared.askers import asker_of

log = structlog.get_logger()


def note(request: HTTPConnection, event: str, *, staff: int | None, office: str | None, **facts: int | str) -> None:
    """Log one line, after what it tells of has been kept.

    event: signed_in, sign_in_failed, sign_in_refused (too many tries), signed_out, page_unlocked, password_changed,
    sessions_ended, staff_added, staff_invited, invitation_withdrawn, staff_joined, staff_removed, staff_returned,
    roles_changed, office_changed, identity_linked, identity_unlinked, second_factor_changed, second_factor_taken,
    token_made or token_revoked.
    staff: whom it is about; None where the name is nobody's. office: its code; None where the one that was said is not.
    """
    log.info(event, staff=staff, office=office, address=shortened(asker_of(request)), **facts)
