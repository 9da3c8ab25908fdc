"""Named reads. A query is a noun phrase; it returns rows or None and refuses nothing."""

from scheduler.db.queries.booking import (
    booking_by_code,
    booking_by_short,
    free_slots,
    is_urgent,
    latest_booking_of_document,
    live_booking_of_document,
    live_booking_of_invitation,
    places_between,
    slots_between,
)
from scheduler.db.queries.calendar import closures_by_office, closures_of_office, hours_of_office, shares_of_office
from scheduler.db.queries.documents import (
    document_by_reference,
    document_scanned,
    documents_of_booking,
    documents_of_invitation,
)
from scheduler.db.queries.hall import day_of, ticket_at_counter, ticket_by_number, ticket_of_booking, tickets_of
from scheduler.db.queries.invitations import (
    held_invitation_by_code,
    invitation_by_code,
    open_invitation_of_household,
    open_invitations,
    open_invitations_of_household,
)
from scheduler.db.queries.offices import (
    counter_by_number,
    counters_of,
    is_training,
    last_moment,
    letters_by_counter,
    office_by_code,
    office_by_id,
    offices,
    recorded_moment,
    services_of,
    types_of,
)
from scheduler.db.queries.postponement import postponement_of_booking
from scheduler.db.queries.waiting import applications_waiting, conversations_waiting, requests_waiting

__all__ = [
    "applications_waiting",
    "booking_by_code",
    "booking_by_short",
    "closures_by_office",
    "closures_of_office",
    "conversations_waiting",
    "counter_by_number",
    "counters_of",
    "day_of",
    "document_by_reference",
    "document_scanned",
    "documents_of_booking",
    "documents_of_invitation",
    "free_slots",
    "held_invitation_by_code",
    "hours_of_office",
    "invitation_by_code",
    "is_training",
    "is_urgent",
    "last_moment",
    "latest_booking_of_document",
    "letters_by_counter",
    "live_booking_of_document",
    "live_booking_of_invitation",
    "office_by_code",
    "office_by_id",
    "offices",
    "open_invitation_of_household",
    "open_invitations",
    "open_invitations_of_household",
    "places_between",
    "postponement_of_booking",
    "recorded_moment",
    "requests_waiting",
    "services_of",
    "shares_of_office",
    "slots_between",
    "ticket_at_counter",
    "ticket_by_number",
    "ticket_of_booking",
    "tickets_of",
    "types_of",
]
