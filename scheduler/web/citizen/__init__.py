"""The citizen's pages: the offices, an invitation and its booking, the ticket and what may be done with it."""

from scheduler.web.citizen.invitation import create_booking, invitation, renew
from scheduler.web.citizen.offices import offices, public_office, request_link
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

__all__ = [
    "calendar_entry",
    "cancel_booking",
    "change_slot",
    "create_booking",
    "go_home",
    "invitation",
    "offices",
    "public_office",
    "qr_picture",
    "refused",
    "renew",
    "request_link",
    "slot_choice",
    "ticket",
]
