"""A counter: one card, the line beside it, and a key for every step."""

from starlette.routing import BaseRoute, Route, WebSocketRoute

from scheduler.web.counter import receipts, screen, steps
from scheduler.web.counter.screen import refused

__all__ = ["ROUTES", "refused"]

ROUTES: list[BaseRoute] = [
    Route("/counter", screen.page, name="counter"),
    Route("/counter/line", screen.line, name="counter_line"),
    WebSocketRoute("/counter/live", screen.live, name="counter_live"),
    Route("/counter/scans", steps.create_scan, methods=["POST"], name="counter_scans"),
    Route("/counter/calls", steps.create_call, methods=["POST"], name="counter_calls"),
    Route("/counter/recalls", steps.create_recall, methods=["POST"], name="counter_recalls"),
    Route("/counter/services", steps.create_service, methods=["POST"], name="counter_services"),
    Route("/counter/absences", steps.create_absence, methods=["POST"], name="counter_absences"),
    Route("/counter/pauses", steps.create_pause, methods=["POST"], name="counter_pauses"),
    Route("/counter/resumptions", steps.create_resumption, methods=["POST"], name="counter_resumptions"),
    Route("/counter/transfers", steps.create_transfer, methods=["POST"], name="counter_transfers"),
    Route("/counter/problems", steps.create_problem, methods=["POST"], name="counter_problems"),
    Route("/counter/handovers", steps.create_handover, methods=["POST"], name="counter_handovers"),
    Route("/counter/departures", steps.create_departure, methods=["POST"], name="counter_departures"),
    Route("/counter/receipts/{number}", receipts.page, name="counter_receipt"),
    Route("/counter/undos", steps.undo_step, methods=["POST"], name="counter_undos"),
    Route("/counter/opening", steps.open_counter, methods=["POST"], name="counter_opening"),
    Route("/counter/break", steps.pause_counter, methods=["POST"], name="counter_break"),
    Route("/counter/closing", steps.close_counter, methods=["POST"], name="counter_closing"),
    Route("/counter/sound-tests", steps.test_sounds, methods=["POST"], name="counter_sound_tests"),
    Route("/counter/help", steps.take_call, methods=["POST"], name="counter_help"),
    Route("/counter/outside", steps.send_outside, methods=["POST"], name="counter_outside"),
]
