"""The citizen's pages: the offices, an invitation and its booking, the ticket and what may be done with it."""

from scheduler.web.citizen.invitation import create_booking, invitation, renew
from scheduler.web.citizen.offices import offices, public_office, request_link
from scheduler.web.citizen.offline import offline_script
from scheduler.web.citizen.push import subscribe_phone, unsubscribe_phone
from scheduler.web.citizen.refusals import refused
from scheduler.web.citizen.ticket import (
    calendar_entry,
    cancel_booking,
    change_slot,
    go_home,
    qr_picture,
    slot_choice,
    ticket,
)
from scheduler.web.citizen.waiting import (
    create_joining,
    create_wait,
    create_wait_of_ticket,
    end_wait,
    end_wait_of_ticket,
)
from scheduler.web.citizen.wrong_number import (
    ask_of_invitation,
    ask_of_ticket,
    stop_of_invitation,
    stop_of_ticket,
    stopped,
)

__all__ = [
    "ask_of_invitation",
    "ask_of_ticket",
    "calendar_entry",
    "cancel_booking",
    "change_slot",
    "create_booking",
    "create_joining",
    "create_wait",
    "create_wait_of_ticket",
    "end_wait",
    "end_wait_of_ticket",
    "go_home",
    "invitation",
    "offices",
    "offline_script",
    "public_office",
    "qr_picture",
    "refused",
    "renew",
    "request_link",
    "slot_choice",
    "stop_of_invitation",
    "stop_of_ticket",
    "stopped",
    "subscribe_phone",
    "ticket",
    "unsubscribe_phone",
]
