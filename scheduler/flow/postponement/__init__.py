"""Postponement: a closure or a change of hours moves many visits at once, in their order, and nobody loses a place.

`preview` shows it, `start` orders it in one step (from then on nobody can book into what is closed), `advance` carries
it out in batches that any process may go on with, `undo` takes it back within a day.
"""

from scheduler.flow.postponement.batches import BATCH, advance, unfinished
from scheduler.flow.postponement.foresight import Foreseen, Preview, preview
from scheduler.flow.postponement.orders import UNDO_FOR, may_undo, start, undo
from scheduler.flow.postponement.wish import Wish, closing, extending, placing, reopening

__all__ = [
    "BATCH",
    "UNDO_FOR",
    "Foreseen",
    "Preview",
    "Wish",
    "advance",
    "closing",
    "extending",
    "may_undo",
    "placing",
    "preview",
    "reopening",
    "start",
    "undo",
    "unfinished",
]
