"""The desk of a kecamatan or kelurahan: books and prints slips for its people, confirms batches, sees nothing else."""

from starlette.routing import BaseRoute, Route

from scheduler.web.place import batches, people, visits
from scheduler.web.place.refused import refused

_DESK = "/place/{place:int}"
_DOCUMENT, _VISIT = f"{_DESK}/documents/{{document:int}}", f"{_DESK}/visits/{{short}}"
_BATCH = f"{_DESK}/batches/{{batch:int}}"
_LINE = f"{_BATCH}/documents/{{position:int}}"
ROUTES: list[BaseRoute] = [
    Route("/place", people.home, name="place_home"),
    Route(_DESK, people.page, name="place_desk"),
    Route(f"{_DESK}/searches", people.look, methods=["POST"], name="place_searches"),
    Route(_DOCUMENT, visits.choose, name="place_document"),
    Route(_DOCUMENT, visits.create, methods=["POST"], name="place_booking"),
    Route(f"{_DOCUMENT}/invitation", visits.invite, methods=["POST"], name="place_invitation"),
    Route(f"{_DESK}/visits", visits.coming, name="place_visits"),
    Route(_VISIT, visits.visit, name="place_visit"),
    Route(f"{_VISIT}/slot", visits.choose_again, name="place_slot"),
    Route(f"{_VISIT}/slot", visits.move, methods=["POST"], name="place_moving"),
    Route(f"{_VISIT}/cancellation", visits.give_up, methods=["POST"], name="place_cancellation"),
    Route(f"{_VISIT}/slip", visits.slip, name="place_slip"),
    Route(f"{_DESK}/batches", batches.index, name="place_batches"),
    Route(_BATCH, batches.page, name="place_batch"),
    Route(f"{_BATCH}/search", batches.search, methods=["POST"], name="place_batch_search"),
    Route(f"{_BATCH}/receipt", batches.receive, methods=["POST"], name="place_batch_receipt"),
    Route(_LINE, batches.document, name="place_batch_document"),
    Route(_LINE, batches.confirm, methods=["POST"], name="place_handover"),
    Route(f"{_LINE}/loss", batches.report, methods=["POST"], name="place_loss"),
]

__all__ = ["ROUTES", "refused"]
