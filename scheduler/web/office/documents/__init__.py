"""Documents on their way to be fetched: found, entered, put on shelves, labelled, withdrawn; who was shown what."""

from starlette.routing import BaseRoute

from scheduler.web.office.documents import (
    disclosures,
    handlers,
    labels,
    new_document,
    old_cards,
    people,
    scanned,
    search,
    shared_phones,
    shelving,
    types,
    withdrawal,
)
from scheduler.web.shared.refusal_responses import Refused

ROUTES: list[BaseRoute] = [
    *handlers.ROUTES,
    *search.ROUTES,
    *new_document.ROUTES,
    *shelving.ROUTES,
    *disclosures.ROUTES,
    *shared_phones.ROUTES,
    *scanned.ROUTES,
    *labels.ROUTES,
    *people.ROUTES,
    *withdrawal.ROUTES,
    *old_cards.ROUTES,
    *types.ROUTES,
]
REFUSED: dict[str, Refused] = {
    "/office/documents/scanned": scanned.refused,
    "/office/documents/labels": labels.refused,
    "/office/documents/withdrawal": withdrawal.refused,
    "/office/documents/people": people.refused,
    "/office/documents/new": new_document.refused,
    "/office/documents/shelving": shelving.refused,
    "/office/disclosures": disclosures.refused,
    "/office/shared-phones": shared_phones.refused,
    "/office/types": types.refused,
    "/office/messages/sent": handlers.refused,  # the list of whom to tell stands on the documents' page
}

__all__ = ["REFUSED", "ROUTES"]
