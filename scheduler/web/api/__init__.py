"""The API, version 1: JSON for machines with a token, and for citizens by their codes."""

from starlette.routing import BaseRoute, Route

from scheduler.web.api import (
    counters,
    documents,
    door,
    finding,
    forecast,
    handovers,
    live,
    materials,
    offices,
    openapi,
    tickets,
    transfers,
    visits,
    waiting_and_joining,
)
from scheduler.web.api.operations import Operation, routes_of

OPERATIONS: list[Operation] = [
    *visits.OPERATIONS,  # first: citizens are many, and a route costs the requests to those behind it
    *waiting_and_joining.OPERATIONS,
    *live.OPERATIONS,
    *offices.OPERATIONS,
    *finding.OPERATIONS,
    *transfers.OPERATIONS,
    *documents.OPERATIONS,
    *materials.OPERATIONS,
    *forecast.OPERATIONS,
    *door.OPERATIONS,
    *counters.OPERATIONS,
    *tickets.OPERATIONS,
    *handovers.OPERATIONS,
]

ROUTES: list[BaseRoute] = [
    Route("/openapi.json", openapi.reader_of(OPERATIONS), name="openapi"),
    *routes_of(OPERATIONS),
]
